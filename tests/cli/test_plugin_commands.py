"""What a plugin's command is given: the office behind core's own commands, opened when it is first asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from tests.plugin_site import Install, install, site

__all__ = ["install", "site"]

Run = Callable[..., Result]

PLUGIN = """
from datetime import timedelta

import click

from trustcrm.plugin import City, CommandSpec, Draft, Engagement, PluginContext, hookimpl, pass_plugin_context


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
        "Walk through every record of a noun, three at a time, from the newest to the oldest of all that are kept."
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
    @click.argument("row", type=int)
    @pass_plugin_context
    def later(context, row):
        context.do.snooze("follow-up", row, context.clock.today() + timedelta(days=3), words="no hurry")
        for found in (context.ask.due(), context.ask.due(snoozed=True)):
            click.echo([str(one.snoozed_until) for one in found if one.kind == "follow-up"])

    @hall.command()
    @click.argument("names", nargs=-1)
    @pass_plugin_context
    def sync(context, names):
        run = context.do.batch("the hall's calendar")
        for name in names:
            row = run.add(Engagement(title=name, starts_on=context.clock.today())).ids[0]
            run.correct("engagement", row, {"place": "Room 4"})
            run.correct("engagement", row, {"place": "Room 4"})
            if name == "broken":
                run.cancel(row + 1)
        click.echo(f"batch {run.number}")

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


def test_what_is_put_aside_through_a_plugin_is_put_aside_for_everybody(hall: Run, pin_today: date) -> None:
    assert hall("follow-up", "add", "Write", "--due-on", pin_today.isoformat()).exit_code == 0
    until = (pin_today + timedelta(days=3)).isoformat()
    assert hall("--as", "ana", "hall", "later", "1").stdout.splitlines() == ["[]", f"['{until}']"]
    newest = json.loads(hall("history", "--json").stdout)[0]
    assert (newest["actor"], newest["verb"]) == ("ana", "snooze")


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


def test_deeds_of_one_run_are_one_batch_that_is_taken_back_whole(hall: Run) -> None:
    assert hall("--as", "ana", "hall", "sync", "Open house", "Council").stdout == "batch 1\n"
    (listed,) = json.loads(hall("batches", "list", "--json").stdout)
    assert {name: listed[name] for name in ("id", "source", "importer", "plugin", "actor", "undone")} == {
        "id": 1, "source": "the hall's calendar", "importer": "plugin:hall", "plugin": "hall", "actor": "ana",
        "undone": False,
    }  # fmt: skip
    assert {name: listed[name] for name in ("read", "created", "corrected")} == {
        "read": 4, "created": 2, "corrected": 2,
    }  # fmt: skip
    kept = json.loads(hall("engagement", "list", "--json").stdout)
    assert [(one["title"], one["place"], one["batch_id"]) for one in kept] == [
        ("Council", "Room 4", 1), ("Open house", "Room 4", 1),
    ]  # fmt: skip
    assert hall("batches", "undo", "1").exit_code == 0
    assert json.loads(hall("engagement", "list", "--json").stdout) == []
    assert json.loads(hall("batches", "show", "1", "--json").stdout)["undone"]
    assert hall("batches", "undo", "1").exit_code == 1


def test_each_run_is_a_batch_of_its_own_and_one_that_did_nothing_is_none(hall: Run) -> None:
    assert hall("hall", "sync").stdout == "batch None\n"
    assert json.loads(hall("batches", "list", "--json").stdout) == []
    assert hall("hall", "sync", "Council").stdout == "batch 1\n"
    assert hall("hall", "sync", "Open house").stdout == "batch 2\n"
    assert hall("batches", "undo", "1").exit_code == 0
    assert [one["title"] for one in json.loads(hall("engagement", "list", "--json").stdout)] == ["Open house"]
    assert [one["undone"] for one in json.loads(hall("batches", "list", "--json").stdout)] == [False, True]


def test_a_run_that_breaks_off_leaves_a_batch_of_what_it_did(hall: Run) -> None:
    assert hall("hall", "sync", "Council", "broken", "never reached").exit_code == 3
    (listed,) = json.loads(hall("batches", "list", "--json").stdout)
    assert (listed["read"], listed["created"]) == (4, 2)
    assert hall("batches", "undo", "1").exit_code == 0
    assert json.loads(hall("engagement", "list", "--json").stdout) == []


def test_an_edit_since_survives_the_undoing_of_a_run(hall: Run) -> None:
    hall("hall", "sync", "Council", "Open house")
    assert hall("engagement", "correct", "1", "--title", "City council").exit_code == 0
    told = hall("batches", "undo", "1")
    assert "title was edited since" in told.stdout + told.stderr
    assert [one["title"] for one in json.loads(hall("engagement", "list", "--json").stdout)] == ["City council"]


def test_a_group_tells_what_each_command_does_in_a_whole_sentence(hall: Run) -> None:
    """Click cuts it to one line."""
    told = " ".join(hall("hall", "--help").stdout.split())
    assert (
        "Walk through every record of a noun, three at a time, from the newest to the oldest of all that are kept."
        in told
    )


FURTHER = """
import click

from trustcrm.plugin import City, CommandSpec, PluginContext, hookimpl, pass_plugin_context


def bell():
    @click.command("bell", short_help="Ring it.")
    @click.argument("login")
    @pass_plugin_context
    def bell(context: PluginContext, login):
        deeds = context.do.in_the_name_of(login)
        deeds.check_role()
        before = context.ask.newest_change()
        deeds.add(City(name="Lund", country="SE"))
        newest = context.ask.newest_change()
        told, _ = context.ask.change(newest)
        outer = click.get_current_context().parent.obj
        click.echo(f"{context.name} in {outer.name}: {told.change.actor}, {newest - before}, {context.do.login}")

    return bell


def ties():
    raise AssertionError("a group's own command is not taken over")


@hookimpl
def register_commands():
    yield CommandSpec(name="hall bell", summary="Ring the bell", load=bell)
    yield CommandSpec(name="hall ties", summary="Take a command over", load=ties)
    yield CommandSpec(name="nowhere bell", summary="Belong to no group", load=bell)
"""


@pytest.fixture
def belfry(hall: Run, install: Install) -> Run:
    install("belfry", FURTHER)
    return hall


def test_a_plugin_brings_a_command_to_the_group_of_another(belfry: Run) -> None:
    assert belfry("--as", "ana", "hall", "bell", "ben").stdout == "belfry in hall: ben, 1, ana\n"
    listed = belfry("hall", "--help").stdout
    assert ("bell " in listed, "Ring it." in listed) == (True, True)
    assert belfry("hall", "ties").stdout.count("\n") == 5


def test_a_command_of_no_group_is_nowhere_and_breaks_nothing(belfry: Run) -> None:
    listed = belfry("--help").stdout
    assert ("nowhere" in listed, "hall bell" in listed, "hall" in listed) == (False, False, True)
    assert belfry("nowhere", "bell", "x").exit_code == 2


def test_deeds_in_somebody_s_name_are_bounded_by_their_role(belfry: Run) -> None:
    for name, role in (("kit", "steward"), ("rea", "reader")):
        told = ("--name", name, "--login", name, "--role", role)
        assert belfry("--as", "kit", "colleague", "add", *told).exit_code == 0
    done = belfry("--as", "kit", "hall", "bell", "rea")
    assert (done.exit_code, "rea is a reader here" in done.stderr) == (1, True)
    assert "kit" in belfry("--as", "kit", "hall", "bell", "kit").stdout
