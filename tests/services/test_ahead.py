"""What lies ahead of a tie: when it cools and is cold, and what a contact today keeps, by every model alike."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from trustcrm.domain.act import Act
from trustcrm.domain.nouns import City, Contribution, Engagement, Interaction, Signal, Step, Tie, Window
from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.errors import InvalidValue, PluginFailed
from trustcrm.services.desk import Desk
from trustcrm.services.readings.ahead import Ahead, ahead
from trustcrm.services.readings.overview import overview
from trustcrm.services.record import correct, record
from trustcrm.store.queries.evidence import every_act

TODAY = date(2020, 6, 30)  # a Tuesday
US, MILAN, OSLO = 1, 2, 3


class Fails(BetaHabit):
    def read(self, *told: Any, **named: Any) -> Any:
        raise PluginFailed("The plugin x failed.")


@pytest.fixture
def office(desk: Desk) -> Desk:
    record(
        desk, "add", "all",
        City(name="Milan"), City(name="Oslo"),
        Tie(one=US, other=MILAN, cadence_days=90), Tie(one=OSLO, other=US), Tie(one=US, other=MILAN, kind="project"),
        Interaction(kind="call", giver=US, receiver=MILAN, on=date(2020, 5, 1)),
        Interaction(kind="letter", giver=MILAN, receiver=US, on=date(2020, 6, 29), direction="one-way"),
        Contribution(what="masks", giver=MILAN, receiver=US, unit="masks"),
        Step(contribution=1, state="received", on=date(2020, 3, 24)),
        Signal(kind="withdrew", giver=OSLO, receiver=US, on=date(2019, 12, 1), witness="Ana"),
    )  # fmt: skip
    return desk


def of(desk: Desk, side: int) -> Ahead:
    (found,) = ahead(desk, side=side)
    return found


def test_a_contact_keeps_what_the_model_in_memory_says_this_week_s_letter_counting_for_less(office: Desk) -> None:
    with office.database.reading() as connection:
        acts = list(every_act(connection, TODAY))
    model = BetaHabit()
    for side in (MILAN, OSLO):
        found = of(office, side)
        calls = [
            Act(id=f"call {giver}", giver=giver, receiver=receiver, day=TODAY, kind="call", root="04", intensity=1.0)
            for giver, receiver in ((side, US), (US, side))
        ]
        without, touched = model.take(model.empty(), acts), model.take(model.empty(), [*acts, *calls])
        assert found.now == pytest.approx(model.read(without, side, US, TODAY).value, abs=1e-12)
        assert found.without == pytest.approx(model.read(without, side, US, found.next_on).value, abs=1e-12)
        assert found.with_contact == pytest.approx(model.read(touched, side, US, found.next_on).value, abs=1e-9)
        assert (found.with_contact or 0) > (found.without or 1)


def test_a_model_of_a_plugins_is_read_as_the_office_reads_and_one_that_fails_gives_no_number(office: Desk) -> None:
    by_sums = of(office, MILAN)
    by_model = of(dataclasses.replace(office, model=BetaHabit), MILAN)
    assert by_model.without == pytest.approx(by_sums.without, abs=1e-9)
    assert by_model.with_contact == pytest.approx(by_sums.with_contact, abs=1e-9)
    failed = of(dataclasses.replace(office, model=Fails), MILAN)
    assert (failed.now, failed.without, failed.with_contact) == (None, None, None)
    assert failed.unavailable == "The plugin x failed."


@pytest.mark.parametrize("paused", [(), ((date(2020, 3, 1), date(2020, 5, 31)),), ((date(2020, 6, 20), None),)])
def test_a_tie_is_cold_from_the_very_day_that_warmth_says_so(
    desk: Desk, paused: tuple[tuple[date, date | None], ...]
) -> None:
    record(
        desk, "add", "all", City(name="Milan"), Tie(one=US, other=MILAN, cadence_days=20),
        Interaction(kind="call", giver=US, receiver=MILAN, on=date(2020, 2, 10)),
        *(Window(name=f"{first}", kind="pause", starts_on=first, ends_on=last) for first, last in paused),
    )  # fmt: skip
    found = of(desk, MILAN)
    if any(last is None for _, last in paused):  # as if it ended today, which the overview can then be asked about
        correct(desk, "window", 1, {"ends_on": TODAY})
    for day, words in ((found.cools_on, ("warm", "cooling")), (found.cold_on, ("cooling", "cold"))):
        assert day is not None
        assert [overview(desk, day - timedelta(days=back))[0].warmth_word for back in (1, 0)] == list(words)


def test_ties_with_one_side_are_one_contact_and_sleeping_ones_need_none(office: Desk) -> None:
    record(office, "add", "x", Engagement(title="Call", starts_on=date(2020, 7, 10), side=MILAN))
    found = of(office, MILAN)
    assert (found.ties, found.cadence_days, found.last_contact) == ((1, 3), 90, date(2020, 5, 1))
    assert (found.engaged_on, found.next_on) == (date(2020, 7, 10), date(2020, 7, 10))
    oslo = of(office, OSLO)
    assert (oslo.cools_on, oslo.cold_on, oslo.last_contact) == (None, None, None)
    correct(office, "tie", 2, {"state": "hibernating", "why": "no means"})
    assert [one.name for one in ahead(office)] == ["Milan"]


def test_a_contact_of_a_kind_that_the_office_has_not_is_refused(office: Desk) -> None:
    with pytest.raises(InvalidValue, match="no kind of interaction"):
        ahead(office, "tea")
