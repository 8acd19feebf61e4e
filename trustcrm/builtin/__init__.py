"""Core's own offers, made through the same hooks as any plugin's, under the name "core"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustcrm.hooks.hookspecs import hookimpl
from trustcrm.hooks.specs import PluginSpec, SignalKind, TrustModelSpec

if TYPE_CHECKING:
    from trustcrm.hooks.context import PluginContext
    from trustcrm.hooks.specs import TrustModel


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what core itself offers."""
    return PluginSpec(summary="the reference trust model and the first list of goodwill signals")


@hookimpl
def register_signal_kinds() -> Iterator[SignalKind]:
    """Offer the closed list of signals an office starts with."""
    from trustcrm.domain.kinds import SIGNALS

    for kind in SIGNALS:
        yield SignalKind(name=kind.name, summary=kind.summary, leans=kind.leans, weight=kind.weight, cameo=kind.cameo)


@hookimpl
def register_trust_models() -> Iterator[TrustModelSpec]:
    """Offer the reference model."""
    yield TrustModelSpec(
        name="beta-habit",
        summary="how likely the next signed act is kind: evidence shrunk to the habits of both sides",
        version="1",
        factory=_beta_habit,
    )


def _beta_habit(context: PluginContext) -> TrustModel:
    from trustcrm.domain.readings.beta_habit import BetaHabit

    return BetaHabit()
