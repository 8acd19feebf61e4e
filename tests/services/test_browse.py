"""Looking at records of a noun whose fields have certain values, told in words."""

from __future__ import annotations

from datetime import date

import pytest

from trustcrm.domain.nouns import City, Engagement, FollowUp, Organisation, Person, Window
from trustcrm.errors import Ambiguous, InvalidValue, NotFound
from trustcrm.services.browse import one, page, several
from trustcrm.services.desk import Desk
from trustcrm.services.find import find
from trustcrm.services.record import record


def test_days_and_truths_are_told_in_words(desk: Desk) -> None:
    days = (date(2020, 7, 2), date(2020, 7, 3))
    record(desk, "add", "some", *(Engagement(title=f"on {day}", starts_on=day) for day in days))
    record(desk, "add", "some", Person(name="Ann"), Person(name="Bo", invented=True))
    assert [row.title for row in page(desk, "engagement", {"starts_on": "2020-07-03"}).rows] == [
        "2020-07-03 · on 2020-07-03"
    ]
    assert [row.title for row in page(desk, "person", {"invented": "true"}).rows] == ["Bo"]
    assert [row.title for row in page(desk, "person", {"invented": "false"}).rows] == ["Ann"]


@pytest.mark.parametrize(
    ("noun", "field", "words"),
    [("engagement", "starts_on", "next week"), ("person", "invented", "maybe"), ("interaction", "minutes", "many")],
)
def test_a_value_that_cannot_be_is_told_plainly(desk: Desk, noun: str, field: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=f"'{words}' is no {field} of a {noun}"):
        page(desk, noun, {field: words})


def test_what_goes_by_a_title_is_found_by_just_that_wherever_a_name_is_taken(desk: Desk) -> None:
    told = (FollowUp(what=what, due_on=date(2020, 7, 1)) for what in ("Write", "Call", "Call"))
    first, second, third = record(desk, "add", "follow-ups", *told).ids
    with desk.database.reading() as connection:
        assert find(connection, "follow-up", "Write") == first
        with pytest.raises(NotFound):
            find(connection, "follow-up", "write")
        with pytest.raises(Ambiguous, match=f"follow-up {second} and {third}"):
            find(connection, "follow-up", "Call")


def test_a_window_is_found_in_any_spelling_and_by_how_its_name_begins(desk: Desk) -> None:
    first, second, third = record(
        desk, "add", "windows", *(Window(name=name, starts_on=date(2020, 3, 4)) for name in ("Flood", "Fire", "Fire"))
    ).ids
    with desk.database.reading() as connection:
        assert [find(connection, "window", words) for words in ("Flood", "FLOOD", "flo")] == [first] * 3
        with pytest.raises(NotFound):
            find(connection, "window", "fl")
        for words in ("Fire", "fire", "fir"):
            with pytest.raises(Ambiguous, match=f"window {second} and {third}"):
                find(connection, "window", words)


def test_an_empty_field_is_asked_for_by_no_words(desk: Desk) -> None:
    days = (None, date(2020, 7, 3))
    record(desk, "add", "some", *(FollowUp(what="Write", due_on=date(2020, 7, 1), done_on=day) for day in days))
    (still_open,) = page(desk, "follow-up", {"done_on": ""}).rows
    assert (still_open.kept.id, page(desk, "follow-up", {"side": ""}).rows[-1].kept.id) == (1, 1)


def test_several_records_are_told_as_each_of_them_is(desk: Desk) -> None:
    city, body = record(desk, "add", "some", City(name="Oslo"), Organisation(name="Oslo Port", city=1)).ids
    record(desk, "add", "some", Person(name="Ann"), Person(name="Bo", side=city))
    assert several(desk, "person", [2, 1, 99]) == {row: one(desk, "person", row) for row in (1, 2)}
    assert several(desk, "side", {city, body}) == {city: one(desk, "city", city), body: one(desk, "organisation", body)}
    assert several(desk, "person", ()) == {}
