"""`trustcrm batches review`: what waits in an import, one piece after the other, and the answers to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.noun_words import words_of
from trustcrm.cli.output import emit_line, emit_table, say
from trustcrm.domain.rules import dashed
from trustcrm.errors import TrustCrmError

if TYPE_CHECKING:
    from trustcrm.services.desk import Desk
    from trustcrm.services.importing.deciding import Decision
    from trustcrm.services.importing.differences import Choice, Difference
    from trustcrm.store.queries.batches import BatchItem

Differing = Mapping[int, Sequence["Difference"]]
"""In which fields a piece and its row differ, by the piece's position."""

_ANSWERS: Mapping[str, Choice] = {"o": "ours", "t": "theirs", "b": "both"}
_SKIP, _STOP = "s", "q"


class _Stop(Exception):
    """Ends a review before everything was looked at."""


def tell_waiting(batch: int, items: Sequence[BatchItem], differing: Differing) -> None:
    """List what waits, for whoever cannot be asked."""
    for item in items:
        emit_line(f"item {item.position}  {item.where}  {item.reason}")
        if found := differing.get(item.position):
            emit_table(_TITLES, _rows(found))
            continue
        for candidate in item.candidates:
            emit_line(f"  could be {candidate}")
    say(f"Decide each with `trustcrm batches decide {batch} ITEM`, or review them on a terminal.")


def ask_about(desk: Desk, batch: int, items: Sequence[BatchItem], differing: Differing) -> None:
    """Ask about each piece until it is decided, left aside or passed over; each answer is kept at once."""
    decided = 0
    try:
        for number, item in enumerate(items, start=1):
            say("")
            say(f"{number} of {len(items)}  item {item.position}  {item.where}".rstrip())
            say(item.reason)
            alike = _as_before(desk, batch, item) if decided else None
            if alike is not None:
                say(f"Kept as {alike.noun} {alike.row}, as decided before.")
            decided += alike is not None or _asked(desk, batch, item, differing.get(item.position, ()))
    except (_Stop, click.Abort):
        say("")
    left = len(items) - decided
    hint = " `trustcrm undo` takes the last decision back." if decided else ""
    say(f"{decided} decided, {left} still waiting.{hint}")


def _as_before(desk: Desk, batch: int, item: BatchItem) -> Decision | None:
    """Return what became of a piece that is in doubt no more; where it cannot be kept so, it is asked about."""
    from trustcrm.services.importing.batches import take_as_before

    with suppress(TrustCrmError):
        return take_as_before(desk, batch, item.position)
    return None


def _asked(desk: Desk, batch: int, item: BatchItem, found: Sequence[Difference]) -> bool:
    """Return whether a piece was decided; an answer that does not do is told, and asked for again."""
    while True:
        try:
            decision = _by_field(desk, batch, item, found) if found else _by_row(desk, batch, item)
        except TrustCrmError as error:
            say(str(error))
            continue
        if decision is None:
            say("Left aside.")
            return True
        if not decision.still:
            say(f"Kept as {decision.noun} {decision.row}.")
            return True
        say(f"It still waits: {decision.still}.")
        for candidate in decision.candidates:
            say(f"  could be {candidate}")
        item = _with_candidates(item, decision)


def _by_field(desk: Desk, batch: int, item: BatchItem, found: Sequence[Difference]) -> Decision | None:
    from trustcrm.services.importing.batches import skip, take_fields

    emit_table(_TITLES, _rows(found), talk=True)
    choices: dict[str, Choice] = {}
    # where what was edited has been taken back since, nothing is in the way, and each field is asked about
    for one in [one for one in found if one.edited] or found:
        both = ", b both" if one.both is not None else ""
        ask = f"{_words(one)}: o ours, t theirs{both}, s leave the piece aside, q stop"
        answer = _answer(ask, (*list(_ANSWERS)[: 3 if both else 2], _SKIP, _STOP), default="o" if one.edited else "t")
        if answer == _SKIP:
            skip(desk, batch, item.position)
            return None
        choices[one.field] = _ANSWERS[answer]
    return take_fields(desk, batch, item.position, choices)


def _by_row(desk: Desk, batch: int, item: BatchItem) -> Decision | None:
    from trustcrm.services.importing.batches import skip, take_as, take_new

    for number, candidate in enumerate(item.candidates, start=1):
        say(f"  {number}  {candidate}")
    which = f"1 to {len(item.candidates)} which of these, " if item.candidates else ""
    answer = _answer(f"{which}=ID or =NAME another one, n new, s leave it aside, q stop")
    if answer == _SKIP:
        skip(desk, batch, item.position)
        return None
    if answer == "n":
        return take_new(desk, batch, item.position)
    if answer.startswith("="):
        return take_as(desk, batch, item.position, answer[1:].strip())
    if answer.isdecimal() and 0 < int(answer) <= len(item.candidates):
        candidate = item.candidates[int(answer) - 1]
        return take_as(desk, batch, item.position, _row_in(candidate) or candidate)
    say(f"{answer} is none of these answers.")
    return _by_row(desk, batch, item)


def _answer(question: str, allowed: Sequence[str] = (), default: str | None = None) -> str:
    kind = click.Choice(allowed) if allowed else str
    told: str = click.prompt(question, default=default, type=kind, show_choices=False, err=True)
    if told == _STOP:
        raise _Stop
    return told.strip()


def _row_in(candidate: str) -> str:
    """Return the number of the row that a candidate describes, "" where it is a place that is no row yet."""
    number = candidate.split(" ")[1:2]
    return number[0] if number and number[0].isdecimal() else ""


def _with_candidates(item: BatchItem, decision: Decision) -> BatchItem:
    from dataclasses import replace

    return replace(item, reason=decision.still, candidates=decision.candidates)


_TITLES = ("field", "ours", "theirs", "")


def _rows(found: Sequence[Difference]) -> list[tuple[str, str, str, str]]:
    return [
        (_words(one), _told(one, one.ours), _told(one, one.theirs), "" if one.edited else "follows its source")
        for one in found
    ]


def _told(one: Difference, value: Any) -> str:
    title = one.titles.get(value) if isinstance(value, int) else None
    return f"{value} {title}" if title else words_of(value) or "nothing"


def _words(one: Difference) -> str:
    return dashed(one.field).replace("-", " ")
