"""What a plugin's command is given: the office behind core's own commands, opened when it is first asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from tests.plugin_site import Install, install, site

__all__ = ["install", "site"]

Run = Callable[..., Result]

PLUGIN = """
import click

from trustcrm.plugin import City, CommandSpec, Draft, PluginContext, hookimpl, pass_plugin_context


def load():
    @click.group("hall", invoke_without_command=True)
    def hall():
        pass

    @hall.command()
    @click.argument("words")
    @pass_plugin_context
    def log(context: PluginContext, words):
        understood = context.ask.entry(words)
        click.echo("; ".join(context.ask.said_back(understood)))
        logged = context.do.log(understood)
        click.echo(f"change {logged.change}")

    @hall.command()
    @pass_plugin_context
    def ties(context):
        home = context.ask.home()
        click.echo(f"{home.name} {home.country} {home.time_zone} on {context.clock.today()}")
        assert context.ask.found("side", home.name) == context.ask.found("city", f"#{home.side}") == home.side
        for glance in context.ask.overview():
            click.echo(f"{glance.name} {glance.trust:.6f}")

    @hall.command()
    @click.argument("noun")
    @pass_plugin_context
    def walk(context, noun):
        seen, before = [], None
        while True:
            page = context.ask.page(noun, before=before, limit=3)
            seen += [row.kept.id for row in page.rows]
            if not page.more:
                break
            before = seen[-1]
        up, after = [], 0
        while True:
            page = context.ask.page(noun, after=after, limit=3)
            up += [row.kept.id for row in reversed(page.rows)]
            if not page.more:
                break
            after = up[-1]
        down = seen == sorted(set(seen), reverse=True)
        click.echo(f"{len(seen)} {context.ask.count(noun)} {down} {up == seen[::-1]}")

    @hall.command()
    @pass_plugin_context
    def back(context):
        click.echo(f"{len(context.do.undo().reversed)} reversed")

    @hall.command()
    @pass_plugin_context
    def own(context):
        context.keys.put("seen", "yes")
        click.echo(context.office.record(Draft(key="1", record=City(name="Lund", country="SE"))))

    @hall.command()
    @pass_plugin_context
    def closed(context):
        click.echo(context.name)

    return hall


@hookimpl
def register_commands():
    yield CommandSpec(name="hall", summary="Look at the town hall's own things", load=load)
"""


@pytest.fixture
def hall(install: Install, run: Run) -> Run:
    install("hall", PLUGIN)
    for name, country in (("Nagoya", "JP"), ("Milan", "IT"), ("Uppsala", "SE"), ("Porto", "PT")):
        assert run("city", "add", name, "--country", country).exit_code == 0
        assert run("tie", "add", name, "--kind", "sister").exit_code == 0
    return run


def test_a_command_asks_what_core_commands_show(hall: Run, pin_today: date) -> None:
    first, *lines = hall("hall", "ties").stdout.splitlines()
    assert first.endswith(f" on {pin_today}")
    assert lines == [f"{tie['name']} {tie['trust']:.6f}" for tie in json.loads(hall("overview", "--json").stdout)]
    assert len(lines) == 4


def test_pages_walk_through_a_noun_in_windows_and_meet_every_row_once(hall: Run) -> None:
    assert hall("hall", "walk", "city").stdout == "5 5 True True\n"


def test_what_a_person_logs_through_a_plugin_is_theirs_and_undone(hall: Run) -> None:
    assert "Nagoya" in hall("--as", "ana", "hall", "log", "call with Nagoya re harbour lights").stdout
    newest = json.loads(hall("history", "--json").stdout)[0]
    assert (newest["actor"], newest["verb"]) == ("ana", "log")
    assert "reversed" in hall("hall", "back").stdout


def test_what_a_plugin_records_is_in_its_own_name(hall: Run) -> None:
    assert hall("--as", "ana", "hall", "own").stdout.strip().isdigit()
    assert json.loads(hall("history", "--json").stdout)[0]["actor"] == "plugin hall"


def test_a_command_that_asks_nothing_needs_no_office(install: Install, run: Run, tmp_path: Path) -> None:
    install("hall", PLUGIN)
    nowhere = str(tmp_path / "none.db")
    assert run("--db", nowhere, "hall", "closed").stdout == "hall\n"
    assert run("--db", nowhere, "hall", "ties").exit_code == 6
    assert not Path(nowhere).exists()


KEPT_COMMAND = """
import click

from trustcrm.plugin import CommandSpec, hookimpl, pass_plugin_context


@click.command("porch")
@pass_plugin_context
def porch(context):
    click.echo(context.ask.home().name)


@hookimpl
def register_commands():
    yield CommandSpec(name="porch", summary="Say where we are", load=lambda: porch)
"""


def test_a_command_that_a_plugin_makes_once_asks_each_run_s_own_office(
    install: Install, run: Run, tmp_path: Path
) -> None:
    install("porch", KEPT_COMMAND)
    other = str(tmp_path / "other.db")
    assert run("--db", other, "init", "--home", "Uppsala, SE").exit_code == 0
    assert [run(*where, "porch").stdout for where in ((), ("--db", other), ())] == [
        "Los Angeles\n", "Uppsala\n", "Los Angeles\n",
    ]  # fmt: skip
