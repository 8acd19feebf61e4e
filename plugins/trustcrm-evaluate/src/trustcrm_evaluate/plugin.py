"""What this plugin offers: the command `trustcrm evaluate`, and the models that others are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, PluginSpec, TablesSpec, TrustModelSpec, hookimpl

if TYPE_CHECKING:
    import click

    from trustcrm.plugin import PluginContext, TrustModel


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(
        summary="Measures what the readings of a trust model are worth, on public data and on your own",
        tables=TablesSpec(steps="trustcrm_evaluate.steps", journaled=("calibration",)),
    )


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the command."""
    yield CommandSpec(name="evaluate", summary="Measure what trust models foretell, on public data", load=_evaluate)
    yield CommandSpec(
        name="calibrate", summary="Fit a trust model's constants to this office's own acts", load=_calibrate
    )


@hookimpl
def register_trust_models() -> Iterable[TrustModelSpec]:
    """Offer the second transparent model, the one fitted to this office, and the baselines."""
    from trustcrm_evaluate import baselines

    yield TrustModelSpec(
        name="beta-habit-2",
        summary="the reference model with sorts, countries, third sides and a quick memory",
        version="1",
        factory=_second,
    )
    yield TrustModelSpec(
        name="fitted",
        summary="by the constants that `trustcrm calibrate --keep` fitted to this office, else by the defaults",
        version="2",
        factory=_fitted,
    )
    yield from baselines.specs()


def _fitted(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.calibration.keeping import fitted_model

    return fitted_model(context)


def _second(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.beta_habit_2.model import BetaHabit2

    return BetaHabit2()


def _calibrate() -> click.Command:
    from trustcrm_evaluate.calibrate_command import calibrate

    return calibrate


def _evaluate() -> click.Command:
    from trustcrm_evaluate.command import evaluate

    return evaluate
