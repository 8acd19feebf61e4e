"""The kit for notifiers is tried by notifiers that are broken in one way each: every one must be caught."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trustcrm.hooks.notifier_specs import Outgoing
from trustcrm.plugin import Bounced, TryLater, Unanswered
from trustcrm.testing import NotifierConformance
from trustcrm.testing.check import Subject, Tried, run_kit

ARRIVED: list[Outgoing] = []


class Good:
    def __init__(self, end: str) -> None:
        self.end = end

    def send(self, message: Outgoing) -> None:
        if not self.end:
            raise TryLater("Nobody is there.")
        if self.end == "refusing":
            raise Bounced(f"Nobody is called {message.recipient}.")
        self.carry(message)
        if self.end == "silent":
            raise Unanswered("Nobody answered.")

    def carry(self, message: Outgoing) -> None:
        ARRIVED.append(message)


class EatsDots(Good):
    def carry(self, message: Outgoing) -> None:
        super().carry(replace(message, content=message.content.replace(b"\r\n.", b"\r\n")))


class SendsTwice(Good):
    def carry(self, message: Outgoing) -> None:
        super().carry(message)
        super().carry(message)


class RemembersTheFirst(Good):
    first = ""

    def carry(self, message: Outgoing) -> None:
        self.first = self.first or message.recipient
        super().carry(replace(message, recipient=self.first))


class GivesUpForGood(Good):
    def send(self, message: Outgoing) -> None:
        if not self.end:
            raise Bounced("Nobody is there.")
        super().send(message)


class HopesForBetterDays(Good):
    def send(self, message: Outgoing) -> None:
        if self.end == "refusing":
            raise TryLater("Nobody is called so yet.")
        super().send(message)


class SaysNotWhy(Good):
    def send(self, message: Outgoing) -> None:
        if self.end == "refusing":
            raise Bounced
        super().send(message)


class Guesses(Good):
    def send(self, message: Outgoing) -> None:
        if self.end != "silent":
            super().send(message)


MUTANTS = {
    EatsDots: "test_what_is_sent_arrives_whole",
    SendsTwice: "test_what_is_sent_arrives_whole",
    RemembersTheFirst: "test_each_message_goes_to_its_own_address",
    GivesUpForGood: "test_where_nobody_is_reached_it_says_that_nothing_left",
    HopesForBetterDays: "test_what_is_refused_for_good_bounced",
    SaysNotWhy: "test_what_is_refused_for_good_bounced",
    Guesses: "test_an_answer_that_did_not_come_is_not_guessed",
}


@pytest.fixture(autouse=True)
def _nothing_arrived_yet() -> None:
    ARRIVED.clear()


def _arrived() -> list[Outgoing]:
    found = ARRIVED[:]
    ARRIVED.clear()
    return found


def _tried(notifier: type[Any], only: str = "") -> dict[str, Tried]:
    subject = Subject(plugin="t", build=notifier, ends=("", "taking", "refusing", "silent"), arrived=_arrived)
    return {one.test: one for one in run_kit("notifier", "TestNotifier", subject, only=only)}


def test_a_good_notifier_passes_every_test() -> None:
    assert {one.test: one.why for one in _tried(Good).values() if one.result != "passed"} == {}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught_by_its_test(mutant: type[Any]) -> None:
    caught = _tried(mutant, MUTANTS[mutant])[MUTANTS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


def test_a_notifier_with_nobody_at_the_other_end_is_told_as_not_tried() -> None:
    subject = Subject(plugin="t", build=Good)
    assert {one.result for one in run_kit("notifier", "TestNotifier", subject)} == {"not tried"}


def test_every_test_of_the_kit_has_a_mutant() -> None:
    assert {name for name in dir(NotifierConformance) if name.startswith("test_")} == set(MUTANTS.values())
