"""`trustcrm calendar`: each of its commands is imported when it runs, since a sync needs not what reads files needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import cast

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "answer": ("invite_command", "answer"),
    "check": ("check_command", "check"),
    "conflicts": ("sync_command", "conflicts"),
    "export": ("export_command", "export"),
    "feed": ("feed_command", "feed"),
    "follow-ups": ("todo_command", "follow_ups"),
    "forget": ("forget_command", "forget_command"),
    "guests": ("invite_command", "guests_command"),
    "held": ("todo_command", "held"),
    "import": ("import_command", "import_"),
    "invite": ("invite_command", "invite"),
    "merge-tool": ("merge_command", "merge_tool"),
    "origins": ("settle_command", "origins"),
    "outbox": ("outbox_command", "outbox"),
    "received": ("invite_command", "received"),
    "settle": ("settle_command", "settle_command"),
    "slots": ("slots_command", "slots_command"),
    "status": ("status_command", "status"),
    "sync": ("sync_command", "sync"),
}
"""In which module each command stands, and under which name there."""


class _AtFirstUse(Mapping[str, click.Command]):
    """The commands by name, each imported when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module, command = COMMANDS[name]
        return cast(click.Command, getattr(import_module(f"trustcrm_calendar.{module}"), command))

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


calendar = click.Group(
    "calendar",
    cast("MutableMapping[str, click.Command]", _AtFirstUse()),
    help="Engagements in calendars: export them, keep a feed, sync, look a file over.",
)
"""The group that holds them."""
