"""A large office that works with every workflow: beside interactions the records that thirty years of each leave.

The synthetic office is about interactions. What crises, gifts, notices, lessons, costs and priorities read stands in
other nouns and in the plugins' own tables; here both are as full as an office of that size could have them.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import text

from tests.benchmarks.furnished_plugins import Ids, furnish_plugins
from tests.benchmarks.synthetic import FIRST, SEED, TODAY
from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import (
    Colleague,
    Contribution,
    Custody,
    Engagement,
    FollowUp,
    Need,
    Note,
    Organisation,
    Participant,
    Person,
    Post,
    Rate,
    Seat,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
    Window,
)
from trustcrm.domain.nouns.dealings import CONTRIBUTION_KINDS
from trustcrm.office import Premises, Wishes
from trustcrm.services.desk import home_of
from trustcrm.store.writing import Writer

TAGS = ("arts", "education", "trade", "community", "humanitarian", "music", "harbour", "fire service")
THINGS = ("masks", "pumps", "interpreters", "tents", "books", "seedlings", "engineers", "instruments")
SIGNALS = ("gave public credit", "came when asked", "asked us for help", "kept a promise", "public slight")
TITLES = ("Mayor", "Head of protocol", "Head of international affairs")
ENGAGEMENTS = ("meeting", "call", "courtesy call", "delegation", "convening")
NEW_TERMS = (date(2013, 7, 1), date(2018, 7, 1), date(2023, 7, 1))


def furnish_office(path: Path) -> None:
    """Add to a synthetic office what its workflows read, in proportion to its interactions."""
    wishes = Wishes(database=str(path), actor="Ana", environ={})
    with closing(Premises(wishes).enter(clock=PinnedClock(TODAY))) as office:
        office.make_plugin_tables()
        with office.desk.writing("import", "what workflows read") as writer:
            maker = _Maker(writer)
            maker.keep_all()
        furnish_plugins(office.host, maker.ids)
        office.database.settle()


class _Maker:
    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._chance = random.Random(SEED + 1)
        self._home = home_of(writer.connection)
        self.ids = Ids(home=self._home, today=TODAY)
        ties = writer.connection.execute(text("SELECT id, other_id FROM tie ORDER BY id"))
        self._ties = [(tie, side) for tie, side in ties]
        self._of_home = self._told_of_home()
        self._people = [
            (person, side)
            for person, side in writer.connection.execute(text("SELECT id, side_id FROM person ORDER BY id"))
        ]
        self._scale = len(self._people) / 50_000

    def _told_of_home(self) -> list[int]:
        ours = text("SELECT id FROM interaction WHERE giver_id = :home OR receiver_id = :home ORDER BY id")
        return [row for (row,) in self._writer.connection.execute(ours, {"home": self._home})]

    def keep_all(self) -> None:
        """Keep the records of core's nouns."""
        self._keep_colleagues()
        self._keep_posts()
        self._keep_bodies()
        self._keep_crises()
        self._keep_deeds()
        self._keep_what_is_ahead()
        self._keep_words()
        for year in range(1995, 2026):
            for currency in ("EUR", "JPY", "GBP"):
                worth, since = Decimal(self._chance.randrange(80, 160)) / 100, date(year, 1, 1)
                self._writer.add(Rate(currency=currency, into="USD", worth=worth, since=since, source="invented"))

    def _many(self, count: int) -> range:
        return range(max(3, round(count * self._scale)))

    def _day(self) -> date:
        return FIRST + timedelta(days=int((TODAY - FIRST).days * self._chance.random() ** 0.5))

    def _add(self, records: Iterable[Record]) -> list[int]:
        return [self._writer.add(record) for record in records]

    def _keep_colleagues(self) -> None:
        names = (Colleague(name=f"Colleague {number}", from_on=date(2000, 1, 1)) for number in range(40))
        self.ids.colleagues = self._add(names)
        ours = [Person(name=f"Of ours {number}", side=self._home) for number in range(40)]
        self.ids.ours = self._add(ours)
        for number, (tie, side) in enumerate(self._ties):
            first, second = (self.ids.colleagues[(number + more) % 40] for more in (0, 7))
            self._writer.add(Custody(tie=tie, colleague=first, from_on=date(2005, 1, 1), to_on=date(2019, 12, 31)))
            self._writer.add(Custody(tie=tie, colleague=second, from_on=date(2020, 1, 1)))
            self.ids.ties.append(tie)
            self.ids.sides.append(side)
        for row in self._of_home:
            if self._chance.random() < 0.6:
                colleague = self._chance.choice(self.ids.colleagues)
                self._writer.add(Participant(interaction=row, colleague=colleague, side=self._home))
            elif self._chance.random() < 0.3:
                self._writer.add(
                    Participant(interaction=row, person=self._chance.choice(self.ids.ours), side=self._home)
                )

    def _keep_posts(self) -> None:
        by_side: dict[int, list[int]] = {}
        for person, side in self._people:
            by_side.setdefault(side, []).append(person)
        for side in (self._home, *self.ids.sides):
            known = by_side.get(side) or self.ids.ours
            for title in TITLES:
                post = self._writer.add(Post(title=title, side=side, national_day="07-14"))
                self.ids.posts.append(post)
                for first, last in zip(NEW_TERMS, (*NEW_TERMS[1:], None), strict=True):
                    end = None if last is None else last - timedelta(days=1)
                    who = self._chance.choice(known)
                    self._writer.add(Tenure(person=who, post=post, from_on=first, to_on=end, source="invented"))

    def _keep_bodies(self) -> None:
        for number in self._many(100):
            body = Organisation(
                name=f"Consulate {number}",
                kind="consulate",
                city=self._home,
                country="FR",
                emails=(f"c{number}@a.example",),
            )
            self._keep_body(body, number, "consular")
        for number in self._many(20):
            self.ids.networks.append(
                self._keep_body(Organisation(name=f"Network {number}", kind="network"), number, "network")
            )

    def _keep_body(self, body: Organisation, number: int, kind: str) -> int:
        side = self._writer.add(body)
        tie = self._writer.add(Tie(one=self._home, other=side, kind=kind, since=date(2000 + number % 20, 1, 1)))
        post = self._writer.add(Post(title="Head", side=side, verified_on=self._day(), languages=("en", "fr")))
        who = self._writer.add(
            Person(name=f"Head {number} of {body.name}", side=side, emails=(f"head{side}@a.example",))
        )
        self._writer.add(Tenure(person=who, post=post, from_on=self._day()))
        self._writer.add(Tag(name="press", about_noun="organisation", about_row=side))
        if kind == "network":
            self.ids.memberships.append(tie)
        else:
            self.ids.consuls.append((side, who))
        return side

    def _keep_crises(self) -> None:
        for number, year in enumerate((2001, 2005, 2010, 2014, 2018, 2020, 2025)):
            starts = date(year, 3, 1)
            ends = None if year == 2025 else starts + timedelta(days=120)
            window = self._writer.add(Window(name=f"Crisis {number}", starts_on=starts, ends_on=ends))
            self.ids.windows.append((window, starts))
            for place, what in enumerate(THINGS * 3):
                side = self._chance.choice((None, None, self._chance.choice(self.ids.sides)))
                closed = None if ends is None or place % 5 == 0 else ends
                need = Need(
                    what=f"{what} {place}",
                    window=window,
                    side=side,
                    unit=what,
                    quantity=Decimal(1000),
                    closed_on=closed,
                )
                self.ids.needs.append((self._writer.add(need), window, starts))

    def _keep_deeds(self) -> None:
        """Keep contributions of which most arrived, some in a crisis, with steps, and signals."""
        for number in self._many(20_000):
            giver, receiver = self._two_sides()
            day, need = self._day(), None
            if number % 10 == 0:
                need, _, starts = self._chance.choice(self.ids.needs)
                day, receiver = starts + timedelta(days=self._chance.randrange(60)), self._home
                giver = self._chance.choice(self.ids.sides)
            unit = self._chance.choice(THINGS)
            deed = Contribution(
                what=f"{unit} {number}", giver=giver, receiver=receiver, kind=CONTRIBUTION_KINDS[number % 6], unit=unit,
                need=need, value=Decimal(number % 900 + 10) if number % 3 == 0 else None,
                value_currency=self._chance.choice(("USD", "EUR", "JPY")) if number % 3 == 0 else None,
                value_method="invoice" if number % 2 else "estimate", value_on=min(day, TODAY),
                confidentiality="restricted" if number % 50 == 0 else "internal",
            )  # fmt: skip
            self.ids.contributions.append((self._writer.add(deed), giver, receiver, min(day, TODAY)))
            self.ids.steps += self._add(self._steps(self.ids.contributions[-1][0], min(day, TODAY)))
        for number in self._many(20_000):
            giver, receiver = self._two_sides()
            kind = self._chance.choice(SIGNALS)
            signal = Signal(
                kind=kind, giver=giver, receiver=receiver, on=self._day(), witness=f"Colleague {number % 40}"
            )
            self.ids.signals.append(self._writer.add(signal))

    def _two_sides(self) -> tuple[int, int]:
        other = self._chance.choice(self.ids.sides)
        mine = self._home if self._chance.random() < 0.7 else self._chance.choice(self.ids.sides)
        if mine == other:
            mine = self._home
        return (other, mine) if self._chance.random() < 0.6 else (mine, other)

    def _steps(self, contribution: int, day: date) -> Iterator[Step]:
        reached = self._chance.choice((1, 2, 3, 4, 4, 4, 4))
        for number, state in enumerate(("asked", "pledged", "received", "acknowledged")[:reached]):
            on = day + timedelta(days=number * 9)
            if on <= TODAY:
                yield Step(contribution=contribution, state=state, on=on, quantity=Decimal(50 + number))

    def _keep_what_is_ahead(self) -> None:
        for number in self._many(5_000):
            ahead = number % 10 == 0
            day = TODAY + timedelta(days=self._chance.randrange(1, 300)) if ahead else self._day()
            engagement = Engagement(
                title=f"Engagement {number}", starts_on=day, kind=ENGAGEMENTS[number % 5],
                state="planned" if ahead else "held", side=self._chance.choice(self.ids.sides),
                interaction=None if ahead else self._chance.choice(self._of_home),
            )  # fmt: skip
            row = self._writer.add(engagement)
            self.ids.engagements.append((row, engagement.kind, day))
            for _ in range(2):
                person, side = self._chance.choice(self._people)
                self._writer.add(Seat(engagement=row, person=person, side=side))
        for number in self._many(10_000):
            is_open = number % 20 == 0
            follow_up = FollowUp(
                what=f"Follow up {number}", due_on=TODAY + timedelta(days=number % 90) if is_open else self._day(),
                side=self._chance.choice(self.ids.sides), colleague=self._chance.choice(self.ids.colleagues),
                done_on=None if is_open else TODAY,
            )  # fmt: skip
            self.ids.follow_ups.append(self._writer.add(follow_up))

    def _keep_words(self) -> None:
        for number in self._many(50_000):
            row = self._chance.choice(self._of_home)
            self._writer.add(Tag(name=TAGS[number % len(TAGS)], about_noun="interaction", about_row=row))
        for row, *_ in self.ids.contributions[::5]:
            self._writer.add(Tag(name=self._chance.choice(TAGS), about_noun="contribution", about_row=row))
        for side in self.ids.sides:
            self._writer.add(Tag(name=self._chance.choice(TAGS), about_noun="city", about_row=side))
        deeds = [row for row, *_ in self.ids.contributions]
        self.ids.notes_of_deeds = self._notes("contribution", self._chosen(deeds, 10_000))
        self.ids.notes_of_ties = self._notes("tie", self._chosen(self.ids.ties, 5_000))
        self.ids.notes_of_talks = self._notes("interaction", self._chosen(self._of_home, 5_000))

    def _chosen(self, rows: Sequence[int], count: int) -> list[int]:
        return [self._chance.choice(rows) for _ in self._many(count)]

    def _notes(self, noun: str, rows: Iterable[int]) -> list[tuple[int, int, date]]:
        found = []
        for row in rows:
            day = self._day() if noun != "tie" else self._day().replace(month=1, day=15)  # when all ties are looked at
            note = Note(
                words=f"Noted of {noun} {row}", about_noun=noun, about_row=row, author="Ana", on=day,
                colleague=self._chance.choice(self.ids.colleagues),
            )  # fmt: skip
            found.append((self._writer.add(note), row, day))
        return found
