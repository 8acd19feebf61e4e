"""Recording: whatever a person calls something, it is found, or they are told plainly why it was not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import Dump
from trustcrm.domain.noun import Mention, Record, mention_of
from trustcrm.domain.nouns import (
    City,
    Colleague,
    Contribution,
    FollowUp,
    Interaction,
    Kind,
    Note,
    Organisation,
    Participant,
    Person,
    Post,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
)
from trustcrm.errors import Ambiguous, Conflict, InvalidValue, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.record import add_step, correct, record, withdraw
from trustcrm.services.undo import undo
from trustcrm.store.queries.history import newest_changes
from trustcrm.store.queries.rows import how_many, record_by_id, records

TODAY = date(2020, 6, 30)


def kept(desk: Desk, noun: str, row: int) -> Any:
    with desk.database.reading() as connection:
        return record_by_id(connection, noun, row).record


def call(receiver: Mention | int, **values: Any) -> Interaction:
    return Interaction(kind="call", giver=1, receiver=receiver, on=TODAY, **values)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office that knows Kyiv, Zürich, two Springfields, C40 and a few people."""
    record(
        desk, "add", "them",
        City(name="Kyiv", country="UA", aliases=("Kiev", "Київ"), wikidata="Q1899"),
        City(name="Zürich", country="CH"),
        City(name="Springfield", country="US", region="Illinois"),
        City(name="Springfield", country="CA"),
        Organisation(name="C40 Cities", kind="network", aliases=("C40",)),
        Person(name="Vitali Klitschko", side=2, aliases=("Віталій Кличко",)),
        Person(name="Ana Silva"),
        Person(name="Ana Silva", side=3),
        Colleague(name="Ben Okri"),
    )  # fmt: skip
    return desk


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("Kyiv", 2), ("KYIV", 2), ("Kiev", 2), ("Київ", 2), ("2", 2), ("#2", 2), ("Kyiv, UA", 2), ("Zurich", 3),
        ("Zuerich", 3), ("zürich", 3), ("Springfield, CA", 5), ("springfield, us", 4), ("C40", 6), ("c40 cities", 6),
        ("Zür", 3),
    ],
)  # fmt: skip
def test_a_side_is_found_by_number_name_alias_and_any_script(office: Desk, words: str, side: int) -> None:
    (row,) = record(office, "log", "call", call(mention_of("side", words))).ids
    assert kept(office, "interaction", row).receiver == side


def test_an_outside_id_beats_the_name(office: Desk) -> None:
    mention = Mention(noun="side", name="Springfield", ids=(("wikidata", "Q1899"),))
    (row,) = record(office, "log", "call", call(mention)).ids
    assert kept(office, "interaction", row).receiver == 2


def test_a_person_is_found_by_a_name_in_another_script(office: Desk) -> None:
    (row, _) = record(
        office, "log", "call", call(2), Participant(interaction=Mention(noun="interaction", name="@0"),
        person=Mention(noun="person", name="Віталій Кличко")),
    ).ids  # fmt: skip
    with office.database.reading() as connection:
        (part,) = records(connection, "participant", {"interaction_id": row})
    assert part.record == Participant(interaction=row, person=1)


@pytest.mark.parametrize(
    ("record_of", "candidates"),
    [
        (lambda: call(Mention(noun="side", name="Springfield")), ("4 Springfield (US)", "5 Springfield (CA)")),
        (
            lambda: Tenure(person=Mention(noun="person", name="ana silva"), post=1),
            ("2 Ana Silva", "3 Ana Silva"),
        ),
    ],
)
def test_what_could_be_several_lists_them_and_keeps_nothing(
    office: Desk, dump: Dump, record_of: Callable[[], Record], candidates: tuple[str, ...]
) -> None:
    before = dump(office.database)
    with pytest.raises(Ambiguous, match="give the number") as caught:
        record(office, "log", "x", record_of())
    assert caught.value.candidates == candidates
    assert dump(office.database) == before


def test_a_city_nobody_here_knows_is_made_from_the_gazetteer(knowing: Desk) -> None:
    done = record(knowing, "log", "call", call(Mention(noun="side", name="名古屋市")))
    assert done.made == (("city", 2),)
    assert kept(knowing, "interaction", done.ids[0]).receiver == 2
    assert kept(knowing, "city", 2) == City(
        name="Nagoya", country="JP", region="Aichi", aliases=("名古屋市",), latitude=35.18, longitude=136.91,
        time_zone="Asia/Tokyo", wikidata="Q11751", geonames="1856057",
    )  # fmt: skip
    assert record(knowing, "log", "again", call(Mention(noun="side", name="NAGOYA"))).made == ()


def test_a_city_mentioned_twice_in_one_change_is_made_once(knowing: Desk) -> None:
    done = record(
        knowing, "log", "calls", call(Mention(noun="side", name="Nagoya")), call(Mention(noun="side", name="名古屋市"))
    )
    assert done.made == (("city", 2),)


