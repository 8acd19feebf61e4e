"""How far the tokens go that devices were given, kept beside the database: a restored backup knows nothing of them.

A backup may be restored while the office is served, too.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from trustcrm.plugin import PluginContext
from trustcrm_caldav_server.shelf import Shelf


class Rewound(Exception):
    """The office knows fewer changes than before: a backup was restored, and what was known of it holds no more."""


class Newest:
    """Asks which change of the office is the newest one, for all calendars that are served."""

    def __init__(self, context: PluginContext) -> None:
        self._context, self._before = context, 0

    def __call__(self) -> int:
        """Return its number. Raises `Rewound`."""
        newest = self._context.ask.newest_change()
        if newest < self._before:
            raise Rewound
        self._before = newest
        return newest


class Given:
    """Remembers the furthest state of each collection that a device was told of, in one small file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._told: dict[str, list[object]] = {}
        with suppress(OSError, ValueError):
            told = json.loads(file.read_text("utf-8"))
            self._told = told if isinstance(told, dict) else {}

    def note(self, collection: str, epoch: str, modseq: int) -> None:
        """Remember a state that a device is told of."""
        if self._told.get(collection) == [epoch, modseq]:
            return
        self._told[collection] = [epoch, modseq]
        beside = self._file.with_name(f".{self._file.name}.{uuid4().hex[:8]}.tmp")
        with suppress(OSError):  # without it nothing is lost but that an older database is recognised
            beside.write_text(json.dumps(self._told), "utf-8")
            beside.chmod(0o600)
            beside.replace(self._file)

    def check(self, shelf: Shelf) -> None:
        """Begin a new epoch where the database is older than what devices were told, as after restoring a backup."""
        standing = shelf.standing()
        match self._told.get(shelf.name):
            case [str(epoch), int(modseq)] if epoch == standing.epoch and modseq > standing.modseq:
                shelf.begin_anew()
