"""Follow-ups, promises and to-dos brought together, and engagements that took place."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import (
    Conflict,
    Contribution,
    Engagement,
    FollowUp,
    InvalidValue,
    Mention,
    Person,
    PluginContext,
    Refused,
    Seat,
    Step,
)
from trustcrm_calendar.received import Came, Received
from trustcrm_calendar.todos import ToDos

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


def test_what_cannot_be_read_is_left(folder: Path, sync: Sync, thanks: int) -> None:
    sync()
    (folder / "broken.ics").write_bytes(b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\n")
    assert sync() == {}
    file = next(file for file in folder.glob("*.ics") if file.name != "broken.ics")
    tick(file)
    file.write_bytes(file.read_bytes().replace(b"COMPLETED:20300701T013000Z", b"COMPLETED:soon"))
    assert sync() == {"Thank them": "left"}


def todo(folder: Path, name: str, *lines: str) -> Path:
    """Put a to-do of others into the folder."""
    told = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VTODO", f"UID:{name}@phone", "DTSTAMP:20300601T080000Z", *lines,
            "END:VTODO", "END:VCALENDAR", ""]  # fmt: skip
    file = folder / f"{name}.ics"
    file.write_bytes("\r\n".join(told).encode())
    return file


def test_a_new_to_do_of_others_becomes_a_follow_up_and_keeps_what_is_its_own(
    folder: Path, sync: Sync, context: PluginContext
) -> None:
    file = todo(folder, "call", "SUMMARY:Call Milan", "DUE;TZID=Asia/Tokyo:20300705T030000", "X-OWN:kept")
    assert sync("--dry-run") == sync() == {"Call Milan": "taken in"}
    (listed,) = context.ask.page("follow-up").rows
    told = listed.kept.record
    assert told == FollowUp(what="Call Milan", due_on=date(2030, 7, 4), uid="call@phone")
    assert sync() == {}
    context.do.done(listed.kept.id, date(2030, 6, 29))
    assert sync() == {"Call Milan": "changed there"}
    written = file.read_bytes()
    for line in (b"STATUS:COMPLETED", b"X-OWN:kept", b"DUE;TZID=Asia/Tokyo:20300705T030000"):
        assert line in written
    assert sync() == {}


def test_what_two_machines_find_new_at_once_is_taken_in_once(folder: Path, context: PluginContext) -> None:
    """The lock of a machine keeps no other machine's run away."""
    todo(folder, "call", "SUMMARY:Call Milan", "DUE:20300705T030000Z")
    backend = context.calendars.open("shared")
    one, other = ToDos(context, "shared", backend), ToDos(context, "shared", backend)
    (early,), (late,) = one.acts(), other.acts()
    one.carry_out(context.do, early)
    with pytest.raises(Conflict, match="not taken in twice"):
        other.carry_out(context.do, late)
    assert len(context.ask.page("follow-up").rows) == 1


def test_what_was_taken_in_and_undone_stays_out_until_it_is_changed_there(
    folder: Path, sync: Sync, context: PluginContext
) -> None:
    file = todo(folder, "call", "SUMMARY:Call Genoa", "DUE;VALUE=DATE:20300705")
    sync()
    file.write_bytes(file.read_bytes().replace(b"Genoa", b"Milan\r\nLAST-MODIFIED:20310101T000000Z"))
    assert sync() == {"Call Genoa": "changed here"}
    context.do.undo_batch(2)
    context.do.undo_batch(1)
    assert sync() == {"Call Milan": "left"}
    assert context.ask.count("follow-up") == 0
    file.write_bytes(file.read_bytes().replace(b"Call Milan", b"Call Rome"))
    assert sync() == {"Call Rome": "taken in"}


def test_a_to_do_that_is_no_follow_up_is_left_with_the_reason_and_a_private_one_is_not_even_named(
    folder: Path, sync: Sync, run: Run, context: PluginContext
) -> None:
    day = "DUE;VALUE=DATE:20300705"
    todo(folder, "some-day", "SUMMARY:Some day")
    todo(folder, "daily", "SUMMARY:Water", day, "RRULE:FREQ=DAILY")
    todo(folder, "own", "SUMMARY:Dentist", day, "CLASS:PRIVATE")
    todo(folder, "done", "SUMMARY:Was done", day, "STATUS:COMPLETED")
    told = {one["what"]: one["why"] for one in json.loads(run("follow-ups", "shared", "--json").stdout)}
    assert told == {
        "Some day": "It names no day by which it is to be done.",
        "a to-do": "It is not one single to-do, which a follow-up is.",
    }
    assert context.ask.count("follow-up") == 0


