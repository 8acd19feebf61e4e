"""How facts become acts: who acted towards whom, how kindly, and how much it weighs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from trustcrm.domain.nouns import (
    Agreement,
    City,
    Contribution,
    Interaction,
    Kind,
    Participant,
    Signal,
    Step,
    Tie,
)
from trustcrm.store.engine import Database
from trustcrm.store.writing import Writer

Write = Callable[..., tuple[int, ...]]
Changing = Callable[[Database], AbstractContextManager[Writer]]

US, MILAN, OSLO, SEOUL = 1, 2, 3, 4
DAY = date(2020, 3, 27)


@pytest.fixture
def office(database: Database, write: Write) -> Database:
    """An office that knows Milan, Oslo and Seoul."""
    write(database, City(name="Milan"), City(name="Oslo"), City(name="Seoul"))
    return database


def acts(database: Database, *columns: str) -> list[tuple[Any, ...]]:
    chosen = ", ".join(columns or ("giver_id", "receiver_id", "kind", "intensity", "weight"))
    with database.reading() as connection:
        rows = connection.execute(text(f"SELECT {chosen} FROM act ORDER BY noun, row_id, giver_id, receiver_id"))
        return [tuple(row) for row in rows]


def test_a_mutual_interaction_is_an_act_of_each_side(office: Database, write: Write) -> None:
    write(office, Interaction(kind="call", giver=US, receiver=MILAN, on=DAY))
    assert acts(office) == [(US, MILAN, "call", 1.0, 1.0), (MILAN, US, "call", 1.0, 1.0)]
    assert acts(office, "noun", "row_id", "root") == [("interaction", 1, "04")] * 2
    assert {str(day) for (day,) in acts(office, "day")} == {"2020-03-27"}


def test_a_one_way_interaction_is_its_givers_act_alone(office: Database, write: Write) -> None:
    write(office, Interaction(kind="letter", giver=MILAN, receiver=US, on=DAY, direction="one-way"))
    assert acts(office) == [(MILAN, US, "letter", 1.0, 1.0)]


@pytest.mark.parametrize(("tone", "kind", "value"), [(-1, "tone -", -2.0), (-2, "tone --", -4.0)])
@pytest.mark.parametrize("direction", ["mutual", "one-way"])
def test_an_unkind_tone_is_their_act_towards_us_whoever_began(
    office: Database, write: Write, tone: int, kind: str, value: float, direction: str
) -> None:
    write(office, Interaction(kind="call", giver=US, receiver=MILAN, on=DAY, tone=tone, direction=direction))
    assert acts(office) == [(US, MILAN, "call", 1.0, 1.0), (MILAN, US, kind, value, 1.0)]
    write(office, Interaction(kind="call", giver=OSLO, receiver=US, on=DAY, tone=tone, direction=direction))
    ours = [(US, OSLO, "call", 1.0, 1.0)] if direction == "mutual" else []
    assert acts(office)[2:] == [*ours, (OSLO, US, kind, value, 1.0)]


def test_an_unkind_tone_between_two_others_is_the_receivers(office: Database, write: Write) -> None:
    write(office, Interaction(kind="call", giver=MILAN, receiver=OSLO, on=DAY, tone=-1))
    assert acts(office) == [(MILAN, OSLO, "call", 1.0, 1.0), (OSLO, MILAN, "tone -", -2.0, 1.0)]


def test_an_unkind_tone_towards_us_says_nothing_of_a_third_side(office: Database, write: Write) -> None:
    write(
        office,
        Interaction(kind="meeting", giver=MILAN, receiver=US, on=DAY, tone=-2),
        Participant(interaction=1, side=OSLO),
    )
    assert acts(office) == [
        (US, MILAN, "meeting", 1.0, 0.5),
        (MILAN, US, "tone --", -4.0, 0.5),
        (MILAN, OSLO, "meeting", 1.0, 0.5),
        (OSLO, MILAN, "meeting", 1.0, 0.5),
    ]


@pytest.mark.parametrize("tone", [None, 0, 1, 2])
def test_a_kind_tone_adds_nothing(office: Database, write: Write, tone: int | None) -> None:
    write(office, Interaction(kind="call", giver=US, receiver=MILAN, on=DAY, tone=tone))
    assert {row[2:] for row in acts(office)} == {("call", 1.0, 1.0)}


def test_a_convening_of_forty_five_sides_is_not_forty_five_friendships(database: Database, write: Write) -> None:
    sides = write(database, *(City(name=f"City {number}") for number in range(45)))
    (call,) = write(database, Interaction(kind="convening", giver=US, receiver=sides[0], on=DAY))
    write(database, *(Participant(interaction=call, side=side) for side in (*sides, US)))
    found = acts(database, "giver_id", "receiver_id", "weight")
    assert len(found) == 90
    assert {weight for *_, weight in found} == {1 / 45}
    assert {(giver, receiver) for giver, receiver, _ in found} == {
        pair for side in sides for pair in ((US, side), (side, US))
    }
    assert sum(weight for *_, weight in found) == pytest.approx(2.0, rel=1e-12)


def test_a_side_seated_twice_counts_once_and_people_are_no_sides(office: Database, write: Write) -> None:
    write(
        office,
        Interaction(kind="meeting", giver=US, receiver=MILAN, on=DAY),
        Participant(interaction=1, side=MILAN, role="mayor"),
        Participant(interaction=1, side=MILAN, role="interpreter"),
        Participant(interaction=1, role="guest"),
    )
    assert acts(office) == [(US, MILAN, "meeting", 1.0, 1.0), (MILAN, US, "meeting", 1.0, 1.0)]


@pytest.mark.parametrize(
    ("state", "giver", "value"),
    [
        ("asked", US, 3.0),
        ("offered", MILAN, 4.0),
        ("pledged", MILAN, 5.2),
        ("committed", MILAN, 5.2),
        ("in transit", MILAN, 0.0),
        ("received", MILAN, 7.4),
        ("acknowledged", US, 3.4),
        ("declined", MILAN, 0.0),
        ("lapsed", MILAN, 0.0),
    ],
)
def test_asking_and_thanking_are_acts_of_the_receiver(
    office: Database, write: Write, state: str, giver: int, value: float
) -> None:
    write(office, Contribution(what="masks", giver=MILAN, receiver=US), Step(contribution=1, state=state, on=DAY))
    receiver = MILAN if giver == US else US
    assert acts(office) == [(giver, receiver, state, value, 1.0)]


def test_the_office_weighs_some_things_received_by_what_they_are(office: Database, write: Write) -> None:
    write(
        office,
        Contribution(what="words", giver=MILAN, receiver=US, kind="condolence"),
        Step(contribution=1, state="received", on=DAY),
    )
    assert acts(office) == [(MILAN, US, "received condolence", 3.4, 1.0)]


def test_a_signal_is_its_givers_act(office: Database, write: Write) -> None:
    write(office, Signal(kind="boycotted", giver=OSLO, receiver=US, on=DAY, witness="Ana"))
    assert acts(office) == [(OSLO, US, "boycotted", -8.0, 1.0)]


def test_a_signed_agreement_is_an_act_of_each_side_and_an_unsigned_one_of_none(office: Database, write: Write) -> None:
    write(office, Tie(one=US, other=MILAN), Agreement(title="twinning", tie=1, signed_on=DAY))
    write(office, Agreement(title="draft", tie=1))
    assert acts(office) == [(US, MILAN, "agreement signed", 8.0, 1.0), (MILAN, US, "agreement signed", 8.0, 1.0)]


@pytest.fixture
def one_of_each(office: Database, write: Write) -> Database:
    """An office with an interaction of three sides, a contribution's step, a signal and an agreement."""
    write(
        office,
        Interaction(kind="call", giver=US, receiver=MILAN, on=DAY),
        Participant(interaction=1, side=SEOUL),
        Contribution(what="masks", giver=MILAN, receiver=US),
        Step(contribution=1, state="received", on=DAY),
        Signal(kind="praised us", giver=MILAN, receiver=US, on=DAY, witness="Ana"),
        Tie(one=US, other=MILAN),
        Agreement(title="twinning", tie=1, signed_on=DAY),
    )
    return office


