"""The panel beside a city or organisation: when the tie goes cold, that it sleeps, and what it cost this year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

from trustcrm.plugin import Ahead, Bullets, Citation, Document, PluginContext, Subject, Tie, Words, strong, words
from trustcrm_continuity.costs import caps, money_told, over
from trustcrm_continuity.spent import spent, this_year
from trustcrm_continuity.telling import long


def panel(context: PluginContext, subject: Subject) -> Document | None:
    """Return what thin staff should know of a tie; None where no tie joins it with our city and nothing was spent."""
    home = context.ask.home().side
    if subject.id == home:
        return None
    items = [*_asleep(context, subject, home), *_cold(context, subject), *_cost(context, subject)]
    return Document(title="Time and cost", day=subject.day, blocks=(Bullets(tuple(items)),)) if items else None


def _asleep(context: PluginContext, subject: Subject, home: int) -> Iterator[Words]:
    for row in context.ask.page("tie", between=str(subject.id)).rows:
        tie = cast(Tie, row.kept.record)
        if tie.state == "hibernating" and home in (tie.one, tie.other):
            why = f": {tie.why}" if tie.why else "; nobody wrote down why"
            yield words(strong("Asleep, its cadence is paused"), why, cites=[Citation("tie", row.kept.id)])


def _cold(context: PluginContext, subject: Subject) -> Iterator[Words]:
    for one in context.ask.ahead(side=subject.id, as_of=subject.day):
        cites = [Citation("tie", row) for row in one.ties]
        yield words(strong(cold_told(one, subject)), _kept(one), cites=cites)


def cold_told(one: Ahead, subject: Subject) -> str:
    """Return when a tie goes cold, as "Goes cold on 2020-09-01"."""
    if one.last_contact is None:
        return "Never in touch, as far as is on record"
    if one.cold_on is None:
        return "Does not go cold"
    if one.cold_on <= subject.day:
        return f"Cold since {one.cold_on.isoformat()}"
    if one.paused:
        return f"Goes cold on {one.cold_on.isoformat()} at the earliest: cadences are paused"
    return f"Goes cold on {one.cold_on.isoformat()}"


def _kept(one: Ahead) -> str:
    if one.without is None or one.with_contact is None:
        return ""
    told = f"{100 * one.without:.1f} % without a contact, {100 * one.with_contact:.1f} % with one now"
    return f"; our trust on {one.next_on.isoformat()}: {told}"


def _cost(context: PluginContext, subject: Subject) -> Iterator[Words]:
    first, last = this_year(subject.day)
    (one,) = spent(context, first, last, subject.id)
    told = [long(one.minutes)] if one.minutes else []
    told += [f"{currency} {money_told(amount, currency)}" for currency, amount in one.money.items()]
    if told:
        since = "" if last - first < timedelta(days=1) else f" since {first.isoformat()}"
        cites = [Citation("step", gift.step) for gift in one.gifts]
        yield words(strong("Spent"), f"{since}: {', '.join(told)}", cites=cites)
    for passed in over(one.against_caps, one.side, caps(context)):
        yield words(strong("Over the cap: "), passed)
