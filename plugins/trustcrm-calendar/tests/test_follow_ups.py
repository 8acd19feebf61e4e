"""Follow-ups and to-dos brought together, and engagements that took place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Engagement, FollowUp, InvalidValue, Mention, Person, PluginContext, Refused, Seat
from trustcrm_calendar.received import Came, Received

Run = Callable[..., Any]
Sync = Callable[..., dict[str, str]]


@pytest.fixture
def sync(run: Run) -> Sync:
    """Brings follow-ups and the folder together and returns what was done about each."""

    def sync(*words: str) -> dict[str, str]:
        told = json.loads(run("follow-ups", "shared", "--json", *words).stdout)
        return {one["what"]: one["did"] for one in told}

    return sync


@pytest.fixture
def thanks(context: PluginContext) -> int:
    return context.do.add(FollowUp(what="Thank them", due_on=date(2030, 7, 5))).ids[0]


def only(folder: Path) -> Path:
    (file,) = folder.glob("*.ics")
    return file


def tick(file: Path, at: str = "20300701T013000Z") -> None:
    """Tick a to-do off as programs do: three properties, and when that was."""
    octets = file.read_bytes()
    stamped = b"\r\n".join(
        b"LAST-MODIFIED:" + at.encode() if line.startswith(b"LAST-MODIFIED") else line for line in octets.split(b"\r\n")
    )
    done = f"STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:{at}\r\nX-OWN:kept".encode()
    file.write_bytes(stamped.replace(b"STATUS:NEEDS-ACTION", done))


def record(context: PluginContext, row: int) -> Any:
    return context.ask.one("follow-up", row).kept.record


def test_what_is_ticked_off_there_is_done_here(folder: Path, sync: Sync, thanks: int, context: PluginContext) -> None:
    assert sync("--dry-run") == sync() == {"Thank them": "put there"}
    assert sync() == {}
    tick(only(folder), "20300630T130000Z")
    assert sync() == {"Thank them": "done here"}
    assert record(context, thanks).done_on == date(2030, 6, 30)
    assert sync() == {}
    assert b"X-OWN:kept" in only(folder).read_bytes()


def test_what_is_done_here_is_ticked_off_there_and_nothing_else_is_touched(
    folder: Path, sync: Sync, thanks: int, context: PluginContext
) -> None:
    sync()
    octets = only(folder).read_bytes()
    only(folder).write_bytes(octets.replace(b"END:VTODO", b"X-OWN:kept\r\nPRIORITY:1\r\nEND:VTODO"))
    context.do.done(thanks, date(2030, 6, 29))
    assert sync() == {"Thank them": "changed there"}
    assert sync() == {}
    written = only(folder).read_bytes()
    for line in (b"STATUS:COMPLETED", b"COMPLETED:20300629T120000Z", b"X-OWN:kept", b"PRIORITY:1"):
        assert line in written


def test_whichever_side_wrote_last_stands(folder: Path, sync: Sync, thanks: int, context: PluginContext) -> None:
    sync()
    octets = only(folder).read_bytes()
    late = octets.replace(b"SUMMARY:Thank them", b"SUMMARY:Thank all").replace(b"DUE;VALUE=DATE:20300705",
                                                                              b"DUE;VALUE=DATE:20300709")  # fmt: skip
    only(folder).write_bytes(late)
    assert sync() == {"Thank them": "changed there"}
    only(folder).write_bytes(late.replace(b"LAST-MODIFIED:2", b"LAST-MODIFIED:9"))
    assert sync() == {"Thank them": "changed here"}
    assert (record(context, thanks).what, record(context, thanks).due_on) == ("Thank all", date(2030, 7, 9))
    context.do.undo_batch(1)
    assert record(context, thanks).what == "Thank them"


def test_what_is_not_ours_or_cannot_be_read_is_left(folder: Path, sync: Sync, thanks: int) -> None:
    sync()
    before = only(folder).read_bytes()
    (folder / "other.ics").write_bytes(before.replace(b"UID:", b"UID:other-"))
    (folder / "broken.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n")
    assert sync() == {}
    file = next(file for file in folder.glob("*.ics") if file.read_bytes() == before)
    tick(file)
    file.write_bytes(file.read_bytes().replace(b"COMPLETED:20300701T013000Z", b"COMPLETED:soon"))
    assert sync() == {"Thank them": "left"}
    assert (folder / "other.ics").exists()


def test_what_a_clock_ahead_of_ours_ticked_off_was_done_today(
    folder: Path, sync: Sync, thanks: int, context: PluginContext
) -> None:
    sync()
    tick(only(folder), "20300703T080000Z")
    assert sync() == {"Thank them": "done here"}
    assert record(context, thanks).done_on == date(2030, 6, 30)


def test_what_took_place_becomes_an_interaction_with_who_came(run: Run, context: PluginContext) -> None:
    nagoya = context.ask.found("city", "Nagoya")
    people = [
        context.do.add(Person(name=name, side=nagoya, emails=(f"{name.lower()}@n.example",))).ids[0]
        for name in ("Aiko", "Bo")
    ]
    seats = [Seat(engagement=Mention(noun="engagement", name="@0"), person=person) for person in people]
    row = context.do.add(Engagement(title="Dinner", starts_on=date(2030, 6, 1), side=nagoya, uid="d@x"), *seats).ids[0]
    context.do.add(Engagement(title="Tomorrow", starts_on=date(2030, 7, 1), side=nagoya))
    Received(context.tables).keep(
        Came(method="REPLY", uid="d@x", instance="", address="bo@n.example", partstat="DECLINED", ics=b"", sequence=0,
             stamp="", engagement=row)
    )  # fmt: skip
    assert [one["title"] for one in json.loads(run("held", "--json").stdout)] == ["Dinner"]
    assert run("held", "--all").stdout == "engagement 1 became interaction 1\n"
    whole = context.ask.whole("interaction", "1")
    assert [one.referred["person"] for one in whole.parts["participant"]] == ["Aiko"]
    assert context.ask.one("engagement", row).value("state") == "held"
    assert json.loads(run("held", "--json").stdout) == []
    assert isinstance(run("held", "2", ends=1).exception, Refused | InvalidValue)
    context.do.undo_batch(1)
    assert context.ask.one("engagement", row).value("state") == "planned"
