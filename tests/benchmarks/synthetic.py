"""A synthetic office: as large as asked for, the same each time, written through the same gate as any other.

By default a million interactions over 10,000 ordered pairs, a hundred each, of which 500 are pairs of the home city and
a partner; 50,000 people; texts to search in whose words are as unevenly frequent as in a language (Zipf).
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Contribution,
    Engagement,
    FollowUp,
    Interaction,
    Participant,
    Person,
    Record,
    Step,
    Tie,
)
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import open_database
from trustcrm.store.writing import Writer

TODAY = date(2025, 6, 30)
"""The day the office takes for today."""

FIRST = date(1995, 1, 1)
AT_ONCE = 100_000
KINDS = ("call", "meeting", "letter", "visit hosted", "mail", "condolence")
SEED = 20250630


@dataclass(frozen=True)
class Size:
    """How much of each an office of so many interactions has."""

    interactions: int

    @property
    def partners(self) -> int:
        """Partners of the home city."""
        return max(1, min(500, self.interactions // 20))

    @property
    def pairs(self) -> int:
        """Pairs of sides, each counted once: half the ordered ones."""
        return max(self.partners, self.interactions // 200)

    @property
    def people(self) -> int:
        """People on other sides."""
        return max(1, self.interactions // 20)


def build_office(path: Path, interactions: int) -> None:
    """Build the office of so many interactions in a new file."""
    size = Size(interactions)
    database = open_database(str(path), create=True)
    desk = Desk(database=database, clock=PinnedClock(TODAY), actor="Ana")
    start_office(desk, Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone="UTC"))
    maker = _Maker(size)
    with desk.writing("import", "sides, ties and people") as writer:
        writer.correct("office", 1, {"pinned_day": TODAY})
        maker.keep_sides(writer, home_of(writer.connection))
    for first in range(0, interactions, AT_ONCE):
        with desk.writing("import", "interactions") as writer:
            maker.keep_interactions(writer, min(AT_ONCE, interactions - first))
    database.settle()
    database.close()


class _Maker:
    def __init__(self, size: Size) -> None:
        self._size = size
        self._chance = random.Random(SEED)
        self._words = _vocabulary()
        self._weights = list(itertools.accumulate(1.0 / (place + 8) for place in range(len(self._words))))
        self._pairs: list[tuple[int, int]] = []
        self._people: defaultdict[int, list[int]] = defaultdict(list)
        self._turn = 0

    def keep_sides(self, writer: Writer, home: int) -> None:
        """Keep the cities, the ties of the home city with all that hangs on them, and the people."""
        size, chance = self._size, self._chance
        partners = [writer.add(self._city(number)) for number in range(size.partners)]
        self._pairs = [(home, partner) for partner in partners]
        others = partners + [writer.add(self._city(size.partners + number)) for number in range(size.pairs // 10)]
        known = set(self._pairs)
        while len(self._pairs) < size.pairs:
            pair = (chance.choice(others), chance.choice(others))
            if pair[0] != pair[1] and pair not in known and pair[::-1] not in known:
                known.add(pair)
                self._pairs.append(pair)
        for number, partner in enumerate(partners):
            for record in self._tie(writer, home, partner, number):
                writer.add(record)
        for number in range(size.people):
            side = others[number % len(others)]
            person = Person(name=f"{self._name(number)} {self._name(number * 7 + 3)}", side=side)
            self._people[side].append(writer.add(person))

    def _city(self, number: int) -> City:
        name = f"{self._name(number)}-{number}"
        return City(name=name, country="US", aliases=(f"City of {name}",))

    def _name(self, number: int) -> str:
        first, last = self._words[number % 1000], self._words[(number // 1000 + 17) % 1000]
        return f"{first}{last}".capitalize()

    def _tie(self, writer: Writer, home: int, partner: int, number: int) -> Iterator[Record]:
        chance = self._chance
        tie = writer.add(Tie(one=home, other=partner, since=date(1960 + number % 60, 1, 1)))
        yield Agreement(title=f"Agreement {number}", tie=tie, signed_on=self._day())
        yield Engagement(title=self._text(3), starts_on=TODAY + timedelta(days=chance.randrange(1, 200)), side=partner)
        yield FollowUp(what=self._text(4), due_on=TODAY + timedelta(days=chance.randrange(1, 60)), side=partner)
        giver, receiver = (home, partner) if number % 2 else (partner, home)
        gift = writer.add(Contribution(what=self._text(2), giver=giver, receiver=receiver, unit="boxes"))
        day = self._day()
        yield Step(contribution=gift, state="pledged", on=day, quantity=Decimal(100))
        yield Step(contribution=gift, state="received", on=min(TODAY, day + timedelta(days=60)), quantity=Decimal(80))

    def keep_interactions(self, writer: Writer, count: int) -> None:
        """Keep the next interactions, each pair in turn; one in five has a person that took part."""
        chance = self._chance
        for _ in range(count):
            giver, receiver = self._pairs[self._turn % len(self._pairs)]
            self._turn += 1
            if chance.random() < 0.5:
                giver, receiver = receiver, giver
            row = writer.add(
                Interaction(
                    kind=chance.choice(KINDS), giver=giver, receiver=receiver, on=self._day(), words=self._text(8),
                    direction="mutual" if chance.random() < 0.6 else "one-way",
                    tone=-1 if chance.random() < 0.03 else None,
                )
            )  # fmt: skip
            theirs = self._people.get(receiver)
            if theirs and chance.random() < 0.2:
                writer.add(Participant(interaction=row, person=chance.choice(theirs), side=receiver))

    def _day(self) -> date:
        return FIRST + timedelta(days=int((TODAY - FIRST).days * self._chance.random() ** 0.5))

    def _text(self, count: int) -> str:
        return " ".join(self._chance.choices(self._words, cum_weights=self._weights, k=count))


def _vocabulary() -> list[str]:
    """Return 4,000 words made of syllables, the most frequent first."""
    syllables = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]
    words = ["".join(parts) for parts in itertools.product(syllables, repeat=2)]
    random.Random(SEED).shuffle(words)
    return words[:4000]
