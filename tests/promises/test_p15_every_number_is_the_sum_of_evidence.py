"""P15: each number of a reading is the sum of listed evidence, and recomputes from the tables alone.

What is reckoned here uses nothing of ours: the standard library's SQLite, and the formula as TRUST.md and the
reference manual print it.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from tests.offices import Offices
from tests.promises.reckoned import read_acts, reckon
from trustcrm.services.demo import build_demo
from trustcrm.services.desk import Desk
from trustcrm.services.readings.explain import Explanation, explain
from trustcrm.services.readings.overview import overview
from trustcrm.store.engine import open_database


@pytest.fixture(scope="module")
def demos() -> dict[str, str]:
    """The address of the demo office on each engine, made at the first need."""
    return {}


@pytest.fixture
def demo(demos: dict[str, str], offices: Offices, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo office, with a hundred letters of one week and a long row of calls besides."""
    from trustcrm.clock import PinnedClock
    from trustcrm.domain.nouns import Interaction
    from trustcrm.services.record import record

    if offices.engine in demos:
        return demos[offices.engine]
    address = demos[offices.engine] = offices.empty(tmp_path_factory.mktemp("p15"))
    database = open_database(address, create=True)
    desk = Desk(database=database, clock=PinnedClock(date(2020, 6, 30)), actor="Ana")
    told: list[Any] = list(files("trustcrm.builtin").joinpath("demo").iterdir())
    build_demo(desk, [file for file in told if file.name.endswith(".toml")])
    lines = overview(desk)
    letters = [Interaction(kind="letter", giver=lines[0].them, receiver=lines[0].us, on=date(2020, 6, 1 + n % 5),
                           tone=-1 if n % 7 == 0 else None) for n in range(100)]  # fmt: skip
    calls = [
        Interaction(kind="call", giver=lines[1].us, receiver=lines[1].them, on=date(2020, 6, 30) - timedelta(7 * n))
        for n in range(60)
    ]
    record(desk, "log", "more", *letters, *calls)
    database.close()
    return address


@pytest.mark.parametrize("day", [date(2020, 6, 30), date(2020, 3, 25), date(2012, 1, 1)])
def test_p15_every_number_recomputes_from_the_tables_alone(demo: str, desk: Desk, day: date) -> None:
    acts = read_acts(demo)
    assert len(acts) > 400
    database = open_database(demo)
    office = dataclasses.replace(desk, database=database)
    for line in overview(office, day, everybody=True):
        told = explain(office, line.them, day, us=line.us)
        for half in (told.theirs, told.ours):
            wanted = reckon(acts, half.giver, half.receiver, day)
            assert half.trust is not None
            assert half.trust.value == pytest.approx(wanted["trust"], abs=1e-9), line.name
            assert half.trust.uncertainty == pytest.approx(wanted["uncertainty"], abs=1e-9)
            assert half.trust.acts == wanted["acts"]
            assert half.goodwill.positive == pytest.approx(wanted["positive"], abs=1e-9)
            assert half.goodwill.negative == pytest.approx(wanted["negative"], abs=1e-9)
        assert line.trust == pytest.approx(reckon(acts, line.them, line.us, day)["trust"], abs=1e-9)
        _assert_sums(told, {act.id for act in acts})
    database.close()


def _assert_sums(told: Explanation, known: set[str]) -> None:
    for half in (told.theirs, told.ours):
        assert half.trust is not None
        assert math.fsum(share.value for share in half.trust.shares) == pytest.approx(half.trust.value, abs=1e-9)
        assert math.fsum(share.value for share in half.goodwill_shares) == pytest.approx(half.goodwill.net, abs=1e-9)
        listed = [share.act.id for share in (*half.trust.shares, *half.goodwill_shares) if share.act]
        assert set(listed) <= known
        words = half.words_and_deeds
        assert words.words + words.deeds == pytest.approx(half.goodwill.net, abs=1e-9)
    gave, got = told.ours.goodwill.positive, told.theirs.goodwill.positive
    if told.balance is None:
        assert gave + got == 0
    else:
        assert told.balance == pytest.approx((gave - got) / (gave + got), abs=1e-9)
        assert told.mutual_share == pytest.approx(2 * min(gave, got) / (gave + got), abs=1e-9)