def test_what_was_withdrawn_here_is_called_off_there_and_is_on_again_when_that_is_undone(
    folder: Path, sync: Sync, thanks: int, context: PluginContext
) -> None:
    sync()
    context.do.withdraw("follow-up", thanks)
    assert sync() == {"Thank them": "called off there"}
    assert b"STATUS:CANCELLED" in only(folder).read_bytes()
    assert sync() == {}
    context.do.undo()
    assert sync() == {"Thank them": "changed there"}
    assert b"STATUS:NEEDS-ACTION" in only(folder).read_bytes()
    only(folder).write_bytes(only(folder).read_bytes().replace(b"NEEDS-ACTION", b"CANCELLED"))
    assert sync() == {"Thank them": "changed there"}


def pledge(context: PluginContext, *, ours: bool = True, confidentiality: str = "internal") -> int:
    """Promise 5,000 masks for 9 July; return the contribution."""
    home, nagoya = context.ask.home().side, context.ask.found("city", "Nagoya")
    giver, receiver = (home, nagoya) if ours else (nagoya, home)
    masks = Contribution(what="masks", giver=giver, receiver=receiver, unit="masks", confidentiality=confidentiality)
    row = context.do.add(masks).ids[0]
    on, due_on = date(2030, 6, 1), date(2030, 7, 9)
    context.do.add_step(Step(contribution=row, state="pledged", on=on, quantity=Decimal(5000), due_on=due_on))
    return row


def received(context: PluginContext, row: int) -> list[tuple[date, Decimal | None]]:
    """Return what was received of a contribution, and when."""
    steps = [one.kept.record for one in context.ask.whole("contribution", str(row)).parts["step"]]
    return [(step.on, step.quantity) for step in steps if isinstance(step, Step) and step.state == "received"]


def test_a_promise_is_a_to_do_and_ticking_it_off_says_that_the_rest_was_received(
    folder: Path, sync: Sync, context: PluginContext
) -> None:
    row = pledge(context)
    assert sync() == {"We owe Nagoya (JP): 5,000 masks": "put there"}
    context.do.add_step(Step(contribution=row, state="received", on=date(2030, 6, 20), quantity=Decimal(2000)))
    assert sync() == {"We owe Nagoya (JP): 5,000 masks (2,000 of 5,000 received)": "changed there"}
    tick(only(folder), "20300629T130000Z")
    assert list(sync().values()) == ["done here"]
    assert received(context, row) == [(date(2030, 6, 20), Decimal(2000)), (date(2030, 6, 29), Decimal(3000))]
    assert sync() == {"We owe Nagoya (JP): 5,000 masks": "changed there"}
    assert sync() == {}


def test_a_promise_that_was_ticked_off_and_undone_is_open_again_there(
    folder: Path, sync: Sync, context: PluginContext
) -> None:
    row = pledge(context, ours=False)
    assert sync() == {"Hoped for from Nagoya (JP): 5,000 masks": "put there"}
    tick(only(folder), "20300629T130000Z")
    assert list(sync().values()) == ["done here"]
    context.do.undo_batch(1)
    assert received(context, row) == []
    assert list(sync().values()) == ["changed there"]
    assert b"STATUS:NEEDS-ACTION" in only(folder).read_bytes()
    assert sync() == {}
    tick(only(folder), "20300630T010000Z")
    assert list(sync().values()) == ["done here"]


def test_a_promise_that_grew_after_it_was_kept_is_open_again_and_nothing_more_was_received(
    folder: Path, sync: Sync, context: PluginContext
) -> None:
    row = pledge(context)
    sync()
    tick(only(folder), "20300629T130000Z")
    context.do.add_step(Step(contribution=row, state="received", on=date(2030, 6, 29), quantity=Decimal(5000)))
    assert sync() == {}
    pledged = context.ask.whole("contribution", str(row)).parts["step"][0].kept.id
    context.do.correct("step", pledged, {"quantity": Decimal(8000)})
    assert list(sync().values()) == ["changed there"]
    assert b"STATUS:NEEDS-ACTION" in only(folder).read_bytes()
    assert received(context, row) == [(date(2030, 6, 29), Decimal(5000))]


def test_of_a_promise_the_office_alone_says_what_and_by_when(folder: Path, sync: Sync, context: PluginContext) -> None:
    row = pledge(context)
    sync()
    octets = only(folder).read_bytes()
    edited = (
        octets.replace(b"20300709", b"20310709")
        .replace(b"5\\,000", b"6\\,000")
        .replace(b"LAST-MODIFIED:2", b"LAST-MODIFIED:9")
    )
    assert (edited.count(b"2031"), b"6\\,000" in edited) == (1, True)
    only(folder).write_bytes(edited)
    assert list(sync().values()) == ["changed there"]
    assert only(folder).read_bytes() == octets
    context.do.add_step(Step(contribution=row, state="lapsed", on=date(2030, 6, 30)))
    assert list(sync().values()) == ["called off there"]
    assert sync() == {}
    pledge(context, confidentiality="restricted")
    assert sync() == {}


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
