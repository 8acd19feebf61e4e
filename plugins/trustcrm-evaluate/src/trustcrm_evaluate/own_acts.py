"""The office's own acts as a data set: the only record that tells how well its own ties are read."""

from __future__ import annotations

from trustcrm.plugin import PluginContext
from trustcrm_evaluate.dataset import Dataset, by_days


def own_acts(context: PluginContext) -> Dataset:
    """Return every act of the office up to today, the last quarter of its days being the test.

    Raises `Refused` where there are too few days to part.
    """
    acts = [act for act in context.ask.acts() if act.giver != act.receiver]
    return by_days("this office", acts, context.ask.side_profiles())
