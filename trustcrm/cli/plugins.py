"""`trustcrm plugins`: what is installed, what it offers, what ails it, and switching it on and off."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.plugin_making import check, new
from trustcrm.cli.progress import counting
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import NotFound, Refused, WrongUsage
from trustcrm.text import counted, listed, nearest, visible

if TYPE_CHECKING:
    from trustcrm.hooks.states import PluginState

CORE = "core"
"""The name core's own offers are made under."""


@click.group(help="What is installed, what it offers, what ails it; works without an office.")
def plugins() -> None:
    """Group the commands about plugins."""


@plugins.command("list", help="List every plugin, also one that only left data, with its state and the reason.")
@json_option
@pass_session
def list_(session: Session, as_json: bool) -> None:
    """List plugins."""
    roster = _roster(session)
    if as_json:
        emit_json([_json(state) for state in roster])
    else:
        rows = [(one.name, one.version, str(one.state), _offers(one), _words(one)) for one in roster]
        emit_table(("plugin", "version", "state", "offers", "summary or reason"), rows)


@plugins.command(help="Show one plugin: its offers, its settings, what failed in it and where.")
@click.argument("name")
@json_option
@pass_session
def show(session: Session, name: str, as_json: bool) -> None:
    """Show one plugin."""
    state = _state(session, name)
    if as_json:
        emit_json(_json(state) | {"failures": [_failure(one) for one in state.failures]})
        return
    emit_heading(" ".join(word for word in (state.name, state.version) if word))
    told = {
        "state": str(state.state), "reason": state.reason, "summary": state.summary, "package": state.distribution,
        "offers": "; ".join(state.offers), "settings": ", ".join(state.config),
    }  # fmt: skip
    for label, words in (*told.items(), *(("outdated", line) for line in state.deprecated)):
        if words:
            emit_line(f"  {label.ljust(8)}  {words}")
    for failure in state.failures:
        emit_line()
        emit_heading(f"failed in {failure.during} at {failure.at}: {failure.error}")
        for line in failure.traceback.splitlines():
            emit_line(f"  {line}")


@plugins.command(help="Let a plugin load again.")
@click.argument("name")
@pass_session
def enable(session: Session, name: str) -> None:
    """Let a plugin load again."""
    from trustcrm.hooks.switch import enable as switch_on

    _switch(session, name, switch_on, "on")


@plugins.command(help="Keep a plugin from loading; its data stay.")
@click.argument("name")
@pass_session
def disable(session: Session, name: str) -> None:
    """Keep a plugin from loading."""
    from trustcrm.hooks.switch import disable as switch_off

    _switch(session, name, switch_off, "off")


@plugins.command(short_help="Take out what a plugin kept for itself.")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@pass_session
def purge(session: Session, name: str, yes: bool, as_json: bool) -> None:
    """Take out what a plugin kept for itself: its values and its tables, for good.

    What it recorded or imported, and the kinds it brought, are the office's and stay. A backup is made first, beside
    the database. A plugin that still loads is switched off or uninstalled before, since it would keep the same anew.
    """
    from trustcrm.clock import SystemClock
    from trustcrm.services.keeping.backup import free_name
    from trustcrm.services.keeping.purge import purge as take_out
    from trustcrm.services.roles import require_at

    states = {state.name: state for state in _roster(session)}
    state = states.get(name)
    if name == CORE or (state is not None and str(state.state) == "loaded"):
        raise Refused(f"The plugin {visible(name)} is in use; switch it off first with `trustcrm plugins disable`.")
    require_at(session.desk.database, session.desk.actor, "steward", "purge what a plugin kept", session.desk.clock)
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise WrongUsage(f"Purging cannot be undone, only restored from its backup; purge {visible(name)} with --yes.")
    if not yes:
        if state is not None and state.reason:
            say(f"{visible(name)}: {state.reason}.")
        click.confirm("Its values and tables are taken out for good. Purge?", abort=True, err=True)
    usual = session.premises.folder / f"before-purge-{SystemClock().today()}.db"
    with counting("Rows backed up") as count:
        done = take_out(session.desk, name, [one for one in states if one != name], free_name(usual), count)
    if as_json:
        emit_json({"plugin": name, "values": done.values, "tables": list(done.tables), "backup": str(done.backup)})
        return
    took = [counted(done.values, "value"), *done.tables]
    say(f"Took out {listed(took)}; the office as it was before is kept in {done.backup}.")


def _switch(session: Session, name: str, switch: Any, way: str) -> None:
    state = _state(session, name)
    if state.name == CORE:
        raise Refused("Core itself cannot be switched on or off.")
    if state.state == "not installed" and (way == "off" or name not in session.premises.settings.plugins.disabled):
        raise NotFound(f"The plugin {visible(name)!r} is not installed; only what it left is there.")
    file = session.premises.settings_file
    changed = switch(file, name)
    say(f"Plugin {name} {'is now' if changed else 'was already'} switched {way} in {file}.")


def _roster(session: Session) -> list[PluginState]:
    """Return every plugin that is installed, and after them those that only left something in the office."""
    from trustcrm.hooks.states import PluginState, Status
    from trustcrm.services.keeping.absent import left_in

    states = {state.name: state for state in session.premises.host.roster()}
    for left in left_in(session.premises.address, sorted(states)):
        words = [
            counted(count, one, many)
            for count, one, many in (
                (left.values, "value", "values"), (left.kinds, "kind", "kinds"),
                (left.batches, "import", "imports"), (left.tables, "table", "tables"),
            )
            if count
        ]  # fmt: skip
        gone = PluginState(name=left.plugin, distribution="", version="", state=Status.ABSENT)
        state = states.setdefault(left.plugin, gone)
        if state.state is Status.ABSENT:
            told = [state.reason] if state.reason else []
            reason = "; ".join([*told, f"what it left is kept: {listed(words)}"])
            states[left.plugin] = replace(state, reason=reason)
    return list(states.values())


def _state(session: Session, name: str) -> PluginState:
    roster = _roster(session)
    for state in roster:
        if state.name == name:
            return state
    near = nearest(name, [state.name for state in roster])
    hint = f"did you mean {near!r}?" if near else "`trustcrm plugins list` shows what is installed."
    raise NotFound(f"There is no plugin {visible(name)!r}; {hint}")


def _offers(state: PluginState) -> str:
    if len(state.offers) <= 3:
        return ", ".join(state.offers)
    kinds = Counter(offer.rpartition(" ")[0] if " " in offer else offer for offer in state.offers)
    if len(kinds) > 3:
        return counted(len(state.offers), "offer")
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in kinds.items())


def _words(state: PluginState) -> str:
    """Return why a plugin is left out, or what it is for and that it will not work for much longer."""
    if state.reason or not state.deprecated:
        return state.reason or state.summary
    return f"outdated: {state.deprecated[0]}"


def _json(state: PluginState) -> dict[str, Any]:
    return {
        "name": state.name, "distribution": state.distribution, "version": state.version, "state": str(state.state),
        "reason": state.reason, "summary": state.summary, "offers": list(state.offers), "config": list(state.config),
        "deprecated": list(state.deprecated),
    }  # fmt: skip


def _failure(failure: Any) -> dict[str, Any]:
    return {
        "at": failure.at, "version": failure.version, "during": failure.during, "error": failure.error,
        "traceback": failure.traceback,
    }  # fmt: skip


plugins.add_command(check)
plugins.add_command(new)

COMMANDS: Mapping[str, click.Command] = {"plugins": plugins}
"""The command group of this module."""
