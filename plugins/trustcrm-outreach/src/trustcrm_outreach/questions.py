"""The inbox of questions: who asked what, by when an answer was promised, and when it was given.

The question and the answer are interactions, the promise is a follow-up: so what is overdue stands in `trustcrm due`
and on the screen of today, and all of it is corrected, undone, restricted and exported like any other record. What
stands here is only which of them belong together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import insert, select, update

from trustcrm.plugin import (
    FollowUp,
    Interaction,
    InvalidValue,
    Listed,
    Mention,
    NotFound,
    Participant,
    PluginContext,
    Refused,
    TableAccess,
)
from trustcrm_outreach.tables import QUESTION

ITSELF = Mention(noun="interaction", name="@0")
LONGEST = 120
"""So many characters of a question stand in the follow-up it left."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question, with the records it is made of; answered as soon as its follow-up is done."""

    id: int
    notice: int | None
    interaction: int
    follow_up: int
    answer: int | None
    side: int
    person: int | None
    words: str
    asked_on: date
    promised_by: date
    answered_on: date | None

    def is_open(self, day: date) -> bool:
        """Whether it was asked by a day and not answered yet."""
        return self.asked_on <= day and (self.answered_on is None or self.answered_on > day)

    def is_overdue(self, day: date) -> bool:
        """Whether an answer was promised for an earlier day and did not come."""
        return self.is_open(day) and self.promised_by < day


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What somebody asks: of which side, who, in which words, on which day; by when an answer is promised."""

    side: int
    words: str
    asked_on: date
    promised_by: date
    person: int | None = None
    notice: int | None = None
    kind: str = "email"
    restricted: bool = False


def ask(context: PluginContext, asking: Asking) -> int:
    """Keep a question with the promise to answer it, and return its number. Raises `InvalidValue` or `Refused`."""
    if asking.promised_by < asking.asked_on:
        raise InvalidValue("An answer cannot be promised for a day before the question.")
    home = context.ask.home().side
    if asking.side == home:
        raise InvalidValue("A question comes from somebody else than our own city; say from whom, with --from.")
    record = Interaction(
        kind=asking.kind, giver=asking.side, receiver=home, on=asking.asked_on, direction="one-way", words=asking.words,
        confidentiality="restricted" if asking.restricted else "internal",
    )  # fmt: skip
    short = " ".join(asking.words.split())
    short = short if len(short) <= LONGEST else f"{short[: LONGEST - 1]}…"
    promise = FollowUp(
        what="Answer a question" if asking.restricted else f"Answer: {short}", due_on=asking.promised_by,
        side=asking.side, person=asking.person, interaction=ITSELF,
    )  # fmt: skip
    parts = [Participant(interaction=ITSELF, person=asking.person, side=asking.side)] if asking.person else []
    made: list[int] = []

    def link(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        row = {
            "notice_id": asking.notice, "interaction_id": rows["interaction"][0], "follow_up_id": rows["follow-up"][0],
            "answer_id": None,
        }  # fmt: skip
        made.append(int(tables.execute(insert(QUESTION).returning(QUESTION.c.id), row).scalar_one()))

    context.tables.along(context.do, link).add(record, promise, *parts, again=True)
    return made[0]


def answer(context: PluginContext, asked: Asked, words: str, on: date, kind: str = "email") -> int:
    """Keep the answer and that the promise was kept, as one batch; return the interaction. Raises `Refused`."""
    if asked.answered_on is not None:
        raise Refused(f"Question {asked.id} was answered on {asked.answered_on.isoformat()}.")
    deeds = context.do.batch(f"answer to question {asked.id}")
    question_record = cast(Interaction, context.ask.one("interaction", asked.interaction).kept.record)
    record = Interaction(
        kind=kind, giver=context.ask.home().side, receiver=asked.side, on=on, direction="one-way", words=words,
        confidentiality=question_record.confidentiality,
    )  # fmt: skip
    parts = [Participant(interaction=ITSELF, person=asked.person, side=asked.side)] if asked.person else []

    def link(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        standing = update(QUESTION).where(QUESTION.c.id == asked.id)
        tables.execute(standing.values(answer_id=rows["interaction"][0]))

    made = context.tables.along(deeds, link).add(record, *parts, again=True)
    deeds.done(asked.follow_up, on)
    return made.ids[0]


def questions(context: PluginContext) -> list[Asked]:
    """Return every question that stands, the one promised soonest first."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(QUESTION).order_by(QUESTION.c.id)).mappings().all()
    talks = context.ask.several("interaction", [row["interaction_id"] for row in rows])
    promises = context.ask.several("follow-up", [row["follow_up_id"] for row in rows])
    told = (_asked(row, talks.get(row["interaction_id"]), promises.get(row["follow_up_id"])) for row in rows)
    found = [one for one in told if one is not None]
    return sorted(found, key=lambda one: (one.promised_by, one.id))


def question(context: PluginContext, number: int) -> Asked:
    """Return one question. Raises `NotFound`."""
    found = next((one for one in questions(context) if one.id == number), None)
    if found is None:
        raise NotFound(f"There is no question {number}; `trustcrm outreach questions` tells which there are.")
    return found


def open_questions(context: PluginContext, day: date) -> Sequence[Asked]:
    """Return the questions that are not answered as of a day."""
    return [one for one in questions(context) if one.is_open(day)]


def _asked(row: Mapping[Any, Any], of: Listed | None, promise: Listed | None) -> Asked | None:
    """Return a question as its records tell it, None where one of them was withdrawn or may not be read."""
    if of is None or promise is None or of.kept.withdrawn or promise.kept.withdrawn:
        return None
    said, due = cast(Interaction, of.kept.record), cast(FollowUp, promise.kept.record)
    return Asked(
        id=row["id"], notice=row["notice_id"], interaction=of.kept.id, follow_up=promise.kept.id,
        answer=row["answer_id"], side=cast(int, said.giver), person=cast("int | None", due.person),
        words=said.words or "", asked_on=said.on, promised_by=due.due_on, answered_on=due.done_on,
    )  # fmt: skip
