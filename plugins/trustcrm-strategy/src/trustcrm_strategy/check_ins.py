"""The yearly check-in: what a colleague thinks of a tie, in six answers from 1 to 7, beside what is computed.

The six sides of a relationship are those of Hon and Grunig, "Guidelines for Measuring Relationships in Public
Relations" (1999); the questions are our own. They are never added to each other, nor mixed into any reading. Who
answered, when, in which words and who may read it is a note of the office's records, which can be undone as all can.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import insert, select

from trustcrm.plugin import (
    Colleague,
    DatabaseUnusable,
    InvalidValue,
    Note,
    NotFound,
    PluginContext,
    Refused,
    TableAccess,
)
from trustcrm_strategy.tables import CHECK_IN
from trustcrm_strategy.ties import OurTie

LEAST, MOST = 1, 7


@dataclass(frozen=True)
class Question:
    """One of the six: its `key` in tables and JSON, its name, what is asked, and what 1 and 7 mean."""

    key: str
    name: str
    asks: str
    one: str
    seven: str


QUESTIONS = (
    Question(
        "control_mutuality", "control mutuality", "Who decides what the two cities do together?",
        "one of us alone", "both, each where it matters to them",
    ),
    Question(
        "trust", "trust", "When they say that they will do something, do we plan as if it were done?",
        "never", "without a second thought",
    ),
    Question(
        "satisfaction", "satisfaction", "Looking back on the year, was this tie good to have?",
        "more trouble than good", "we would not be without it",
    ),
    Question(
        "commitment", "commitment", "Do both spend effort on it when nothing urges them to?",
        "nobody does", "both do, also in bad years",
    ),
    Question(
        "exchange", "exchange", "When they do something for us, does it come with something they look for in return?",
        "never", "always",
    ),
    Question(
        "communal", "communal relationship", "Would they help us where nothing is to be had by it?",
        "no", "they have, or surely would",
    ),
)  # fmt: skip
"""The six questions; a high answer to `exchange` is neither better nor worse than a low one."""


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """Six answers about a tie for a year, by the keys of `QUESTIONS`; `note` is the note that holds the rest."""

    id: int
    tie: int
    year: int
    answers: Mapping[str, int]
    note: int
    by: str
    colleague: int | None
    on: date
    words: str
    confidentiality: str = "internal"

    @property
    def trust(self) -> float:
        """The answer about trust on the scale of a reading: 1 is 0, 7 is 1."""
        return (self.answers["trust"] - LEAST) / (MOST - LEAST)


def check_ins(context: PluginContext, day: date, tie: int | None = None) -> list[CheckIn]:
    """Return the check-ins until a day, the latest year first; of each colleague's the last for a tie and year."""
    wanted = {"about_noun": "tie"} if tie is None else {"about_noun": "tie", "about_row": str(tie)}
    notes = {row.kept.id: row for row in context.ask.page("note", wanted).rows}
    chosen = select(CHECK_IN).order_by(CHECK_IN.c.id)
    with context.tables.reading() as tables:
        rows = [row for row in tables.execute(chosen).mappings() if row["note_id"] in notes]
    found: dict[tuple[int, int, int | str], CheckIn] = {}
    for row in rows:
        listed = notes[row["note_id"]]
        note = cast(Note, listed.kept.record)
        if note.on is None or note.on > day:
            continue
        by = listed.referred.get("colleague", note.author or "")
        one = CheckIn(
            id=row["id"], tie=row["tie_id"], year=row["year"], note=listed.kept.id, by=by, on=note.on,
            answers={question.key: row[question.key] for question in QUESTIONS}, words=note.words,
            colleague=cast("int | None", note.colleague), confidentiality=note.confidentiality,
        )  # fmt: skip
        found[one.tie, one.year, one.colleague or by] = one
    return sorted(found.values(), key=lambda one: (-one.year, one.tie, one.id))


def check_ins_if_any(context: PluginContext, day: date, tie: int | None = None) -> list[CheckIn]:
    """Return the same; none where the plugin's tables are not made yet, as before an upgrade."""
    try:
        return check_ins(context, day, tie)
    except (DatabaseUnusable, Refused):
        return []


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What somebody answers about a tie for a year."""

    year: int
    answers: Mapping[str, int]
    colleague: int
    words: str
    confidentiality: str = "internal"


def keep(context: PluginContext, tie: OurTie, said: Answered, *, instead: bool = False) -> int:
    """Keep a check-in and return its number; with `instead` the one that colleague gave before is withdrawn.

    Raises `InvalidValue` for an answer out of bounds, no words or a year ahead, `Refused` where there is one already.
    """
    today = context.clock.today()
    _require_whole(said, today)
    before = [
        one for one in check_ins(context, date.max, tie.tie)
        if (one.year, one.colleague) == (said.year, said.colleague)
    ]  # fmt: skip
    name = cast(Colleague, context.ask.one("colleague", said.colleague).kept.record).name
    if before and not instead:
        raise Refused(
            f"{name} checked in on {tie.name} for {said.year} already (check-in {before[0].id}); give --instead to "
            "replace it."
        )
    made: list[int] = []

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        values = {"note_id": rows["note"][0], "tie_id": tie.tie, "year": said.year, **said.answers}
        key: Any = tables.execute(insert(CHECK_IN), values).inserted_primary_key
        made.append(int(key[0]))

    note = Note(
        words=said.words.strip(), about_noun="tie", about_row=tie.tie, author=name, colleague=said.colleague, on=today,
        confidentiality=said.confidentiality,
    )  # fmt: skip
    context.tables.along(context.do, write).add(note, again=True)
    for one in before:
        context.do.withdraw("note", one.note, f"check-in {made[0]} stands instead")
    return made[0]


def answering(context: PluginContext, words: str) -> int:
    """Return the colleague meant by a name or number; for "" the one who is at work. Raises `NotFound`."""
    if words:
        return context.ask.found("colleague", words)
    login = context.do.login
    for row in context.ask.page("colleague").rows:
        if login in (cast(Colleague, row.kept.record).login, row.title):
            return row.kept.id
    raise NotFound(f"No colleague works under {login}; say with --by whose answers these are.")


def _require_whole(said: Answered, today: date) -> None:
    for question in QUESTIONS:
        if not LEAST <= said.answers.get(question.key, 0) <= MOST:
            raise InvalidValue(f"{question.name} is answered by a number from 1 to 7: {question.asks}")
    if not said.words.strip():
        raise InvalidValue("A check-in needs a note: what the answers rest on, in a sentence.")
    if not 1900 <= said.year <= today.year:
        raise InvalidValue(f"{said.year} is no year to look back on; give one until {today.year}.")
