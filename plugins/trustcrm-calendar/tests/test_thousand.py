"""A thousand objects edited on both sides: every edit stands, or is listed as a conflict that it truly is."""

from __future__ import annotations

import os
import random
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from trustcrm.plugin import CalendarObject, Engagement, PluginContext
from trustcrm_calendar.agreed import Agreed
from trustcrm_calendar.ahead import Standing
from trustcrm_calendar.collided import collisions
from trustcrm_calendar.engagements import Stamps
from trustcrm_calendar.lines import calendar_in, escaped, parse, written
from trustcrm_calendar.plan import Sides, plan
from trustcrm_calendar.sync import Sync

MANY = 1_000
SOME = 1_000 if "TRUSTCRM_TESTS_THOROUGH" in os.environ else 60
FIELDS = {"title": "SUMMARY", "place": "LOCATION", "words": "DESCRIPTION", "state": "STATUS", "starts_on": "DTSTART"}
STATES = {"planned": "TENTATIVE", "confirmed": "CONFIRMED"}

THEIRS = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//there//EN\r
BEGIN:VEVENT\r
UID:{number}@x\r
DTSTAMP:20300601T000000Z\r
DTSTART;VALUE=DATE:20300701\r
SUMMARY:Visit {number}\r
STATUS:TENTATIVE\r
X-KEPT:{number}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def value_of(chance: random.Random, field: str, who: str) -> str:
    if field == "state":
        return "confirmed"
    if field == "starts_on":
        return f"2030-07-{chance.randrange(2, 15) + (15 if who == 'theirs' else 0):02}"
    return f"{who}, {field} {chance.randrange(10**6)}"


def edited(ics: bytes, told: dict[str, str]) -> bytes:
    """Return an event as another program would write it once it was edited there."""
    tree = parse(ics)
    calendar = calendar_in(tree)
    (event,) = calendar.components("VEVENT")
    changed = event
    for field, value in told.items():
        name = FIELDS[field]
        if field == "starts_on":
            day = value.replace("-", "")
            line = written(name, day, {"VALUE": "DATE"})
            changed = changed.with_lines(["DTEND"], [])
        else:
            line = written(name, escaped(STATES.get(value, value)))
        changed = changed.with_lines([name], [line])
    whole = calendar.with_parts(changed if part is event else part for part in calendar.parts)
    return tree.with_parts(whole if part is calendar else part for part in tree.parts).octets()


def sync(context: PluginContext) -> int:
    with closing(Sync(context, "shared")) as run:
        done = list(run.carry_out(run.acts()))
        assert [one.why_not for one in done if one.why_not] == []
        run.finish(done)
        return len(done)


def engagements(context: PluginContext) -> dict[int, Engagement]:
    return {one.kept.id: cast("Engagement", one.kept.record) for one in context.ask.page("engagement").rows}


class Edits:
    """One to three fields of each event, edited here and there: what is wanted in the end, and what truly collides."""

    def __init__(self, count: int) -> None:
        chance = random.Random(6)
        self.ours: list[dict[str, str]] = []
        self.theirs: list[dict[str, str]] = []
        for _ in range(count):
            for who, edits in (("ours", self.ours), ("theirs", self.theirs)):
                fields = chance.sample(sorted(FIELDS), chance.randrange(1, 4))
                edits.append({field: value_of(chance, field, who) for field in fields})

    def wanted(self, number: int) -> dict[str, str]:
        return self.theirs[number] | self.ours[number]

    def collisions(self) -> set[tuple[str, str]]:
        return {
            (f"{number}@x", field)
            for number, (ours, theirs) in enumerate(zip(self.ours, self.theirs, strict=True))
            for field in ours.keys() & theirs.keys()
            if ours[field] != theirs[field]
        }


def values(told: dict[str, str]) -> dict[str, Any]:
    return {key: date.fromisoformat(value) if key == "starts_on" else value for key, value in told.items()}


def check(ics: bytes, engagement: Engagement, wanted: dict[str, str], number: int) -> None:
    (event,) = calendar_in(parse(ics)).components("VEVENT")
    assert event.value("X-KEPT") == str(number)
    for field, value in wanted.items():
        assert str(getattr(engagement, field)) == value, (number, field)
        there = STATES.get(value, value.replace("-", "") if field == "starts_on" else value)
        assert event.text(FIELDS[field]) == there, (number, field)


def test_every_edit_of_a_thousand_survives_or_is_a_conflict() -> None:
    edits = Edits(MANY)
    stamps = Stamps(first=datetime(2030, 6, 1, tzinfo=UTC), last=datetime(2030, 6, 2, tzinfo=UTC), corrections=1)
    agreed, here, there = {}, {}, {}
    for number in range(MANY):
        uid, href, ics = f"{number}@x", f"{number:04}.ics", THEIRS.format(number=number).encode()
        told: dict[str, Any] = {"title": f"Visit {number}", "starts_on": date(2030, 7, 1)} | values(edits.ours[number])
        engagement = Engagement(**told, uid=uid)
        here[uid] = Standing(number + 1, 2, engagement, uid, "UTC", lambda: stamps)
        agreed[uid] = Agreed(uid=uid, href=href, etag="1", ics=ics, row=number + 1, said="before")
        there[uid] = CalendarObject(href=href, etag="2", ics=edited(ics, edits.theirs[number]))
    sides = Sides(
        agreed=agreed, here=here, there=there, known=(), mark="@ours", refused=(), odd=(), unread=(), zone="UTC",
        today=date(2030, 6, 30),
    )  # fmt: skip
    acts = plan(sides)
    assert [act.uid for act in acts] == sorted(here)
    collided = {
        (act.uid, field) for act in acts for one in act.collisions for field in FIELDS if one.unit.name == FIELDS[field]
    }
    assert collided == edits.collisions()
    assert len(collided) > MANY // 10
    for act in acts:
        number = act.row - 1
        check(act.ics, replace(here[act.uid].engagement, **act.fields), edits.wanted(number), number)


def test_a_sync_brings_every_edit_to_both_sides_and_notes_the_conflicts(folder: Path, context: PluginContext) -> None:
    edits = Edits(SOME)
    files = [folder / f"{number:04}.ics" for number in range(SOME)]
    for number, file in enumerate(files):
        file.write_bytes(THEIRS.format(number=number).encode())
    sync(context)
    rows = {one.uid: row for row, one in engagements(context).items()}
    do = context.do.batch("a busy morning")
    for number, file in enumerate(files):
        do.correct("engagement", rows[f"{number}@x"], values(edits.ours[number]))
        file.write_bytes(edited(file.read_bytes(), edits.theirs[number]))
    assert sync(context) == SOME
    told = {
        (one.uid, field) for one in collisions(context.tables) for field in FIELDS if one.unit.endswith(FIELDS[field])
    }
    assert told == edits.collisions()
    kept = {one.uid: one for one in engagements(context).values()}
    for number, file in enumerate(files):
        check(file.read_bytes(), kept[f"{number}@x"], edits.wanted(number), number)
    assert sync(context) == 0
