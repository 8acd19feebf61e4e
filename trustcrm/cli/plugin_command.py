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
    invoke = command.invoke

    def invoke_named(ctx: click.Context) -> Any:
        ctx.obj = _opening(session, offer.plugin)
        session.stays = offer.spec.stays
        with host.named(offer, passing=_CLICK):
            return invoke(ctx)

    command.invoke = invoke_named  # type: ignore[method-assign]
    return command


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
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(getattr(self._opened(), self._name), name)
