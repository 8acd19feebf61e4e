"""Bringing calendar files in: once, again, changed, older, broken, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Person, PinnedClock, PluginContext, Refused

Run = Callable[..., Any]
Bring = Callable[..., dict[str, Any]]
Put = Callable[..., Path]
INSTANCE: dict[str, Any] = {"RECURRENCE-ID": "20300711T190000Z"}
DID = ("created", "updated", "unchanged", "older", "conflict", "quarantined")


def lines(uid: str = "a@x", sequence: int = 1, stamp: str = "20300101T000000Z", **told: str) -> list[str]:
    fields = {"SUMMARY": "Dinner", "DTSTART": "20300704T190000Z"} | told
    return [f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}", *(f"{name}:{v}" for name, v in fields.items())]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a calendar of events, each the lines of it, with lines of the calendar's own before them."""

    def put(*events: Sequence[str], head: Sequence[str] = (), encoding: str = "utf-8") -> Path:
        told = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
        text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *head, *told, "END:VCALENDAR", ""])
        (tmp_path / "in.ics").write_bytes(text.encode(encoding))
        return tmp_path / "in.ics"

    return put


@pytest.fixture
def bring(put: Put, run: Run) -> Bring:
    """Brings such a calendar in and returns what is told of it in JSON."""

    def bring(*events: Sequence[str], head: Sequence[str] = (), options: Sequence[str] = ()) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(run("import", str(put(*events, head=head)), "--json", *options).stdout)
        return told

    return bring


def did(told: dict[str, Any]) -> dict[str, int]:
    return {name: told[name] for name in DID if told[name]}


def engagements(context: PluginContext) -> list[Any]:
    return [one.kept.record for one in context.ask.page("engagement", withdrawn=True).rows]


def test_a_second_file_of_the_same_says_nothing_new(bring: Bring, context: PluginContext) -> None:
    events = [lines("a@x"), lines("b@x", DTSTART="20300705T190000", LOCATION="Hall\\, 3")]
    assert did(bring(*events)) == {"created": 2}
    before = engagements(context)
    assert did(bring(*events, head=["PRODID:another"])) == {"unchanged": 2}
    assert bring(*events, head=["PRODID:another"])["earlier_batch"]
    assert engagements(context) == before


def test_what_changed_is_changed_and_what_is_older_is_left(bring: Bring, context: PluginContext) -> None:
    bring(lines("a@x", 2, "20300201T000000Z"))
    assert did(bring(lines("a@x", 1, "20300301T000000Z", SUMMARY="Old"))) == {"older": 1}
    assert did(bring(lines("a@x", 2, "20300131T000000Z", SUMMARY="Old"))) == {"older": 1}
    assert did(bring(lines("a@x", 2, "20300202T000000Z", SUMMARY="New", DTSTART="20300706T190000Z"))) == {"updated": 1}
    (only,) = engagements(context)
    assert (only.title, only.starts_on, only.starts_at) == ("New", date(2030, 7, 6), time(19))


def test_a_dry_run_says_what_the_real_run_does(put: Put, run: Run, context: PluginContext) -> None:
    file = str(put(lines("a@x"), ["UID:broken"]))
    planned = run("import", file, "--dry-run")
    assert engagements(context) == []
    done = run("import", file)
    assert planned.stdout == done.stdout
    assert "created       2030-07-04  Dinner" in done.stdout
    assert "quarantined   line 10: The entry does not say" in done.stdout


def test_an_import_is_taken_back_whole_and_comes_again(bring: Bring, context: PluginContext) -> None:
    first = bring(lines("a@x"), lines("b@x"))
    second = bring(lines("a@x", 2, SUMMARY="Lunch"))
    context.do.undo_batch(second["batch"])
    assert [one.title for one in engagements(context)] == ["Dinner", "Dinner"]
    third = bring(lines("a@x", 2, SUMMARY="Lunch"), head=["PRODID:again"])
    assert did(third) == {"updated": 1}
    context.do.undo_batch(third["batch"])
    context.do.undo_batch(first["batch"])
    assert engagements(context) == []
    assert did(bring(lines("a@x"), lines("b@x"), head=["PRODID:again"])) == {"created": 2}


def test_what_was_edited_here_waits(bring: Bring, context: PluginContext) -> None:
    row = bring(lines("a@x"))["entries"][0]["row"]
    context.do.correct("engagement", row, {"title": "Banquet", "place": "Hall"})
    told = bring(lines("a@x", 2, SUMMARY="Supper"))
    assert did(told) == {"conflict": 1}
    assert context.ask.one("engagement", row).value("title") == "Banquet"
    assert did(bring(lines("a@x", 3, DESCRIPTION="Bring the flag"))) == {"conflict": 1}


