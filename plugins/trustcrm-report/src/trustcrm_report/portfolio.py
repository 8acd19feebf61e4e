"""The portfolio: every tie on two days side by side, on a map, line by line, and by closeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Heading,
    InvalidValue,
    NotFound,
    Paragraph,
    Row,
    Spoke,
    Spot,
    Table,
    Wheel,
    Words,
    WorldMap,
    alphabetical,
    counted,
    quiet,
    strong,
    words,
    year_or_day,
)
from trustcrm_report.given import as_of
from trustcrm_report.standing import stood, ties_of
from trustcrm_report.value.period import day_of, year_before

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Glance, Home, PluginContext, Subject

MOST_PLACED = 400
"""So many ties are looked for on the map."""
FEW = 5
TRUST = "trust in %"
NEVER = "no two-way contact on record"


@dataclass(frozen=True, kw_only=True)
class Held:
    """A tie as of the later day, what it was on the earlier one, where it lies, and whether it is our turn."""

    now: Glance
    then: Glance | None
    place: tuple[float, float] | None
    we_owe: bool


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """Every tie of ours, and the two days."""

    home: Home
    place: tuple[float, float] | None
    then: date
    ties: Sequence[Held]


def portfolio_of(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Portfolio:
    """Ask the office for all of it. Raises `InvalidValue` where `then` is no day, or not before the subject's."""
    then = day_of(settings, "then") or year_before(subject.day)
    if then >= subject.day:
        raise InvalidValue(f"The setting 'then' is a day before {subject.day}; {then} is not.")
    ask, home = context.ask, context.ask.home()
    ties = ties_of(context, home.side)
    before = {one.tie: one for one in ask.overview(then) if stood(ties[one.tie], then)}
    owing = {one.receiver if one.giver == home.side else one.giver for one in _ours(context, home, subject.day)}
    held = [
        Held(
            now=one,
            then=before.get(one.tie),
            place=_place(context, one.them, home.side) if number < MOST_PLACED else None,
            we_owe=one.them in owing,
        )
        for number, one in enumerate(ask.overview(subject.day))
        if stood(ties[one.tie], subject.day) or one.tie in before
    ]
    held.sort(key=lambda one: alphabetical(one.now.name))
    return Portfolio(home=home, place=_place(context, home.side, 0), then=then, ties=held)


def _ours(context: PluginContext, home: Home, day: date) -> Iterator[Account]:
    """Yield what is still to come from us: thanks, and what we promised."""
    for one in as_of(context.ask.ledger().accounts, day):
        thanks = one.receiver == home.side and one.awaits_thanks and one.is_open
        promise = one.giver == home.side and one.was_promised and one.is_open
        if thanks or (promise and (not one.is_received or one.is_partial)):
            yield one


def _place(context: PluginContext, side: int, home: int) -> tuple[float, float] | None:
    """Return where a side lies, an organisation where its city does; None in our own city, or where nobody knows."""
    try:
        city: Any = context.ask.one("city", side).kept.record
    except NotFound:
        organisation: Any = context.ask.one("organisation", side).kept.record
        if organisation.city in (None, home):
            return None
        city = context.ask.one("city", organisation.city).kept.record
    return None if city.latitude is None or city.longitude is None else (city.latitude, city.longitude)


def portfolio(found: Portfolio, subject: Subject) -> Document:
    """Return the paper."""
    title = f"Portfolio of ties: {found.home.name}"
    if not found.ties:
        return Document(title=title, day=subject.day, blocks=(Paragraph(words("There is no tie yet.")),))
    blocks: list[Block] = [
        Paragraph(words(quiet(f"Every tie on {subject.day} beside what it was on {found.then}."))),
        Bullets(tuple(_in_short(found))),
    ]
    if found.place is not None:
        blocks.append(_map(found, found.place))
    blocks += [Heading("Tie by tie"), _table(found), _wheel(found)]
    return Document(title=title, day=subject.day, blocks=tuple(blocks))


