"""Logging: what somebody wrote in their own words becomes records, all of them in one change or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from trustcrm.domain.noun import Record, mention_of
from trustcrm.domain.nouns import (
    City,
    Contribution,
    FollowUp,
    Interaction,
    Organisation,
    Participant,
    Person,
    Step,
    Tag,
)
from trustcrm.domain.rules import check
from trustcrm.errors import InvalidValue
from trustcrm.services.crises import crisis_of_several
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.directory import Directory
from trustcrm.services.going_on import account_continued, pair_of, unit_of
from trustcrm.services.ledger import SAYS_AGAIN
from trustcrm.services.log_answers import side_by_gazetteer, unsettled
from trustcrm.services.match import Matcher
from trustcrm.services.quick_entry import (
    Contributed,
    Known,
    New,
    PersonNamed,
    SideNamed,
    Understood,
    echo,
)
from trustcrm.services.record import Clerk, corrected
from trustcrm.store.engine import Connection
from trustcrm.store.queries.names import called
from trustcrm.store.queries.rows import record_by_id
from trustcrm.store.writing import Writer
from trustcrm.text import fold, listed, visible

LONGEST_SUMMARY = 80
"""How much of an entry the journal's own line repeats; the entry itself stands in what was recorded."""


@dataclass(kw_only=True)
class Logged:
    """What was kept: the change, a few words for it, and the ids of every record by its noun."""

    change: int = 0
    said: str = ""
    ids: dict[str, list[int]] = field(default_factory=dict)
    made: list[tuple[str, int]] = field(default_factory=list)


def say_back(desk: Desk, understood: Understood) -> list[str]:
    """Return in plain words what will be kept, also what is new here and which contributions go on."""
    lines = echo(understood)
    with desk.database.reading() as connection:
        preview = _Preview(desk, connection)
        lines += [line for side in understood.sides if (line := preview.newcomer(side))]
        for told in understood.contributions:
            lines += preview.continued(understood, told)
    if understood.kind is None and (understood.people or len(understood.sides) > 1):
        lines.append("! No contact is told, so who took part stays in the words alone.")
    return [visible(line) for line in lines]


@dataclass
class _Preview:
    """Foresees what keeping an entry will do."""

    desk: Desk
    connection: Connection

    def newcomer(self, side: SideNamed) -> str:
        """Return what will be made for a side nobody here knows yet."""
        if not isinstance(side.meant, New):
            return ""
        record = _new_side(self.desk, self.connection, side.meant)
        if not isinstance(record, Record):
            return ""
        where = ", ".join(part for part in (getattr(record, "region", None), getattr(record, "country", None)) if part)
        known = f"{record.name} ({where})" if where else record.name
        return f"New here: the {record.noun} {known} will be added."

    def continued(self, understood: Understood, told: Contributed) -> list[str]:
        """Return which contribution a step goes on with, or that there is nothing to give thanks for."""
        meant = understood.sides[told.side].meant if told.side < len(understood.sides) else None
        account = account_continued(self.connection, understood, meant.id, told) if isinstance(meant, Known) else None
        if account is not None:
            lines = [f"This goes on with contribution {account.id}: {account.contribution.what}."]
            if (twin := account.step_saying(told.state, understood.on, told.quantity)) is not None:
                lines.append(f"! {SAYS_AGAIN.format(step=twin)}")
            return lines
        if told.what:
            return []
        return ["! Nothing received waits for these thanks, so they stay in the note alone."]


def keep(desk: Desk, understood: Understood) -> Logged:
    """Keep everything an entry says in one change; none of it where one record cannot be kept.

    Raises `Ambiguous` while a question stands open, and what checking a record raises.
    """
    if understood.questions:
        raise unsettled(understood)
    summary = " ".join(understood.text.split())[:LONGEST_SUMMARY]
    with desk.writing("log", summary) as writer:
        entry = _Entry(desk, writer, understood)
        entry.keep()
    return replace(entry.logged, change=writer.change.id, said=_said(understood, entry.names))


