"""Deleting by a device: a few at a time, told, and brought back."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
import pytest
from click.testing import CliRunner, Result

from tests.caldav_device import Client, Served, event
from trustcrm.plugin import PluginContext
from trustcrm_caldav_server.deleted_command import deleted
from trustcrm_caldav_server.password_command import password

Run = Callable[..., Result]


@pytest.fixture
def run(contexts: tuple[PluginContext, PluginContext]) -> Run:
    """Run `trustcrm calendar …` as core does: each command with its own plugin's context, within the group's."""
    context, calendar = contexts

    @click.group()
    def group() -> None:
        pass

    for command in (deleted, password):
        group.add_command(command)

    def run(*words: str, ends: int = 0) -> Result:
        outer = click.Context(group, obj=calendar)
        with outer:
            command = group.commands[words[0]]
            done = CliRunner().invoke(command, list(words[1:]), obj=context, parent=outer)
        assert done.exit_code == ends, (done.output, done.exception)
        return done

    return run


def full(client: Client, count: int, more: str = "") -> list[str]:
    for number in range(count):
        reply = client.put(f"{number}.ics", event(uid=f"{number}@x", title=f"Event {number}", more=more))
        assert reply.status == 201
    return sorted(client.listed())


@pytest.mark.parametrize(("count", "allowed"), [(9, 5), (80, 8)])
def test_a_device_deletes_a_few_a_day(ana: Client, served: Served, count: int, allowed: int) -> None:
    hrefs = full(ana, count, more="RRULE:FREQ=WEEKLY\n")
    statuses = [ana.ask("DELETE", href).status for href in hrefs[: allowed + 1]]
    assert statuses == [204] * allowed + [403]
    assert len(ana.listed()) == count - allowed
    other = served.device("Ben")
    assert other.ask("DELETE", other.calendar + hrefs[-1].rpartition("/")[2]).status == 204


def test_with_consent_it_deletes_more(ana: Client, run: Run) -> None:
    hrefs = full(ana, 8)
    assert [ana.ask("DELETE", href).status for href in hrefs][5:] == [403] * 3
    run("password", "allow", "1", "--deletions", "7")
    assert [ana.ask("DELETE", href).status for href in hrefs[5:]] == [204, 204, 403]


def test_what_was_deleted_is_told_and_comes_back(ana: Client, served: Served, run: Run) -> None:
    full(ana, 1)
    ana.put("mine.ics", event(uid="mine", title="Weekly", more="RRULE:FREQ=WEEKLY\nX-ODD:kept\n"))
    kept = ana.get("mine.ics").body
    for name in ("0.ics", "mine.ics"):
        assert ana.ask("DELETE", ana.calendar + name).status == 204
    told = json.loads(run("deleted", "--json").stdout)
    assert [(one["title"], one["device"]) for one in told] == [("Weekly", 1), ("Event 0", 1)]
    assert "Weekly" in run("deleted").stdout
    for one in told:
        run("deleted", "--back", str(one["number"]))
    assert json.loads(run("deleted", "--json").stdout) == []
    assert (ana.get("mine.ics").body, served.engagements()["Event 0"][1].state) == (kept, "confirmed")
    run("deleted", "--back", "1", ends=1)


def test_what_was_deleted_is_kept_where_another_takes_its_address(ana: Client, served: Served, run: Run) -> None:
    full(ana, 1)
    _, token = ana.changes()
    ana.ask("DELETE", f"{ana.calendar}0.ics")
    new = ana.put("0.ics", event(uid="other", title="Other"), If_None_Match="*")
    assert (new.status, ana.changes(token)[0][f"{ana.calendar}0.ics"]) == (201, new.etag)
    (told,) = json.loads(run("deleted", "--json").stdout)
    run("deleted", "--back", str(told["number"]))
    assert sorted(served.engagements()) == ["Event 0", "Other"]
    assert len(ana.listed()) == 2


def test_what_is_over_is_taken_off_the_calendar_and_stays_in_the_office(ana: Client, served: Served) -> None:
    from datetime import date

    served.add(title="Past", starts_on=date(2030, 6, 1))
    (href,) = ana.listed()
    assert ana.ask("DELETE", href).status == 204
    assert (ana.listed(), served.engagements()["Past"][1].state) == ({}, "planned")
