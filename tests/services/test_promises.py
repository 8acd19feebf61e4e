"""Promises with a day, ours and theirs, and saying that the rest of one has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from trustcrm.domain.nouns import Contribution, Step
from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.promises import Promise, promises, receive
from trustcrm.services.record import add_step, record, withdraw
from trustcrm.services.undo import undo_newest
from trustcrm.store.queries.rows import record_by_id

TODAY = date(2020, 6, 30)
MASKS = Contribution(what="masks", giver=0, receiver=0, unit="masks")


def pledged(desk: Desk, told: Contribution, quantity: int | None = 5000, due_on: date | None = date(2020, 7, 9)) -> int:
    row = record(desk, "add", "contribution", told).ids[0]
    counted = Decimal(quantity) if quantity is not None else None
    add_step(desk, Step(contribution=row, state="pledged", on=date(2020, 6, 1), quantity=counted, due_on=due_on))
    return row


def only(desk: Desk) -> Promise:
    (found,) = promises(desk)
    return found


def test_what_we_promised_by_a_day_is_open_until_the_last_of_it_has_come(desk: Desk, home: int, milan: int) -> None:
    row = pledged(desk, replace(MASKS, giver=home, receiver=milan))
    pledged(desk, replace(MASKS, giver=home, receiver=milan), due_on=None)
    told = only(desk)
    assert (told.contribution, told.ours, told.name, told.what) == (row, True, "Milan (IT)", "5,000 masks")
    assert (told.due_on, told.kept_on, told.in_words) == (date(2020, 7, 9), None, "")
    add_step(desk, Step(contribution=row, state="received", on=date(2020, 6, 20), quantity=Decimal(2000)))
    assert (only(desk).kept_on, only(desk).in_words) == (None, "2,000 of 5,000 received")
    step = receive(desk, row, date(2020, 6, 28))
    with desk.database.reading() as connection:
        last = record_by_id(connection, "step", step).record
    assert last == Step(contribution=row, state="received", on=date(2020, 6, 28), quantity=Decimal(3000))
    assert only(desk).kept_on == date(2020, 6, 28)
    with pytest.raises(Refused, match="nothing that was promised"):
        receive(desk, row, TODAY)
    undo_newest(desk, "")
    assert only(desk).kept_on is None


def test_what_is_hoped_for_is_never_ours_and_nobody_s_count_is_made_up(desk: Desk, home: int, milan: int) -> None:
    row = pledged(desk, replace(MASKS, giver=milan, receiver=home), quantity=None)
    assert (only(desk).ours, only(desk).what) == (False, "masks")
    with pytest.raises(InvalidValue, match="lies ahead"):
        receive(desk, row, date(2020, 7, 1))
    receive(desk, row, TODAY)
    assert (only(desk).kept_on, only(desk).in_words) == (TODAY, "")


def test_what_lapsed_is_off_and_what_is_withdrawn_is_none(desk: Desk, home: int, milan: int) -> None:
    row = pledged(desk, replace(MASKS, giver=home, receiver=milan))
    add_step(desk, Step(contribution=row, state="lapsed", on=date(2020, 6, 20)))
    assert (only(desk).is_off, only(desk).kept_on) == (True, None)
    with pytest.raises(Refused):
        receive(desk, row, TODAY)
    withdraw(desk, "contribution", row)
    assert promises(desk) == []
    with pytest.raises(Refused):
        receive(desk, row, TODAY)
