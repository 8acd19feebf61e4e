"""Deciding about the pieces an import left to a person; whatever is decided goes when the batch is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import cast

import pytest

from tests.services.conftest import HOME, SPRINGFIELD, Bring, MakeTask, row, tie_to
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Interaction, Participant, Tie
from trustcrm.errors import InvalidValue, NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.importing.batches import (
    differences_of,
    list_batches,
    show_batch,
    skip,
    take_as,
    take_fields,
    take_new,
)
from trustcrm.services.importing.differences import Choice
from trustcrm.services.importing.run import run_import
from trustcrm.services.record import correct
from trustcrm.services.undo import undo, undo_batch
from trustcrm.store.queries.rows import how_many
from trustcrm.store.writing import Signature, Writer

DAY = date(2020, 3, 1)


def counts(desk: Desk) -> dict[str, int]:
    with desk.database.reading() as connection:
        return how_many(connection)


def test_a_doubtful_mention_is_settled_as_the_row_a_person_names(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    outcome = bring(tie_to(SPRINGFIELD))
    assert (outcome.count("waiting"), counts(desk)["tie"]) == (1, 0)
    decision = take_as(desk, 1, 1, str(springfields[1]))
    assert (decision.noun, decision.still) == ("tie", "")
    assert cast(Tie, row(desk, "tie", cast(int, decision.row))).other == springfields[1]
    standing, items = show_batch(desk, 1)
    assert (standing.states["waiting"], standing.states["decided"], items[0].state) == (0, 1, "decided")


def test_what_was_decided_is_known_when_the_source_comes_again(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    bring(tie_to(SPRINGFIELD))
    take_as(desk, 1, 1, str(springfields[0]))
    again = bring(tie_to(SPRINGFIELD), tie_to(HOME, "b"))
    assert (again.same, again.count("waiting")) == (1, 0)


def test_taking_the_batch_back_takes_the_decision_with_it(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    before = counts(desk)
    bring(tie_to(SPRINGFIELD), tie_to(replace(SPRINGFIELD, name="Turku", country="FI"), "b"))
    take_new(desk, 1, 1)
    assert counts(desk)["tie"] == 2
    report = undo_batch(desk, 1)
    assert (report.kept, report.impossible) == ([], [])
    assert counts(desk) == before
    assert list_batches(desk)[0].undone


def test_new_makes_another_of_that_name(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    bring(tie_to(SPRINGFIELD))
    decision = take_new(desk, 1, 1)
    other = cast(Tie, row(desk, "tie", cast(int, decision.row))).other
    assert other not in springfields
    assert cast(City, row(desk, "city", cast(int, other))).name == "Springfield"


def test_a_place_that_a_name_could_be_is_kept_where_a_person_names_it(knowing: Desk, task: MakeTask) -> None:
    run_import(knowing, task([tie_to(replace(SPRINGFIELD, create=True))]))
    _, items = show_batch(knowing, 1)
    assert "Springfield, US (Missouri)" in items[0].candidates
    decision = take_as(knowing, 1, 1, "Springfield, US (Missouri)")
    other = cast(Tie, row(knowing, "tie", cast(int, decision.row))).other
    assert cast(City, row(knowing, "city", cast(int, other))).region == "Missouri"


def test_a_thing_that_is_itself_in_doubt_fills_the_row_it_is_or_becomes_new(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    told = City(name="Springfield", country="US", region="Ohio", time_zone="America/Chicago")
    bring(Draft(key="1", record=told), Draft(key="2", record=told))
    take_as(desk, 1, 1, str(springfields[0]))
    filled = cast(City, row(desk, "city", springfields[0]))
    assert (filled.region, filled.time_zone) == ("Illinois", "America/Chicago")
    decision = take_new(desk, 1, 2)
    assert cast(City, row(desk, "city", cast(int, decision.row))).region == "Ohio"


def test_a_second_doubt_is_asked_next(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    ambiguous = Tie(one=SPRINGFIELD, other=replace(SPRINGFIELD, country=None), kind="friendship")
    bring(Draft(key="a", record=ambiguous))
    first = take_as(desk, 1, 1, str(springfields[0]))
    assert first.row is None
    assert "in doubt too" in first.still
    assert len(first.candidates) == 2
    second = take_as(desk, 1, 1, str(springfields[1]))
    tie = cast(Tie, row(desk, "tie", cast(int, second.row)))
    assert (tie.one, tie.other) == springfields


def test_nothing_of_a_draft_is_kept_while_a_part_of_it_is_in_doubt(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    whole = Mention(noun="interaction", name="")
    call = Interaction(kind="call", giver=HOME, receiver=springfields[0], on=date(2020, 5, 1))
    bring(Draft(key="c", record=call, parts=(Participant(interaction=whole, side=SPRINGFIELD),)))
    assert counts(desk)["interaction"] == 0
    take_as(desk, 1, 1, str(springfields[1]))
    assert (counts(desk)["interaction"], counts(desk)["participant"]) == (1, 1)


def test_a_row_edited_here_takes_the_sources_values_only_when_told_so(desk: Desk, bring: Bring) -> None:
    turku = City(name="Turku", country="FI", region="Southwest")
    outcome = bring(Draft(key="t", record=turku))
    assert outcome.made == 1
    correct(desk, "city", 2, {"region": "Finland Proper"})
    assert bring(Draft(key="t", record=replace(turku, region="Varsinais-Suomi"))).count("waiting") == 1
    with pytest.raises(Refused, match="--as 2"):
        take_new(desk, 2, 1)
    take_as(desk, 2, 1, "2")
    assert cast(City, row(desk, "city", 2)).region == "Varsinais-Suomi"
    undo(desk)
    assert cast(City, row(desk, "city", 2)).region == "Finland Proper"


@pytest.fixture
def edited(desk: Desk, bring: Bring) -> int:
    """A city that was edited here and then came again otherwise: its name, its region and its aliases differ."""
    bring(Draft(key="t", record=City(name="Turku", country="FI", region="Southwest", aliases=("Aboa",))))
    correct(desk, "city", 2, {"region": "Finland Proper", "name": "Turku City"})
    came = City(name="Åbo", country="FI", region="Varsinais-Suomi", aliases=("Abo", "Aboa"), latitude=60.45)
    assert bring(Draft(key="t", record=came)).count("waiting") == 1
    return 2


def test_where_a_row_and_its_source_differ_is_told_field_by_field(desk: Desk, edited: int) -> None:
    before = counts(desk)
    found = {one.field: (one.ours, one.theirs, one.both, one.edited) for one in differences_of(desk, 2)[1]}
    assert found == {
        "name": ("Turku City", "Åbo", "Turku City", True),
        "region": ("Finland Proper", "Varsinais-Suomi", "Finland Proper; Varsinais-Suomi", True),
        "aliases": (("Aboa",), ("Abo", "Aboa"), ("Aboa", "Abo"), False),
        "latitude": (None, 60.45, None, False),
    }
    assert counts(desk) == before
    assert cast(City, row(desk, "city", edited)).name == "Turku City"


def test_a_row_edited_here_takes_each_field_as_chosen(desk: Desk, edited: int, bring: Bring) -> None:
    take_fields(desk, 2, 1, {"name": "both", "region": "theirs"})
    turku = cast(City, row(desk, "city", edited))
    assert (turku.name, turku.region, turku.aliases) == ("Turku City", "Varsinais-Suomi", ("Abo", "Aboa", "Åbo"))
    assert turku.latitude == 60.45
    assert show_batch(desk, 2)[0].states["waiting"] == 0
    undo(desk)
    turku = cast(City, row(desk, "city", edited))
    assert (turku.name, turku.region, turku.aliases) == ("Turku City", "Finland Proper", ("Aboa",))
    assert show_batch(desk, 2)[0].states["waiting"] == 1


def test_what_nobody_chose_for_stays_as_it_was_edited_and_follows_the_source_elsewhere(
    desk: Desk, edited: int, bring: Bring
) -> None:
    take_fields(desk, 2, 1, {})
    turku = cast(City, row(desk, "city", edited))
    assert (turku.name, turku.region, turku.latitude) == ("Turku City", "Finland Proper", 60.45)
    came = City(name="Åbo", country="FI", region="Varsinais-Suomi", aliases=("Abo", "Aboa"), latitude=60.45)
    again = bring(Draft(key="t", record=came), Draft(key="u", record=City(name="Pori", country="FI")))
    assert (again.same, again.count("waiting")) == (1, 0)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"latitude": "both"}, "latitude cannot hold both"),
        ({"country": "ours"}, "country is no field in which this piece and the office differ; it has name"),
        ({"region": "both", "colour": "ours"}, "colour is no field"),
    ],
)
def test_a_choice_that_cannot_be_changes_nothing(
    desk: Desk, edited: int, choices: dict[str, Choice], words: str
) -> None:
    with pytest.raises(InvalidValue, match=words):
        take_fields(desk, 2, 1, choices)
    assert cast(City, row(desk, "city", edited)).region == "Finland Proper"
    assert show_batch(desk, 2)[0].states["waiting"] == 1


def test_a_piece_without_a_row_has_no_fields_to_choose(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    bring(tie_to(SPRINGFIELD))
    assert differences_of(desk, 1) == {1: ()}
    with pytest.raises(Refused, match="no row here yet"):
        take_fields(desk, 1, 1, {})


def test_a_skipped_piece_keeps_nothing_and_is_decided(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    bring(tie_to(SPRINGFIELD))
    skip(desk, 1, 1)
    assert counts(desk)["tie"] == 0
    for again in (lambda: skip(desk, 1, 1), lambda: take_new(desk, 1, 1)):
        with pytest.raises(Refused, match="decided already"):
            again()


def test_what_does_not_wait_cannot_be_decided(desk: Desk, bring: Bring) -> None:
    bring(Rejected(where="line 1", reason="it is torn"))
    with pytest.raises(Refused, match="could not be read"):
        take_new(desk, 1, 1)
    for batch, item in ((1, 2), (7, 1)):
        with pytest.raises(NotFound):
            take_new(desk, batch, item)
    skip(desk, 1, 1)


def test_a_batch_taken_back_is_decided_no_more(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    bring(tie_to(SPRINGFIELD), Draft(key="t", record=City(name="Turku", country="FI")))
    undo_batch(desk, 1)
    with pytest.raises(Refused, match="taken back"):
        take_new(desk, 1, 1)


def test_a_row_that_is_not_there_decides_nothing(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    bring(tie_to(SPRINGFIELD))
    with pytest.raises(NotFound):
        take_as(desk, 1, 1, "99")
    assert show_batch(desk, 1)[0].states["waiting"] == 1


def test_a_state_that_is_none_is_refused(desk: Desk, bring: Bring) -> None:
    bring(Rejected(where="line 1", reason="it is torn"))
    with pytest.raises(InvalidValue):
        show_batch(desk, 1, "asleep")


def test_a_decision_taken_back_leaves_its_piece_waiting_again(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    bring(tie_to(SPRINGFIELD))
    skip(desk, 1, 1)
    undo(desk)
    assert show_batch(desk, 1)[1][0].state == "waiting"
    take_as(desk, 1, 1, str(springfields[0]))
    undo(desk)
    standing, (item,) = show_batch(desk, 1)
    assert (item.state, standing.states["decided"], counts(desk)["tie"]) == ("waiting", 0, 0)
    decision = take_as(desk, 1, 1, str(springfields[1]))
    assert cast(Tie, row(desk, "tie", cast(int, decision.row))).other == springfields[1]


def test_a_known_piece_that_turned_doubtful_is_decided_upon_the_row_it_became(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    def call(receiver: Mention, words: str) -> Draft:
        return Draft(key="a", record=Interaction(kind="call", giver=HOME, receiver=receiver, on=DAY, words=words))

    bring(call(Mention(noun="city", name="Springfield", country="US", create=True, ids=(("wikidata", "Q1"),)), "x"))
    first = counts(desk)["interaction"]
    assert bring(call(SPRINGFIELD, "y")).count("waiting") == 1
    decision = take_as(desk, 2, 1, str(springfields[0]))
    assert (decision.noun, decision.row, counts(desk)["interaction"]) == ("interaction", 1, first)
    assert cast(Interaction, row(desk, "interaction", 1)).receiver == springfields[0]


def test_taking_a_batch_back_is_one_transaction(
    desk: Desk, bring: Bring, springfields: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(tie_to(SPRINGFIELD), tie_to(replace(SPRINGFIELD, name="Turku", country="FI"), "b"))
    take_new(desk, 1, 1)
    before = counts(desk)
    taken: list[int] = []
    begin = Writer.begin

    def fails_at_the_second(writer: Writer, signature: Signature) -> None:
        taken.append(1)
        if len(taken) == 2:
            raise KeyboardInterrupt
        begin(writer, signature)

    monkeypatch.setattr(Writer, "begin", fails_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        undo_batch(desk, 1)
    assert counts(desk) == before
    assert not list_batches(desk)[0].undone


def test_an_edit_that_was_taken_back_holds_the_source_up_no_more(desk: Desk, bring: Bring) -> None:
    def city(region: str) -> Draft:
        return Draft(key="a", record=City(name="Bern", region=region))

    bring(city("East"))
    correct(desk, "city", 2, {"region": "West"})
    undo(desk)
    assert bring(city("North")).corrected == 1
    assert cast(City, row(desk, "city", 2)).region == "North"
