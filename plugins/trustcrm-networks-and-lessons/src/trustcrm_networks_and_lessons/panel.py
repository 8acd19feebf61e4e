"""The panel beside a city, an organisation or a person: the warmest paths there."""

from __future__ import annotations

from trustcrm.plugin import Bullets, Document, PluginContext, Subject, Words, quiet, words
from trustcrm_networks_and_lessons.acquaintance import warm_paths
from trustcrm_networks_and_lessons.paths import Path

SHOWN = 3


def panel(context: PluginContext, subject: Subject) -> Document | None:
    """Return the warmest paths over one person, else over two; None where there are none, and beside our own city."""
    if subject.id == context.ask.home().side and subject.noun != "person":
        return None
    found = next((some for depth in (1, 2) if (some := _through(context, subject, depth))), None)
    if found is None:
        return None
    return Document(title="Warm paths", day=subject.day, blocks=(Bullets(tuple(map(_told, found[:SHOWN]))),))


def _through(context: PluginContext, subject: Subject, depth: int) -> list[Path]:
    return warm_paths(context, subject.noun, subject.id, subject.day, depth)


def _told(one: Path) -> Words:
    why = "; ".join(reason.words for reason in one.reasons if reason.points) or "long ago"
    cites = dict.fromkeys(cited for hop in one.hops for cited in hop.cites)
    return words(f"{one.in_words}: ", quiet(why), cites=cites)
