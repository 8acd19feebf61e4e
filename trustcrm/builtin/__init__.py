"""Core's own offers, made through the same hooks as any plugin's, under the name "core"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustcrm.hooks.hookspecs import hookimpl
from trustcrm.hooks.specs import ExporterSpec, PluginSpec, SignalKind, TrustModelSpec

if TYPE_CHECKING:
    from trustcrm.hooks.context import PluginContext
    from trustcrm.hooks.specs import Exporter, TrustModel


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what core itself offers."""
    return PluginSpec(summary="the reference trust model, the first list of goodwill signals, plain exporters")


@hookimpl
def register_signal_kinds() -> Iterator[SignalKind]:
    """Offer the closed list of signals an office starts with."""
    from trustcrm.domain.kinds import SIGNALS

    for kind in SIGNALS:
        yield SignalKind(name=kind.name, summary=kind.summary, leans=kind.leans, weight=kind.weight, cameo=kind.cameo)


@hookimpl
def register_trust_models() -> Iterator[TrustModelSpec]:
    """Offer the reference model."""
    from trustcrm.domain.readings.beta_habit import VERSION

    yield TrustModelSpec(
        name="beta-habit",
        summary="how likely the next signed act is kind: evidence shrunk to the habits of both sides",
        version=VERSION,
        factory=_beta_habit,
    )


@hookimpl
def register_exporters() -> Iterator[ExporterSpec]:
    """Offer the formats that need nothing but themselves."""
    yield ExporterSpec(
        name="text", summary="Plain text, for terminals, letters and screen readers", suffix=".txt",
        media_type="text/plain", factory=_text,
    )  # fmt: skip
    yield ExporterSpec(
        name="md", summary="Markdown, for wikis and editors", suffix=".md", media_type="text/markdown",
        factory=_markdown,
    )  # fmt: skip
    yield ExporterSpec(
        name="json", summary="JSON, for scripts", suffix=".json", media_type="application/json", factory=_json
    )
    yield ExporterSpec(
        name="csv", summary="CSV, the tables alone, for spreadsheets", suffix=".csv", media_type="text/csv",
        factory=_csv, tables_only=True,
    )  # fmt: skip


def _text(context: PluginContext) -> Exporter:
    from trustcrm.builtin.exporters.text import PlainText

    return PlainText()


def _markdown(context: PluginContext) -> Exporter:
    from trustcrm.builtin.exporters.markdown import Markdown

    return Markdown()


def _json(context: PluginContext) -> Exporter:
    from trustcrm.builtin.exporters.json import Json

    return Json()


def _csv(context: PluginContext) -> Exporter:
    from trustcrm.builtin.exporters.csv import Csv

    return Csv()


def _beta_habit(context: PluginContext) -> TrustModel:
    from trustcrm.domain.readings.beta_habit import BetaHabit

    return BetaHabit()
