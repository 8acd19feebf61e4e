"""What plugins record is an import of one draft: journalled in their name, the same twice is one row, news is news."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Engagement, Tie
from trustcrm.errors import Ambiguous, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.plugin_desk import PluginServices
from trustcrm.services.record import record
from trustcrm.services.undo import undo_batch
from trustcrm.store.queries.batches import newest_batches
from trustcrm.store.queries.history import newest_changes

DAY = date(2020, 7, 4)


@pytest.fixture
def services(desk: Desk) -> PluginServices:
    """What the plugin "calendar" is given."""
    record(desk, "add", "x", City(name="Oslo"), City(name="Bergen"), City(name="Bergen"))
    return PluginServices(dataclasses.replace(desk, actor="plugin calendar"), "calendar")


def meeting(title: str) -> Draft:
    return Draft(key="uid-1", record=Engagement(title=title, starts_on=DAY))


def title(services: PluginServices, row: int) -> Any:
    return services.read("engagement", row).title  # type: ignore[attr-defined]


def test_the_same_draft_twice_is_one_row_and_one_batch(services: PluginServices, desk: Desk) -> None:
    assert services.record(meeting("A")) == services.record(meeting("A")) == 1
    with desk.database.reading() as connection:
        assert len(newest_batches(connection)) == 1
        (change,) = newest_changes(connection, 1)
    assert (change.actor, change.verb) == ("plugin calendar", "import")


def test_what_is_said_again_after_something_else_is_news(services: PluginServices) -> None:
    for said in ("A", "B", "A", "B", "A", "A"):
        assert services.record(meeting(said)) == 1
        assert title(services, 1) == said


def test_what_was_taken_back_is_recorded_anew(services: PluginServices, desk: Desk) -> None:
    services.record(meeting("A"))
    undo_batch(desk, 1)
    assert services.record(meeting("A")) == 2
    services.record(meeting("B"))
    undo_batch(desk, 3)
    assert title(services, 2) == "A"
    services.record(meeting("B"))
    assert title(services, 2) == "B"


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        (Draft(key="t", record=Tie(one=1, other=Mention(noun="city", name="Bergen"))), Ambiguous),
        (Draft(key="t", record=Tie(one=1, other=1)), NotFound),
    ],
)
def test_what_cannot_be_recorded_says_why_every_time(
    services: PluginServices, draft: Draft, kind: type[Exception]
) -> None:
    said = []
    for _ in range(2):
        with pytest.raises(kind) as caught:
            services.record(draft)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_finding_gives_the_sure_one_or_all_that_could_be(services: PluginServices) -> None:
    assert services.find(Mention(noun="city", name="Oslo")) == [2]
    assert services.find(Mention(noun="city", name="Bergen")) == [3, 4]
    assert services.find(Mention(noun="city", name="Nowhere")) == []


def test_reading_what_is_not_there_is_not_found(services: PluginServices) -> None:
    assert services.read("city", 2) == City(name="Oslo")
    with pytest.raises(NotFound):
        services.read("city", 99)
