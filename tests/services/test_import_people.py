"""An import tells people apart by their side: two of one name are never made one of, and in doubt it waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.services.conftest import MakeTask
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention, Record
from trustcrm.domain.nouns import (
    City,
    Engagement,
    Interaction,
    Organisation,
    Participant,
    Person,
    Post,
    Seat,
    Tenure,
)
from trustcrm.services.desk import Desk
from trustcrm.services.importing.batches import take_as, take_fields, take_new
from trustcrm.services.importing.outcome import Outcome
from trustcrm.services.importing.run import run_import
from trustcrm.services.importing.told import told, untold
from trustcrm.services.record import record
from trustcrm.store.queries.rows import records

DAY = date(2020, 3, 1)
HOME = Mention(noun="side", name="Los Angeles", country="US")
LEEDS = Mention(noun="city", name="Leeds", country="GB")
COUNCIL = Mention(noun="organisation", name="Leeds City Council")
ITSELF = Mention(noun="interaction", name="")


@pytest.fixture
def office(knowing: Desk) -> Desk:
    """An office that knows Leeds, a body that sits there, and one of its own city called Giulia."""
    leeds = record(knowing, "add", "Leeds", City(name="Leeds", country="GB")).ids[0]
    body = Organisation(name="Leeds City Council", country="GB", city=leeds)
    record(knowing, "add", "them", body, Person(name="Giulia", side=HOME))
    return knowing


def people(desk: Desk) -> list[tuple[str, Any]]:
    with desk.database.reading() as connection:
        told: list[Any] = [kept.record for kept in sorted(records(connection, "person"), key=lambda kept: kept.id)]
    return [(person.name, person.side) for person in told]


def side(desk: Desk, name: str) -> int:
    with desk.database.reading() as connection:
        (kept,) = [*records(connection, "city", {"name": name}), *records(connection, "organisation", {"name": name})]
        return kept.id


def bring(desk: Desk, task: MakeTask, *told: Record, parts: Sequence[Record] = (), file: str = "1") -> Outcome:
    drafts = [
        Draft(key=f"{file}-{at}", record=one, parts=tuple(parts), where=f"line {at}") for at, one in enumerate(told)
    ]
    return run_import(desk, task(drafts, fingerprint=file))


def doubts(outcome: Outcome) -> list[tuple[str, str]]:
    return [(item.state, item.reason.partition(" [")[0]) for item in outcome.items]


def test_a_namesake_of_another_side_is_a_new_person_and_a_possible_duplicate(office: Desk, task: MakeTask) -> None:
    done = bring(office, task, Person(name="Giulia", side=LEEDS), Person(name="giulia", side=HOME))
    assert people(office) == [("Giulia", side(office, "Los Angeles")), ("Giulia", side(office, "Leeds"))]
    assert (done.created, done.same) == ({"person": 1}, 1)
    (item,) = done.items
    assert (item.state, item.where) == ("possible duplicate", "line 0")
    assert item.reason.startswith("Giulia was kept as 2; it could be the same as person 1 Giulia")
    assert "of another side, though people change posts" in item.reason


def test_two_of_one_name_that_one_file_brings_stay_two(office: Desk, task: MakeTask) -> None:
    newcomer = Mention(noun="organisation", name="Port of Hull")
    told = [Person(name="Ana Silva", side=one) for one in (LEEDS, newcomer, HOME, LEEDS)]
    done = bring(office, task, *told)
    assert (done.created, done.same) == ({"person": 3, "organisation": 1}, 1)
    assert [state for state, _ in doubts(done)] == ["possible duplicate", "possible duplicate"]


@pytest.mark.parametrize("told", [None, COUNCIL], ids=["no side is told", "a body of the city"])
def test_a_person_whose_side_may_be_the_same_waits(office: Desk, task: MakeTask, told: Mention | None) -> None:
    record(office, "add", "Ben", Person(name="Ben Okoro", side=LEEDS))
    done = bring(office, task, Person(name="Ben Okoro", side=told))
    assert doubts(done) == [("waiting", "Ben Okoro could be person 2 Ben Okoro")]
    assert len(people(office)) == 2
    assert take_as(office, 1, 1, "2").row == 2
    again = bring(office, task, Person(name="Ben Okoro", side=told), file="2")
    assert (again.remembered, again.created, again.same) == (1, {}, 1)


def test_what_another_source_tells_more_of_somebody_known_is_kept_beside(office: Desk, task: MakeTask) -> None:
    (row,) = record(
        office, "add", "Ben", Person(name="Ben Okoro", side=LEEDS, phones=("+44 1",), emails=("b@x.example",))
    ).ids
    done = bring(office, task, Person(name="ben okoro", side=LEEDS, phones=("+44 2", "+44 1"), emails=("b@x.example",)))
    assert (done.corrected, done.same, done.items) == (1, 0, [])
    with office.database.reading() as connection:
        person: Any = next(kept.record for kept in records(connection, "person") if kept.id == row)
    assert (person.name, person.phones) == ("Ben Okoro", ("+44 1", "+44 2"))


def test_what_another_source_tells_otherwise_of_a_body_waits(office: Desk, task: MakeTask) -> None:
    (row,) = record(office, "add", "Port", Organisation(name="Port of Hull", website="https://old.example")).ids
    newer = Organisation(name="Port of Hull", website="https://new.example", country="GB")
    done = bring(office, task, newer)
    assert doubts(done) == [("waiting", f"organisation {row} says otherwise here (website)")]
    take_fields(office, 1, 1, {"website": "theirs"})
    with office.database.reading() as connection:
        port: Any = next(kept.record for kept in records(connection, "organisation") if kept.id == row)
    assert (port.website, port.country) == ("https://new.example", "GB")
    assert bring(office, task, newer, file="2").same == 1


def test_whoever_is_said_to_be_somebody_else_is_kept_with_their_side(office: Desk, task: MakeTask) -> None:
    record(office, "add", "Ben", Person(name="Ben Okoro"))
    bring(office, task, Person(name="Ben Okoro", side=LEEDS))
    assert take_new(office, 1, 1).row == 3
    assert people(office)[1:] == [("Ben Okoro", None), ("Ben Okoro", side(office, "Leeds"))]


def test_whoever_is_said_to_be_the_same_gets_the_side_that_is_told(office: Desk, task: MakeTask) -> None:
    record(office, "add", "Ben", Person(name="Ben Okoro"))
    bring(office, task, Person(name="Ben Okoro", side=LEEDS))
    take_as(office, 1, 1, "2")
    assert people(office)[1:] == [("Ben Okoro", side(office, "Leeds"))]


def test_the_same_mail_address_stands_for_a_side_that_is_not_told(office: Desk, task: MakeTask) -> None:
    record(office, "add", "Ben", Person(name="Ben Okoro", emails=("ben@leeds.example",)))
    done = bring(office, task, Person(name="Ben Okoro", emails=("Ben@leeds.example",), side=LEEDS))
    assert (done.created, done.corrected, done.items) == ({}, 1, [])
    assert people(office)[1:] == [("Ben Okoro", side(office, "Leeds"))]


def taking_part(kind: type[Record]) -> tuple[Record, Record]:
    giulia = Mention(noun="person", name="Giulia")
    if kind is Seat:
        meeting = Engagement(title="Trams", starts_on=date(2999, 5, 1), side=LEEDS)
        return meeting, Seat(engagement=Mention(noun="engagement", name=""), person=giulia, side=LEEDS)
    call = Interaction(kind="call", giver=HOME, receiver=LEEDS, on=DAY)
    return call, Participant(interaction=ITSELF, person=giulia, side=LEEDS)


@pytest.mark.parametrize("kind", [Participant, Seat])
def test_whoever_takes_part_is_of_the_side_they_take_part_for(office: Desk, task: MakeTask, kind: type[Record]) -> None:
    meeting, part = taking_part(kind)
    done = bring(office, task, meeting, parts=[part])
    assert people(office) == [("Giulia", side(office, "Los Angeles")), ("Giulia", side(office, "Leeds"))]
    assert [state for state, _ in doubts(done)] == ["possible duplicate"]
    again = bring(office, task, meeting, parts=[part], file="2")
    assert (len(people(office)), again.items) == (2, [])


@pytest.mark.parametrize("new", [False, True])
def test_a_mention_of_somebody_whose_side_nobody_told_waits_with_its_piece(
    office: Desk, task: MakeTask, new: bool
) -> None:
    call, _ = taking_part(Participant)
    part = Participant(interaction=ITSELF, person=Mention(noun="person", name="Giulia"))
    done = bring(office, task, call, parts=[part])
    assert doubts(done) == [("waiting", "Giulia could be person 1 Giulia")]
    decision = take_new(office, 1, 1) if new else take_as(office, 1, 1, "1")
    assert decision.noun == "interaction"
    assert people(office) == [("Giulia", side(office, "Los Angeles"))] + [("Giulia", None)] * new


def test_a_seat_held_is_that_of_the_namesake_of_its_side(office: Desk, task: MakeTask) -> None:
    known = Mention(noun="person", name="Giulia", side=LEEDS, create=False)
    tenure = Tenure(person=known, post=Mention(noun="post", name="1-0"))
    alone = bring(office, task, Post(title="Mayor", side=LEEDS), tenure)
    assert doubts(alone) == [("waiting", "Giulia could be person 1 Giulia")]
    bring(office, task, Person(name="Giulia", side=LEEDS), tenure, file="2")
    with office.database.reading() as connection:
        assert [kept.record.person for kept in records(connection, "tenure")] == [2]  # type: ignore[attr-defined]


def test_the_side_of_somebody_mentioned_is_written_down_with_what_waits() -> None:
    for whose in (LEEDS, 7, None):
        part = Participant(interaction=ITSELF, person=Mention(noun="person", name="Giulia", side=whose))
        draft = Draft(key="a", record=Interaction(kind="call", giver=HOME, receiver=LEEDS, on=DAY), parts=(part,))
        assert untold(told(draft)) == draft
