"""Running a plugin's command: with a context of its own, and so that whatever it raises is laid at its door."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any

import click

from trustcrm.cli.session import Session
from trustcrm.hooks.context import PluginContext

pass_plugin_context = click.make_pass_decorator(PluginContext)
"""Hands a plugin's command the plugin's context as its first argument; the office is opened when first used."""

_CLICK = (click.ClickException, click.exceptions.Exit, click.Abort)


def guarded(session: Session, offer: Any) -> click.Command:
    """Return the plugin's command, loaded, its running attributed to it."""
    host = session.premises.host
    with host.named(offer, passing=_CLICK):
        command: click.Command = copy(offer.spec.load())  # a plugin's own stays as it is for the next run
    if isinstance(command, click.Group):
        _widen(command, session, offer)
    invoke = command.invoke

    def invoke_named(ctx: click.Context) -> Any:
        ctx.obj = _opening(session, offer.plugin)
        session.stays = offer.spec.stays
        with host.named(offer, passing=_CLICK):
            return invoke(ctx)

    command.invoke = invoke_named  # type: ignore[method-assign]
    return command


def _widen(group: click.Group, session: Session, offer: Any) -> None:
    """Let a group hold the commands that plugins offer for it beside its own, of which none is taken over.

    They are called by the group's name and their own, such as "calendar serve". Each runs with the context of the
    plugin that brings it; that of the group's plugin is `click.get_current_context().parent.obj`.
    """
    called = f"{session.premises.host.shortest(offer)} "
    further = {
        name.removeprefix(called): one for name, one in session.plugin_commands().items() if name.startswith(called)
    }
    own, named = group.get_command, group.list_commands

    def get_command(ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = own(ctx, cmd_name)
        if isinstance(found, click.Group):
            found = copy(found)
            _tell_whole(found)
        return guarded(session, further[cmd_name]) if found is None and cmd_name in further else found

    group.get_command = get_command  # type: ignore[method-assign]
    group.list_commands = lambda ctx: sorted({*named(ctx), *further})  # type: ignore[method-assign]
    _tell_whole(group)


def _tell_whole(group: click.Group) -> None:
    """Let a group's help tell what each command does in its whole first sentence; click cuts it to one line."""

    def format_commands(ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = [(name, group.get_command(ctx, name)) for name in group.list_commands(ctx)]
        told = [(name, one.get_short_help_str(_SENTENCE)) for name, one in found if one is not None and not one.hidden]
        if told:
            with formatter.section("Commands"):
                formatter.write_dl(told)

    group.format_commands = format_commands  # type: ignore[method-assign]


_SENTENCE = 400
"""So many letters the first sentence of a command's help may have."""


def _opening(session: Session, plugin: str) -> PluginContext:
    """Return a plugin's context whose office is opened at the first question, since not every command has one."""
    host = session.premises.host

    def opened() -> PluginContext:
        _ = session.desk
        return host.context(plugin)

    given: dict[str, Any] = {
        name: _AtFirstUse(opened, name) for name in ("clock", "keys", "office", "ask", "do", "tables")
    }
    return replace(host.context(plugin), **given)


class _AtFirstUse:
    """Stands in for one thing of a context until the office that gives it is open."""

    def __init__(self, opened: Callable[[], PluginContext], name: str) -> None:
        self._opened, self._name = opened, name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(getattr(self._opened(), self._name), name)