@pytest.mark.parametrize(
    ("noun", "left"),
    [
        ("interaction", {"step", "signal", "agreement"}),
        ("step", {"interaction", "signal", "agreement"}),
        ("contribution", {"interaction", "signal", "agreement"}),
        ("signal", {"interaction", "step", "agreement"}),
        ("agreement", {"interaction", "step", "signal"}),
        ("tie", {"interaction", "step", "signal"}),
    ],
)
def test_what_is_withdrawn_yields_no_act_until_it_stands_again(
    one_of_each: Database, change: Changing, noun: str, left: set[str]
) -> None:
    before = acts(one_of_each)
    for withdrawn, wanted in ((True, left), (False, {"interaction", "step", "signal", "agreement"})):
        with change(one_of_each) as writer:
            writer.correct(noun, 1, {"withdrawn": withdrawn})
        assert {row[0] for row in acts(one_of_each, "noun")} == wanted
    assert acts(one_of_each) == before


def test_a_withdrawn_participant_gives_its_share_back(one_of_each: Database, change: Changing) -> None:
    with change(one_of_each) as writer:
        writer.correct("participant", 1, {"withdrawn": True})
    weights = {row for row in acts(one_of_each, "noun", "weight") if row[0] == "interaction"}
    assert weights == {("interaction", 1.0)}