def test_the_far_larger_of_two_places_is_taken_and_of_like_ones_a_person_chooses(knowing: Desk, dump: Dump) -> None:
    done = record(knowing, "log", "call", call(Mention(noun="side", name="Paris")))
    assert kept(knowing, "city", done.made[0][1]).country == "FR"
    before = dump(knowing.database)
    with pytest.raises(Ambiguous, match="give the country's code") as caught:
        record(knowing, "log", "call", call(Mention(noun="side", name="Springfield")))
    assert caught.value.candidates == ("Springfield, US (Illinois)", "Springfield, US (Missouri)")
    assert dump(knowing.database) == before


def test_a_place_made_for_a_record_that_cannot_be_is_not_kept(knowing: Desk, dump: Dump) -> None:
    before = dump(knowing.database)
    with pytest.raises(InvalidValue, match="lies ahead"):
        record(
            knowing, "log", "x",
            Interaction(kind="call", giver=1, receiver=Mention(noun="side", name="Nagoya"), on=TODAY + timedelta(1)),
        )  # fmt: skip
    assert dump(knowing.database) == before


@pytest.mark.parametrize("name", ["Atlantis", "@7", "@²", "²", "99", "#99", "%", "'; DROP TABLE city; --"])
def test_what_nobody_knows_is_said_and_nothing_is_kept(office: Desk, dump: Dump, name: str) -> None:
    before = dump(office.database)
    with pytest.raises(NotFound):
        record(office, "log", "call", call(Mention(noun="side", name=name, create=False)))
    assert dump(office.database) == before


def test_a_colleague_is_never_made_up(knowing: Desk) -> None:
    with pytest.raises(NotFound, match="No colleague here is called 'Nobody'"):
        record(
            knowing, "log", "x", FollowUp(what="x", due_on=TODAY, colleague=Mention(noun="colleague", name="Nobody"))
        )


@pytest.mark.parametrize(
    ("slip", "words"),
    [
        ({"kind": "cal"}, "'cal' is no kind of interaction in this office; did you mean 'call'?"),
        ({"kind": "zzz"}, "the list has call, video call"),
        ({"on": TODAY + timedelta(1)}, "what is planned is an engagement"),
        ({"on": date(20, 6, 30)}, "The date 0020-06-30"),
        ({"words": "a\x00b"}, "NUL"),
        ({"words": "x" * 100_001}, "100,001 characters"),
        ({"receiver": 1}, "two different sides"),
    ],
)
def test_what_cannot_be_is_refused_whole(office: Desk, dump: Dump, slip: dict[str, Any], words: str) -> None:
    before = dump(office.database)
    values: dict[str, Any] = {"kind": "call", "giver": 1, "receiver": 2, "on": TODAY} | slip
    with pytest.raises(InvalidValue) as caught:
        record(office, "log", "x", call(2), Interaction(**values))
    assert words in str(caught.value)
    assert dump(office.database) == before


def test_an_unknown_signal_names_the_nearest(office: Desk) -> None:
    with pytest.raises(InvalidValue, match="did you mean 'praised us'"):
        record(office, "log", "x", Signal(kind="praise us", giver=2, receiver=1, on=TODAY, witness="Ana"))


def test_a_signal_a_plugin_offers_joins_the_offices_list(office: Desk) -> None:
    from dataclasses import replace

    from trustcrm.services.desk import OfferedKind

    offered = OfferedKind(name="sent a choir", intensity=3.4, cameo="051", summary="sang", plugin="choirs")
    desk = replace(office, signal_kinds={**office.signal_kinds, "sent a choir": offered})
    record(desk, "log", "x", Signal(kind="sent a choir", giver=2, receiver=1, on=TODAY, witness="Ana"))
    with desk.database.reading() as connection:
        (kind,) = records(connection, "kind", {"name": "sent a choir"})
    assert kind.record == Kind(
        name="sent a choir", family="signal", intensity=3.4, cameo="051", summary="sang", plugin="choirs"
    )


@pytest.mark.parametrize(
    "about", [Tag(name="x", about_noun="banana", about_row=1), Note(words="x", about_noun="city", about_row=99)]
)
def test_a_tag_or_note_must_be_about_something(office: Desk, about: Record) -> None:
    with pytest.raises(InvalidValue, match=r"is no noun|is about something"):
        record(office, "tag", "x", about)


def test_a_tag_may_be_about_what_the_same_change_makes(desk: Desk) -> None:
    record(desk, "add", "x", City(name="Oslo"), Tag(name="new", about_noun="city", about_row=2))
    assert kept(desk, "tag", 1) == Tag(name="new", about_noun="city", about_row=2)


