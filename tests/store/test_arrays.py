"""Sums and readings made over arrays are those of the model in memory and those the database makes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from trustcrm.domain.act import Act
from trustcrm.domain.nouns import City, Interaction, Signal
from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.goodwill import goodwill_of
from trustcrm.domain.readings.sums import pair_sums
from trustcrm.errors import InvalidValue
from trustcrm.services.desk import Desk
from trustcrm.store.derive import summing
from trustcrm.store.tables.derived import PAIR_SUM, SIDE_SUM

np = pytest.importorskip("numpy")
arrays = pytest.importorskip("trustcrm.store.derive.arrays")

TODAY = date(2020, 6, 30)
ROOTS = ("01", "05", "19")

ACTS = st.lists(
    st.tuples(
        st.permutations((1, 2, 7, 4000)).map(lambda order: (order[0], order[1])),
        st.one_of(
            st.integers(0, 12).map(lambda days: TODAY - timedelta(days)),  # so that many share a week
            st.dates(date(1950, 1, 1), TODAY),
        ),
        st.sampled_from(ROOTS),
        st.sampled_from((-9.5, -2.0, 0.0, 2.0, 3.4, 7.4)),
        st.sampled_from((1.0, 0.5, 0.25)),
    ),
    max_size=40,
)


def told(drawn: list[Any]) -> list[Act]:
    return [
        Act(id=f"{place:03}", giver=giver, receiver=receiver, day=day, kind="any", root=root, intensity=y, weight=w)
        for place, ((giver, receiver), day, root, y, w) in enumerate(drawn)
    ]


def in_arrays(acts: list[Act]) -> Any:
    return arrays.ActArrays(
        giver=np.array([act.giver for act in acts], np.int64),
        receiver=np.array([act.receiver for act in acts], np.int64),
        day=np.array([act.day.toordinal() for act in acts], np.int64),
        root=np.array([ROOTS.index(act.root) for act in acts], np.int64),
        intensity=np.array([act.intensity for act in acts]),
        weight=np.array([act.weight for act in acts]),
    )


def by_pair(acts: list[Act]) -> Iterator[tuple[tuple[Any, Any], list[Act]]]:
    for pair in sorted({(act.giver, act.receiver) for act in acts}):
        yield pair, [act for act in acts if (act.giver, act.receiver) == pair]


@given(drawn=ACTS)
def test_sums_over_arrays_are_those_made_act_by_act(drawn: list[Any]) -> None:
    acts = told(drawn)
    found = arrays.sum_pairs_of(in_arrays(acts), DEFAULT_CONSTANTS)
    pairs = list(by_pair(acts))
    assert list(zip(found.giver.tolist(), found.receiver.tolist(), strict=True)) == [pair for pair, _ in pairs]
    for place, (_, theirs) in enumerate(pairs):
        wanted = pair_sums(theirs, DEFAULT_CONSTANTS)
        assert found.acts[place] == wanted.acts
        assert date.fromordinal(int(found.last[place])) == wanted.last
        flat = {"goodwill": wanted.goodwill, "ill_will": wanted.ill_will}
        for what, tally in (("sign", wanted.sign), ("intensity", wanted.intensity)):
            flat |= {f"{what}_{name}": getattr(tally, name) for name in ("value", "weight")}
            flat |= {f"{what}_{name}": getattr(tally, name) for name in ("plain_value", "plain_weight")}
        assert set(flat) == set(found.sums)
        for name, value in flat.items():
            scale = max(abs(wanted.intensity.weight) * 10, 1e-300)
            assert float(found.sums[name][place]) == pytest.approx(value, rel=1e-9, abs=1e-12 * scale)


@given(drawn=ACTS, later=st.integers(0, 3000))
def test_readings_over_arrays_are_those_of_the_model_in_memory(drawn: list[Any], later: int) -> None:
    acts, day = told(drawn), TODAY + timedelta(later)
    pairs = arrays.sum_pairs_of(in_arrays(acts), DEFAULT_CONSTANTS)
    found = arrays.readings_of(pairs, arrays.sum_sides_of(pairs), day, DEFAULT_CONSTANTS)
    model = BetaHabit()
    ledger = model.take(model.empty(), acts)
    assert len(found.value) == len(pairs.giver)
    for place, (giver, receiver) in enumerate(zip(pairs.giver.tolist(), pairs.receiver.tolist(), strict=True)):
        wanted = model.read(ledger, giver, receiver, day)
        assert float(found.value[place]) == pytest.approx(wanted.value, rel=1e-9)
        assert float(found.uncertainty[place]) == pytest.approx(wanted.uncertainty, rel=1e-9)
        good = goodwill_of(ledger.evidence(giver, receiver, day).there, day)
        assert float(found.goodwill[place]) == pytest.approx(good.positive, rel=1e-9, abs=1e-12)
        assert float(found.ill_will[place]) == pytest.approx(good.negative, rel=1e-9, abs=1e-12)


def test_groups_too_many_for_half_an_integer_are_told_apart() -> None:
    acts = [
        Act(id=str(side), giver=1, receiver=side, day=day, kind="any", root="19", intensity=-9.5, weight=1.0)
        for side in range(2, 40_000)
        for day in (date(1900, 1, 1), TODAY)
    ]
    found = arrays.sum_pairs_of(in_arrays(acts), DEFAULT_CONSTANTS)
    assert len(found.giver) == 39_998
    assert found.sums["sign_plain_weight"].tolist() == [2.0] * 39_998
    assert float(found.sums["sign_weight"].std()) == pytest.approx(0.0, abs=1e-3)


def test_a_day_too_far_ahead_is_refused_as_elsewhere() -> None:
    act = Act(id="1", giver=1, receiver=2, day=date(2500, 1, 1), kind="any", root="01", intensity=1.0, weight=1.0)
    with pytest.raises(InvalidValue, match="too far ahead"):
        arrays.sum_pairs_of(in_arrays([act]), DEFAULT_CONSTANTS)


def test_the_database_and_the_arrays_write_the_same_sums(desk: Desk) -> None:
    with desk.writing("add", "a week of acts") as writer:
        home, partner = (writer.add(City(name=name, country="US")) for name in ("Annapolis", "Wuxi"))
        for place in range(120):
            day = TODAY - timedelta(place % 9 + 400 * (place % 3))
            kind = ("call", "letter", "meeting")[place % 4 % 3]
            giver, receiver = (home, partner) if place % 5 else (partner, home)
            writer.add(
                Interaction(kind=kind, giver=giver, receiver=receiver, on=day, tone=-1 if place % 7 == 0 else None)
            )
        writer.add(Signal(kind="boycotted", giver=partner, receiver=home, on=TODAY, witness="Ana"))
    with desk.database.writing() as connection:
        written = []
        for way in (summing.sum_everything_there, summing.sum_everything):
            connection.execute(text("DELETE FROM pair_sum"))
            way(connection)
            pairs = connection.execute(select(PAIR_SUM).order_by(PAIR_SUM.c.giver_id, PAIR_SUM.c.receiver_id)).all()
            sides = connection.execute(select(SIDE_SUM).order_by(SIDE_SUM.c.side_id)).all()
            assert len(pairs) >= 2
            assert len(sides) >= 2
            written.append([tuple(row) for row in (*pairs, *sides)])
    for there, here in zip(*written, strict=True):
        for one, other in zip(there, here, strict=True):
            assert other == (pytest.approx(one, rel=1e-9, abs=1e-9) if isinstance(one, float) else one)
