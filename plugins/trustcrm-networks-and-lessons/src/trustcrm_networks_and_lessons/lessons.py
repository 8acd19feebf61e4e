"""Lessons of other cities: what is known of each, who here adopted it, and whether credit was given.

A lesson is a contribution of expertise. It is offered where a city holds it out, received where it is told to us and
again where somebody here adopts it, and acknowledged where credit is given: so an adoption without credit is thanks
owed, as `trustcrm due`, the terminal's Today and the ledger tell it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import delete, insert, select

from trustcrm.plugin import (
    Account,
    Citation,
    Contribution,
    InvalidValue,
    Kept,
    Mention,
    Note,
    NotFound,
    PluginContext,
    Refused,
    Signal,
    Step,
    TableAccess,
    fold,
    mention_of,
)
from trustcrm_networks_and_lessons.tables import ADOPTION, FINDING, LESSON

Role = Literal["evidence", "result"]
PUBLIC_CREDIT = "gave public credit"
"""The kind of signal that credit before the public is."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What shows that a measure works, there or here: a note, its day, and where it is known from."""

    note: int
    role: Role
    words: str
    on: date | None
    source: str

    @property
    def cite(self) -> Citation:
        """The note it is."""
        return Citation("note", self.note, self.source)


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """A step in which somebody here adopted a lesson: when, by whom, and its words."""

    step: int
    on: date
    by: str
    words: str

    @property
    def in_words(self) -> str:
        """By whom and when."""
        return f"{self.by}, {self.on.isoformat()}"


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A measure of another city as its card tells it; its number is that of the contribution it is."""

    account: Account
    origin: str
    findings: tuple[Finding, ...] = ()
    adopted_by: Mapping[int, str]

    @property
    def id(self) -> int:
        """Its number."""
        return self.account.id

    @property
    def measure(self) -> str:
        """What is done there."""
        return self.account.contribution.what

    @property
    def evidence(self) -> tuple[Finding, ...]:
        """What shows that it works."""
        return tuple(one for one in self.findings if one.role == "evidence")

    @property
    def results(self) -> tuple[Finding, ...]:
        """What came of it here."""
        return tuple(one for one in self.findings if one.role == "result")

    @property
    def adoptions(self) -> tuple[Adoption, ...]:
        """By whom it was adopted here, the first one first."""
        return tuple(
            Adoption(step=one.id, on=one.record.on, by=self.adopted_by[one.id], words=one.record.words or "")
            for one in self.received
            if one.id in self.adopted_by
        )

    @property
    def received(self) -> tuple[Kept[Step], ...]:
        """The steps in which it was told to us or adopted here."""
        return tuple(one for one in self.account.steps if one.record.state == "received")

    @property
    def credits(self) -> tuple[Kept[Step], ...]:
        """The steps in which credit was given."""
        return tuple(one for one in self.account.steps if one.record.state == "acknowledged")

    @property
    def is_owed_credit(self) -> bool:
        """Whether it was told or adopted and no credit given since: just then `trustcrm due` tells of thanks."""
        return self.account.awaits_thanks and self.account.is_open

    @property
    def standing(self) -> str:
        """Where it stands, in words."""
        if self.account.state in ("declined", "lapsed"):
            return "not taken up"
        if self.adoptions:
            return "adopted, credit owed" if self.is_owed_credit else "adopted, credit given"
        if not self.received:
            return "not adopted yet"
        return "told to us, thanks owed" if self.is_owed_credit else "told to us, thanked"

    @property
    def cites(self) -> tuple[Citation, ...]:
        """The contribution and its steps, each with where it is known from."""
        own = self.account.contribution.source or ""
        steps = (Citation("step", one.id, one.record.source or own) for one in self.account.steps)
        return (Citation("contribution", self.id, own), *steps)


def lessons(context: PluginContext, day: date | None = None) -> list[Lesson]:
    """Return every lesson as it stood on a day, those owed credit first, adopted ones before all, then the newest."""
    with context.tables.reading() as tables:
        marked = set(tables.execute(select(LESSON.c.contribution_id)).scalars())
        adopted: dict[int, str] = {
            row["step_id"]: row["adopted_by"] for row in tables.execute(select(ADOPTION)).mappings()
        }
        findings: dict[int, Mapping[Any, Any]] = {
            row["note_id"]: row for row in tables.execute(select(FINDING)).mappings()
        }
    if not marked:
        return []
    until = day or context.clock.today()
    accounts = [one for one in context.ask.accounts(marked).values() if is_known(one, until)]
    sides = context.ask.several("side", {one.giver for one in accounts})
    told = _findings(context, findings, until)
    found = [
        Lesson(
            account=as_of(account, until), origin=sides[account.giver].title, adopted_by=adopted,
            findings=tuple(told.get(account.id, ())),
        )
        for account in accounts
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.is_owed_credit, not one.adoptions, -_last(one).toordinal(), -one.id))


def is_known(account: Account, day: date) -> bool:
    """Return whether anything of an account had happened by a day; one without any step is known all along."""
    return not account.steps or any(one.record.on <= day for one in account.steps)


def as_of(account: Account, day: date) -> Account:
    """Return an account with its steps up to a day."""
    return replace(account, steps=tuple(one for one in account.steps if one.record.on <= day))


def _last(one: Lesson) -> date:
    return one.account.last_on or date.min


def _findings(context: PluginContext, rows: Mapping[int, Mapping[Any, Any]], until: date) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for number, listed in context.ask.several("note", rows).items():
        note, row = cast(Note, listed.kept.record), rows[number]
        if not listed.kept.withdrawn and (note.on or until) <= until:
            found.setdefault(note.about_row, []).append(
                Finding(note=number, role=cast(Role, row["role"]), words=note.words, on=note.on, source=row["source"])
            )
    for some in found.values():
        some.sort(key=lambda one: (one.on or date.min, one.note))
    return found


def lesson(context: PluginContext, words: str) -> Lesson:
    """Return one lesson by its number or its measure, in any spelling. Raises `NotFound`, `Refused`."""
    known = lessons(context)
    number = words.strip().removeprefix("#")
    same = [one for one in known if str(one.id) == number or fold(one.measure) == fold(words)]
    if not same:
        rows = [found.id for found in context.ask.search(words, noun="contribution", limit=1000)]
        same = [one for one in known if one.id in rows]
    if not same:
        raise NotFound(f"There is no lesson {words!r}; `trustcrm lesson list` lists those there are.")
    if len(same) > 1:
        raise Refused(f"{words!r} could be lesson {', '.join(str(one.id) for one in same)}; give the number.")
    return same[0]


def about(context: PluginContext, words: str, known: Sequence[Lesson]) -> list[Lesson]:
    """Return those lessons in whose measure, origin, evidence or results the words stand, in any spelling."""
    wanted = {(one.noun, one.id) for one in context.ask.search(words, limit=10_000)}
    return [
        one for one in known
        if ("contribution", one.id) in wanted or any(("note", found.note) in wanted for found in one.findings)
        or any(("step", step.id) in wanted for step in one.account.steps)
        or any((noun, one.account.giver) in wanted for noun in ("city", "organisation"))
    ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Told:
    """A lesson as somebody tells it: `interaction` is where it was told to us, `offered_on` when."""

    measure: str
    origin: str
    words: str | None = None
    source: str | None = None
    offered_on: date | None = None
    interaction: int | None = None


def note_down(context: PluginContext, told: Told) -> int:
    """Keep a lesson and return its number. Raises `Refused` where it is here already."""
    home = context.ask.home().side
    origin = _origin(context, told.origin)
    if origin == home:
        raise Refused("That is our own city; a lesson comes from another. What others learn of us is a contribution.")
    for one in lessons(context):
        if one.account.giver == origin and fold(one.measure) == fold(told.measure):
            raise Refused(f"Lesson {one.id} is {one.measure} of {one.origin} already.")
    record = Contribution(
        what=told.measure, giver=origin, receiver=home, kind="expertise", words=told.words, source=told.source
    )
    itself = Mention(noun="contribution", name="@0")
    steps = []
    if told.offered_on is not None:
        steps.append(
            Step(
                contribution=itself, state="offered", on=told.offered_on, interaction=told.interaction,
                source=told.source,
            )
        )  # fmt: skip

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(LESSON), {"contribution_id": rows["contribution"][0]})

    return context.tables.along(context.do, write).add(record, *steps, again=True).ids[0]


def _origin(context: PluginContext, words: str) -> int | Mention:
    try:
        return context.ask.found("side", words)
    except NotFound:
        return mention_of("side", words)


def mark(context: PluginContext, contribution: int) -> None:
    """Say that a contribution which stands already is a lesson. Raises `NotFound`, `Refused`."""
    record = cast(Contribution, context.ask.one("contribution", contribution).kept.record)
    if record.receiver != context.ask.home().side:
        raise Refused(f"Contribution {contribution} was not to us; a lesson is what another city gave us.")
    with context.tables.writing() as tables:
        if contribution in set(tables.execute(select(LESSON.c.contribution_id)).scalars()):
            raise Refused(f"Contribution {contribution} is a lesson already.")
        tables.execute(insert(LESSON), {"contribution_id": contribution})


def unmark(context: PluginContext, one: Lesson) -> None:
    """Let a contribution be no lesson any more; it stands, with its steps and notes."""
    with context.tables.writing() as tables:
        tables.execute(delete(LESSON).where(LESSON.c.contribution_id == one.id))


def find_out(context: PluginContext, one: Lesson, finding: Role, words: str, on: date, source: str) -> int:
    """Keep evidence that a lesson works, or what came of it here; return the note's number."""
    if not source.strip():
        raise InvalidValue("Whoever reads it wants to know where it is known from; give --source.")
    if finding == "result" and not one.adoptions:
        raise Refused(f"Lesson {one.id} was not adopted yet, so nothing came of it here; adopt it first.")
    note = Note(words=words, about_noun="contribution", about_row=one.id, author=context.do.login, on=on)

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(FINDING), {"note_id": rows["note"][0], "role": finding, "source": source.strip()})

    return context.tables.along(context.do, write).add(note, again=True).ids[0]


