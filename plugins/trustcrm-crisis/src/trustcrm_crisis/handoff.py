"""The sheet for the emergency centre: one page that somebody who was not there can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from trustcrm.plugin import (
    Account,
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Heading,
    InvalidValue,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    Words,
    words,
)
from trustcrm_crisis.board import OVER, TOLD, Board, Line, board_of
from trustcrm_crisis.candidates import Candidate, LeftOut, known_of, who_can
from trustcrm_crisis.hours import office_hours, zone_of
from trustcrm_crisis.in_need import in_one, matter_of
from trustcrm_crisis.leads import leads_if_any
from trustcrm_crisis.paper import cites, cites_of, crisis_of, line_cites, nothing
from trustcrm_crisis.seats import seats

MOVING = ("committed", "in transit")
"""States of what is on its way before any of it has come."""
MOST_LEFT_OUT = 12
THANK_FIRST = "thank first"
"""What stands beside whom to call where thanks are owed."""


def handoff(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the sheet. Raises `InvalidValue` where the setting `most` is no number above 0."""
    if not settings["most"].isdecimal() or int(settings["most"]) < 1:
        raise InvalidValue(f"The setting 'most' is a number above 0; {settings['most']!r} is not.")
    crisis = crisis_of(context, subject)
    if crisis is None:
        return nothing(subject, f"Hand-off sheet: {subject.name}")
    board = board_of(context, crisis, subject.day)
    home = context.ask.home()
    day = f"day {crisis.day_number(subject.day)}" if crisis.is_on(subject.day) else "over"
    head = f"{crisis.name}, {day}, told by {home.name}. Hours are those of {home.time_zone}."
    blocks: list[Block] = [Paragraph(words(head, cites=(Citation("window", crisis.id),)))]
    blocks += _needed(board, subject.day)
    blocks += _coming(board, subject.day)
    called, left_out = _candidates(context, subject, board, int(settings["most"]))
    thanks = [one for one in board.accounts if one.receiver == board.home and one.awaits_thanks and one.is_open]
    blocks += _to_call(context, subject, called, thanks, ZoneInfo(home.time_zone))
    blocks += _not_to_do(context, subject, board, left_out, thanks)
    return Document(title=f"Hand-off sheet: {crisis.name}", day=subject.day, blocks=tuple(blocks))


def open_needs(board: Board) -> list[Line]:
    """Return our own needs of which something is lacking still, or of which nobody said how much."""
    return [
        line
        for line in board.lines
        if line.need is not None and line.side == board.home and not line.is_closed and line.unit == _unit(line)
        and (line.lacking is None or line.lacking > 0)
    ]  # fmt: skip


def _unit(line: Line) -> str:
    return (line.need.record.unit or "") if line.need is not None else line.unit


def _needed(board: Board, day: date) -> Iterator[Block]:
    yield Heading("What is needed")
    found, asked = open_needs(board), _asked_alone(board)
    if found:
        columns = (
            Column("what"), Column("unit"), Column("needed", "number"), Column("promised, not here", "number"),
            Column("received", "number"), Column("still lacking", "number"), Column("by"),
        )  # fmt: skip
        yield Table(columns, tuple(_need(line, day) for line in found))
    elif not asked:
        yield Paragraph(words("No need of ours is open on the board."))
    if asked:
        yield Heading("Asked for without a need on the board, and not answered yet", 2)
        yield Bullets(tuple(_asked(board, one, day) for one in asked))


def _asked_alone(board: Board) -> list[Account]:
    """Return what we asked for and nobody answered, where no need says what it is for."""
    return [one for line in board.lines if line.need is None for one in line.accounts if one.state == "asked"]


def _asked(board: Board, one: Account, day: date) -> Words:
    told = f"{board.names[one.giver]}: {one.thing('asked')}{_until(one.due_on, day, before=', by ')}"
    return words(told, cites=cites(one))


def _until(due: date | None, day: date, *, before: str = "", gone: str = "which has gone by") -> str:
    """Return by when something is due, and that this has gone by where it has; "" where nobody said when."""
    if due is None:
        return ""
    return f"{before}{due.isoformat()}, {gone}" if due < day else f"{before}{due.isoformat()}"


def _need(line: Line, day: date) -> Row:
    hoped = [one for one in line.accounts if one.was_promised and one.state not in OVER]
    due = [one.promised[1] - (one.quantities.get("received") or 0) for one in hoped if one.promised is not None]
    coming = sum(quantity for quantity in due if quantity > 0)
    received = line.sums.get("received")
    by = _until(line.by_on, day, gone="gone by") or None
    return Row((line.what, line.unit, line.wanted, coming or None, received, line.lacking, by), line_cites(line))


