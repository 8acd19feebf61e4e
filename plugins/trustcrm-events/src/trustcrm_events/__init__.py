"""TrustCRM plugin: events coded by CAMEO, with the intensity of each on Goldstein's scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm.plugin import Kind


def kinds_by_name() -> Mapping[str, Kind]:
    """Return the kind that each event of CAMEO's list is, by its name as `trustcrm.plugin.fold` folds it."""
    from trustcrm_events.cameo import by_text

    return by_text()
