"""What somebody who would like to look better than he is can gain, and what bounds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trustcrm.domain.act import Act
from trustcrm.domain.readings.beta_habit import BetaHabit

DAY = date(2024, 6, 30)
ATTACKER, VICTIM, ALLY = 1, 2, 50


def history(giver: int, receiver: int, signs: str) -> list[Act]:
    """One act a fortnight, "+" kind and "-" unkind, the last one a fortnight ago."""
    return [
        Act(
            id=f"{giver} to {receiver}, {n}",
            giver=giver,
            receiver=receiver,
            day=DAY - timedelta(weeks=2 * (n + 1)),
            kind="",
            root="05" if sign == "+" else "11",
            intensity=3.4 if sign == "+" else -2.0,
        )
        for n, sign in enumerate(signs)
    ]


@pytest.fixture
def office() -> list[Act]:
    """A world in which two acts of three are kind, and an attacker of whose acts three in ten are."""
    acts = history(ATTACKER, VICTIM, "-+--+--+---")
    for partner in range(3, 9):
        acts += history(ATTACKER, partner, "--+-")
        acts += history(partner, VICTIM, "++-")
        acts += history(partner, partner + 10, "++-")
    return acts


def trust(acts: list[Act], giver: int = ATTACKER, receiver: int = VICTIM) -> float:
    model = BetaHabit()
    return model.read(model.take(model.empty(), acts), giver, receiver, DAY).value


def test_a_hundred_courtesy_letters_in_a_week_gain_little(office: list[Act]) -> None:
    letter = history(ATTACKER, VICTIM, "+")[0]
    letters = [replace(letter, id=f"letter {n}", day=DAY) for n in range(100)]
    assert trust(office) == pytest.approx(0.306, abs=0.03)
    assert trust(office + letters) <= 0.43


@pytest.mark.parametrize(("giver", "receiver"), [(ATTACKER, ALLY), (ALLY, VICTIM), (ALLY, ATTACKER)])
def test_a_thousand_acts_with_one_ally_gain_little(office: list[Act], giver: int, receiver: int) -> None:
    stranger = [act for act in office if {act.giver, act.receiver} != {ATTACKER, VICTIM}]
    praise = history(giver, receiver, "+" * 1000)
    assert trust(office + praise) - trust(office) <= 0.07
    assert trust(stranger + praise) - trust(stranger) <= 0.07


def test_a_ring_of_ten_puppets_gains_little_where_unverified_sources_weigh_a_tenth(office: list[Act]) -> None:
    new_pair = [act for act in office if act.receiver != VICTIM]
    ring = [act for puppet in range(60, 70) for act in history(ATTACKER, puppet, "+")]
    doubted = [replace(act, weight=0.1) for act in ring]
    before, believed, unverified = (trust(new_pair + more) for more in ([], ring, doubted))
    assert before == pytest.approx(0.32, abs=0.01)
    assert believed > 0.6
    assert unverified <= 0.41


def test_sixty_good_acts_do_not_bury_three_severe_ones() -> None:
    good = history(ATTACKER, VICTIM, "+" * 60)
    severe = [replace(act, intensity=-9.0) for act in history(ATTACKER, VICTIM, "---")]
    severe = [replace(act, id=f"severe {n}") for n, act in enumerate(severe)]
    model = BetaHabit()
    reading = model.read(model.take(model.empty(), good + severe), ATTACKER, VICTIM, DAY)
    assert reading.breaches == ("severe 2", "severe 1", "severe 0")
    assert reading.value < trust(good)


def test_a_new_identity_starts_at_the_prior(office: list[Act]) -> None:
    model = BetaHabit()
    reading = model.read(model.take(model.empty(), office), 999, VICTIM, DAY)
    assert reading.uncertainty == 1.0
    assert reading.value == pytest.approx(reading.extra["prior"])