def test_what_a_side_did_to_itself_is_no_act(office: Database, write: Write) -> None:
    write(
        office,
        Interaction(kind="meeting", giver=MILAN, receiver=MILAN, on=DAY),
        Participant(interaction=1, side=OSLO),
        Contribution(what="x", giver=MILAN, receiver=MILAN),
        Step(contribution=1, state="received", on=DAY),
        Signal(kind="praised us", giver=MILAN, receiver=MILAN, on=DAY, witness="Ana"),
        Tie(one=MILAN, other=MILAN),
        Agreement(title="twinning", tie=1, signed_on=DAY),
    )
    assert acts(office) == [(MILAN, OSLO, "meeting", 1.0, 1.0), (OSLO, MILAN, "meeting", 1.0, 1.0)]


def test_an_edited_kind_changes_every_act_of_it_and_a_withdrawn_one_takes_them_away(
    one_of_each: Database, change: Changing
) -> None:
    with one_of_each.reading() as connection:
        row = connection.execute(text("SELECT id FROM kind WHERE name = 'call'")).scalar_one()
    with change(one_of_each) as writer:
        writer.correct("kind", row, {"intensity": 2.5, "cameo": "051"})
    found = [row for row in acts(one_of_each, "kind", "intensity", "root") if row[0] == "call"]
    assert found == [("call", 2.5, "05")] * 4
    with change(one_of_each) as writer:
        writer.correct("kind", row, {"withdrawn": True})
    assert "call" not in {row[0] for row in acts(one_of_each, "kind")}


def test_another_home_turns_an_unkind_tone_round(office: Database, write: Write, change: Changing) -> None:
    write(office, Interaction(kind="call", giver=MILAN, receiver=US, on=DAY, tone=-1))
    with change(office) as writer:
        writer.correct("office", 1, {"home_id": MILAN})
    assert acts(office) == [(US, MILAN, "tone -", -2.0, 1.0), (MILAN, US, "call", 1.0, 1.0)]


def test_a_kind_added_later_gives_meaning_to_what_was_there(office: Database, write: Write) -> None:
    write(office, Interaction(kind="serenade", giver=MILAN, receiver=US, on=DAY, direction="one-way"))
    assert acts(office) == []
    write(office, Kind(name="serenade", family="interaction", intensity=3.4, cameo="051"))
    assert acts(office) == [(MILAN, US, "serenade", 3.4, 1.0)]
