"""Syncing with a real office and a real folder: nothing lost, nothing doubled, nothing deleted without consent."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, time
from pathlib import Path
from typing import Any, cast

import pytest
import sqlalchemy

from trustcrm.plugin import Conflict, Engagement, PluginContext, Refused
from trustcrm_calendar.agreed import LastAgreed
from trustcrm_calendar.collided import collisions
from trustcrm_calendar.lines import calendar_in, escaped, parse, written
from trustcrm_calendar.sync import Sync, TooManyDeletions, alone

Add = Callable[..., int]
Run = Callable[..., Any]

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//there//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20300601T000000Z
DTSTART;VALUE=DATE:203007{day:02}
SUMMARY:{title}
{more}END:VEVENT
END:VCALENDAR
"""


def there(uid: str = "theirs@x", day: int = 9, title: str = "From there", more: str = "") -> bytes:
    """Return an event as some program wrote it."""
    return EVENT.format(uid=uid, day=day, title=title, more=more).encode()


def edit(file: Path, **told: str | None) -> None:
    """Change properties of the event in a file as another program would."""
    tree = parse(file.read_bytes())
    calendar = calendar_in(tree)
    (event,) = calendar.components("VEVENT")
    changed = event
    for name, value in told.items():
        lines = [] if value is None else [written(name, escaped(value))]
        changed = changed.with_lines([name], lines)
    whole = calendar.with_parts(changed if part is event else part for part in calendar.parts)
    file.write_bytes(tree.with_parts(whole if part is calendar else part for part in tree.parts).octets())


def engagements(context: PluginContext) -> dict[int, Engagement]:
    return {one.kept.id: cast("Engagement", one.kept.record) for one in context.ask.page("engagement").rows}


def only(folder: Path) -> Path:
    (file,) = folder.glob("*.ics")
    return file


def did(run: Run, *words: str, ends: int = 0) -> dict[str, str]:
    """Sync, and return what was done by title."""
    done = run("sync", "shared", "--json", *words, ends=ends)
    return {one["title"]: one["did"] for one in json.loads(done.stdout)}


def test_what_is_ahead_is_put_there_once(folder: Path, add: Add, run: Run) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4))
    add(title="Over", starts_on=date(2030, 6, 1))
    add(title="Quiet", starts_on=date(2030, 7, 5), confidentiality="restricted")
    assert did(run) == {"Visit": "create there"}
    before = {file: file.read_bytes() for file in folder.glob("*.ics")}
    assert did(run) == {}
    assert {file: file.read_bytes() for file in folder.glob("*.ics")} == before
    assert b"SUMMARY:Visit" in only(folder).read_bytes()


def test_a_dry_run_says_what_the_real_run_does_and_does_nothing(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4))
    (folder / "theirs.ics").write_bytes(there())
    would = did(run, "--dry-run")
    assert ([*folder.glob("*.ics")], len(engagements(context))) == ([folder / "theirs.ics"], 1)
    assert LastAgreed(context.tables, "shared").everything() == {}
    assert would == did(run) == {"From there": "take in", "Visit": "create there"}


def test_an_event_of_the_calendar_becomes_an_engagement_and_keeps_its_octets(
    folder: Path, run: Run, context: PluginContext
) -> None:
    octets = there(more='LOCATION:There\nX-UNKNOWN;P="a:b":kept\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\n')
    (folder / "theirs.ics").write_bytes(octets)
    assert did(run) == {"From there": "take in"}
    (kept,) = engagements(context).values()
    assert (kept.title, kept.starts_on, kept.place, kept.uid) == ("From there", date(2030, 7, 9), "There", "theirs@x")
    assert did(run) == {}
    assert only(folder).read_bytes() == octets


def test_what_was_taken_in_and_undone_does_not_come_back_until_it_changes(
    folder: Path, run: Run, context: PluginContext
) -> None:
    (folder / "theirs.ics").write_bytes(there())
    did(run)
    context.do.undo()
    assert engagements(context) == {}
    for _ in range(2):
        assert did(run) == {"From there": "left"}
    edit(only(folder), SUMMARY="Now with the mayor")
    assert did(run) == {"Now with the mayor": "take in"}


