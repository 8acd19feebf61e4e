"""Lines that somebody asks for again and again are read once, and never shown as they were before a change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from tests.offices import address_of
from trustcrm.domain.nouns import City, Engagement, Interaction, Tie, Window
from trustcrm.services.card import card
from trustcrm.services.desk import Desk
from trustcrm.services.readings.overview import overview
from trustcrm.services.readings.remembered import Remembered
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo
from trustcrm.store.engine import open_database

US, MILAN = 1, 2


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office with a tie to Milan and a call."""
    record(
        desk, "add", "all",
        City(name="Milan"), Tie(one=US, other=MILAN, cadence_days=30),
        Interaction(kind="call", giver=US, receiver=MILAN, on=date(2020, 6, 1)),
    )  # fmt: skip
    return desk


@pytest.fixture
def remembering(office: Desk) -> Desk:
    """The same office, for somebody who remembers what they read."""
    return replace(office, remembered=Remembered())


CHANGES: dict[str, Callable[[Desk], Any]] = {
    "cadence": lambda desk: correct(desk, "tie", 1, {"cadence_days": 300}),
    "record": lambda desk: record(
        desk, "log", "a letter", Interaction(kind="letter", giver=MILAN, receiver=US, on=date(2020, 6, 20), tone=-1)
    ),
    "engagement": lambda desk: record(
        desk, "add", "a visit", Engagement(title="Visit", starts_on=date(2020, 7, 9), side=MILAN)
    ),
    "window": lambda desk: record(
        desk, "add", "a flood", Window(name="flood", kind="crisis", starts_on=date(2020, 6, 9))
    ),
    "name": lambda desk: correct(desk, "city", MILAN, {"name": "Milano"}),
    "undo": undo,
    "withdraw": lambda desk: withdraw(desk, "interaction", 1),
}  # fmt: skip


def test_after_every_change_of_anybody_lines_are_read_anew(office: Desk, remembering: Desk) -> None:
    with closing(open_database(address_of(office.database))) as other:
        colleague = replace(office, database=other)
        for name, change in CHANGES.items():
            before = overview(remembering)
            assert before == overview(office)
            change(colleague)
            assert overview(remembering) == overview(office), name
            assert card(remembering, MILAN) == card(office, MILAN), name
            assert overview(remembering) != before, name


def test_another_day_is_another_line(office: Desk, remembering: Desk) -> None:
    today = overview(remembering)
    assert overview(remembering, date(2020, 6, 2)) == overview(office, date(2020, 6, 2)) != today


def test_a_card_reads_no_sums_that_the_overview_has_read(remembering: Desk) -> None:
    asked: list[str] = []
    engine = (remembering.database.readers or (remembering.database.engine,))[-1]
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: asked.append(statement))
    overview(remembering)
    assert any("pair_sum" in statement for statement in asked)
    asked.clear()
    assert card(remembering, MILAN).ties[0].glance in overview(remembering)
    assert asked
    assert not any("pair_sum" in statement for statement in asked)