def adopt(context: PluginContext, one: Lesson, by: str, on: date, words: str | None = None) -> int:
    """Keep that somebody here adopted a lesson, and return the step it is; from now on credit is owed."""
    if not by.strip():
        raise InvalidValue("An adoption needs whoever adopts it: an office or a department here; give --by.")

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        tables.execute(insert(ADOPTION), {"step_id": rows["step"][0], "adopted_by": by.strip()})

    step = Step(contribution=one.id, state="received", on=on, words=words)
    return context.tables.along(context.do, write).add_step(step)


def adopted_already(context: PluginContext, one: Lesson, step: int, by: str) -> None:
    """Say who here it was that adopted a lesson in a step which stands already. Raises `Refused`."""
    if step not in {each.id for each in one.received}:
        raise Refused(f"Step {step} is none in which lesson {one.id} was received.")
    with context.tables.writing() as tables:
        tables.execute(delete(ADOPTION).where(ADOPTION.c.step_id == step))
        tables.execute(insert(ADOPTION), {"step_id": step, "adopted_by": by.strip()})


@dataclass(frozen=True, kw_only=True)
class Credit:
    """How credit was given: the day, the words, where it is known from, and who heard it in public, if anybody."""

    on: date
    words: str | None = None
    source: str | None = None
    witness: str | None = None


def give_credit(context: PluginContext, one: Lesson, credit: Credit) -> int:
    """Keep that credit was given, before a witness also as a signal; return the step. Raises `Refused`."""
    if not one.received:
        raise Refused(f"Lesson {one.id} was neither told to us nor adopted yet, so no credit is owed for it.")
    if not one.is_owed_credit:
        raise Refused(f"Credit for lesson {one.id} was given on {one.credits[-1].record.on.isoformat()}.")
    last = one.received[-1].record.on
    if credit.on < last:
        raise Refused(f"Lesson {one.id} was received on {last.isoformat()}; credit given before that is none for it.")
    step = Step(contribution=one.id, state="acknowledged", on=credit.on, words=credit.words, source=credit.source)
    row = context.do.add_step(step)
    if credit.witness:
        signal = Signal(
            kind=PUBLIC_CREDIT, giver=context.ask.home().side, receiver=one.account.giver, on=credit.on,
            witness=credit.witness, words=credit.words or f"For {one.measure}.", source=credit.source,
        )  # fmt: skip
        context.do.add(signal, again=True)
    return row