def test_what_two_machines_find_new_at_once_is_taken_in_once(folder: Path, context: PluginContext) -> None:
    """The lock of a machine keeps no other machine's run away."""
    for day in range(4, 7):
        (folder / f"{day}.ics").write_bytes(there(uid=f"{day}@x", day=day))
    with closing(Sync(context, "shared")) as one, closing(Sync(context, "shared")) as other:
        found = one.acts(), other.acts()
        assert [done.why_not for done in one.carry_out(found[0][:2])] == ["", ""]
        late = list(other.carry_out(found[1]))
        assert [bool(done.why_not) for done in late] == [True, True, False]
        assert [act.kind for act in other.acts(only={done.act.uid for done in late if done.why_not})] == []
    assert len(engagements(context)) == 3


def test_events_that_are_taken_in_together_stand_each_for_itself(
    folder: Path, run: Run, context: PluginContext
) -> None:
    long = "Far too long " * 50
    for day, title in enumerate(("First", long, "Second", "Third"), 4):
        (folder / f"{day}.ics").write_bytes(there(uid=f"{day}@x", day=day, title=title))
    told = run("sync", "shared", ends=1).stdout
    assert ("taken in" in told, "not done" in told) == (True, True), told
    assert {one.title for one in engagements(context).values()} == {"First", "Second", "Third"}
    second = next(row for row, one in engagements(context).items() if one.title == "Second")
    context.do.undo(context.ask.history_of(f"engagement {second}")[0][0].change.id)
    assert {one.title for one in engagements(context).values()} == {"First", "Third"}
    edit(folder / "5.ics", SUMMARY="Short")
    assert did(run) == {"Short": "take in", "Second": "left"}
    assert did(run) == {"Second": "left"}


def test_a_calling_off_that_is_undone_puts_the_event_back(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    add(title="Another", starts_on=date(2030, 7, 5))
    did(run)
    next(file for file in folder.glob("*.ics") if b"SUMMARY:Visit" in file.read_bytes()).unlink()
    did(run)
    did(run)
    assert engagements(context)[row].state == "cancelled"
    context.do.undo()
    assert did(run) == {"Visit": "create there"}
    assert engagements(context)[row].state == "planned"


def test_what_one_side_changed_the_other_takes(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4), starts_at=time(9), ends_at=time(10), time_zone="Asia/Tokyo")
    did(run)
    edit(only(folder), LOCATION="Room 4", **{"X-THEIRS": "kept"})
    context.do.correct("engagement", row, {"title": "Visit of the council"})
    assert did(run) == {"Visit of the council": "change both"}
    assert engagements(context)[row].place == "Room 4"
    octets = only(folder).read_bytes()
    assert all(word in octets for word in (b"SUMMARY:Visit of the council", b"LOCATION:Room 4", b"X-THEIRS:kept"))
    assert did(run) == {}


def test_only_the_changed_lines_are_written_there(folder: Path, run: Run, context: PluginContext) -> None:
    (folder / "theirs.ics").write_bytes(there(more="X-B:2\nx-a:1\nDESCRIPTION:folded\n  here\n"))
    did(run)
    (row,) = engagements(context)
    context.do.correct("engagement", row, {"place": "Here"})
    before = only(folder).read_bytes().splitlines()
    assert did(run) == {"From there": "change there"}
    after = only(folder).read_bytes().splitlines()
    assert [line for line in after if not line.startswith((b"DTSTAMP", b"LAST-MODIFIED", b"LOCATION"))] == [
        line for line in before if not line.startswith(b"DTSTAMP")
    ]


def test_a_moved_meeting_moves_on_both_sides(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4), starts_at=time(9), ends_at=time(10), time_zone="Asia/Tokyo")
    did(run)
    file = only(folder)
    file.write_bytes(
        file.read_bytes().replace(b"20300704T090000", b"20300705T110000").replace(b"20300704T1", b"20300705T12")
    )
    file.write_bytes(file.read_bytes().replace(b"20300705T120000", b"20300705T123000"))
    did(run)
    kept = engagements(context)[row]
    assert (kept.starts_on, kept.starts_at, kept.time_zone) == (date(2030, 7, 5), time(11), "Asia/Tokyo")
    context.do.correct("engagement", row, {"starts_on": date(2030, 7, 6)})
    did(run)
    octets = only(folder).read_bytes()
    assert b"DTSTART;TZID=Asia/Tokyo:20300706T110000" in octets
    assert b"SEQUENCE:1" in octets
    assert did(run) == {}


