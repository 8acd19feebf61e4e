"""Trails lead backwards in time only, whatever was entered and corrected in which order; only a person links."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Refused
from trustcrm_networks_and_lessons.trails import Event, Link, Place, follow, require_backward

Office = Any
"""The office of `conftest.py`."""

START = date(2009, 1, 1)
PLACES = [Place(noun=noun, id=row) for noun in ("interaction", "contribution") for row in (1, 2, 3)]
DAYS = st.none() | st.integers(0, 5).map(lambda days: START + timedelta(days))
ENTERED = st.tuples(st.just("link"), st.sampled_from(PLACES), st.sampled_from(PLACES))
CORRECTED = st.tuples(st.just("correct"), st.sampled_from(PLACES), DAYS)


def event(place: Place, on: date | None) -> Event:
    return Event(place=place, on=on, giver=1, receiver=2, words=str(place))


@settings(max_examples=50)
@given(days=st.lists(DAYS, min_size=6, max_size=6), told=st.lists(ENTERED | CORRECTED, max_size=14))
def test_no_trail_ever_points_forward_or_leads_in_a_circle(days: list[Any], told: list[tuple[Any, ...]]) -> None:
    known = {place: event(place, on) for place, on in zip(PLACES, days, strict=True)}
    made: list[Link] = []
    for number, (verb, one, other) in enumerate(told, 1):
        if verb == "correct":
            known[one] = replace(known[one], on=other)
            continue
        later, earlier = known[one].on, known[other].on
        backward = later is not None and earlier is not None and earlier < later
        try:
            require_backward(known[one], known[other])
        except Refused:
            assert not backward
            continue
        assert backward
        made.append(Link(note=number, later=one, earlier=other, why="", author="", on=None))
    for begun in PLACES:
        found = follow(begun, made, known.__getitem__)
        above: list[Event] = []
        for stage in found.stages:
            above[stage.depth :] = [stage.event]
            on = [one.on for one in above if one.on is not None]
            assert on == sorted(set(on), reverse=True)
            assert len(above) == stage.depth + 1
        reached = {stage.event.place for stage in found.stages}
        followed = {stage.link.note for stage in found.stages if stage.link is not None}
        assert followed.isdisjoint(one.note for one in found.set_aside)
        assert followed | {one.note for one in found.set_aside} == {one.note for one in made if one.later in reached}


def choir(office: Office) -> None:
    """Record the choir of 2009, the interns of 2013 who sang in it, and the masks of 2020."""
    office.tie("Guangzhou", country="CN")
    met = ("--with", "Guangzhou", "--person", "Liang Wen")
    office.run("person", "add", "Liang Wen", "--side", "Guangzhou")
    place = ("--place", "City Hall rotunda")
    office.run("interaction", "add", "delegation", *met, "--on", "2009-07-14", "--words", "A student choir.", *place)
    office.run("interaction", "add", "visit hosted", *met, "--on", "2013-05-21", "--words", "Two of them as interns.")
    office.run("interaction", "add", "call", "--with", "Guangzhou", "--on", "2015-01-01")
    gift = ("--giver", "Guangzhou", "--receiver", "Los Angeles", "--unit", "masks", "--quantity", "5000")
    office.run("contribution", "add", "masks", *gift, "--state", "received", "--on", "2020-03-26")
    for about in ("interaction 1", "contribution 1"):
        office.run("tag", "add", "schools", "--about", about)


def test_the_masks_of_2020_go_back_to_a_student_choir_of_2009(office: Office) -> None:
    choir(office)
    suggested = office.told("trail", "suggest", "contribution 1")
    assert [one["event"] for one in suggested] == ["interaction 1", "interaction 3", "interaction 2"]
    assert [each["words"] for each in suggested[0]["shared"]] == ["the same two sides", "both are tagged schools"]
    assert all(one["score"] == sum(each["points"] for each in one["shared"]) for one in suggested)
    assert office.told("trail", "list") == []
    (first, *_) = office.told("trail", "suggest", "interaction 2")
    assert [each["words"] for each in first["shared"]] == ["the same two sides", "Liang Wen took part in both"]

    office.run("trail", "link", "contribution 1", "interaction 2", "--why", "They knew whom to call.")
    office.run("trail", "link", "interaction 2", "interaction 1", "--why", "Both sang in it.")
    told = office.told("trail", "show", "contribution 1")
    assert [(one["depth"], one["event"], one["on"]) for one in told["stages"]] == [
        (0, "contribution 1", "2020-03-26"), (1, "interaction 2", "2013-05-21"), (2, "interaction 1", "2009-07-14"),
    ]  # fmt: skip
    assert told["stages"][2]["why"] == "Both sang in it."
    assert [one["event"] for one in office.told("trail", "show", "interaction 1")["led_to"]] == ["interaction 2"]
    assert "A student choir." in office.run("trail", "show", "contribution", "1")
    assert "They knew whom to call." in office.run("contribution", "show", "1")


def test_what_points_forward_is_refused_in_a_sentence_and_set_aside_once_a_day_is_corrected(office: Office) -> None:
    choir(office)
    why = ("--why", "x")
    refused = office.refused("trail", "link", "interaction 1", "contribution 1", *why)
    assert "Contribution 1 is of 2020-03-26, which does not lie before 2009-07-14" in refused
    assert "does not lie before" in office.refused("trail", "link", "contribution 1", "contribution 1", *why)
    office.run("contribution", "add", "a song", "--giver", "Guangzhou", "--receiver", "Los Angeles")
    assert "has no day on record" in office.refused("trail", "link", "contribution 2", "interaction 1", *why)
    assert "is no event of a trail" in office.refused("trail", "link", "city 2", "interaction 1", *why)
    office.run("trail", "link", "contribution 1", "interaction 2", *why)
    assert "already" in office.refused("trail", "link", "contribution 1", "interaction 2", *why)

    office.run("interaction", "correct", "2", "--on", "2020-04-01")
    told = office.told("trail", "show", "contribution 1")
    assert (len(told["stages"]), [one["earlier"] for one in told["set_aside"]]) == (1, ["interaction 2"])
    assert "Set aside" in office.result("trail", "show", "contribution 1").stderr
    assert office.told("trail", "show", "interaction 2")["led_to"] == []
    office.run("trail", "link", "interaction 2", "contribution 1", *why)
    office.run("interaction", "correct", "2", "--on", "2013-05-21")
    assert len(office.told("trail", "show", "contribution 1")["stages"]) == 2
    assert [one["event"] for one in office.told("trail", "show", "interaction 2")["stages"]] == ["interaction 2"]


def test_a_link_is_taken_away_and_undone_like_all_that_is_recorded(office: Office) -> None:
    choir(office)
    link = ("trail", "link", "contribution 1", "interaction 1", "--why", "The same school.")
    office.run(*link)
    office.run("undo")
    assert office.told("trail", "list") == []
    office.run(*link)
    office.run("trail", "unlink", "contribution 1", "interaction 1")
    assert office.told("trail", "list") == []
    assert "is not linked" in office.refused("trail", "unlink", "contribution 1", "interaction 1")
    office.run("undo")
    assert [one["why"] for one in office.told("trail", "list")] == ["The same school."]
    office.run("interaction", "withdraw", "1")
    assert len(office.told("trail", "show", "contribution 1")["stages"]) == 1
