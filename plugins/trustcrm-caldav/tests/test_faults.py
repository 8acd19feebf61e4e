"""A network and a server that fail in every way: nothing is lost, doubled or deleted, and the next run finishes."""

from __future__ import annotations

import itertools
import os
import random
from collections import Counter
from datetime import date
from typing import Any

import pytest

from trustcrm_calendar.collided import collisions

FAULTS = ("before", "after", "cut", "500", "503", "twice")
THOROUGH = "TRUSTCRM_TESTS_THOROUGH" in os.environ

THEIRS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//there//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20300601T000000Z\r
DTSTART;VALUE=DATE:20300709\r
SUMMARY:{uid}\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def through(radicale: Any, faulty: Any, configured: Any, office: Any, request: pytest.FixtureRequest) -> Any:
    """An office that reaches Radicale by way of the proxy, and another program that does not."""
    url = radicale.new()
    configured(faulty.at(url), radicale)
    found = request.getfixturevalue("make_office")(office(), url, radicale.login)
    yield found
    faulty.fault = lambda method, kind: ""


def said(ics: bytes) -> dict[str, str]:
    lines = ics.replace(b"\r\n ", b"").decode().splitlines()
    return {name: value for name, _, value in (line.partition(":") for line in lines)}


@pytest.mark.parametrize("seed", range(2))
def test_no_fault_loses_doubles_or_deletes(through: Any, faulty: Any, seed: int) -> None:
    chance = random.Random(seed)
    model: dict[str, dict[str, str]] = {}
    collided: set[str] = set()
    met: Counter[str] = Counter()
    for number in range(6):
        title = f"here {seed}.{number}"
        through.add(title=title, starts_on=date(2030, 7, 4))
        model[title] = {}
        if number % 2:
            uid = f"there-{seed}.{number}@x"
            through.put(f"{number}.ics", THEIRS.format(uid=uid).encode())
            model[uid] = {}
        rows = {one.title: row for row, one in through.engagements().items()}
        there = {said(ics)["SUMMARY"]: (name, ics) for name, ics in through.there().items()}
        for title in chance.sample(sorted(rows.keys() & there.keys()), min(2, len(rows.keys() & there.keys()))):
            ours = {"place": f"ours {number}"} if chance.random() < 0.7 else {}
            theirs = f"theirs {number}" if chance.random() < 0.7 else ""
            if ours:
                through.context.do.correct("engagement", rows[title], ours)
            if theirs:
                name, ics = there[title]
                lines = [line for line in ics.split(b"\r\n") if not line.startswith(b"LOCATION")]
                at = lines.index(b"END:VEVENT")
                through.put(name, b"\r\n".join([*lines[:at], f"LOCATION:{theirs}".encode(), *lines[at:]]))
            if ours or theirs:
                model[title]["place"] = ours.get("place") or theirs
                collided |= {f"LOCATION:{theirs}"} if ours and theirs else set()
        faulty.met.clear()
        lists = iter([chance.choice(("stale", "empty", "")), *[""] * 1000])
        faulty.fault = lambda method, kind, chance=chance, lists=lists: (
            next(lists) if kind == "listing" else _fault(chance, kind)
        )
        for _ in range(2):
            through.sync_whatever_happens()
        met.update(faulty.met)
        faulty.fault = lambda method, kind: ""
        for _ in range(2):
            through.sync()
        engagements = {one.title: one for one in through.engagements().values()}
        there = {said(ics)["SUMMARY"]: (name, ics) for name, ics in through.there().items()}
        assert len(through.engagements()) == len(through.there()) == len(model)
        assert engagements.keys() == there.keys() == model.keys()
        assert {one.state for one in engagements.values()} <= {"planned", "confirmed"}
        for title, fields in model.items():
            kept = (engagements[title].place, said(there[title][1]).get("LOCATION"))
            assert kept == (fields.get("place"), fields.get("place")), title
    told = {line for one in collisions(through.context.tables) for line in (one.ours, one.theirs)}
    assert collided <= told
    assert sum(count for fault, count in met.items() if fault) > 10, met


def _fault(chance: random.Random, kind: str) -> str:
    if chance.random() > 0.25:
        return ""
    return str(chance.choice([*FAULTS, *(["token"] if kind == "token" else [])]))


def test_whatever_fails_once_the_next_run_finishes(through: Any, faulty: Any) -> None:
    row = through.add(title="Visit")
    methods = [
        *itertools.product(("PUT", "DELETE"), FAULTS if THOROUGH else FAULTS[:2]),
        *(() if THOROUGH else zip(itertools.cycle(("PUT", "DELETE")), FAULTS[2:])),
        *itertools.product(("REPORT", "PROPFIND"), ("cut", "500")),
    ]
    for number, (method, fault) in enumerate(methods):
        gone = through.add(title="Gone")
        through.sync()
        through.context.do.correct("engagement", row, {"place": f"Here {number}"})
        through.context.do.withdraw("engagement", gone)
        through.add(title=f"New {number}")
        once = iter([fault])
        faulty.fault = lambda asked, kind, method=method, once=once: next(once, "") if asked == method else ""
        through.sync_whatever_happens()
        assert next(once, None) is None, f"{method} was never asked."
        faulty.fault = lambda asked, kind: ""
        through.sync()
        assert through.sync() == []
        told = sorted((said(ics)["SUMMARY"], said(ics).get("LOCATION")) for ics in through.there().values())
        wanted = [("Visit", f"Here {number}"), *((f"New {one}", None) for one in range(number + 1))]
        assert told == sorted(wanted), (method, fault)
        assert sorted(one.title for one in through.engagements().values()) == sorted(title for title, _ in wanted)


def test_a_calendar_that_is_listed_empty_or_as_it_was_calls_nothing_off(through: Any, faulty: Any) -> None:
    for number in range(3):
        through.add(title=f"Visit {number}")
    through.sync("--whole")
    for fault in ("empty", "stale"):
        faulty.fault = lambda asked, kind, fault=fault: fault if kind == "listing" else ""
        for _ in range(3):
            through.sync_whatever_happens("--whole")
        assert {one.state for one in through.engagements().values()} == {"planned"}
    faulty.fault = lambda asked, kind: ""
    through.sync("--whole")
    assert (through.sync("--whole"), len(through.there())) == ([], 3)
