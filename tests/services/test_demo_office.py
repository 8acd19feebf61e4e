"""The demo office is the same whenever and wherever it is built, and every tie of it reads."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

import pytest

from tests.conftest import Dump
from trustcrm.errors import DatabaseMissing, InvalidValue
from trustcrm.services.card import card
from trustcrm.services.demo import build_demo
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.readings.explain import explain
from trustcrm.services.readings.overview import overview
from trustcrm.store.engine import open_database
from trustcrm.store.journal import broken_links
from trustcrm.store.queries.rows import how_many


def told() -> list[Any]:
    return [file for file in files("trustcrm.builtin").joinpath("demo").iterdir() if file.name.endswith(".toml")]


@pytest.fixture
def empty(empty_address: str, desk: Desk) -> Iterator[Desk]:
    """A desk of a database in which nothing was started yet."""
    database = open_database(empty_address, create=True)
    yield dataclasses.replace(desk, database=database)
    database.close()


def test_the_demo_office_is_built_alike_every_time(empty: Desk, make_empty: Callable[[], str], dump: Dump) -> None:
    counts = build_demo(empty, told())
    again = open_database(make_empty(), create=True)
    assert build_demo(dataclasses.replace(empty, database=again), reversed(told())) == counts
    sealed = ('INSERT INTO "change"', 'INSERT INTO "block"')  # each journal is salted by lot
    facts = [[line for line in dump(office) if not line.startswith(sealed)] for office in (again, empty.database)]
    assert facts[0] == facts[1]
    again.close()
    with empty.database.reading() as connection:
        assert {noun: count for noun, count in how_many(connection).items() if count} == counts
        assert list(broken_links(connection)) == []


def test_every_tie_of_the_demo_office_reads(empty: Desk) -> None:
    build_demo(empty, told())
    lines = overview(empty, everybody=True)
    assert len(lines) > 20
    with empty.database.reading() as connection:
        home = home_of(connection)
    for line in lines:
        whole = explain(empty, line.them, us=line.us)
        assert whole.theirs.trust is not None
        assert line.trust == pytest.approx(whole.theirs.trust.value, rel=1e-12)
        assert sum(share.value for share in whole.theirs.trust.shares) == pytest.approx(line.trust, abs=1e-9)
    assert len(card(empty, home).ties) == sum(home in (line.us, line.them) for line in lines)


class Told:
    """A file of facts that stands in the test."""

    def __init__(self, name: str, words: str) -> None:
        self.name, self._words = name, words

    def read_bytes(self) -> bytes:
        return self._words.encode()


OFFICE = '[[city]]\nkey = "home"\nname = "Home"\n[[office]]\nname = "x"\nhome = "home"\npinned_day = 2020-06-30\n'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("[[planet]]\nname = 'Mars'\n", "test.toml tells of 'planet', which is no noun"),
        ("[[city]]\nname = 'X'\nmoons = 2\n", "test.toml, city 1 has a field 'moons'"),
        ("[[tie]]\none = 'home'\nother = 'away'\n", "test.toml, tie 1 refers to 'away'"),
        ("[[city]]\nname = 'X'\ncountry = 'Italy'\n", "test.toml, city 1: 'Italy' is no country code"),
    ],
)
def test_a_slip_in_the_facts_is_named_and_nothing_is_kept(empty: Desk, dump: Dump, words: str, said: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        build_demo(empty, [Told("a.toml", OFFICE), Told("test.toml", words)])
    assert said in str(caught.value)
    assert dump(empty.database) == []
    with pytest.raises(DatabaseMissing):
        empty.database.require_current()