def test_where_both_changed_the_same_ours_stands_and_theirs_is_told(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    edit(only(folder), SUMMARY="Theirs", LOCATION="There")
    context.do.correct("engagement", row, {"title": "Ours"})
    did(run)
    kept = engagements(context)[row]
    assert (kept.title, kept.place) == ("Ours", "There")
    (told,) = collisions(context.tables)
    assert (told.base, told.ours, told.theirs, told.kept) == ("SUMMARY:Visit", "SUMMARY:Ours", "SUMMARY:Theirs", "ours")
    shown = run("conflicts").stdout
    assert "theirs  Theirs" in shown
    assert json.loads(run("conflicts", "--json").stdout)[0]["row"] == row
    assert did(run) == {}


def test_what_is_cancelled_is_kept_there_as_cancelled(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    context.do.cancel(row)
    did(run)
    assert b"STATUS:CANCELLED" in only(folder).read_bytes()
    edit(only(folder), STATUS="CONFIRMED")
    did(run)
    assert engagements(context)[row].state == "confirmed"


def test_what_is_missing_there_twice_is_called_off_here(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    rows = [add(title=f"Visit {day}", starts_on=date(2030, 7, day)) for day in (4, 5)]
    did(run)
    gone = next(file for file in folder.glob("*.ics") if b"Visit 4" in file.read_bytes())
    octets = gone.read_bytes()
    gone.unlink()
    assert did(run) == {"Visit 4": "missed"}
    assert engagements(context)[rows[0]].state == "planned"
    gone.write_bytes(octets)
    assert did(run) == {}
    gone.unlink()
    assert did(run) == {"Visit 4": "missed"}
    assert did(run) == {"Visit 4": "call off here"}
    assert {row: one.state for row, one in engagements(context).items()} == {rows[0]: "cancelled", rows[1]: "planned"}
    assert did(run) == {}


def test_an_edit_here_wins_over_a_removal_there(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    add(title="Another", starts_on=date(2030, 7, 5))
    did(run)
    next(file for file in folder.glob("*.ics") if b"SUMMARY:Visit" in file.read_bytes()).unlink()
    did(run)
    context.do.correct("engagement", row, {"place": "Here"})
    assert did(run) == {"Visit": "create there"}
    assert len([*folder.glob("*.ics")]) == 2
    assert [one.row for one in collisions(context.tables)] == [row]


def test_what_is_withdrawn_here_is_removed_there(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    add(title="Another", starts_on=date(2030, 7, 5))
    did(run)
    context.do.withdraw("engagement", row)
    assert isinstance(run("sync", "shared", "--deletions", "0", ends=1).exception, TooManyDeletions)
    assert did(run) == {"Visit": "remove there"}
    assert b"SUMMARY:Another" in only(folder).read_bytes()


def test_what_becomes_restricted_leaves_the_calendar(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    context.do.correct("engagement", row, {"confidentiality": "restricted"})
    assert did(run) == {"Visit": "remove there"}
    assert [*folder.glob("*.ics")] == []


def test_an_edit_there_wins_over_a_withdrawal_here_and_nothing_comes_back(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    edit(only(folder), LOCATION="There")
    context.do.withdraw("engagement", row)
    for _ in range(3):
        assert did(run) == {"Visit": "left"}
    assert (engagements(context), b"LOCATION:There" in only(folder).read_bytes()) == ({}, True)


@pytest.mark.parametrize(("count", "gone"), [(3, 3), (20, 6), (80, 9)])
def test_many_deletions_need_consent(
    folder: Path, add: Add, run: Run, context: PluginContext, count: int, gone: int
) -> None:
    for number in range(count):
        add(title=f"Visit {number}", starts_on=date(2030, 7, 4))
    did(run)
    for file in sorted(folder.glob("*.ics"))[:gone]:
        file.unlink()
    assert Counter(did(run).values()) == {"missed": gone}
    done = run("sync", "shared", ends=1)
    assert isinstance(done.exception, TooManyDeletions)
    assert f"would delete {gone} of {count} entries" in str(done.exception)
    assert ("lists nothing at all" in str(done.exception)) is (gone == count)
    assert {one.state for one in engagements(context).values()} == {"planned"}
    run("sync", "shared", "--deletions", str(gone + 1), ends=1)
    assert Counter(did(run, "--deletions", str(gone)).values()) == {"call off here": gone}


def test_a_folder_that_is_not_there_is_no_empty_calendar(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    folder.rename(folder.with_name("unmounted"))
    for _ in range(3):
        assert "There is no folder" in str(run("sync", "shared", ends=1).exception)
    folder.with_name("unmounted").rename(folder)
    assert did(run) == {}
    assert [one.state for one in engagements(context).values()] == ["planned"]


def test_the_status_counts_what_was_agreed_on_is_missing_and_collided(
    folder: Path, add: Add, run: Run, context: PluginContext
) -> None:
    rows = [add(title=f"Visit {day}", starts_on=date(2030, 7, day)) for day in (4, 5, 6)]
    did(run)
    files = {_said(file)["SUMMARY"]: file for file in folder.glob("*.ics")}
    files["Visit 4"].unlink()
    edit(files["Visit 5"], SUMMARY="Theirs")
    context.do.correct("engagement", rows[1], {"title": "Ours"})
    did(run)
    told = {"calendar": "shared", "backend": "vdir", "agreed": 3, "missing": 1, "conflicts": 1, "dates": 0}
    told |= {"last_run": context.clock.now().isoformat(), "last_run_by": context.do.login, "fault": "", "to_dos": None}
    told |= {"configured": True}
    assert json.loads(run("status", "--json").stdout) == [told]
    said = f"3 agreed on, 1 missing there, 1 changed on both sides; last run 2030-06-30 12:00 by {context.do.login}"
    assert run("status").stdout == f"{'shared':<20}  vdir: {said}\n"


def test_two_empty_sides_are_no_error(run: Run) -> None:
    assert did(run) == {}


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (there(more="RRULE:FREQ=HOURLY\n"), "It repeats by the hour"),
        (there(more="CLASS:PRIVATE\n"), "marked as private"),
        (there().replace(b"203007", b"202907"), "over or called off"),
        (there().replace(b"DTSTART;VALUE=DATE:20300709\n", b""), "does not say when"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "cut short"),
        (there().replace(b"UID:theirs@x\n", b""), "not one UID"),
        (there().replace(b"VEVENT", b"VTODO"), "not one single event"),
        (b"\xff\xfe\x00nonsense", "One calendar was expected"),
    ],
)
def test_what_cannot_be_taken_is_left_and_said(
    folder: Path, run: Run, context: PluginContext, octets: bytes, why: str
) -> None:
    (folder / "odd.ics").write_bytes(octets)
    for _ in range(3):
        (one,) = json.loads(run("sync", "shared", "--json").stdout)
        assert (one["did"], why in one["why"]) == ("left", True), one
    assert (engagements(context), only(folder).read_bytes()) == ({}, octets)


@pytest.mark.parametrize("damage", [lambda told: told[:60], lambda told: told.replace(b"UID:", b"UID:other")])
def test_what_can_no_longer_be_read_is_not_taken_for_gone(
    folder: Path, add: Add, run: Run, context: PluginContext, damage: Callable[[bytes], bytes]
) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    whole = only(folder).read_bytes()
    only(folder).write_bytes(damage(whole))
    for _ in range(3):
        assert set(did(run).values()) == {"left"}
    assert [one.state for one in engagements(context).values()] == ["planned"]
    only(folder).write_bytes(whole)
    assert did(run) == {}


def test_meetings_of_a_series_that_is_there_are_not_put_beside_it(folder: Path, add: Add, run: Run) -> None:
    (folder / "series.ics").write_bytes(there(uid="series@x", title="Weekly", more="RRULE:FREQ=WEEKLY;COUNT=2\n"))
    for day in (9, 16):
        add(title=f"Weekly {day}", starts_on=date(2030, 7, day), uid="series@x")
    assert did(run) == {"Weekly": "left", "Weekly 9": "left", "Weekly 16": "left"}
    assert only(folder).name == "series.ics"


def test_what_is_there_under_its_uid_keeps_it_whoever_else_comes_to_share_it(folder: Path, add: Add, run: Run) -> None:
    (folder / "theirs.ics").write_bytes(there())
    did(run)
    add(title="Another of that UID", starts_on=date(2030, 7, 16), uid="theirs@x")
    octets = only(folder).read_bytes()
    assert did(run) == {"Another of that UID": "left"}
    assert only(folder).read_bytes() == octets


def test_two_files_of_one_uid_are_told_and_make_no_second_engagement(
    folder: Path, run: Run, context: PluginContext
) -> None:
    (folder / "b.ics").write_bytes(there())
    did(run)
    (folder / "a.ics").write_bytes(there(title="Copy"))
    (one,) = json.loads(run("sync", "shared", "--json").stdout)
    assert (one["did"], one["title"], "one of both must go" in one["why"]) == ("left", "a.ics", True)
    assert [one.title for one in engagements(context).values()] == ["From there"]


def test_a_file_that_was_renamed_is_the_same_event(folder: Path, add: Add, run: Run, context: PluginContext) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    only(folder).rename(folder / "renamed.ics")
    assert did(run) == {}
    context.do.correct("engagement", row, {"place": "Here"})
    assert did(run) == {"Visit": "change there"}
    assert b"LOCATION:Here" in only(folder).read_bytes()


def test_what_was_erased_here_is_erased_there_and_does_not_come_back(
    folder: Path, run: Run, context: PluginContext
) -> None:
    (folder / "theirs.ics").write_bytes(there(title="Tea with Aiko Mori", more="X-KEPT:yes\n"))
    did(run)
    (row,) = engagements(context)
    context.do.correct("engagement", row, {"title": "Tea with [erased]"})
    with context.tables.writing() as tables:
        table = sqlalchemy.table("plugin_calendar_agreed", sqlalchemy.column("ics"))
        (ics,) = tables.execute(sqlalchemy.select(table.c.ics)).scalars()
        tables.execute(sqlalchemy.update(table).values(ics=ics.replace(b"Aiko Mori", b"[erased]")))
    assert did(run) == {"Tea with [erased]": "change there"}
    assert b"Mori" not in only(folder).read_bytes()
    assert b"X-KEPT:yes" in only(folder).read_bytes()
    assert engagements(context)[row].title == "Tea with [erased]"
    assert (did(run), collisions(context.tables)) == ({}, [])


def test_one_sync_at_a_time(context: PluginContext, run: Run) -> None:
    with alone(context, "shared"):
        assert "Another sync of shared is at work" in str(run("sync", "shared", ends=1).exception)
    with alone(context, "another"):
        assert did(run) == {}


def test_a_change_made_while_it_runs_is_met_again_at_once(
    folder: Path, add: Add, run: Run, context: PluginContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4))
    did(run)
    context.do.correct("engagement", row, {"place": "Here"})
    whole = Sync.acts

    def acts_and_an_edit(self: Sync, only_these: Any = None) -> Any:
        found = whole(self, only_these)
        if only_these is None:
            edit(only(folder), DESCRIPTION="Written meanwhile")
        return found

    monkeypatch.setattr(Sync, "acts", lambda self, only=None: acts_and_an_edit(self, only))
    assert did(run) == {"Visit": "change both"}
    assert (engagements(context)[row].words, engagements(context)[row].place) == ("Written meanwhile", "Here")


def test_khal_reads_and_edits_what_was_put_there(
    folder: Path, add: Add, run: Run, context: PluginContext, khal: Callable[..., str]
) -> None:
    add(title="Visit", starts_on=date(2030, 7, 4), starts_at=time(9), ends_at=time(10), time_zone="Asia/Tokyo")
    did(run)
    assert khal("list", "--format", "{title} {start-long}", "2030-07-01", "2030-07-31").splitlines()[-1] == (
        "Visit 2030-07-04 00:00"
    )
    khal("new", "2030-07-20", "14:00", "15:30", "Made in khal")
    assert did(run) == {"Made in khal": "take in"}
    made = next(one for one in engagements(context).values() if one.title == "Made in khal")
    assert (made.starts_on, made.starts_at, made.ends_at) == (date(2030, 7, 20), time(14), time(15, 30))
    assert did(run) == {}


class Crash(BaseException):
    """The machine stops."""


class Crashing:
    """Passes every call on, and stops the machine before or after one of them."""

    def __init__(self, told: Any, count: Iterator[int], at: int, names: tuple[str, ...]) -> None:
        self._told, self._count, self._at, self._names = told, count, at, names

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._told, name)
        if name not in self._names:
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            if next(self._count) == self._at:
                raise Crash
            done = found(*args, **kwargs)
            if next(self._count) == self._at:
                raise Crash
            return done

        return call


def sync_until_it_crashes(context: PluginContext, at: int) -> bool:
    """Sync, and stop at one of the calls that write, before it or after; return whether it came so far."""
    count = iter(range(10**9))
    with closing(Sync(context, "shared")) as run:
        crashing: Any = run
        crashing._backend = Crashing(run._backend, count, at, ("create", "replace", "remove"))
        crashing._agreed = Crashing(run._agreed, count, at, ("keep", "forget"))
        crashing._note = Crashing(run, count, at, ("_note",))._note
        crashing._do = Crashing(run._do, count, at, ("correct", "cancel"))
        crashing._taken = Crashing(run._taken, count, at, ("note",))
        crashing._take_in = Crashing(run, count, at, ("_take_in",))._take_in
        try:
            list(run.carry_out(run.acts()))
        except Crash:
            return True
    return False


def sync_whole(context: PluginContext) -> None:
    for _ in range(2):
        with closing(Sync(context, "shared")) as run:
            done = list(run.carry_out(run.acts()))
            assert [one.why_not for one in done if one.why_not] == []


@pytest.mark.parametrize("seed", range(6))
def test_crashes_lose_and_double_nothing(folder: Path, add: Add, context: PluginContext, seed: int) -> None:
    chance = random.Random(seed)
    fields = {"title": "SUMMARY", "place": "LOCATION", "words": "DESCRIPTION"}
    model: dict[str, dict[str, str]] = {}
    collided: set[str] = set()
    crashes = 0
    for number in range(12):
        fresh = f"{seed}.{number}"
        if chance.random() < 0.5:
            add(title=f"Ours {fresh}", starts_on=date(2030, 7, 1 + number))
            model[f"Ours {fresh}"] = {}
        if chance.random() < 0.5:
            file = folder / f"{fresh}.ics"
            file.write_bytes(there(uid=f"{fresh}@x", day=1 + number, title=f"Theirs {fresh}"))
            model[f"Theirs {fresh}"] = {}
        crashes += sync_until_it_crashes(context, chance.randrange(0, 14))
        sync_whole(context)
        rows = {one.title: row for row, one in engagements(context).items()}
        files = {_said(file)["SUMMARY"]: file for file in folder.glob("*.ics")}
        assert rows.keys() == files.keys() == model.keys()
        assert len(engagements(context)) == len([*folder.glob("*.ics")]) == len(model)
        for title in chance.sample(sorted(model), min(3, len(model))):
            ours = {name: f"ours {fresh} {name}" for name in ("place", "words") if chance.random() < 0.5}
            theirs = {name: f"theirs {fresh} {name}" for name in ("place", "words") if chance.random() < 0.5}
            if ours:
                context.do.correct("engagement", rows[title], ours)
            if theirs:
                edit(files[title], **{fields[name]: told for name, told in theirs.items()})
            model[title] |= theirs | ours
            collided |= {f"{fields[name]}:{theirs[name]}" for name in ours.keys() & theirs.keys()}
        crashes += sync_until_it_crashes(context, chance.randrange(0, 14))
        sync_whole(context)
        for row, one in engagements(context).items():
            said = _said(files[one.title])
            for name in ("place", "words"):
                wanted = model[one.title].get(name)
                assert (getattr(one, name), said.get(fields[name])) == (wanted, wanted), (row, one.title, name)
        assert {one.theirs for one in collisions(context.tables)} == collided
    assert (len(collided) > 3, crashes > 6) == (True, True), (collided, crashes)
    sync_whole(context)
    assert Sync(context, "shared").acts() == []


def _said(file: Path) -> dict[str, str]:
    (event,) = calendar_in(parse(file.read_bytes())).components("VEVENT")
    return {line.name: event.text(line.name) for line in event.lines()}


def test_the_errors_of_a_sync_end_as_documented() -> None:
    assert issubclass(TooManyDeletions, Refused)
    assert (TooManyDeletions.exit_code, Conflict.exit_code) == (1, 5)
