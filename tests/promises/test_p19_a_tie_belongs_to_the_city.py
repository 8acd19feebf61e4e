"""P19: deactivating a colleague changes no tie and no reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from trustcrm.domain.nouns import City, Colleague, Custody, FollowUp, Interaction, Note, Participant, Person, Tie
from trustcrm.services.card import card
from trustcrm.services.desk import Desk
from trustcrm.services.readings.explain import explain
from trustcrm.services.readings.overview import overview
from trustcrm.services.record import correct, record, withdraw

Facts = Callable[[str], dict[str, list[tuple[Any, ...]]]]
TODAY = date(2020, 6, 30)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office whose tie with Nagoya one colleague looks after, whom all its contacts went through."""
    record(
        desk, "add", "all",
        City(name="Nagoya"), Tie(one=1, other=2), Colleague(name="Ben", from_on=date(2001, 1, 1)),
        Custody(tie=1, colleague=1), Person(name="Takashi", side=2),
        Interaction(kind="call", giver=1, receiver=2, on=date(2020, 3, 1)),
        Participant(interaction=1, colleague=1), Participant(interaction=1, person=1),
        FollowUp(what="thank them", due_on=date(2020, 7, 9), side=2, colleague=1),
        Note(words="careful", about_noun="tie", about_row=1, colleague=1),
    )  # fmt: skip
    return desk


LEAVING: dict[str, Callable[[Desk], object]] = {
    "left on Friday": lambda desk: correct(desk, "colleague", 1, {"to_on": date(2020, 6, 26)}),
    "left years ago": lambda desk: correct(desk, "colleague", 1, {"to_on": date(2001, 1, 1)}),
    "marked wrong": lambda desk: withdraw(desk, "colleague", 1),
}


@pytest.mark.parametrize("way", LEAVING)
def test_p19_deactivating_a_colleague_changes_no_tie_and_no_reading(
    office: Desk, address: str, facts: Facts, way: str
) -> None:
    before = facts(address), overview(office), explain(office, 2), card(office, 2)
    LEAVING[way](office)
    after = facts(address), overview(office), explain(office, 2), card(office, 2)
    touched = {"colleague"} | ({"folded_name", "standing"} if way == "marked wrong" else set())
    assert {name for name in before[0] if before[0][name] != after[0][name]} == touched
    assert after[1:] == before[1:]


def test_p19_ending_a_custody_moves_no_number(office: Desk) -> None:
    told, line = explain(office, 2), overview(office)[0]
    correct(office, "custody", 1, {"to_on": date(2020, 6, 26)})
    assert explain(office, 2) == told
    (after,) = overview(office)
    assert after.custodians == ()
    assert (after.trust, after.goodwill, after.warmth, after.last_contact) == (
        line.trust, line.goodwill, line.warmth, line.last_contact
    )  # fmt: skip