def _in_short(found: Portfolio) -> Iterator[Words]:
    kinds = Counter(one.now.kind for one in found.ties).most_common()
    told = ", ".join(f"{count} {kind}" for kind, count in kinds)
    yield words(strong(counted(len(found.ties), "tie")), f": {told}.", cites=_cites(found.ties))
    new = [one for one in found.ties if one.then is None]
    if new:
        yield words(strong(f"{len(new)} began since {found.then}"), f": {_names(new)}.", cites=_cites(new))
    moved = [(change, one) for one in found.ties if (change := _change(one)) is not None]
    for word, best in (("came closer", 1), ("moved further away", -1)):
        some = sorted((pair for pair in moved if pair[0] * best >= 0.05), key=lambda pair: -best * pair[0])
        if some:
            few = ", ".join(f"{one.now.name} ({change:+.1f})" for change, one in some[:FEW])
            yield words(
                strong(f"{len(some)} {word}"), f", most of all {few}, in points of trust.",
                cites=_cites([one for _, one in some]),
            )  # fmt: skip
    ended = [one for one in found.ties if one.now.state == "ended"]
    if ended:
        yield words(strong(f"{len(ended)} ended since"), f": {_names(ended)}.", cites=_cites(ended))
    for word, one_is, many_are in (("cold", "is cold", "are cold"), ("never", f"has {NEVER}", f"have {NEVER}")):
        such = [one for one in found.ties if one.now.state != "ended" and one.now.warmth_word == word]
        if such:
            yield words(strong(counted(len(such), one_is, many_are)), f": {_names(such)}.", cites=_cites(such))
    owed = [one for one in found.ties if one.we_owe]
    if owed:
        yield words(
            strong(f"To {len(owed)} we still owe thanks or a promise"), f": {_names(owed)}.", cites=_cites(owed)
        )


def _cites(some: Sequence[Held]) -> list[Citation]:
    return [Citation("tie", one.now.tie) for one in some]


def _names(some: Sequence[Held]) -> str:
    names = [one.now.name for one in some]
    return ", ".join(names[: 2 * FEW]) + (f" and {len(names) - 2 * FEW} more" if len(names) > 2 * FEW else "")


def _percent(glance: Glance | None) -> float | None:
    return None if glance is None or glance.trust is None else round(100 * glance.trust, 1)


def _change(one: Held) -> float | None:
    then, now = _percent(one.then), _percent(one.now)
    return None if then is None or now is None else round(now - then, 1)


def _warmth(one: Held) -> str:
    then, now = one.then.warmth_word if one.then else "", one.now.warmth_word
    return now if then in ("", now) else f"{then} → {now}"


def _map(found: Portfolio, home: tuple[float, float]) -> WorldMap:
    spots = tuple(
        Spot(_short(one.now.name, found.home.name), *one.place, _percent(one.now), one.we_owe, tuple(_cites([one])))
        for one in found.ties
        if one.place is not None
    )
    return WorldMap(Spot(found.home.name, *home), spots, TRUST, "we owe", "Where our ties lead")


def _wheel(found: Portfolio) -> Wheel:
    spokes = tuple(
        Spoke(_short(one.now.name, found.home.name), one.now.kind, _percent(one.now), (Citation("tie", one.now.tie),))
        for one in found.ties
    )
    return Wheel(spokes, found.home.name, TRUST, "kind", "How close our ties are")


def _short(name: str, home: str) -> str:
    """Return a name without the country in brackets behind it, and without our own city."""
    before, opened, behind = name.rpartition(" (")
    shorter = before if opened and behind.endswith(")") and len(behind) == 3 else name
    return shorter.removesuffix(f" in {home}") or name


def _table(found: Portfolio) -> Table:
    columns = (
        Column("with"), Column("kind"), Column("state"), Column("since"), Column("then", "number"),
        Column("now", "number"), Column("change", "number"), Column("warmth"), Column("last contact", "day"),
    )  # fmt: skip
    return Table(
        columns,
        tuple(_row(one) for one in found.ties),
        f"Trust in %, on {found.then} and now, and the last two-way contact",
    )


def _row(one: Held) -> Row:
    now = one.now
    cells = (
        now.name, now.kind, now.state, year_or_day(now.since) if now.since else None,
        _percent(one.then), _percent(now), _change(one), _warmth(one),
        now.last_contact,
    )  # fmt: skip
    return Row(cells, (Citation("tie", now.tie),))