_DEEDS = {
    "asked": "ask", "offered": "offer", "pledged": "promise", "committed": "promise", "in transit": "delivery",
    "received": "delivery", "acknowledged": "thanks", "declined": "refusal",
}  # fmt: skip
"""What an entry tells that is about no contact, by the step it takes."""


def _said(understood: Understood, names: Sequence[str]) -> str:
    told = [_DEEDS.get(one.state, "contribution") for one in understood.contributions]
    what = understood.kind or listed(list(dict.fromkeys(told)), 3) or "follow-up"
    return f"{what} with {listed(list(names), 20)}"


class _Entry:
    """One entry on its way into the store, within one writing transaction."""

    def __init__(self, desk: Desk, writer: Writer, understood: Understood) -> None:
        self._desk = desk
        self._writer = writer
        self._clerk = Clerk(desk, writer)
        self._told = understood
        self._home = home_of(writer.connection)
        self._sides: list[int] = []
        self._people: list[int] = []
        self._interaction: int | None = None
        self._note_kept = False
        self.names: list[str] = []
        self.logged = Logged()

    def keep(self) -> None:
        """Keep the entry, record by record."""
        for side in self._told.sides:
            self._sides.append(self._side(side))
        if self._told.kind is not None:
            self._keep_interaction(self._told.kind)
            self._keep_participants()
        contributions = [row for told in self._told.contributions if (row := self._keep_contribution(told))]
        self._keep_follow_ups(contributions)
        self._keep_tags()

    def _keep(self, record: Record) -> int:
        kept = self._clerk.resolved(record, [])
        check(kept, self._desk.today())
        self._clerk.check_against_office(kept)
        row = self._writer.add(kept)
        self.logged.ids.setdefault(kept.noun, []).append(row)
        return row

    def _make(self, record: Record) -> int:
        row = self._keep(record)
        self.logged.made.append((record.noun, row))
        return row

    def _side(self, side: SideNamed) -> int:
        if side.meant is None:
            raise InvalidValue(f"It is still open who {visible(side.words)!r} is; answer that first.")
        if isinstance(side.meant, Known):
            self.names.append(side.meant.name)
            return side.meant.id
        self._writer.flush()
        found = _new_side(self._desk, self._writer.connection, side.meant)
        self.names.append(side.meant.name if isinstance(found, int) else found.name)
        return found if isinstance(found, int) else self._make(found)

    def _keep_interaction(self, kind: str) -> None:
        told = self._told
        giver, receiver = self._home, self._side_at(0)
        if told.giver == "them":
            giver, receiver = receiver, giver
        self._interaction = self._keep(
            Interaction(
                kind=kind, giver=giver, receiver=receiver, on=told.on, at=told.at, minutes=told.minutes,
                mode=told.mode, direction=told.direction, tone=told.tone, words=_note(told) or None,
            )
        )  # fmt: skip
        self._note_kept = True

    def _side_at(self, place: int) -> int:
        if place < len(self._sides):
            return self._sides[place]
        raise InvalidValue("The entry does not say with which city or organisation it was; name it, or use --with.")

    def _keep_participants(self) -> None:
        interaction = cast(int, self._interaction)
        for side in self._sides[1:]:
            self._keep(Participant(interaction=interaction, side=side))
        for person in self._told.people:
            side = self._side_at(person.side)
            who = self._person(person, side)
            if who is not None:
                self._people.append(who)
                self._keep(Participant(interaction=interaction, person=who, side=side))
        colleague = self._ourselves()
        if colleague is not None:
            self._keep(Participant(interaction=interaction, colleague=colleague))

    def _person(self, named: PersonNamed, side: int) -> int | None:
        meant = named.meant
        if isinstance(meant, Known):
            if meant.how == "shorter":
                self._call_in_full(meant, named.words)
            return meant.id
        return self._make(Person(name=meant.name, side=side)) if meant is not None else None

    def _call_in_full(self, known: Known, words: str) -> None:
        """Call somebody by the longer name that was told; the shorter one stays among the names they go by."""
        person = cast(Person, record_by_id(self._writer.connection, "person", known.id).record)
        aliases = tuple(dict.fromkeys((*person.aliases, person.name)))
        corrected(self._desk, self._writer, "person", known.id, {"name": words, "aliases": aliases})

    def _ourselves(self) -> int | None:
        """Return the colleague at this desk, where exactly one goes by that name."""
        found = called(self._writer.connection, "colleague", self._desk.actor)
        return found[0].id if len(found) == 1 else None

    def _keep_contribution(self, told: Contributed) -> int | None:
        giver, receiver = pair_of(self._home, self._side_at(told.side), told)
        self._writer.flush()
        account = account_continued(self._writer.connection, self._told, self._side_at(told.side), told)
        words = self._words_of(told)
        if account is not None:
            self._keep_step(account.id, told, words)
            return account.id
        if not told.what:
            if self._interaction is None:
                raise InvalidValue("Nothing received from or by them waits for thanks; say for what the thanks were.")
            return None
        contribution = Contribution(
            what=told.what, giver=giver, receiver=receiver, kind=told.kind, unit=unit_of(told), words=words,
            window=self._told.window or crisis_of_several(self._writer.connection, self._told.on),
        )  # fmt: skip
        row = self._keep(contribution)
        self._keep_step(row, told, told.words or None)
        return row

    def _words_of(self, told: Contributed) -> str | None:
        """Return the words that go with a contribution: the whole note where no interaction keeps it."""
        if self._note_kept:
            return told.words or None
        self._note_kept = True
        return _note(self._told) or told.words or None

    def _keep_step(self, contribution: int, told: Contributed, words: str | None) -> None:
        self._keep(
            Step(
                contribution=contribution, state=told.state, on=self._told.on, quantity=told.quantity,
                due_on=told.due_on, words=words, interaction=self._interaction,
            )
        )  # fmt: skip

    def _keep_follow_ups(self, contributions: Sequence[int]) -> None:
        for told in self._told.follow_ups:
            if told.due_on is None:
                raise InvalidValue(f"It is still open by when “{visible(told.what)}” is due; answer that first.")
            self._keep(
                FollowUp(
                    what=self._follow_up_words(told.what), due_on=told.due_on, side=self._side_at(told.side),
                    person=self._people[0] if len(self._people) == 1 else None, colleague=self._ourselves(),
                    interaction=self._interaction,
                    contribution=contributions[0] if len(contributions) == 1 else None,
                )
            )  # fmt: skip

    def _follow_up_words(self, what: str) -> str:
        note = _note(self._told)
        if self._note_kept or not note or fold(note) in fold(what):
            return what
        self._note_kept = True
        return f"{what}: {note}"

    def _keep_tags(self) -> None:
        about = next(((noun, self.logged.ids[noun][0]) for noun in _TAGGED if noun in self.logged.ids), None)
        if about is None or not self._told.tags:
            return
        self._writer.flush()
        for name in self._told.tags:
            self._keep(Tag(name=name, about_noun=about[0], about_row=about[1]))


_TAGGED = ("interaction", "contribution", "step", "follow-up")
"""What a tag is put on: the first of these that the entry made."""


def _new_side(desk: Desk, connection: Connection, new: New) -> City | Organisation | int:
    """Return the record of a side nobody here knows, or the id of the one it turns out to be.

    Raises `Ambiguous` where several places are so called.
    """
    if new.noun == "organisation":
        return Organisation(name=new.name)
    found = side_by_gazetteer(desk, connection, new.name)
    if isinstance(found, Known):
        return found.id
    mention = mention_of("city", found.name if found else new.name)
    match = Matcher(Directory(connection), desk.places, by_size=True).match(mention)
    return cast(City, match.record) if match.record is not None else City(name=mention.name, country=mention.country)


def _note(understood: Understood) -> str:
    """Return the person's own words, what it was about among them; the whole entry where no contact keeps the rest."""
    told = understood
    if told.kind is None and (told.people or len(told.sides) > 1 or told.at or told.minutes or told.tone is not None):
        return told.text
    if not told.subject or fold(told.subject) in fold(told.words):
        return told.words
    return f"{told.subject}\n{told.words}" if told.words else told.subject
