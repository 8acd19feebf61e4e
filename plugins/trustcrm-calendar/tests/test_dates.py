"""Dates of agreements in a calendar: shown there, the office's own, and away where somebody took them out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Agreement, PluginContext, Tie

Run = Callable[..., Any]


@pytest.fixture
def shown(tmp_path: Path) -> None:
    (tmp_path / "trustcrm-office").mkdir(exist_ok=True)
    (tmp_path / "shared").mkdir(exist_ok=True)
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{tmp_path / "shared"}"\n'
    settings = '[plugins.calendar]\nagreements = ["shared"]\n'
    (tmp_path / "trustcrm-office" / "trustcrm.toml").write_text(told + settings, "utf-8")


@pytest.fixture
def agreement(folder: Path, shown: None, context: PluginContext) -> int:
    nagoya = context.ask.found("city", "Nagoya")
    tie = context.do.add(Tie(one=context.ask.home().side, other=nagoya, kind="sister", state="active")).ids[0]
    return context.do.add(
        Agreement(title="Memorandum", tie=tie, ends_on=date(2031, 1, 31), notice_on=date(2030, 10, 31))
    ).ids[0]


def did(run: Run, *words: str) -> list[str]:
    return sorted(one["did"] for one in json.loads(run("sync", "shared", "--json", *words).stdout))


def test_a_notice_day_is_a_whole_day_that_takes_up_no_time(
    folder: Path, agreement: int, run: Run, context: PluginContext
) -> None:
    assert did(run) == ["create there", "create there"]
    assert "0 changed on both sides, 2 dates of agreements; last run" in run("status").stdout
    octets = b"".join(sorted(file.read_bytes() for file in folder.glob("*.ics")))
    assert (octets.count(b"TRANSP:TRANSPARENT"), octets.count(b"DTSTART;VALUE=DATE:20301031")) == (2, 1)
    assert did(run) == []
    context.do.correct("agreement", agreement, {"notice_on": date(2030, 11, 30)})
    assert "change there" in did(run)
    assert any(b"DTSTART;VALUE=DATE:20301130" in file.read_bytes() for file in folder.glob("*.ics"))
    assert did(run) == []


def test_what_somebody_adds_there_stays_and_the_date_is_the_offices(
    folder: Path, agreement: int, run: Run, context: PluginContext
) -> None:
    did(run)
    file = next(file for file in folder.glob("*.ics") if b"20301031" in file.read_bytes())
    alarm = b"X-THEIRS:yes\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P7D\r\nEND:VALARM\r\nEND:VEVENT"
    file.write_bytes(file.read_bytes().replace(b"20301031", b"20301015").replace(b"END:VEVENT", alarm))
    assert did(run) == ["change there"]
    octets = file.read_bytes()
    assert all(word in octets for word in (b"TRIGGER:-P7D", b"X-THEIRS:yes", b"DTSTART;VALUE=DATE:20301031"))
    assert did(run) == []


def test_a_date_taken_out_there_stays_away_until_it_is_another(
    folder: Path, agreement: int, run: Run, context: PluginContext
) -> None:
    did(run)
    next(file for file in folder.glob("*.ics") if b"20301031" in file.read_bytes()).unlink()
    assert [did(run) for _ in range(4)] == [["missed"], ["missed"], [], []]
    assert json.loads(run("status", "--json").stdout)[0]["dates"] == 1
    context.do.correct("agreement", agreement, {"notice_on": date(2030, 11, 30)})
    assert "create there" in did(run)
    assert did(run) == []


def test_a_withdrawn_agreement_leaves_the_calendar(
    folder: Path, agreement: int, run: Run, context: PluginContext
) -> None:
    did(run)
    context.do.withdraw("agreement", agreement)
    assert did(run, "--deletions", "2") == ["remove there", "remove there"]
    assert [*folder.glob("*.ics")] == []
    assert did(run) == []