def _coming(board: Board, day: date) -> Iterator[Block]:
    ours = [one for one in board.accounts if one.receiver == board.home and one.is_open]
    moving = [one for one in ours if one.is_partial or (one.state in MOVING and not one.is_received)]
    promised = [one for one in ours if one not in moving and one.state in ("offered", "pledged")]
    yield Heading("What is on its way, and when")
    if not moving:
        yield Paragraph(words("Nothing is on its way."))
    else:
        columns = (Column("from"), Column("what"), Column("now"), Column("due", "day"), Column("how far"))
        yield Table(columns, tuple(_on_its_way(board, one, day) for one in moving))
    if promised:
        yield Heading("Offered or pledged, not on its way: do not count on it", 2)
        items = tuple(
            words(
                f"{board.names[one.giver]}: {one.thing('pledged', 'offered')}, {one.state}"
                f"{_until(one.due_on, day, before=' for ')}",
                cites=cites(one),
            )
            for one in promised
        )
        yield Bullets(items)


def _on_its_way(board: Board, one: Account, day: date) -> Row:
    now = "the rest to come" if one.is_partial else TOLD.get(one.state, one.state)
    cells = (
        board.names[one.giver], one.rest if one.is_partial else one.thing(*MOVING, "pledged"),
        f"{now}{_late(one, day)}", one.due_on, one.in_words or None,
    )  # fmt: skip
    return Row(cells, cites(one))


def _late(one: Account, day: date) -> str:
    return f", late since {one.due_on.isoformat()}" if one.due_on is not None and one.due_on < day else ""


def _candidates(
    context: PluginContext, subject: Subject, board: Board, most: int
) -> tuple[dict[str, Sequence[Candidate]], tuple[LeftOut, ...]]:
    known = known_of(matter_of(context, subject.day, crisis=board.crisis))
    found: dict[str, Sequence[Candidate]] = {}
    left: tuple[LeftOut, ...] = ()
    for what in [line.what for line in open_needs(board)] or [""]:
        answer = who_can(known, what, None)
        left = answer.left_out
        if what:
            found[what] = answer.candidates[:most]
    return found, left


_NO_NEED = "No need is open on the board, so nobody has to be called for one."


def _to_call(
    context: PluginContext, subject: Subject, called: Mapping[str, Sequence[Candidate]], thanks: Sequence[Account],
    here: ZoneInfo,
) -> Iterator[Block]:  # fmt: skip
    yield Heading("Whom to call")
    rows = []
    for what, candidates in called.items():
        for one in candidates:
            hours = office_hours(subject.day, zone_of(context, one.side), here)
            why = max(one.reasons, key=lambda reason: reason.points)
            owed = [account for account in thanks if account.giver == one.side]
            because = f"{THANK_FIRST}; {why.words}" if owed else why.words
            cells = (what, one.name, _person(context, one), hours, because)
            rows.append(Row(cells, (Citation("tie", one.tie), *why.cites, *cites_of(owed, "received"))))
    if not rows:
        told = "Nobody on record could be called; `trustcrm who-can` says why each is left out." if called else _NO_NEED
        yield Paragraph(words(told))
        return
    columns = (Column("for"), Column("whom"), Column("person"), Column("at work, by our clock"), Column("because"))
    yield Table(columns, tuple(rows))


def _person(context: PluginContext, one: Candidate) -> str:
    if not one.people:
        return ""
    row, name = one.people[0]
    person: Any = context.ask.one("person", row).kept.record
    phone = person.phones[0] if person.phones else ""
    return f"{name}, {phone}" if phone else name


def _not_to_do(
    context: PluginContext, subject: Subject, board: Board, left_out: Sequence[LeftOut], thanks: Sequence[Account]
) -> Iterator[Block]:  # fmt: skip
    yield Heading("What must not be done")
    items: list[Words] = []
    pressing = [one for one in left_out if any("in need" in why or "asked already" in why for why in one.why)]
    for one in pressing[:MOST_LEFT_OUT]:
        items.append(words(f"Do not ask {one.name}: {in_one(one.why)}.", cites=one.cites))
    for found in leads_if_any(context, board.crisis.id):
        if found.contribution is None and found.dropped_on is None and found.open_checks:
            name = context.ask.mention("side", found.supplier).name
            told = f"Do not pay or promise {name} anything for {found.what}: {', '.join(found.open_checks)} not passed."
            items.append(words(told, cites=(Citation("organisation", found.supplier),)))
    if thanks:
        whom = "; ".join(sorted({board.names[one.giver] for one in thanks}))
        told = f"Do not ask again, before thanking for what came: {whom}."
        items.append(words(told, cites=cites_of(thanks, "received")))
    items.append(words("Do not count what is pledged as if it were here."))
    ending = [one for one in seats(context) if 0 <= (one.until - subject.day).days <= 7]
    for seat in ending:
        told = f"Do not leave work with {seat.name} beyond {seat.until.isoformat()}: the surge seat ends."
        items.append(words(told, cites=(Citation("colleague", seat.id),)))
    yield Bullets(tuple(items))