def test_one_that_a_sync_took_in_does_not_come_twice(bring: Bring, folder: Path, put: Put, run: Run,
                                                       context: PluginContext) -> None:  # fmt: skip
    (folder / "a.ics").write_bytes(put(lines("a@x")).read_bytes())
    run("sync", "shared")
    told = bring(lines("a@x", 2, LOCATION="Hall"))
    assert did(told) == {"updated": 1}
    assert [(one.uid, one.place) for one in engagements(context)] == [("a@x", "Hall")]
    run("sync", "shared")
    assert b"LOCATION:Hall" in (folder / "a.ics").read_bytes()


def test_one_that_is_over_becomes_an_interaction_with_its_guests(bring: Bring, context: PluginContext) -> None:
    context.do.add(Person(name="Aiko Mori", side=context.ask.found("city", "Nagoya")))
    guest: dict[str, Any] = {"ATTENDEE;CN=Aiko Mori": "mailto:aiko@nagoya.example"}
    bring(lines("a@x", DTSTART="20300601T090000Z", **guest), lines("b@x", DTSTART="20300601T120000Z"))
    held, unknown = sorted(engagements(context), key=lambda one: one.uid)
    assert (held.state, unknown.state, unknown.side) == ("held", "confirmed", None)
    whole = context.ask.whole("interaction", str(held.interaction))
    assert [one.referred["person"] for one in whole.parts["participant"]] == ["Aiko Mori"]


def test_what_was_ahead_and_is_over_is_held_though_the_file_is_the_same(
    bring: Bring, context: PluginContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = lines("a@x", DTSTART="20300630T090000Z")
    assert did(bring(event, options=["--with", "Nagoya"])) == {"created": 1}
    object.__setattr__(context, "clock", PinnedClock(date(2030, 7, 2)))
    assert did(bring(event, options=["--with", "Nagoya"])) == {"updated": 1}
    (only,) = engagements(context)
    assert only.state == "held"


def test_windows_zones_floating_hours_and_google_zones(bring: Bring, context: PluginContext) -> None:
    told = bring(
        [*lines("w@x")[:4], 'DTSTART;TZID="W. Europe Standard Time":20300704T100000'],
        lines("f@x", DTSTART="20300704T100000"), lines("g@x", DTSTART="20300704T100000Z"),
        [*lines("q@x")[:4], "DTSTART;TZID=Nobody's:20300704T100000"], head=["X-WR-TIMEZONE:Asia/Tokyo"],
    )  # fmt: skip
    assert (did(told), told["floating_lines"]) == ({"created": 3, "quarantined": 1}, [11])
    assert {one.uid: (one.time_zone, one.starts_at) for one in engagements(context)} == {
        "w@x": ("Europe/Berlin", time(10)), "f@x": (None, time(10)), "g@x": ("Asia/Tokyo", time(19)),
    }  # fmt: skip
    assert told["quarantined_entries"][0]["where"] == "line 25"
    assert told["quarantined_entries"][0]["raw"]["UID"] == "q@x"


def test_each_meeting_of_a_series_is_one_and_one_that_stands_alone_is_another(
    bring: Bring, context: PluginContext
) -> None:
    series = lines("s@x", RRULE="FREQ=WEEKLY;COUNT=3")
    assert did(bring(series)) == {"created": 3}
    alone = lines("s@x", 2, DTSTART="20300712T190000Z", **INSTANCE)
    assert did(bring(alone)) == {"updated": 1}
    assert sorted(one.starts_on.day for one in engagements(context)) == [4, 12, 18]
    assert did(bring(lines("s@x", 1, **INSTANCE))) == {"older": 1}


def test_uids_that_change_know_nothing_again_unless_that_is_said(bring: Bring, context: PluginContext) -> None:
    bring(lines("1@x"), options=["--uids-change"])
    assert did(bring(lines("2@x"), options=["--uids-change"])) == {"unchanged": 1}
    assert len(engagements(context)) == 1


def test_a_file_that_is_not_utf_8_is_read_and_said(put: Put, run: Run, context: PluginContext) -> None:
    done = run("import", str(put(lines("a@x", SUMMARY="Zürich"), encoding="cp1252")))
    assert "is not UTF-8; what is not was read as Windows-1252." in done.stderr
    for number, encoding in enumerate(("utf-8-sig", "utf-16")):
        done = run("import", str(put(lines(f"{number}@x", SUMMARY="Zürich"), encoding=encoding)))
        assert "Windows-1252" not in done.stderr
    assert [one.title for one in engagements(context)] == ["Zürich"] * 3


def test_an_invitation_in_utf_16_is_one_too(put: Put, run: Run) -> None:
    file = put(lines("a@x"), head=["METHOD:REQUEST"], encoding="utf-16")
    assert isinstance(run("import", str(file), ends=1).exception, Refused)


@pytest.mark.parametrize("method", ["REQUEST", "reply", "CANCEL", "COUNTER"])
def test_an_invitation_is_no_calendar(put: Put, run: Run, context: PluginContext, method: str) -> None:
    file = put(lines("a@x"), head=[f"METHOD:{method}"])
    refused = run("import", str(file), ends=1).exception
    assert isinstance(refused, Refused)
    assert "calendar received" in str(refused)
    assert engagements(context) == []
