"""Putting aside what is due until a day: it is left out of what needs somebody until then, and nothing else changes.

It holds for the one occasion: once a contact, a receipt or another day makes something new due there, that is told.
"""

from __future__ import annotations

from datetime import date

from trustcrm.domain.nouns import Snooze
from trustcrm.domain.rules import check
from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.due import Due, due_by
from trustcrm.services.name_book import OfficeNames
from trustcrm.services.quick_entry.days import days_in
from trustcrm.services.quick_entry.page import Page
from trustcrm.store.queries.due import snoozes_beyond
from trustcrm.store.queries.rows import titles
from trustcrm.store.writing import Writer
from trustcrm.text import visible

AHEAD = 366
"""How many days ahead something can be due and still be put aside."""


def snooze(
    desk: Desk, noun: str, row: int, until: date, *, kind: str = "", words: str | None = None
) -> list[int]:  # fmt: skip
    """Put aside what is due about a row until a day; return the ids of the snoozes, one for each reason it is due.

    With `kind` only what is due for that reason. What was put aside before is from now on put aside until this day.
    Raises `InvalidValue` where the day is not ahead, `Refused` where nothing of the sort is due.
    """
    today = desk.today()
    if until <= today:
        raise InvalidValue(
            f"{until.isoformat()} is not ahead of today, {today.isoformat()}; give the day on which it is due again."
        )
    with desk.database.reading() as connection:
        found = [
            _snooze_of(one, until, words)
            for one in due_by(connection, today, max(AHEAD, (until - today).days))
            if (one.noun, one.id) == (noun, row) and kind in ("", one.kind)
        ]
        what = "" if found else titles(connection, {noun: [row]}).get((noun, row), str(row))
    if not found:
        raise Refused(
            f"The {noun} “{visible(what)}” is not due{f' for {visible(kind)}' if kind else ''}, so there is nothing to "
            "put aside; `trustcrm due` lists what is."
        )
    with desk.writing("snooze", f"{noun} {row} until {until.isoformat()}") as writer:
        writer.refuse_restricted(noun, [row])
        standing = {_occasion(kept.record): kept.id for kept in snoozes_beyond(writer.connection, today)}
        return [_put_aside(writer, wanted, standing.get(_occasion(wanted)), today) for wanted in found]


def _put_aside(writer: Writer, wanted: Snooze, earlier: int | None, today: date) -> int:
    check(wanted, today)
    if earlier is None:
        return writer.add(wanted)
    writer.correct("snooze", earlier, {"until": wanted.until} | ({"words": wanted.words} if wanted.words else {}))
    return earlier


def _snooze_of(one: Due, until: date, words: str | None) -> Snooze:
    return Snooze(
        kind=one.kind, about_noun=one.noun, about_row=one.id, until=until, arose_on=one.arose_on, words=words
    )  # fmt: skip


def _occasion(told: Snooze) -> tuple[object, ...]:
    return told.kind, told.about_noun, told.about_row, told.arose_on


def day_ahead(desk: Desk, words: str) -> date:
    """Return the one day that words say, as an entry for the log would mean something to come: "friday", "3 apr".

    Raises `InvalidValue` where they name no day, or more than one.
    """
    if words.strip():
        with desk.database.reading() as connection:
            page = Page(words, OfficeNames(connection), desk.today())
            found = [day.ahead for day in days_in(page).values() if (day.first, day.last) == (0, len(page) - 1)]
        if found and len(found[0]) == 1:
            return found[0][0]
    raise InvalidValue(
        f"{visible(words)!r} does not say one day; write it as 2020-07-03, friday, 3 july or in 2 weeks."
    )
