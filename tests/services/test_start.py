"""An office is started once, whole, with its home city, its kinds and its days."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tests.conftest import Dump
from trustcrm.domain.kinds import SIGNALS, first_kinds
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import Office
from trustcrm.errors import Ambiguous, DatabaseMissing, InvalidValue, Refused, TrustCrmError
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import open_database
from trustcrm.store.queries.history import newest_changes
from trustcrm.store.queries.rows import how_many


@pytest.fixture
def empty(empty_address: str, knowing: Desk) -> Iterator[Desk]:
    """A desk of a database in which nothing was started yet, with a small gazetteer."""
    database = open_database(empty_address, create=True)
    yield dataclasses.replace(knowing, database=database)
    database.close()


def test_an_office_takes_its_name_and_days_from_its_home_city(empty: Desk) -> None:
    office = start_office(empty, Opening(home=Mention(noun="city", name="名古屋市")))
    assert office == Office(name="International affairs, Nagoya", home=1, time_zone="Asia/Tokyo", cadence_days=180)
    empty.database.require_current()
    with empty.database.reading() as connection:
        assert office_of(connection) == office
        counts = how_many(connection)
        assert [change.verb for change in newest_changes(connection)] == ["init"]
    assert (counts["city"], counts["office"], counts["kind"]) == (1, 1, len(first_kinds()) + len(SIGNALS))


def test_what_is_told_goes_before_what_is_known(empty: Desk) -> None:
    told = Opening(home=Mention(noun="city", name="Nagoya"), name="Desk", time_zone="UTC", cadence_days=90)
    assert start_office(empty, told) == Office(name="Desk", home=1, time_zone="UTC", cadence_days=90)


def test_a_home_no_gazetteer_knows_is_taken_at_its_word(empty: Desk) -> None:
    office = start_office(empty, Opening(home=Mention(noun="city", name="Vaduz", country="LI")))
    assert (office.name, office.time_zone) == ("International affairs, Vaduz", "UTC")


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        (Opening(home=Mention(noun="city", name="Springfield")), Ambiguous),
        (Opening(home=Mention(noun="city", name="Nagoya"), time_zone="Mars/Olympus"), InvalidValue),
        (Opening(home=Mention(noun="city", name="Nagoya"), cadence_days=0), InvalidValue),
        (Opening(home=Mention(noun="city", name="Nagoya"), name="a\x00b"), InvalidValue),
    ],
)
def test_an_office_that_cannot_be_started_leaves_the_database_empty(
    empty: Desk, dump: Dump, opening: Opening, kind: type[TrustCrmError]
) -> None:
    with pytest.raises(kind):
        start_office(empty, opening)
    assert dump(empty.database) == []
    with pytest.raises(DatabaseMissing):
        empty.database.require_current()


def test_a_second_office_in_one_database_is_refused(knowing: Desk, dump: Dump) -> None:
    before = dump(knowing.database)
    with pytest.raises(Refused, match=r"There is an office in .* already; give another place with --db"):
        start_office(knowing, Opening(home=Mention(noun="city", name="Nagoya")))
    assert dump(knowing.database) == before
