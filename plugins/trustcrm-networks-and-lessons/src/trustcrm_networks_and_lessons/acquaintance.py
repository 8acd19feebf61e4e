"""What the office has on record of who was where and who met whom, as the search for warm paths asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import cast

from trustcrm.plugin import (
    Citation,
    Colleague,
    Encounter,
    Listed,
    NotFound,
    Person,
    PluginContext,
    Post,
    Tenure,
    WrongUsage,
)
from trustcrm_networks_and_lessons.paths import DEEPEST, Path, Stay, Who, paths_to_person, paths_to_side


class OfficeRecords:
    """The records of an office as of a day; whatever was asked once is remembered for this search."""

    def __init__(self, context: PluginContext, day: date) -> None:
        self._context = context
        self._day = day
        self._at: dict[int, list[Stay]] = {}
        self._who: dict[tuple[str, int], Who] = {}
        self._people: dict[int, Person] = {}

    def people_at(self, side: int) -> Collection[Stay]:
        """Return the stays of everybody alive who is or was at a side by the day."""
        if side not in self._at:
            self._at[side] = list(self._stays_at(side))
        return self._at[side]

    def _stays_at(self, side: int) -> Iterator[Stay]:
        titled = set()
        for post in self._context.ask.page("post", {"side": f"#{side}"}).rows:
            for listed in self._context.ask.page("tenure", {"post": f"#{post.kept.id}"}).rows:
                stay = self._stay(listed, post)
                if stay is not None:
                    titled.add(stay.person)
                    yield stay
        for listed in self._context.ask.page("person", {"side": f"#{side}"}).rows:
            person = cast(Person, listed.kept.record)
            self._people[listed.kept.id] = person
            if listed.kept.id not in titled and self._is_alive(person):
                yield _belonging(listed.kept.id, side)

    def stays_of(self, person: int) -> Collection[Stay]:
        """Return every stay of a person, the side where they belong included where no post of it is known."""
        found = []
        for listed in self._context.ask.page("tenure", {"person": f"#{person}"}).rows:
            tenure = cast(Tenure, listed.kept.record)
            stay = self._stay(listed, self._context.ask.one("post", cast(int, tenure.post)))
            found += [stay] if stay is not None else []
        side = cast("int | None", self._person(person).side)
        if side is not None and side not in {one.side for one in found}:
            found.append(_belonging(person, side))
        return found

    def _stay(self, listed: Listed, post: Listed) -> Stay | None:
        tenure, seat = cast(Tenure, listed.kept.record), cast(Post, post.kept.record)
        person = cast(int, tenure.person)
        if (tenure.from_on or self._day) > self._day or not self._is_alive(self._person(person)):
            return None
        return Stay(
            person=person, side=cast(int, seat.side), title=seat.title, from_on=tenure.from_on, to_on=tenure.to_on,
            cites=(Citation("tenure", listed.kept.id, tenure.source or ""), Citation("post", post.kept.id)),
        )  # fmt: skip

    def met(self, people: Collection[int]) -> Collection[Encounter]:
        """Return every two-way contact of these people with us by the day."""
        return self._context.ask.encounters(people, self._day)

    def who(self, noun: str, row: int) -> Who:
        """Return a person, a colleague or a side."""
        key = noun, row
        if key not in self._who:
            self._who[key] = self._named(noun, row)
        return self._who[key]

    def _named(self, noun: str, row: int) -> Who:
        if noun == "side":
            mention = self._context.ask.mention("side", row)
            return Who(noun=mention.noun, id=row, name=mention.name)
        if noun == "person":
            return Who(noun=noun, id=row, name=self._person(row).name)
        colleague = cast(Colleague, self._context.ask.one("colleague", row).kept.record)
        return Who(noun=noun, id=row, name=colleague.name, to_on=colleague.to_on)

    def _person(self, row: int) -> Person:
        if row not in self._people:
            self._people[row] = cast(Person, self._context.ask.one("person", row).kept.record)
        return self._people[row]

    def _is_alive(self, person: Person) -> bool:
        return person.died_on is None or person.died_on > self._day


def _belonging(person: int, side: int) -> Stay:
    return Stay(person=person, side=side, title="", from_on=None, to_on=None, cites=(Citation("person", person),))


def warm_paths(context: PluginContext, noun: str, row: int, day: date, depth: int = DEEPEST) -> list[Path]:
    """Return the warm paths to a city, an organisation or a person, the warmest first.

    Raises `WrongUsage` where it is our own city.
    """
    records, home = OfficeRecords(context, day), context.ask.home().side
    if noun == "person":
        return paths_to_person(records, row, home, day, depth)
    if row == home:
        raise WrongUsage("That is our own city; a warm path leads to somebody else.")
    return paths_to_side(records, row, home, day, depth)


def sought(context: PluginContext, words: str) -> tuple[str, int]:
    """Return the noun and row of a side or a person, by number or name in any spelling. Raises `NotFound`."""
    try:
        row = context.ask.found("side", words)
        return context.ask.mention("side", row).noun, row
    except NotFound as error:
        try:
            return "person", context.ask.found("person", words)
        except NotFound:
            raise error from None
