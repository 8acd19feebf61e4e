"""The screens of the terminal UI: how calendars stand, and what collided, decided about by a key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from trustcrm.plugin import Document, NotFound, PluginContext
from trustcrm_calendar.agreed import LastAgreed
from trustcrm_calendar.canonical import units
from trustcrm_calendar.collided import By, note
from trustcrm_calendar.collision_words import in_words, named
from trustcrm_calendar.commands import calendar
from trustcrm_calendar.lines import calendar_in, parse
from trustcrm_calendar.merge import Collision
from trustcrm_calendar.screens import register_screens
from trustcrm_tui.screens import ScreenRow

CALENDARS, CONFLICTS = register_screens()
Run = Callable[..., Any]


def only(rows: Any) -> ScreenRow:
    (row,) = rows
    assert isinstance(row, ScreenRow)
    return row


def text(document: Document | None) -> str:
    """Return all words of a card."""
    assert document is not None
    return str(document)


@pytest.fixture
def collided(run: Run, folder: Path, context: PluginContext, add: Callable[..., int]) -> int:
    """An engagement of which both sides changed the title otherwise, synced."""
    row = add(title="Visit", starts_on=date(2030, 7, 4), starts_at=time(9))
    run("sync", "shared")
    (file,) = folder.glob("*.ics")
    file.write_bytes(file.read_bytes().replace(b"SUMMARY:Visit", b"SUMMARY:Visit of the mayor"))
    context.do.correct("engagement", row, {"title": "Visit of the council"})
    run("sync", "shared")
    return row


def test_a_calendar_says_when_it_was_last_in_step_and_what_is_wrong(
    run: Run, folder: Path, context: PluginContext, add: Callable[..., int]
) -> None:
    assert only(CALENDARS.load(context)).cells == (
        "shared",
        "never",
        "0 agreed on, 0 missing there, 0 changed on both sides",
    )
    add(starts_on=date(2030, 7, 4))
    run("sync", "shared")
    row = only(CALENDARS.load(context))
    assert row.cells[1].startswith("2030-06-30")
    assert (row.cells[2], row.state) == ("1 agreed on, 0 missing there, 0 changed on both sides", "")
    folder.rename(folder.with_name("elsewhere"))
    run("sync", "shared", ends=1)
    row = only(CALENDARS.load(context))
    assert row.state == "!"
    assert str(folder) in row.cells[2]
    assert CALENDARS.card is not None
    assert row.cells[2] in text(CALENDARS.card(context, row))
    assert row.cells[2] in run("status").stdout


def test_a_calendar_that_the_configuration_names_no_more_is_told_while_anything_of_it_is_left(
    collided: int, folder: Path, context: PluginContext
) -> None:
    left = replace(context, calendars=PluginContext(name="calendar").calendars)
    row = only(CALENDARS.load(left))
    assert row.cells[2] == "1 changed on both sides, not in the configuration, 1 agreed on"
    assert CALENDARS.card is not None
    assert "[calendars.shared] in trustcrm.toml" in text(CALENDARS.card(left, row))
    done = CliRunner().invoke(calendar, ["status"], obj=left)
    assert done.stdout.startswith("shared                the configuration names it no more: 1 agreed on")
    assert CONFLICTS.sides is not None
    said = CONFLICTS.sides.decide(left, only(CONFLICTS.load(left)), "ours")
    assert said == "Ours stands for title of Visit of the council."
    assert list(CONFLICTS.load(left)) == []


def test_what_is_taken_of_a_calendar_that_was_taken_out_stands_here_and_is_sent_once_it_is_there_again(
    collided: int, run: Run, folder: Path, context: PluginContext
) -> None:
    left = replace(context, calendars=PluginContext(name="calendar").calendars)
    assert CONFLICTS.sides is not None
    said = CONFLICTS.sides.decide(left, only(CONFLICTS.load(left)), "theirs")
    assert said == "Theirs stands for title of Visit of the council; sent once shared is synced again."
    assert context.ask.one("engagement", collided).value("title") == "Visit of the mayor"
    for take in ("ours", "theirs"):
        done = CliRunner().invoke(calendar, ["settle", "1", "--take", take], obj=left)
        assert "sent once shared is synced again" in done.stderr
    (file,) = folder.glob("*.ics")
    assert b"SUMMARY:Visit of the council" in file.read_bytes()
    assert list(CONFLICTS.load(left)) == []
    run("sync", "shared")
    assert b"SUMMARY:Visit of the mayor" in file.read_bytes()
    assert context.ask.one("engagement", collided).value("title") == "Visit of the mayor"
    assert list(CONFLICTS.load(context)) == []


def test_what_the_calendar_alone_can_hold_is_not_taken_while_it_is_taken_out(
    run: Run, folder: Path, context: PluginContext, add: Callable[..., int]
) -> None:
    row = add(title="Visit", starts_on=date(2030, 7, 4), starts_at=time(9))
    run("sync", "shared")
    (agreed,) = LastAgreed(context.tables, "shared").everything().values()
    title = next(unit for unit in units(calendar_in(parse(agreed.ics))) if unit.name == "SUMMARY")
    colour = Collision(replace(title, name="COLOR"), "", "COLOR:red", "COLOR:blue", "ours")
    note(context.tables, "shared", agreed.uid, row, [colour], By(), context.clock.now())
    left = replace(context, calendars=PluginContext(name="calendar").calendars)
    assert CONFLICTS.sides is not None
    with pytest.raises(NotFound, match=r"table \[calendars.shared\] into trustcrm.toml again to take theirs"):
        CONFLICTS.sides.decide(left, only(CONFLICTS.load(left)), "theirs")


def test_a_calendar_that_was_taken_out_is_forgotten_and_what_it_brought_stays(
    collided: int, run: Run, context: PluginContext
) -> None:
    assert "take its table [calendars.shared] out" in str(run("forget", "shared", ends=1).exception)
    left = replace(context, calendars=PluginContext(name="calendar").calendars)
    done = CliRunner().invoke(calendar, ["forget", "shared"], obj=left)
    assert done.stderr == (
        "Forgot shared: 1 engagement agreed on. What it brought stays as it is. 1 conflict stays as it stands now; "
        "`trustcrm calendar conflicts --all` tells.\n"
    )
    assert list(CALENDARS.load(left)) == []
    assert context.ask.one("engagement", collided).value("title") == "Visit of the council"
    assert "settled: ours" in run("conflicts", "--all").stdout
    assert isinstance(CliRunner().invoke(calendar, ["forget", "shared"], obj=left).exception, NotFound)
    assert only(CALENDARS.load(context)).cells[1] == "never"
    run("sync", "shared")
    assert context.ask.count("engagement") == 1
    assert "Nothing to do" in run("sync", "shared").stderr


def test_what_collided_is_told_with_all_three_versions_and_who_wrote_them(
    collided: int, context: PluginContext
) -> None:
    row = only(CONFLICTS.load(context))
    assert row.cells == ("Visit of the council", "title", "Visit of the council", "Visit of the mayor")
    assert CONFLICTS.card is not None
    told = text(CONFLICTS.card(context, row))
    for words in ("Before", "'Visit'", "Ours, which stands now", "Theirs", context.do.login):
        assert words in told


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_the_side_that_is_taken_stands_on_both_sides(
    collided: int, run: Run, folder: Path, context: PluginContext, side: Any
) -> None:
    assert CONFLICTS.sides is not None
    said = CONFLICTS.sides.decide(context, only(CONFLICTS.load(context)), side)
    assert said == f"{side.capitalize()} stands for title of Visit of the council."
    title = "Visit of the council" if side == "ours" else "Visit of the mayor"
    assert context.ask.one("engagement", collided).value("title") == title
    assert f"SUMMARY:{title}".encode() in next(folder.glob("*.ics")).read_bytes()
    assert list(CONFLICTS.load(context)) == []
    assert "Nothing to do" in run("sync", "shared").stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("SUMMARY:Mayors\\, ministers\\nand guests", "Mayors, ministers and guests"),
        ("DTSTART;TZID=Asia/Tokyo:20300704T090000\nDTEND;TZID=Asia/Tokyo:20300704T103000",
         "2030-07-04 09:00–10:30 Asia/Tokyo"),
        ("DTSTART:20300704T230000Z\nDTEND:20300705T003000Z", "2030-07-04 23:00 UTC – 2030-07-05 00:30 UTC"),
        ("DTSTART;VALUE=DATE:20300704\nDTEND;VALUE=DATE:20300705", "2030-07-04"),
        ("DTSTART:20300704T090000Z", "2030-07-04 09:00 UTC"),
        ("", "–"),
    ],
)  # fmt: skip
def test_lines_are_told_as_people_write(lines: str, said: str) -> None:
    assert in_words(lines) == said


def test_what_collided_is_named_by_a_word() -> None:
    told = {
        "VEVENT a b SUMMARY": "title",
        "VEVENT a b DTSTART": "when",
        "VEVENT a b": "the whole event",
        "VEVENT a b Asia/Tokyo 20300704T090000 LOCATION": "place on 20300704",
        "VEVENT a b ATTENDEE mailto:x@y": "ATTENDEE mailto:x@y",
    }
    assert {unit: named(unit, "a b") for unit in told} == told
