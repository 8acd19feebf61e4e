"""Who of ours met whom: every two-way contact by itself, with whoever of ours was there, and how many others."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import text

from trustcrm.domain.nouns import City, Colleague, Interaction, Participant, Person
from trustcrm.services.desk import Desk
from trustcrm.services.record import record
from trustcrm.store.queries.encounters import Encounter, encounters

US, MILAN, SEOUL = 1, 2, 3
SALA, PARK, OUR_MAYOR = 1, 2, 3
DAY = date(2020, 6, 30)


def met(desk: Desk, *people: int, day: date = DAY) -> list[Encounter]:
    with desk.database.reading() as connection:
        return encounters(connection, US, people, day)


def fill(desk: Desk) -> None:
    def told(on: date, **values: Any) -> Interaction:
        fields: dict[str, Any] = {"kind": "call", "giver": US, "receiver": MILAN, "on": on}
        return Interaction(**fields | values)

    record(
        desk, "add", "all", City(name="Milan"), City(name="Seoul"), Colleague(name="Ana"), Colleague(name="Ben"),
        Person(name="Sala", side=MILAN), Person(name="Park", side=SEOUL), Person(name="Our mayor", side=US),
        told(date(2020, 1, 1)), told(date(2020, 2, 1), direction="one-way"), told(date(2020, 3, 1), kind="convening"),
        told(date(2020, 4, 1), giver=MILAN, receiver=SEOUL),
        Participant(interaction=1, person=SALA), Participant(interaction=1, colleague=1),
        Participant(interaction=1, colleague=2), Participant(interaction=2, person=SALA),
        Participant(interaction=3, person=SALA, side=MILAN), Participant(interaction=3, person=PARK, side=SEOUL),
        Participant(interaction=3, person=OUR_MAYOR, side=US), Participant(interaction=4, person=SALA),
    )  # fmt: skip


def test_each_two_way_contact_is_told_with_whoever_of_ours_was_there(desk: Desk) -> None:
    fill(desk)
    assert met(desk, SALA) == [
        Encounter(person=SALA, interaction=3, on=date(2020, 3, 1), others=2, ours=OUR_MAYOR),
        Encounter(person=SALA, interaction=1, on=date(2020, 1, 1), others=1, colleague=1),
        Encounter(person=SALA, interaction=1, on=date(2020, 1, 1), others=1, colleague=2),
    ]
    assert [one.interaction for one in met(desk, SALA, PARK, day=date(2020, 1, 31))] == [1, 1]
    assert met(desk, OUR_MAYOR) == []
    assert met(desk) == []


def test_what_is_withdrawn_is_no_encounter(desk: Desk) -> None:
    fill(desk)
    with desk.database.writing() as connection:
        connection.execute(text("UPDATE interaction SET withdrawn = true WHERE id = 3"))
        connection.execute(text("UPDATE participant SET withdrawn = true WHERE colleague_id = 2"))
    assert [(one.interaction, one.colleague) for one in met(desk, SALA, PARK)] == [(1, 1)]
