"""P16: an as-of reading never changes when later facts arrive, are taken back or are withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NewDesk
from tests.promises.random_facts import (
    TODAY,
    alike,
    facts,
    keep,
    of_databases,
    readings,
    start,
)
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Interaction
from trustcrm.services.record import withdraw
from trustcrm.services.undo import undo

AS_OF = date(2019, 12, 31)


@of_databases
@given(early=facts(date(2012, 1, 1), AS_OF), late=facts(AS_OF + timedelta(1), TODAY), chosen=st.integers(0, 11))
def test_p16_later_facts_never_change_an_earlier_reading(
    new_desk: NewDesk, early: list[list[Record]], late: list[list[Record]], chosen: int
) -> None:
    with new_desk() as desk:
        start(desk)
        keep(desk, early)
        before = readings(desk, AS_OF)
        for fact in late:
            keep(desk, [fact])
            assert alike(readings(desk, AS_OF), before)
        for _ in late[chosen:]:
            undo(desk)
        assert alike(readings(desk, AS_OF), before)
        if any(isinstance(fact[0], Interaction) for fact in late[:chosen]):
            withdraw(desk, "interaction", sum(isinstance(fact[0], Interaction) for fact in early) + 1)
        assert alike(readings(desk, AS_OF), before)
