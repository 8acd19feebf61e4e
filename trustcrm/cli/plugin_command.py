"""Running a plugin's command so that whatever it raises is laid at its door."""

from __future__ import annotations

from typing import Any

import click

from trustcrm.cli.session import Session

_CLICK = (click.ClickException, click.exceptions.Exit, click.Abort)


def guarded(session: Session, offer: Any) -> click.Command:
    """Return the plugin's command, loaded, its running attributed to it."""
    host = session.premises.host
    with host.named(offer, passing=_CLICK):
        command: click.Command = offer.spec.load()
    invoke = command.invoke

    def invoke_named(ctx: click.Context) -> Any:
        with host.named(offer, passing=_CLICK):
            return invoke(ctx)

    command.invoke = invoke_named  # type: ignore[method-assign]
    return command
