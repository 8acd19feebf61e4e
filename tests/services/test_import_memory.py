"""What a person said of a name in doubt is remembered, until somebody new goes by it or it is taken back."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from tests.services.conftest import HOME, SPRINGFIELD, Bring, row, tie_to
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Interaction, Tie
from trustcrm.services.desk import Desk
from trustcrm.services.importing.batches import (
    show_batch,
    take_as,
    take_as_before,
    take_new,
)
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import record
from trustcrm.services.undo import undo

DAY = date(2020, 3, 1)


def call_to(mention: Mention, key: str = "c") -> Draft:
    return Draft(key=key, record=Interaction(kind="call", giver=HOME, receiver=mention, on=DAY), where=f"line {key}")


@pytest.mark.parametrize("new", [False, True], ids=["one of those known", "none of those"])
def test_what_a_person_said_of_a_name_is_remembered_when_the_importer_brings_it_again(
    desk: Desk, bring: Bring, springfields: tuple[int, int], new: bool
) -> None:
    bring(tie_to(SPRINGFIELD))
    decision = take_new(desk, 1, 1) if new else take_as(desk, 1, 1, str(springfields[1]))
    meant = cast(Tie, row(desk, "tie", cast(int, decision.row))).other
    assert (meant in springfields) is not new
    again = bring(call_to(SPRINGFIELD), name="calls.tsv")
    assert (again.created, again.remembered, again.count("waiting")) == ({"interaction": 1}, 1, 0)
    assert cast(Interaction, row(desk, "interaction", 1)).receiver == meant


def test_a_name_is_in_doubt_again_once_somebody_new_goes_by_it(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    bring(tie_to(SPRINGFIELD))
    take_as(desk, 1, 1, str(springfields[1]))
    record(desk, "add", "a third", City(name="Springfield", country="US", region="Ohio"))
    again = bring(call_to(SPRINGFIELD))
    assert (again.created, again.remembered, again.count("waiting")) == ({}, 0, 1)


def test_what_was_taken_back_is_not_remembered(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    bring(tie_to(SPRINGFIELD))
    take_as(desk, 1, 1, str(springfields[1]))
    undo(desk)
    assert bring(call_to(SPRINGFIELD)).count("waiting") == 1


def test_what_was_said_of_one_importers_names_is_not_said_of_anothers(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    bring(tie_to(SPRINGFIELD))
    take_as(desk, 1, 1, str(springfields[1]))
    pieces = [call_to(SPRINGFIELD)]
    task = Task(importer="test:calls", plugin="test", source="c", fingerprint="c", drafts=lambda: pieces)
    assert run_import(desk, task).count("waiting") == 1


def test_a_person_may_say_otherwise_of_the_next_piece_and_the_last_word_counts(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    bring(tie_to(SPRINGFIELD), call_to(SPRINGFIELD))
    for item, meant in enumerate(springfields, start=1):
        take_as(desk, 1, item, str(meant))
    assert cast(Tie, row(desk, "tie", 1)).other == springfields[0]
    assert cast(Interaction, row(desk, "interaction", 1)).receiver == springfields[1]
    assert bring(call_to(SPRINGFIELD, "d")).remembered == 1
    assert cast(Interaction, row(desk, "interaction", 2)).receiver == springfields[1]


def test_who_a_piece_itself_is_is_remembered_too(desk: Desk, bring: Bring, springfields: tuple[int, int]) -> None:
    told = City(name="Springfield", country="US")
    assert bring(Draft(key="s", record=told)).count("waiting") == 1
    take_as(desk, 1, 1, str(springfields[0]))
    again = bring(Draft(key="another", record=told), name="more.tsv")
    assert (again.created, again.same, again.remembered, again.count("waiting")) == ({}, 1, 1, 0)


def test_other_pieces_of_the_batch_can_be_settled_as_the_first_was(
    desk: Desk, bring: Bring, springfields: tuple[int, int]
) -> None:
    bring(tie_to(SPRINGFIELD), call_to(SPRINGFIELD), call_to(Mention(noun="city", name="Springfield"), "d"))
    assert take_as_before(desk, 1, 2) is None
    take_as(desk, 1, 1, str(springfields[0]))
    alike = take_as_before(desk, 1, 2)
    assert alike is not None
    assert cast(Interaction, row(desk, "interaction", cast(int, alike.row))).receiver == springfields[0]
    assert take_as_before(desk, 1, 3) is None, "another mention is another doubt"
    assert show_batch(desk, 1)[0].states["waiting"] == 1
