"""Each screen has a twin on the command line that tells the same facts."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.cli.app import main
from trustcrm.plugin import Interaction, PluginContext, TrustCrmError, fold
from trustcrm_tui.sheets.agenda import Line, Proposed
from trustcrm_tui.sheets.digits import SCREENS
from trustcrm_tui.sheets.sheet import Sheet
from trustcrm_tui.sheets.today import Today
from trustcrm_tui.words import short_name

Told = Any


@pytest.fixture
def told(demo_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Ask a command of this test's office in JSON."""

    def ask(*arguments: str) -> Told:
        capsys.readouterr()
        assert main(["--db", str(demo_path), *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def _rows(show: Any, *keys: str) -> list[Any]:
    found: list[Any] = []

    async def act(seat: Any) -> None:
        await seat.press(*keys)
        found.extend(seat.app.listing.rows.rows)

    show(act)
    return found


def test_today_tells_what_due_tells(show: Any, told: Any) -> None:
    due = [(one["kind"], one["noun"], one["id"], one["on"], one["reason"], one["name"]) for one in told("due")]
    rows = [row.due for row in _rows(show, "1")]
    assert [(one.kind, one.noun, one.id, str(one.on), one.reason, one.name) for one in rows] == due


def test_ties_tell_what_the_overview_tells(show: Any, told: Any) -> None:
    lines = [(one["tie"], one["name"], one["trust"], one["trend"], one["warmth_word"]) for one in told("overview")]
    rows = _rows(show, "2")  # each is sorted by the names that stand there, in short here
    assert sorted((row.tie, row.name, row.trust, row.trend, row.warmth_word) for row in rows) == sorted(lines)
    shown = [fold(short_name(row.name)) for row in rows]
    assert shown == sorted(shown)
    assert shown.index("armenia consulate general") < shown.index("c40 cities")


def test_the_ledger_tells_every_contribution_that_ledger_tells(show: Any, told: Any) -> None:
    lines = {(one["id"], one["state"], one["open"], one["due_on"]) for one in told("ledger")["contributions"]}
    rows = [row.account for row in _rows(show, "3")]
    assert {(one.id, one.state, one.is_open, str(one.due_on) if one.due_on else None) for one in rows} == lines


def test_the_agenda_tells_what_agenda_tells(show: Any, told: Any) -> None:
    lines = [(one["noun"], one["id"], one["on"], one["title"]) for one in told("agenda", "--days", "60")["entries"]]
    rows = [row.entry for row in _rows(show, "4") if isinstance(row, Line)]
    assert [(one.noun, one.id, str(one.on), one.title) for one in rows] == lines


def test_the_foot_of_the_agenda_suggests_what_agenda_suggests(show: Any, told: Any) -> None:
    lines = [(one["tie"], one["on"], one["at"], one["reasons"]) for one in told("agenda", "--suggest")]
    rows = [row.suggestion for row in _rows(show, "4") if isinstance(row, Proposed)]
    assert [(one.tie, one.on and str(one.on), one.at and str(one.at), list(one.reasons)) for one in rows] == lines


def test_a_course_is_what_overview_tells_month_by_month(show: Any, told: Any) -> None:
    lines = {one["tie"]: list(one["trust"].values()) for one in told("overview", "--months", "12")}
    courses: dict[int, list[float | None]] = {}

    async def act(seat: Any) -> None:
        await seat.press("2")
        courses.update((row.tie, list(seat.app.manner.courses.known(row.tie))) for row in seat.app.listing.rows.rows)

    show(act)
    assert courses == lines


def test_closeness_tells_every_tie_with_its_trust(show: Any, told: Any) -> None:
    lines = {(one["tie"], one["kind"], one["trust"]) for one in told("overview", "--sort", "trust")}
    rows = [row.glance for row in _rows(show, "2", "v")]
    assert {(one.tie, one.kind, one.trust) for one in rows} == lines


def test_pacts_tell_every_agreement(show: Any, told: Any) -> None:
    lines = {(one["id"], one["title"]) for one in told("agreement", "list", "--limit", "0")}
    assert {(row.listed.kept.id, row.listed.title) for row in _rows(show, "5")} == lines


def test_why_tells_the_shares_that_explain_tells(show: Any, told: Any) -> None:
    shares = told("explain", "Milan")["our_trust_in_them"]["trust"]["shares"]
    rows = _rows(show, "/", "m", "i", "l", "enter", "y")
    assert sorted((row.share.about, row.share.value) for row in rows) == sorted(
        (one["about"], one["value"]) for one in shares
    )


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.sampled_from(("Milan", "Nagoya", "Lusaka", "Seoul")), st.sampled_from((-1, 0, 1))),
        st.tuples(st.just("undo"), st.just(""), st.just("")),
        st.tuples(st.just("withdraw"), st.sampled_from(("agreement", "tie", "contribution")), st.integers(1, 12)),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds)
def test_whatever_was_done_screens_and_commands_tell_the_same(
    context: PluginContext, told: Any, deeds: list[tuple[str, str, Any]]
) -> None:
    for deed, about, how in deeds:
        with suppress(TrustCrmError):  # nothing is left to take back, or it is gone already
            _do(context, deed, about, how)
    due = [(one["kind"], one["noun"], one["id"], one["reason"]) for one in told("due")]
    assert [(row.due.kind, row.due.noun, row.due.id, row.due.reason) for row in _loaded(Today(), context)] == due
    ties = [(one["tie"], one["trust"], one["warmth_word"]) for one in told("overview")]
    assert sorted((row.tie, row.trust, row.warmth_word) for row in _loaded(SCREENS[2](), context)) == sorted(ties)
    accounts = {(one["id"], one["state"], one["open"]) for one in told("ledger")["contributions"]}
    shown = (row.account for row in _loaded(SCREENS[3](), context))
    assert {(one.id, one.state, one.is_open) for one in shown} == accounts
    pacts = {one["id"] for one in told("agreement", "list", "--limit", "0")}
    assert {row.listed.kept.id for row in _loaded(SCREENS[5](), context)} == pacts


def _do(context: PluginContext, deed: str, about: str, how: Any) -> None:
    if deed == "log":
        them = next(line for line in context.ask.overview() if line.name.startswith(about)).them
        day = context.clock.today()
        context.do.add(Interaction(kind="call", giver=them, receiver=context.ask.home().side, on=day, tone=how))
    elif deed == "undo":
        context.do.undo(None)
    else:
        context.do.withdraw(about, how)


def _loaded(sheet: Sheet, context: PluginContext) -> Any:
    loaded = sheet.load(context)
    return (loaded.fuller(context) if loaded.fuller is not None else loaded).rows.rows  # type: ignore[attr-defined]
