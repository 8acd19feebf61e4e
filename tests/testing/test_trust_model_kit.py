"""The kit for trust models is tried by models that are broken in one way each: every one must be caught."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from trustcrm.domain.act import Act, SideProfile
from trustcrm.domain.reading import Reading
from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.testing import TrustModelConformance
from trustcrm.testing.check import Subject, Tried, run_kit


class Good:
    def __init__(self) -> None:
        self.own = BetaHabit()

    def empty(self) -> Any:
        return self.own.empty()

    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        return self.own.take(state, acts)

    def merge(self, one: Any, other: Any) -> Any:
        return self.own.merge(one, other)

    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        return self.own.read(state, giver, receiver, day, explain=explain)

    def read_values(self, state: Any, pairs: Sequence[Any], day: date) -> list[float]:
        return [self.read(state, giver, receiver, day).value for giver, receiver in pairs]

    def expect_intensities(self, state: Any, pairs: Sequence[Any], day: date) -> list[float]:
        return self.own.expect_intensities(state, pairs, day)

    def forget(self, state: Any, acts: Iterable[Act]) -> Any:
        return self.own.forget(state, acts)

    def take_profiles(self, state: Any, profiles: Iterable[SideProfile]) -> Any:
        return state


class Boundless(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, value=told.value * 3)


class IntervalAskew(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, low=told.high, high=told.low)


class SureOfNothing(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, uncertainty=0.5) if told.acts == 0 else told


class TakesTheFirstHalf(Good):
    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        acts = list(acts)
        return super().take(state, acts[: len(acts) // 2 + 1])


class BeginsAnew(Good):
    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        return super().take(self.empty(), acts)


class ForgetsTheOther(Good):
    def merge(self, one: Any, other: Any) -> Any:
        return one


class NothingSwallowsAll(Good):
    def merge(self, one: Any, other: Any) -> Any:
        return self.empty()


class CountsTwice(Good):
    def __init__(self) -> None:
        super().__init__()
        self.numbers = count()

    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        return super().take(state, [replace(act, id=f"{act.id} {next(self.numbers)}") for act in acts])


class NeutralIsKind(Good):
    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        return super().take(state, [act if act.intensity else replace(act, intensity=1.0) for act in acts])


class SeesAhead(Good):
    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        told = super().read(state, giver, receiver, day + timedelta(days=800), explain=explain)
        return replace(told, day=day)


class UpsideDown(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, value=1 - told.value, low=1 - told.high, high=1 - told.low)


class ReadingIsAnAct(Good):
    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        self.asked += 1
        return replace(told, value=told.value / (1 + self.asked / 1000))


class Miscounts(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, acts=told.acts + 1) if told.acts else told


class LeavesAShareOut(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, shares=told.shares[:-1])


class CitesNothing(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, shares=tuple(replace(share, act=None) for share in told.shares))


class CitesAnother(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, shares=tuple(replace(share, about=f"{share.about}?") for share in told.shares))


class ReadsTheClock(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        return super().read(*pair, **how) if time.time() else super().read(*pair)


class AsksForToday(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        return super().read(*pair, **how) if date.today().year else super().read(*pair)


class LaterPartsCountLess(Good):
    """The state is a ledger, and how often it was merged: merged from the left, the first part is merged most often."""

    def empty(self) -> Any:
        return super().empty(), 0

    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        return super().take(state[0], acts), state[1]

    def merge(self, one: Any, other: Any) -> Any:
        return super().merge(one[0], other[0]), one[1] + 2 * other[1] + 1

    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        told = super().read(state[0], giver, receiver, day, explain=explain)
        return replace(told, extra={**told.extra, "merges": float(state[1])})


class SurerEveryDay(Good):
    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        told = super().read(state, giver, receiver, day, explain=explain)
        return replace(told, uncertainty=told.uncertainty / 2 ** (day.year - 2020))


class LikesEvenYears(Good):
    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        told = super().read(state, giver, receiver, day, explain=explain)
        return told if day.year % 2 == 0 else replace(told, value=told.value / 2)


class LikesLowNumbers(Good):
    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        told = super().read(state, giver, receiver, day, explain=explain)
        return replace(told, value=told.value / (1 + hash(giver) % 7))


class HalfAnOpinion(Good):
    def read(self, *pair: Any, **how: Any) -> Reading:
        told = super().read(*pair, **how)
        return replace(told, extra={**told.extra, "belief": told.extra["belief"] / 2})


class AnswersInAnOrderOfItsOwn(Good):
    def read_values(self, state: Any, pairs: Sequence[Any], day: date) -> list[float]:
        return super().read_values(state, sorted(pairs), day)


class ExpectsTooMuch(Good):
    def expect_intensities(self, state: Any, pairs: Sequence[Any], day: date) -> list[float]:
        return [one + 20 for one in super().expect_intensities(state, pairs, day)]


class ExpectsWhatComes(Good):
    def expect_intensities(self, state: Any, pairs: Sequence[Any], day: date) -> list[float]:
        return super().expect_intensities(state, pairs, day + timedelta(days=800))


class CannotLetGo(Good):
    def forget(self, state: Any, acts: Iterable[Act]) -> Any:
        return super().forget(state, list(acts)[1:])


class LosesWhatItWasTold(Good):
    """Being told what sides are makes it forget every act taken before."""

    def take_profiles(self, state: Any, profiles: Iterable[SideProfile]) -> Any:
        return self.empty()


MUTANTS = {
    Boundless: "test_every_figure_is_within_its_bounds",
    IntervalAskew: "test_every_figure_is_within_its_bounds",
    SureOfNothing: "test_without_evidence_all_is_prior",
    TakesTheFirstHalf: "test_the_order_of_acts_is_irrelevant",
    BeginsAnew: "test_one_by_one_is_the_same_as_all_at_once",
    ForgetsTheOther: "test_merging_parts_gives_the_whole",
    NothingSwallowsAll: "test_merging_with_nothing_changes_nothing",
    CountsTwice: "test_the_same_act_twice_is_one_act",
    NeutralIsKind: "test_neutral_acts_move_nothing",
    SeesAhead: "test_later_evidence_is_ignored",
    UpsideDown: "test_a_kind_act_never_lowers_nor_an_unkind_one_raises",
    ReadingIsAnAct: "test_reading_changes_nothing",
    Miscounts: "test_acts_are_counted",
    LeavesAShareOut: "test_shares_sum_to_the_reading",
    CitesNothing: "test_every_reason_cites_its_evidence",
    CitesAnother: "test_every_reason_cites_its_evidence",
    LaterPartsCountLess: "test_it_is_irrelevant_which_parts_are_merged_first",
    SurerEveryDay: "test_silence_makes_nobody_surer",
    LikesEvenYears: "test_all_days_a_year_later_are_the_same",
    LikesLowNumbers: "test_it_is_irrelevant_who_has_which_number",
    HalfAnOpinion: "test_an_opinion_adds_up",
    AnswersInAnOrderOfItsOwn: "test_many_read_at_once_are_as_read_one_by_one",
    ExpectsTooMuch: "test_expected_intensities_are_bounded_and_see_nothing_later",
    ExpectsWhatComes: "test_expected_intensities_are_bounded_and_see_nothing_later",
    CannotLetGo: "test_what_is_forgotten_was_never_there",
    LosesWhatItWasTold: "test_it_is_irrelevant_when_it_learns_what_sides_are",
    ReadsTheClock: "test_it_never_reads_the_clock",
    AsksForToday: "test_it_never_reads_the_clock",
}


def _tried(model: type[Any], only: str = "") -> dict[str, Tried]:
    subject = Subject(plugin="t", build=model)
    return {one.test: one for one in run_kit("model", "TestTrustModel", subject, only=only)}


def test_a_good_model_passes_every_test() -> None:
    assert {one.test: one.why for one in _tried(Good).values() if one.result != "passed"} == {}


def test_the_reference_model_fails_no_test() -> None:
    results = {one.test: one.result for one in _tried(BetaHabit).values() if one.result != "passed"}
    assert results == {"test_it_is_irrelevant_when_it_learns_what_sides_are": "not tried"}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught_by_its_test(mutant: type[Any]) -> None:
    caught = _tried(mutant, MUTANTS[mutant])[MUTANTS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


def test_every_test_of_the_kit_has_a_mutant() -> None:
    there = {name for name in dir(TrustModelConformance) if name.startswith("test_")}
    assert there == set(MUTANTS.values())
