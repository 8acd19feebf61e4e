"""The panel beside a city, an organisation or a tie: the priorities it serves, and the last check-in."""

from __future__ import annotations

from typing import cast

from trustcrm.plugin import Bullets, Citation, Document, PluginContext, Subject, Tie, Words, strong, words
from trustcrm_strategy.beside import beside
from trustcrm_strategy.check_ins import check_ins_if_any
from trustcrm_strategy.priorities import priorities_if_any
from trustcrm_strategy.telling import span
from trustcrm_strategy.ties import OurTie, ties_of


def panel(context: PluginContext, subject: Subject) -> Document | None:
    """Return which priorities it serves, and what was last answered beside what is computed; None for nothing."""
    own = _ties(context, subject)
    items: list[Words] = []
    if own:
        for each in priorities_if_any(context):
            for share in each.on(subject.day):
                for tie in (one for one in own if one.tie == share.tie):
                    goals = f"; {', '.join(each.goals)}" if each.goals else ""
                    told = f": {share.percent} % of its time, {span(share.from_on, share.to_on)}{goals}"
                    items.append(words(strong(each.name), told, cites=(Citation("tie", tie.tie),)))
        for tie in own:
            made = check_ins_if_any(context, subject.day, tie.tie)[:1]
            for one in beside(context, made, own):
                by = f"Check-in {one.check_in.year}, {one.check_in.by}: "
                items.append(words(by, one.in_words, cites=(Citation("note", one.check_in.note),)))
    if not items:
        return None
    return Document(title="In our strategy", day=subject.day, blocks=(Bullets(tuple(items)),))


def _ties(context: PluginContext, subject: Subject) -> list[OurTie]:
    if subject.noun != "tie":
        return ties_of(context, subject.id) if subject.id != context.ask.home().side else []
    record = cast(Tie, context.ask.one("tie", subject.id).kept.record)
    them = record.other if record.one == context.ask.home().side else record.one
    return [one for one in ties_of(context, cast(int, them)) if one.tie == subject.id]
