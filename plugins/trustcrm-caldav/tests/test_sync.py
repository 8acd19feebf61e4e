"""An office and real servers, brought together by `trustcrm calendar sync`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import requests

from trustcrm.plugin import Unreachable

Add = Callable[..., int]

EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//there//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20300601T000000Z\r
DTSTART;VALUE=DATE:20300709\r
SUMMARY:{title}\r
{more}END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture(params=["radicale", "xandikos"])
def on(request: pytest.FixtureRequest, configured: Any, office: Any, make_office: Any) -> Any:
    peer = request.getfixturevalue(request.param)
    url = peer.new()
    configured(url, peer)
    return make_office(office(), url, peer.login)


def test_both_sides_come_together_and_a_second_sync_does_nothing(on: Any) -> None:
    on.add(starts_at=time(9), ends_at=time(10), time_zone="Asia/Tokyo")
    on.put("theirs.ics", EVENT.format(uid="theirs@x", title="From there", more="X-KEPT:yes\r\n").encode())
    assert on.sync() == [("From there", "take in"), ("Visit", "create there")]
    assert sorted(one.title for one in on.engagements().values()) == ["From there", "Visit"]
    before = on.there()
    assert (len(before), on.sync()) == (2, [])
    assert on.there() == before
    assert "X-KEPT:yes" in before["theirs.ics"].decode()


def test_what_both_changed_is_merged_property_by_property(on: Any) -> None:
    row = on.add()
    on.sync()
    ((name, ics),) = on.there().items()
    on.put(name, ics.replace(b"SUMMARY:Visit", b"SUMMARY:Visit of theirs\r\nLOCATION:Room 4"))
    on.context.do.correct("engagement", row, {"title": "Visit of ours", "words": "Sign"})
    assert on.sync() == [("Visit of ours", "change both")]
    kept = on.engagements()[row]
    assert (kept.title, kept.place, kept.words) == ("Visit of ours", "Room 4", "Sign")
    octets = on.there()[name]
    assert all(word in octets for word in (b"SUMMARY:Visit of ours", b"LOCATION:Room 4", b"DESCRIPTION:Sign"))
    (told,) = json.loads(on.run("conflicts", "--json").stdout)
    assert (told["ours"], told["theirs"]) == ("SUMMARY:Visit of ours", "SUMMARY:Visit of theirs")
    assert on.sync() == []
    on.run("settle", str(told["number"]), "--take", "theirs")
    assert on.engagements()[row].title == "Visit of theirs"
    assert b"SUMMARY:Visit of theirs" in on.there()[name]
    assert on.sync() == []
    assert json.loads(on.run("conflicts", "--json").stdout) == []


def test_a_run_is_taken_back_whole_and_the_next_brings_that_there(on: Any) -> None:
    rows = [on.add(title=f"Visit {number}") for number in range(2)]
    on.sync()
    for name, ics in on.there().items():
        on.put(name, ics.replace(b"SUMMARY:Visit", b"SUMMARY:Changed there, visit"))
    on.put("theirs.ics", EVENT.format(uid="theirs@x", title="From there", more="").encode())
    done = on.run("sync", "shared")
    number = int(done.stderr.rpartition("undo ")[2].split("`")[0])
    assert sorted(one.title for one in on.engagements().values())[0].startswith("Changed there")
    on.context.do.undo_batch(number)
    assert {row: one.title for row, one in on.engagements().items()} == {rows[0]: "Visit 0", rows[1]: "Visit 1"}
    told = on.sync()
    assert [did for _, did in told if did != "left"] == ["change there", "change there"]
    assert sorted(ics.count(b"SUMMARY:Visit") for ics in on.there().values()) == [0, 1, 1]


def test_a_removal_there_takes_two_runs_and_many_take_consent(on: Any) -> None:
    for number in range(7):
        on.add(title=f"Visit {number}")
    on.sync()
    for name in on.there():
        requests.delete(f"{on.url}{name}", auth=on.login, timeout=20)
    assert [did for _, did in on.sync()] == ["missed"] * 7
    assert "would delete 7 of 7" in str(on.run("sync", "shared", ends=1).exception)
    assert {one.state for one in on.engagements().values()} == {"planned"}
    assert [did for _, did in on.sync("--deletions", "7")] == ["call off here"] * 7


def test_a_calendar_that_is_gone_is_no_empty_one(on: Any) -> None:
    on.add()
    on.sync()
    requests.delete(on.url, auth=on.login, timeout=20)
    for _ in range(3):
        assert isinstance(on.run("sync", "shared", ends=1).exception, Unreachable)
    assert [one.state for one in on.engagements().values()] == ["planned"]


def test_no_password_stands_anywhere(on: Any, tmp_path: Path) -> None:
    on.add()
    on.sync()
    on.run("status", "--json")
    secret = b"an app password"
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) > 2
    assert [file for file in kept if secret in file.read_bytes()] == []
