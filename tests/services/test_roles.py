"""Roles: who may write, who keeps the office, and nobody locks everybody out."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from trustcrm.clock import PinnedClock
from trustcrm.domain.nouns import City, Colleague
from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo
from trustcrm.store.queries.history import newest_changes

TODAY = date(2020, 6, 30)


def as_(desk: Desk, login: str, day: date = TODAY) -> Desk:
    return dataclasses.replace(desk, actor=login, clock=PinnedClock(day))


def named(desk: Desk, *colleagues: Colleague) -> None:
    record(desk, "add", "colleagues", *colleagues)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office with a steward, Ana, and one of each other role."""
    named(
        desk,
        Colleague(name="Ana Lima", login="Ana", role="steward"),
        Colleague(name="Ben", login="ben", role="officer"),
        Colleague(name="Cleo", login="cleo", role="reader"),
        Colleague(name="Dan", login="dan", role="surge", role_until=date(2020, 7, 4)),
        Colleague(name="Eve"),
    )
    return desk


def test_without_roles_everybody_may_do_everything(desk: Desk) -> None:
    anybody = as_(desk, "whoever")
    anybody.require("steward", "erase people")
    record(anybody, "add", "a city", City(name="Nagoya"))


@pytest.mark.parametrize("login", ["cleo", "eve", "nobody here"])
def test_who_is_not_more_than_a_reader_writes_nothing(office: Desk, login: str) -> None:
    with office.database.reading() as connection:
        before = newest_changes(connection)
    with pytest.raises(Refused, match=r"only an officer may write; ask Ana Lima\."):
        record(as_(office, login), "add", "a city", City(name="Nagoya"))
    with office.database.reading() as connection:
        assert newest_changes(connection) == before


def test_an_officer_writes_and_does_not_keep_the_office(office: Desk) -> None:
    ben = as_(office, "ben")
    record(ben, "add", "a city", City(name="Nagoya"))
    with pytest.raises(Refused, match="ben is an officer here, and only a steward may erase people"):
        ben.require("steward", "erase people")


def test_a_surge_is_an_officer_through_its_last_day_and_then_a_reader(office: Desk) -> None:
    record(as_(office, "dan", date(2020, 7, 4)), "add", "a city", City(name="Nagoya"))
    with pytest.raises(Refused, match=r"dan is a reader here \(surge until 2020-07-04\)"):
        record(as_(office, "dan", date(2020, 7, 5)), "add", "a city", City(name="Kobe"))


def test_who_has_left_is_a_reader(office: Desk) -> None:
    correct(office, "colleague", 2, {"to_on": TODAY - timedelta(days=1)})
    with pytest.raises(Refused, match="officer until 2020-06-29"):
        record(as_(office, "ben"), "add", "a city", City(name="Nagoya"))


@pytest.mark.parametrize("values", [{"role": "steward"}, {"login": "x"}, {"to_on": date(2020, 1, 1)}])
def test_only_a_steward_changes_a_role(office: Desk, values: dict[str, object]) -> None:
    with pytest.raises(Refused, match="only a steward may say who has which role"):
        correct(as_(office, "ben"), "colleague", 2, values)


def test_an_officer_cannot_give_a_role_by_adding_or_by_undoing(office: Desk) -> None:
    with pytest.raises(Refused, match="only a steward"):
        named(as_(office, "ben"), Colleague(name="Me again", login="me", role="steward"))
    with office.database.reading() as connection:
        newest = newest_changes(connection)[0].id
    with pytest.raises(Refused, match="only a steward"):
        undo(as_(office, "ben"), newest)


def test_an_officer_still_corrects_what_is_no_role(office: Desk) -> None:
    assert correct(as_(office, "ben"), "colleague", 2, {"email": "ben@example.org"})


@pytest.mark.parametrize(
    "values", [{"role": "officer"}, {"role": None}, {"to_on": date(2021, 1, 1)}, {"role_until": date(2021, 1, 1)}]
)
def test_the_last_steward_cannot_lock_everybody_out(office: Desk, values: dict[str, object]) -> None:
    with pytest.raises(Refused, match="needs a steward whose seat does not end"):
        correct(office, "colleague", 1, values)
    with pytest.raises(Refused, match="needs a steward whose seat does not end"):
        withdraw(office, "colleague", 1)
    correct(office, "colleague", 2, {"role": "steward"})
    assert correct(office, "colleague", 1, values)


def test_roles_begin_with_a_steward(desk: Desk) -> None:
    with pytest.raises(Refused, match="needs a steward"):
        named(desk, Colleague(name="Ben", login="ben", role="officer"))


def test_a_steward_alone_does_not_open_the_office_by_leaving(desk: Desk) -> None:
    named(desk, Colleague(name="Ana Lima", login="Ana", role="steward"))
    with pytest.raises(Refused, match="needs a steward"):
        withdraw(desk, "colleague", 1)
    with pytest.raises(Refused, match="needs a steward"):
        correct(desk, "colleague", 1, {"role": None})


def test_all_roles_can_be_given_up_by_undoing_what_brought_them(office: Desk) -> None:
    with office.database.reading() as connection:
        newest = newest_changes(connection)[0].id
    undo(office, newest)
    as_(office, "whoever").require("steward", "erase people")


def test_two_colleagues_do_not_share_a_login(office: Desk) -> None:
    with pytest.raises(Refused, match="cannot work under one login"):
        named(office, Colleague(name="Ben the other", login="ben", role="reader"))


@pytest.mark.parametrize(
    ("colleague", "why"),
    [
        (Colleague(name="A", role="officer"), "needs the login"),
        (Colleague(name="A", login="a", role="surge"), "give its last day"),
        (Colleague(name="A", login="a", role_until=TODAY), "cannot end"),
        (Colleague(name="A", login="a", role="boss"), "it can be reader"),
    ],
)
def test_a_role_is_told_whole(desk: Desk, colleague: Colleague, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        named(desk, colleague)


def test_a_plugin_acts_with_the_role_of_whoever_runs_it(office: Desk) -> None:
    plugin = dataclasses.replace(office, actor="plugin vcard", login="cleo")
    with pytest.raises(Refused, match="cleo is a reader here"):
        record(plugin, "add", "a city", City(name="Nagoya"))
    record(dataclasses.replace(plugin, login="ben"), "add", "a city", City(name="Nagoya"))
