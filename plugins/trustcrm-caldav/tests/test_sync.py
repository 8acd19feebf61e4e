"""An office and real servers, brought together by `trustcrm calendar sync`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any, cast

import pytest
import requests
from click.testing import CliRunner, Result

from trustcrm.plugin import Engagement, PluginContext, Unreachable

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


class Office:
    """An office whose calendar `shared` is on a server, and another program that writes there."""

    def __init__(self, context: PluginContext, url: str, login: tuple[str, str] | None) -> None:
        self.context, self.url, self.login = context, url, login

    def sync(self, *words: str, ends: int = 0) -> list[tuple[str, str]]:
        """Sync, and return what was done: the title and the deed."""
        done = self.run("sync", "shared", "--json", *words, ends=ends)
        return sorted((one["title"], one["did"]) for one in json.loads(done.stdout)) if not ends else []

    def run(self, *words: str, ends: int = 0) -> Result:
        from trustcrm_calendar.commands import calendar

        done = CliRunner().invoke(calendar, [*words], obj=self.context)
        assert done.exit_code == ends, (done.output, done.exception)
        return done

    def add(self, **told: Any) -> int:
        fields: dict[str, Any] = {"title": "Visit", "starts_on": date(2030, 7, 4)} | told
        return self.context.do.add(Engagement(**fields), again=True).ids[0]

    def engagements(self) -> dict[int, Engagement]:
        rows = self.context.ask.page("engagement").rows
        return {one.kept.id: cast("Engagement", one.kept.record) for one in rows}

    def put(self, name: str, ics: bytes) -> None:
        """Write as another program does that asks nobody."""
        answer = requests.put(f"{self.url}{name}", ics, auth=self.login, timeout=20)
        assert answer.status_code in (200, 201, 204), answer.text

    def there(self) -> dict[str, bytes]:
        """Return what is on the server, by name."""
        body = '<propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        told = requests.request("PROPFIND", self.url, data=body, headers=headers, auth=self.login, timeout=20)
        names = {one.split("<")[0].rpartition("/")[2] for one in told.text.split("href>")[1::2]}
        return {
            name: requests.get(f"{self.url}{name}", auth=self.login, timeout=20).content
            for name in sorted(names) if name.endswith(".ics")
        }  # fmt: skip


@pytest.fixture(params=["radicale", "xandikos"])
def on(request: pytest.FixtureRequest, configured: Any, office: Any) -> Office:
    peer = request.getfixturevalue(request.param)
    url = peer.new()
    configured(url, peer)
    return Office(office(), url, peer.login)


def test_both_sides_come_together_and_a_second_sync_does_nothing(on: Office) -> None:
    on.add(starts_at=time(9), ends_at=time(10), time_zone="Asia/Tokyo")
    on.put("theirs.ics", EVENT.format(uid="theirs@x", title="From there", more="X-KEPT:yes\r\n").encode())
    assert on.sync() == [("From there", "take in"), ("Visit", "create there")]
    assert sorted(one.title for one in on.engagements().values()) == ["From there", "Visit"]
    before = on.there()
    assert (len(before), on.sync()) == (2, [])
    assert on.there() == before
    assert "X-KEPT:yes" in before["theirs.ics"].decode()


def test_what_both_changed_is_merged_property_by_property(on: Office) -> None:
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


def test_a_run_is_taken_back_whole_and_the_next_brings_that_there(on: Office) -> None:
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


def test_a_removal_there_takes_two_runs_and_many_take_consent(on: Office) -> None:
    for number in range(7):
        on.add(title=f"Visit {number}")
    on.sync()
    for name in on.there():
        requests.delete(f"{on.url}{name}", auth=on.login, timeout=20)
    assert [did for _, did in on.sync()] == ["missed"] * 7
    assert "would delete 7 of 7" in str(on.run("sync", "shared", ends=1).exception)
    assert {one.state for one in on.engagements().values()} == {"planned"}
    assert [did for _, did in on.sync("--deletions", "7")] == ["call off here"] * 7


def test_a_calendar_that_is_gone_is_no_empty_one(on: Office) -> None:
    on.add()
    on.sync()
    requests.delete(on.url, auth=on.login, timeout=20)
    for _ in range(3):
        assert isinstance(on.run("sync", "shared", ends=1).exception, Unreachable)
    assert [one.state for one in on.engagements().values()] == ["planned"]


def test_no_password_stands_anywhere(on: Office, tmp_path: Path) -> None:
    on.add()
    on.sync()
    on.run("status", "--json")
    secret = b"an app password"
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) > 2
    assert [file for file in kept if secret in file.read_bytes()] == []