@pytest.fixture
def masks(office: Desk) -> Desk:
    """The office with a contribution counted in masks, and one without a unit."""
    record(
        office, "add", "masks",
        Contribution(what="masks", giver=2, receiver=1, unit="masks"), Contribution(what="help", giver=2, receiver=1),
    )  # fmt: skip
    return office


def step(contribution: int | Mention, quantity: str | None = "100") -> Step:
    return Step(contribution=contribution, state="received", on=TODAY, quantity=Decimal(quantity) if quantity else None)


def test_units_are_never_mixed(masks: Desk, dump: Dump) -> None:
    before = dump(masks.database)
    with pytest.raises(InvalidValue, match=r"counted in masks, not in boxes; units are never mixed"):
        add_step(masks, step(1), unit="boxes")
    assert dump(masks.database) == before
    assert kept(masks, "step", add_step(masks, step(1), unit="Masks")).quantity == Decimal(100)


def test_a_quantity_needs_a_unit(masks: Desk, dump: Dump) -> None:
    before = dump(masks.database)
    with pytest.raises(InvalidValue, match=r"has no unit, so 100 of it cannot be counted"):
        add_step(masks, step(2))
    assert dump(masks.database) == before
    assert add_step(masks, step(2, None)) == 1


def test_the_first_quantity_may_bring_the_unit(masks: Desk) -> None:
    add_step(masks, step(2), unit="hours")
    assert kept(masks, "contribution", 2).unit == "hours"


def test_a_step_of_nothing_is_refused(masks: Desk) -> None:
    with pytest.raises(NotFound, match="no contribution 99"):
        add_step(masks, step(99))


def test_a_correction_says_whether_anything_differed_and_takes_mentions(office: Desk) -> None:
    (row,) = record(office, "log", "call", call(2)).ids
    assert correct(office, "interaction", row, {"receiver": Mention(noun="side", name="Zürich"), "words": "hello"})
    assert not correct(office, "interaction", row, {"words": "hello"})
    assert kept(office, "interaction", row) == call(3, words="hello")


def test_a_correction_is_checked_like_a_record(office: Desk) -> None:
    (row,) = record(office, "log", "call", call(2)).ids
    for values in ({"kind": "cal"}, {"on": TODAY + timedelta(1)}, {"receiver": 1}, {"words": "\x00"}):
        with pytest.raises(InvalidValue):
            correct(office, "interaction", row, values)
    assert kept(office, "interaction", row) == call(2)


def test_a_correction_of_what_somebody_else_corrected_meanwhile_is_a_conflict(office: Desk, dump: Dump) -> None:
    assert correct(office, "city", 2, {"region": "Kyiv"}, version=1)
    before = dump(office.database)
    with pytest.raises(Conflict, match=r"City 2 was changed meanwhile by Ana \(it stands at version 2, you saw 1\)"):
        correct(office, "city", 2, {"region": "Lviv"}, version=1)
    assert dump(office.database) == before
    assert correct(office, "city", 2, {"region": "Lviv"}, version=2)


def test_withdrawing_twice_is_once(office: Desk) -> None:
    (row,) = record(office, "log", "call", call(2)).ids
    assert withdraw(office, "interaction", row, "it was another day")
    assert not withdraw(office, "interaction", row)
    with office.database.reading() as connection:
        (newest,) = newest_changes(connection, 1)
        assert how_many(connection)["interaction"] == 0
    assert newest.summary == f"interaction {row}: it was another day"


def test_whoever_listens_is_told_after_the_commit_and_not_of_a_failure(office: Desk) -> None:
    from dataclasses import replace

    heard: list[tuple[str, int]] = []
    desk = replace(
        office,
        announce=lambda changes: heard.extend((told.noun, len(told.rows)) for told in changes),
    )
    record(desk, "log", "calls", call(2), call(3))
    with pytest.raises(InvalidValue):
        record(desk, "log", "x", call(1))
    correct(desk, "city", 2, {"name": "Kyiv"})
    assert heard == [("interaction", 2)]


def test_records_of_one_call_may_speak_of_one_another_by_place(desk: Desk) -> None:
    done = record(
        desk, "add", "all",
        City(name="Oslo"),
        Tie(one=1, other=Mention(noun="side", name="@0")),
        Post(title="Mayor", side=Mention(noun="side", name="@0")),
        Person(name="Marianne", side=Mention(noun="side", name="Oslo")),
        Tenure(person=Mention(noun="person", name="@3"), post=Mention(noun="post", name="@2")),
    )  # fmt: skip
    assert done.made == ()
    assert kept(desk, "tenure", 1) == Tenure(person=1, post=1)
    assert kept(desk, "tie", 1).other == kept(desk, "person", 1).side == kept(desk, "post", 1).side == 2


def test_a_step_and_the_unit_it_brings_are_taken_back_as_one(masks: Desk, dump: Dump) -> None:
    add_step(masks, step(2), unit="hours")
    undo(masks)
    assert kept(masks, "contribution", 2).unit is None
