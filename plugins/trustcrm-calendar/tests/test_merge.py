"""Merging: every edit of either side survives or is listed, and nothing else is."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, cast

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.testing.calendar_objects import event
from trustcrm_calendar.canonical import units
from trustcrm_calendar.lines import calendar_in, folded, parse
from trustcrm_calendar.merge import merge

VALUES: Mapping[str, tuple[str, ...]] = {
    "SUMMARY": ("Meeting", "Meeting\\, moved", "会議", "Visit of the mayor " * 8),
    "LOCATION": ("", "City Hall", "Room 4\\; second floor"),
    "DESCRIPTION": ("", "one\\ntwo", "three"),
    "DTSTART": ("20300704T090000Z", "20300704T100000Z", "20300705T090000Z"),
    "STATUS": ("CONFIRMED", "TENTATIVE", "CANCELLED"),
    "URL": ("", "https://city.example/a", "https://city.example/b"),
    "X-NOBODY-KNOWS": ("", "a,b", "c;d"),
    "TRANSP": ("", "OPAQUE", "TRANSPARENT"),
}
"""Properties with values they may have; "" stands for none."""
SETS: Mapping[str, tuple[str, ...]] = {
    "CATEGORIES": ("trade", "culture", "sport", "water"),
    "ATTENDEE": ("a", "b", "c"),
}

Said = dict[str, int]
MEETINGS = st.fixed_dictionaries({name: st.integers(0, len(values) - 1) for name, values in VALUES.items()})
MEMBERS = st.fixed_dictionaries({name: st.frozensets(st.sampled_from(values)) for name, values in SETS.items()})
SEEDS = st.integers(0, 2**32)


def same(one: bytes, other: bytes) -> bool:
    return units(calendar_in(parse(one))) == units(calendar_in(parse(other)))


def written_as(said: Said, members: Mapping[str, frozenset[str]], seed: int, sequence: int = 0) -> bytes:
    """Return an event that says so, its lines in any order, folded anywhere."""
    chance = random.Random(seed)
    lines = ["UID:one@city.example", f"SEQUENCE:{sequence}", "DTSTAMP:20300101T000000Z"]
    lines += [f"{name}:{VALUES[name][at]}" for name, at in said.items() if VALUES[name][at]]
    if members["CATEGORIES"]:
        names = sorted(members["CATEGORIES"], key=lambda one: chance.random())
        cut = chance.randrange(len(names) + 1)
        lines += [f"CATEGORIES:{','.join(part)}" for part in (names[:cut], names[cut:]) if part]
    lines += [f"ATTENDEE;CN={who}:mailto:{who}@city.example" for who in members["ATTENDEE"]]
    chance.shuffle(lines)
    end = chance.choice(["\r\n", "\n"])
    octets = [_anyhow_folded(line, chance) for line in lines]
    whole = [b"BEGIN:VCALENDAR", b"VERSION:2.0", b"BEGIN:VEVENT", *octets, b"END:VEVENT", b"END:VCALENDAR", b""]
    return end.encode().join(one.replace(b"\r\n", end.encode()) for one in whole)


def _anyhow_folded(line: str, chance: random.Random) -> bytes:
    octets = folded(line).removesuffix(b"\r\n")
    cut = chance.randrange(1, len(line))
    return octets if len(octets) > 70 else line[:cut].encode() + b"\r\n " + line[cut:].encode()


def said_by(ics: bytes) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """Return what an event says, read by another parser."""
    (meeting,) = cast("list[Any]", icalendar.Calendar.from_ical(ics).walk("VEVENT"))
    said = dict.fromkeys(VALUES, "")
    for name in said:
        if name in meeting:
            value = meeting[name]
            told = value.to_ical() if name != "X-NOBODY-KNOWS" else str(value).encode()
            said[name] = told.decode() if isinstance(told, bytes) else str(told)
    found = meeting.get("CATEGORIES", [])
    categories = [str(one) for line in (found if isinstance(found, list) else [found]) for one in line.cats]
    attendees = meeting.get("ATTENDEE", [])
    people = [str(one) for one in (attendees if isinstance(attendees, list) else [attendees])]
    who = frozenset(one.removeprefix("mailto:").partition("@")[0] for one in people)
    return said, {"CATEGORIES": frozenset(categories), "ATTENDEE": who}


@given(MEETINGS, MEETINGS, MEETINGS, MEMBERS, MEMBERS, MEMBERS, SEEDS, st.sampled_from(["ours", "theirs"]))
def test_every_edit_survives_or_is_listed(
    base: Said, ours: Said, theirs: Said, b: dict[str, frozenset[str]], o: dict[str, frozenset[str]],
    t: dict[str, frozenset[str]], seed: int, prefer: str,
) -> None:  # fmt: skip
    one, two, three = (written_as(*told, seed + at) for at, told in enumerate([(base, b), (ours, o), (theirs, t)]))
    merged = merge([one], two, three, prefer="ours" if prefer == "ours" else "theirs")
    told, members = said_by(merged.ics)
    wanted, collided = {}, set()
    for name in VALUES:
        at = ours[name] if ours[name] != base[name] else theirs[name]
        if len({base[name], ours[name], theirs[name]}) == 3:
            collided.add(name)
            at = ours[name] if prefer == "ours" else theirs[name]
        wanted[name] = VALUES[name][at]
    assert {name: told[name].replace("\\", "") for name in told if name != "X-NOBODY-KNOWS"} == {
        name: wanted[name].replace("\\", "") for name in wanted if name != "X-NOBODY-KNOWS"
    }
    assert {collision.unit.name for collision in merged.collisions} == collided
    assert members["CATEGORIES"] == _merged(b["CATEGORIES"], o["CATEGORIES"], t["CATEGORIES"])
    assert members["ATTENDEE"] == _merged(b["ATTENDEE"], o["ATTENDEE"], t["ATTENDEE"])


def _merged(b: frozenset[str], o: frozenset[str], t: frozenset[str]) -> frozenset[str]:
    return (b & o & t) | (o - b) | (t - b)


@given(MEETINGS, MEETINGS, MEMBERS, MEMBERS, SEEDS)
def test_what_one_side_changed_is_taken_as_it_is(
    base: Said, theirs: Said, b: dict[str, frozenset[str]], t: dict[str, frozenset[str]], seed: int
) -> None:
    before, after = written_as(base, b, seed), written_as(theirs, t, seed + 1)
    taken = merge([before], before, after)
    assert (taken.ics, taken.collisions, taken.news_to_them) == (after, (), False)
    given_away = merge([before], after, before)
    assert same(given_away.ics, after)
    assert given_away.collisions == ()
    assert merge([before], after, after).ics == after


@given(MEETINGS, MEMBERS, SEEDS, SEEDS)
def test_what_says_the_same_is_the_same_however_it_is_written(
    said: Said, members: dict[str, frozenset[str]], one: int, other: int
) -> None:
    assert same(written_as(said, members, one), written_as(said, members, other, sequence=4))


@given(MEETINGS, MEETINGS, MEMBERS, SEEDS)
def test_what_says_something_else_is_not_the_same(
    one: Said, other: Said, members: dict[str, frozenset[str]], seed: int
) -> None:
    assert same(written_as(one, members, seed), written_as(other, members, seed)) is (one == other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("TRIGGER:-P0DT0H10M0S", "TRIGGER:-PT10M", True),
        ("DURATION:P1D", "DURATION:PT24H", False),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO", "RRULE:BYDAY=MO;FREQ=WEEKLY", True),
        ("GEO:35.1814500;136.90640", "GEO:35.181450;136.906401", True),
        ("DTSTART;VALUE=DATE-TIME:20300101T000000", "DTSTART:20300101T000000", True),
        ("DTSTART;TZID=Asia/Tokyo:20300101T000000", "DTSTART;TZID=Asia/Seoul:20300101T000000", False),
        ("DTSTART;VALUE=DATE:20300101", "DTSTART:20300101", False),
        ("STATUS:confirmed", "STATUS:CONFIRMED", True),
        ("EXDATE:20300101T000000Z,20300102T000000Z", "EXDATE:20300102T000000Z\r\nEXDATE:20300101T000000Z", True),
        ('X-A;B="c":d', "x-a;b=c:d", True),
        ("LAST-MODIFIED:20300101T000000Z", "LAST-MODIFIED:20310101T000000Z", True),
        ("X-A:B", "X-A:b", False),
    ],
)
def test_what_is_compared(one: str, other: str, alike: bool) -> None:
    assert same(_with(one), _with(other)) is alike


def _with(line: str) -> bytes:
    return event().replace(b"SUMMARY:A meeting", f"SUMMARY:A meeting\r\n{line}".encode())


def _part(ics: bytes, start: bytes, end: bytes) -> bytes:
    return ics[ics.index(start) : ics.index(end) + len(end)]


ALARM = _part(event(), b"BEGIN:VALARM", b"END:VALARM\r\n")
OVERRIDE = (
    b"BEGIN:VEVENT\r\nUID:meeting@city.example\r\nRECURRENCE-ID;VALUE=DATE:20300711\r\n"
    b"DTSTART;VALUE=DATE:20300712\r\nSUMMARY:A day later\r\nEND:VEVENT\r\n"
)
SERIES = event().replace(b"END:VEVENT\r\n", b"END:VEVENT\r\n" + OVERRIDE)


def test_alarms_of_both_sides_are_kept() -> None:
    ours = event().replace(ALARM, ALARM + ALARM.replace(b"10M", b"30M"))
    theirs = event().replace(ALARM, ALARM.replace(b"ACTION", b"ACKNOWLEDGED:20300704T080000Z\r\nACTION"))
    merged = merge([event()], ours, theirs)
    alarms = calendar_in(parse(merged.ics)).components("VEVENT")[0].components("VALARM")
    assert [one.value("TRIGGER") for one in alarms] == ["-P0DT0H10M0S", "-P0DT0H30M0S"]
    assert alarms[0].value("ACKNOWLEDGED") == "20300704T080000Z"
    assert merged.collisions == ()


def test_an_exception_that_one_side_took_out_goes_and_one_it_made_comes() -> None:
    assert same(merge([SERIES], event(), SERIES).ics, event())
    assert same(merge([SERIES], SERIES, event()).ics, event())
    assert same(merge([event()], SERIES, event()).ics, SERIES)
    assert merge([event()], event(), SERIES).ics == SERIES


@pytest.mark.parametrize("removed_by_us", [True, False])
def test_an_edit_wins_over_a_removal_and_is_told(removed_by_us: bool) -> None:
    edited = SERIES.replace(b"A day later", b"Two days later")
    ours, theirs = (event(), edited) if removed_by_us else (edited, event())
    merged = merge([SERIES], ours, theirs)
    assert same(merged.ics, edited)
    (collision,) = merged.collisions
    assert (collision.kept, str(collision.unit)) == (
        "theirs" if removed_by_us else "ours",
        "VEVENT meeting@city.example 20300711",
    )


def test_a_collision_tells_all_three() -> None:
    ours, theirs = event(summary="Ours"), event(summary="Theirs").replace(b"20300704", b"20300705")
    merged = merge([event()], ours, theirs, prefer="theirs")
    (collision,) = merged.collisions
    assert (collision.base, collision.ours, collision.theirs, collision.kept) == (
        "SUMMARY:A meeting", "SUMMARY:Ours", "SUMMARY:Theirs", "theirs",
    )  # fmt: skip
    assert (merged.ics, merged.news_to_them) == (theirs, False)


def test_without_a_base_nothing_of_either_is_lost() -> None:
    ours = event().replace(b"SUMMARY", b"LOCATION:Here\r\nSUMMARY")
    theirs = event(summary="Theirs").replace(b"SUMMARY", b"URL:https://city.example\r\nSUMMARY")
    merged = merge([], ours, theirs)
    told = calendar_in(parse(merged.ics)).components("VEVENT")[0]
    assert [told.value(name) for name in ("LOCATION", "URL", "SUMMARY")] == [
        "Here",
        "https://city.example",
        "A meeting",
    ]
    assert [collision.unit.name for collision in merged.collisions] == ["SUMMARY"]


def test_the_greater_sequence_and_the_later_stamp_stand() -> None:
    ours = event(summary="Ours").replace(b"SUMMARY", b"SEQUENCE:3\r\nSUMMARY")
    theirs = event().replace(b"SUMMARY", b"SEQUENCE:1\r\nLOCATION:There\r\nSUMMARY").replace(b"0630T12", b"0701T12")
    told = calendar_in(parse(merge([event()], ours, theirs).ics)).components("VEVENT")[0]
    assert [told.value(name) for name in ("SEQUENCE", "DTSTAMP", "LOCATION")] == ["3", "20300701T120000Z", "There"]


OLD, NEW = event(summary="Old"), event(summary="New").replace(b"SUMMARY", b"LOCATION:Here\r\nSUMMARY")


@pytest.mark.parametrize("swapped", [False, True])
def test_what_an_earlier_version_said_is_stale_and_no_edit(swapped: bool) -> None:
    late = OLD.replace(b"SUMMARY", b"URL:https://city.example\r\nSUMMARY")
    ours, theirs = (late, NEW) if swapped else (NEW, late)
    merged = merge([OLD, NEW], ours, theirs)
    told = calendar_in(parse(merged.ics)).components("VEVENT")[0]
    assert [told.value(name) for name in ("SUMMARY", "LOCATION", "URL")] == ["New", "Here", "https://city.example"]
    assert merged.collisions == ()


def test_two_edits_of_one_thing_collide_whatever_versions_there_were() -> None:
    merged = merge([OLD, NEW], event(summary="Ours"), event(summary="Theirs"))
    assert [collision.unit.name for collision in merged.collisions] == ["SUMMARY"]


@given(MEETINGS, MEETINGS, MEMBERS, MEMBERS, SEEDS)
def test_whoever_only_fell_behind_catches_up(
    old: Said, new: Said, o: dict[str, frozenset[str]], n: dict[str, frozenset[str]], seed: int
) -> None:
    before, after = written_as(old, o, seed), written_as(new, n, seed + 1)
    for ours, theirs in ((before, after), (after, before)):
        merged = merge([before, after], ours, theirs)
        assert same(merged.ics, after)
        assert merged.collisions == ()


def test_a_zone_that_only_our_time_needs_comes_along() -> None:
    zone = b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"
    ours = event().replace(b"BEGIN:VEVENT", zone + b"BEGIN:VEVENT", 1)
    ours = ours.replace(b"DTSTART;VALUE=DATE:20300704", b"DTSTART;TZID=Asia/Tokyo:20300704T090000")
    theirs = event(summary="Theirs")
    merged = merge([event()], ours, theirs)
    assert merged.ics.count(zone) == 1
    assert b"Theirs" in merged.ics


def test_a_thousand_random_edits_are_merged_or_listed() -> None:
    chance, seen = random.Random(6), {"merged": 0, "collided": 0}
    for number in range(1000):
        base = {name: chance.randrange(len(values)) for name, values in VALUES.items()}
        sides = [dict(base), dict(base)]
        for side in sides:
            for name in chance.sample([*VALUES], chance.randint(1, 3)):
                side[name] = chance.choice([at for at in range(len(VALUES[name])) if at != base[name]])
        none = {"CATEGORIES": frozenset[str](), "ATTENDEE": frozenset[str]()}
        before, ours, theirs = (written_as(one, none, number) for one in (base, *sides))
        merged = merge([before], ours, theirs)
        true = {name for name in VALUES if len({base[name], sides[0][name], sides[1][name]}) == 3}
        assert {collision.unit.name for collision in merged.collisions} == true
        seen["collided" if true else "merged"] += 1
        for collision in merged.collisions:
            assert len({collision.base, collision.ours, collision.theirs}) == 3
    assert min(seen.values()) > 100, seen


def test_units_do_not_hold_zones() -> None:
    zone = b"BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"
    told = units(calendar_in(parse(event().replace(b"BEGIN:VEVENT", zone + b"BEGIN:VEVENT", 1))))
    assert told == units(calendar_in(parse(event())))
