"""P17: the order of entry, one by one or in bulk, never changes a reading."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NewDesk
from tests.promises.random_facts import (
    MILAN,
    TODAY,
    US,
    alike,
    facts,
    keep,
    of_databases,
    readings,
    start,
)
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Interaction

AS_OF = date(2019, 12, 31)


@of_databases
@given(data=st.data(), told=facts(date(2012, 1, 1), TODAY))
def test_p17_order_of_entry_never_changes_a_reading(
    new_desk: NewDesk, data: st.DataObject, told: list[list[Record]]
) -> None:
    order = data.draw(st.permutations(told))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(told)), max_size=3)))
    with new_desk() as one, new_desk() as other, new_desk() as bulk:
        for desk in (one, other, bulk):
            start(desk)
        for fact in told:
            keep(one, [fact])
        for first, last in zip([0, *cuts], [*cuts, len(told)], strict=True):
            keep(other, order[first:last])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("trustcrm.store.derive.sums.FEW", 0)
            keep(bulk, order)
        for day in (TODAY, AS_OF):
            wanted = readings(one, day)
            assert alike(readings(other, day), wanted)
            assert alike(readings(bulk, day), wanted)


def test_p17_a_hundred_letters_entered_at_once_read_as_one_by_one(new_desk: NewDesk) -> None:
    letters: list[list[Record]] = [
        [Interaction(kind="letter", giver=MILAN, receiver=US, on=date(2020, 6, 1 + n % 28), direction="one-way")]
        for n in range(100)
    ]
    with new_desk() as one, new_desk() as other:
        for desk in (one, other):
            start(desk)
        for letter in reversed(letters):
            keep(one, [letter])
        keep(other, letters)
        assert alike(readings(one, TODAY), readings(other, TODAY))
