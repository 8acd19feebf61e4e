"""Needs in a person's own words: what is lacking in a crisis, asked of nobody yet, as "need 300 cots by friday"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from trustcrm.domain.nouns import Need, Window
from trustcrm.services.crises import crises_on
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.going_on import unit_of
from trustcrm.services.log import LONGEST_SUMMARY, Logged
from trustcrm.services.log_answers import unsettled
from trustcrm.services.name_book import OfficeNames
from trustcrm.services.quick_entry import Contributed, Understood, understand
from trustcrm.services.quick_entry.amounts import amount_at
from trustcrm.services.quick_entry.contact import spoken
from trustcrm.services.quick_entry.echo import amount, asked
from trustcrm.services.quick_entry.page import Page, written_out
from trustcrm.services.record import recorded
from trustcrm.store.engine import Connection
from trustcrm.store.queries.rows import record_by_id, records
from trustcrm.text import fold, listed, visible

_LED = re.compile(r"\s*(?:we\s+)?need(?:ed)?\b\s*:?\s*(?!to\b)", re.IGNORECASE)
"""How words begin that say that something is needed, and not that something is to be done."""
_BEHIND = re.compile(r"\s+(?:(?:is|are)\s+)?needed\b", re.IGNORECASE)
_OF_A_NEED = ("due", "quantity")
"""What a need can leave open."""


def read_needs(desk: Desk, text: str, window: int | None = None) -> Understood | None:
    """Return what words say is needed, with the questions they leave open, None where they say anything else.

    They begin with "need", or with how much. They name no side, no person and nothing to be done, which are an entry
    for the log. It is needed in the crisis `window`, else in the one of those on that began last; None where none is.
    Raises `InvalidValue` for words that are too long.
    """
    if not any(character.isalnum() for character in text):
        return None
    text = written_out(text.strip())
    with desk.database.reading() as connection:
        on = crises_on(connection, desk.today()) if window is None else [window]
        understood = _needed(connection, desk, text) if on else None
    return replace(understood, text=text, words=text, window=on[0]) if understood is not None else None


def _needed(connection: Connection, desk: Desk, text: str) -> Understood | None:
    names, today = OfficeNames(connection), desk.today()
    led = _LED.match(text)
    if led is None and amount_at(Page(text, names, today), 0) is None:
        return None
    thing = (text[led.end() :] if led is not None else _BEHIND.sub("", text, count=1)).strip()
    # what tells no number is asked "for"
    for said in (f"need {thing}", f"ask for {thing}") if thing else ():
        told = understand(said, names, today)
        if told.sides or told.people or told.follow_ups or (led is None and told.kind is not None):
            return None
        if told.contributions and all((one.state, one.giver) == ("asked", "them") for one in told.contributions):
            left = tuple(one for one in told.questions if one.about in _OF_A_NEED)
            return replace(told, kind=None, pieces=(), questions=left, needed=True)
    return None


def say_back_needs(desk: Desk, understood: Understood) -> list[str]:
    """Return in plain words what will be kept as needed, what of it is on the board already, and what is asked."""
    with desk.database.reading() as connection:
        window = _window_of(connection, understood)
        lines = [f"Needed in {window.name}, asked of nobody yet: {_thing(one)}." for one in understood.contributions]
        lines += [line for one in understood.contributions for line in _there_already(connection, understood, one)]
    lines += [f"Note: {understood.words}", *(f"! {piece}" for piece in understood.not_understood)]
    lines += [f"? {asked(question)}" for question in understood.questions]
    return [visible(" ".join(line.splitlines())) for line in lines]


def _thing(told: Contributed) -> str:
    due = f", by {spoken(told.due_on)}" if told.due_on is not None else ""
    return f"{amount(told.quantity, told.what, told.unit)}{due}"


def _window_of(connection: Connection, understood: Understood) -> Window:
    return cast(Window, record_by_id(connection, "window", cast(int, understood.window)).record)


def _there_already(connection: Connection, understood: Understood, told: Contributed) -> Iterable[str]:
    home = home_of(connection)
    for kept in records(connection, "need", {"window_id": understood.window}):
        need = cast(Need, kept.record)
        if need.closed_on is None and need.side in (None, home) and fold(need.what) == fold(told.what):
            yield f"! Need {kept.id} is open there already: {amount(need.quantity, need.what, need.unit)}."


def keep_needs(desk: Desk, understood: Understood) -> Logged:
    """Keep what words say is needed, all of it in one change. Raises `Ambiguous` while a question stands open."""
    if understood.questions:
        raise unsettled(understood)
    with desk.writing("log", " ".join(understood.text.split())[:LONGEST_SUMMARY]) as writer:
        window = _window_of(writer.connection, understood)
        needs = [
            Need(
                what=one.what, window=cast(int, understood.window), unit=unit_of(one), quantity=one.quantity,
                by_on=one.due_on, words=understood.words if place == 0 else None,
            )
            for place, one in enumerate(understood.contributions)
        ]  # fmt: skip
        kept = recorded(desk, writer, needs)
    what = listed([amount(one.quantity, one.what, one.unit) for one in understood.contributions], 20)
    return Logged(change=writer.change.id, said=f"need of {window.name}: {what}", ids={"need": list(kept.ids)})
