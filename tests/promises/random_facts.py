"""Random facts of an office of three cities, and everything that is read of them: what P16 and P17 hold still."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Agreement, City, Contribution, Interaction, Participant, Signal, Step, Tie
from trustcrm.services.desk import Desk
from trustcrm.services.readings.explain import explain
from trustcrm.services.record import record

TODAY = date(2020, 6, 30)
US, MILAN, OSLO = 1, 2, 3

of_databases = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
PAIRS = st.sampled_from([(US, MILAN), (MILAN, US), (US, OSLO), (OSLO, US), (MILAN, OSLO), (OSLO, MILAN)])


def facts(first: date, last: date, most: int = 12) -> st.SearchStrategy[list[list[Record]]]:
    """Facts of every kind, each with the parts that come with it; a part's place is 0 until it is recorded."""
    days = st.dates(first, last)
    interaction = st.builds(
        lambda pair, day, kind, tone, direction, guest: [
            Interaction(kind=kind, giver=pair[0], receiver=pair[1], on=day, tone=tone, direction=direction),
            *([Participant(interaction=0, side=guest)] if guest else []),
        ],
        PAIRS, days, st.sampled_from(("call", "letter", "training", "statement")), st.sampled_from((None, -2, -1, 1)),
        st.sampled_from(("mutual", "one-way")), st.sampled_from((None, US, MILAN, OSLO)),
    )  # fmt: skip
    signal = st.builds(
        lambda pair, day, kind: [Signal(kind=kind, giver=pair[0], receiver=pair[1], on=day, witness="Ana")],
        PAIRS, days, st.sampled_from(("boycotted", "praised us", "public slight", "kept a promise")),
    )  # fmt: skip
    gift = st.builds(
        lambda pair, day, state: [
            Contribution(what="masks", giver=pair[0], receiver=pair[1]), Step(contribution=0, state=state, on=day)
        ],
        PAIRS, days, st.sampled_from(("asked", "pledged", "received", "acknowledged")),
    )  # fmt: skip
    pact = st.builds(lambda tie, day: [Agreement(title="pact", tie=tie, signed_on=day)], st.integers(1, 2), days)
    return st.lists(st.one_of(interaction, signal, gift, pact), max_size=most)


def start(desk: Desk) -> None:
    record(desk, "add", "ties", City(name="Milan"), City(name="Oslo"), Tie(one=1, other=2), Tie(one=1, other=3))


def keep(desk: Desk, told: Sequence[Sequence[Record]]) -> None:
    """Record facts in one change."""
    with desk.writing("log", "facts") as writer:
        for whole, *parts in told:
            row = writer.add(whole)
            for part in parts:
                held = "interaction" if isinstance(part, Participant) else "contribution"
                writer.add(dataclasses.replace(part, **{held: row}))


def readings(desk: Desk, day: date) -> list[Any]:
    found: list[Any] = []
    for them in (MILAN, OSLO):
        told = explain(desk, them, day)
        for half in (told.theirs, told.ours):
            assert half.trust is not None
            found += [half.trust.value, half.trust.uncertainty, half.trust.low, half.trust.acts, half.trust.last]
            found += [half.goodwill.positive, half.goodwill.negative, len(half.trust.breaches)]
        found += [told.balance, told.warmth.value, told.warmth.last_contact]
    return found


def alike(one: list[Any], other: list[Any]) -> bool:
    return all(
        mine == theirs if not isinstance(mine, float) else mine == pytest.approx(theirs, rel=1e-9, abs=1e-12)
        for mine, theirs in zip(one, other, strict=True)
    )
