"""The value report: in short, received beside spent, by category, what it was worth, deed by deed, and the gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from trustcrm.plugin import (
    Bar,
    Bars,
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Money,
    Paragraph,
    Row,
    Table,
    counted,
    fold,
    quiet,
    words,
    year_or_day,
)
from trustcrm_report.value.categories import CATEGORIES, NOT_ASSIGNED
from trustcrm_report.value.gathered import Deed, arrived, by_thing, cites_of
from trustcrm_report.value.rules import rules
from trustcrm_report.value.statements import in_short, not_shown, summed

if TYPE_CHECKING:
    from datetime import date

    from trustcrm_report.value.gathered import Gathered


def value_report(found: Gathered, day: date) -> Document:
    """Return the paper."""
    period, us = found.period, found.home.name
    lead = (
        f"{period}. Every sentence names the records it rests on; what is promised counts as nothing until it arrives, "
        "and nothing is added up across units."
    )
    blocks: list[Block] = [
        Paragraph(words(quiet(lead))),
        Heading("In short"),
        Bullets(tuple(in_short(found))),
        *_beside(found),
        *_by_category(found),
        *_worth(found),
        *_deeds(found),
        *_signals(found),
        *_ties(found),
        Heading("What we cannot show"),
        Bullets(tuple(not_shown(found))),
        Heading("How each figure is counted"),
        rules(found),
    ]
    return Document(title=f"What our ties brought: {us}", day=day, blocks=tuple(blocks))


def _beside(found: Gathered) -> Iterator[Block]:
    yield Heading("Received beside spent")
    all_received, all_given = by_thing(found.received), by_thing(found.given)
    bars = []
    for kind, unit in sorted(all_received.keys() | all_given.keys()):
        received, given = (deeds.get((kind, unit), []) for deeds in (all_received, all_given))
        got, gave = arrived(received), arrived(given)
        if got is not None or gave is not None:
            bars.append(Bar(kind, gave or 0, got or 0, unit, cites_of([*received, *given])))
    us = found.home.name
    if bars:
        yield Bars(tuple(bars), f"{us} gave", f"{us} received", "What arrived, in its own units")
    else:
        yield Paragraph(words("Nothing that anybody counted arrived, either way."))
    if found.tally.interactions:
        contacts = counted(found.tally.interactions, "contact")
        hours = words(
            f"{found.minutes / 60:,.1f} hours, told of {found.timed:,} of {contacts}",
            cites=[Citation("tie", one.tie) for one in found.ties if found.contacts.get(one.them)],
        )
        yield Facts((Fact("Time spent", hours),))


def _by_category(found: Gathered) -> Iterator[Block]:
    yield Heading("By category")
    rows = []
    for name in (*CATEGORIES, NOT_ASSIGNED):
        contacts = found.tally.untagged if name == NOT_ASSIGNED else found.tally.tagged[name]
        received, given = (_in_category(deeds, name) for deeds in (found.received, found.given))
        rows.append(Row((name, contacts, len(received), len(given)), cites_of([*received, *given])))
    columns = (Column("category"), *(Column(title, "number") for title in ("contacts", "received", "given")))
    yield Table(columns, tuple(rows))
    yield Paragraph(
        words(
            quiet(
                "Categories of Sister Cities International, assigned by tags of this office; what bears two tags "
                "stands in both. Received and given are numbers of contributions."
            )
        )
    )


def _in_category(deeds: list[Deed], name: str) -> list[Deed]:
    return [one for one in deeds if (not one.categories if name == NOT_ASSIGNED else name in one.categories)]


def _worth(found: Gathered) -> Iterator[Block]:
    valued = [one for one in found.deeds if one.is_valued]
    if not valued:
        return
    yield Heading("What it was worth")
    rows = []
    for title, deeds in (("received", found.received), ("given", found.given)):
        for estimates in (False, True):
            for currency, value in summed(deeds, estimates=estimates).items():
                own = [
                    one
                    for one in deeds
                    if one.is_valued
                    and one.is_estimate is estimates
                    and one.account.contribution.value_currency == currency
                ]
                said = "estimate" if estimates else "from a document"
                cites = tuple(_cite(one) for one in own if not one.is_restricted)
                rows.append(Row((title, Money(value, currency), currency, said, len(own)), cites))
    columns = (
        Column("what was"), Column("worth", "number"), Column("currency"), Column("how sure"),
        Column("contributions", "number"),
    )  # fmt: skip
    yield Table(columns, tuple(rows))
    told = [one for one in valued if not one.is_restricted]
    columns = (Column("what"), Column("worth", "number"), Column("currency"), Column("valued by"), Column("on", "day"))
    yield Table(columns, tuple(_valued(one) for one in told), "One by one")


def _valued(one: Deed) -> Row:
    contribution = one.account.contribution
    method = contribution.value_method or ""
    said = f"{method} (estimate)" if one.is_estimate and "estimate" not in method.lower() else method
    worth = None if contribution.value is None else Money(contribution.value, contribution.value_currency or "")
    cells = (contribution.what, worth, contribution.value_currency, said, contribution.value_on)
    return Row(cells, (_cite(one),))


def _cite(one: Deed) -> Citation:
    return Citation("contribution", one.account.id, one.account.contribution.source or "")


def _deeds(found: Gathered) -> Iterator[Block]:
    for title, deeds in (("What we received", found.received), ("What we gave", found.given)):
        named = [one for one in deeds if not one.is_restricted]
        if not deeds:
            continue
        yield Heading(title)
        columns = (
            Column("on", "day"), Column("what"), Column("from" if deeds is found.received else "to"),
            Column("how much", "number"), Column("unit"), Column("carried by"),
        )  # fmt: skip
        newest = sorted(named, key=lambda one: (one.arrivals[-1].record.on, one.account.id), reverse=True)
        yield Table(columns, tuple(_deed(one, found) for one in newest))
        hidden = len(deeds) - len(named)
        if hidden:
            yield Paragraph(
                words(quiet(f"And {counted(hidden, 'that is', 'that are')} restricted: counted, not named."))
            )


def _deed(one: Deed, found: Gathered) -> Row:
    account = one.account
    other = account.giver if account.receiver == found.home.side else account.receiver
    what = account.contribution
    cells = (
        one.arrivals[-1].record.on, what.what, found.names.get(other, f"side {other}"), one.quantity, what.unit,
        what.carried_by,
    )  # fmt: skip
    return Row(cells, one.cites)


def _signals(found: Gathered) -> Iterator[Block]:
    if not found.signals:
        return
    yield Heading("What partners showed us")
    kinds = Counter(kept.record.kind for kept in found.signals)
    rows = []
    for kind, count in sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])):
        own = [kept for kept in found.signals if kept.record.kind == kind]
        named = [kept for kept in own if kept.id not in found.secret_signals]
        who = Counter(found.names.get(side := cast(int, kept.record.giver), f"side {side}") for kept in named)
        by = ", ".join(f"{name} ({times})" if times > 1 else name for name, times in who.most_common())
        cites = tuple(Citation("signal", kept.id, kept.record.source or kept.record.witness) for kept in named)
        rows.append(Row((kind, count, by), cites))
    yield Table((Column("what"), Column("times", "number"), Column("by whom, as far as named")), tuple(rows))


def _ties(found: Gathered) -> Iterator[Block]:
    if not found.ties:
        return
    yield Heading("Tie by tie")
    last = {one.them: one.last_on for one in sorted(found.tally.counted, key=lambda one: one.last_on)}
    rows = [
        Row(
            (
                one.name,
                one.kind,
                year_or_day(one.since) if one.since else None,
                found.contacts.get(one.them, 0),
                last.get(one.them),
            ),
            (Citation("tie", one.tie),),
        )
        for one in sorted(found.ties, key=lambda one: (-found.contacts.get(one.them, 0), fold(one.name)))
    ]
    columns = (
        Column("with"), Column("kind"), Column("since"), Column("contacts", "number"), Column("last", "day"),
    )  # fmt: skip
    yield Table(columns, tuple(rows))
    others = sum(count for side, count in found.contacts.items() if side not in {one.them for one in found.ties})
    if others:
        yield Paragraph(words(quiet(f"And {counted(others, 'contact')} with sides to which no tie stands.")))
