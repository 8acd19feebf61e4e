"""Who took part in our contacts is counted by the database, each contact once, by person and by colleague."""

from __future__ import annotations

from datetime import date

from trustcrm.domain.nouns import City, Colleague, Interaction, Participant, Person
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.record import record, withdraw
from trustcrm.store.queries.attendance import Attendance, attendance_between

FIRST, LAST = date(2020, 1, 1), date(2020, 6, 15)


def attendance(desk: Desk, them: int | None = None) -> list[Attendance]:
    with desk.database.reading() as connection:
        return attendance_between(connection, home_of(connection), FIRST, LAST, them)


def test_each_contact_counts_once_for_everybody_who_took_part(desk: Desk) -> None:
    with desk.database.reading() as connection:
        home = home_of(connection)
    nagoya, genoa = record(desk, "add", "two", City(name="Nagoya", country="JP"), City(name="Genoa", country="IT")).ids
    people = (Person(name="Haruka", side=nagoya), Person(name="Kenji", side=nagoya), Person(name="Us", side=home))
    haruka, kenji, us, ana = record(desk, "add", "people", *people, Colleague(name="Ana")).ids

    def met(them: int, on: date, *parts: Participant, direction: str = "mutual") -> int:
        said = Interaction(kind="call", giver=them, receiver=home, on=on, direction=direction)
        row = record(desk, "add", "call", said).ids[0]
        for part in parts:
            told = Participant(interaction=row, person=part.person, colleague=part.colleague)
            record(desk, "add", "guest", told)
        return row

    def who(person: int | None = None, colleague: int | None = None) -> Participant:
        return Participant(interaction=0, person=person, colleague=colleague)

    met(nagoya, FIRST, who(haruka), who(kenji), who(us), who(colleague=ana))
    met(nagoya, LAST, who(haruka), who(haruka))
    met(nagoya, date(2020, 3, 1))
    met(nagoya, LAST, who(kenji), direction="one-way")
    met(nagoya, date(2019, 12, 31), who(kenji))
    met(genoa, FIRST, who(colleague=ana))
    withdraw(desk, "interaction", met(genoa, FIRST, who(colleague=ana)), "never took place")

    (first, second) = sorted(attendance(desk), key=lambda one: one.them)
    assert (first.them, first.contacts, first.last_on) == (nagoya, 3, LAST)
    assert (first.naming_people, first.naming_colleagues) == (2, 1)
    assert [(one.id, one.contacts, one.last_on) for one in first.people] == [(haruka, 2, LAST), (kenji, 1, FIRST)]
    assert [(one.id, one.contacts) for one in first.colleagues] == [(ana, 1)]
    assert (second.them, second.contacts, second.people) == (genoa, 1, ())
    assert attendance(desk, genoa) == [second]
