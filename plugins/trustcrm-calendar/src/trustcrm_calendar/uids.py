"""UIDs: what names a record in every calendar, for ever, and tells nobody its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol
from uuid import UUID, uuid4, uuid5

_KEY = "instance"


class Notes(Protocol):
    """Where the office's own number is kept: `context.keys`."""

    def get(self, key: str) -> str | None:
        """Return the text under `key`, None where there is none."""

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key`."""


class Uids:
    """Gives each record its UID.

    One that came with a UID of its own, as from an invitation, keeps that; several that share one, as the meetings of a
    series do, get each another, since in a calendar one UID is one object. All others are made of a random number that
    this office drew once and of which record it is, which does not show in it.
    """

    def __init__(self, instance: UUID, taken: Iterable[str | None] = ()) -> None:
        self._instance = instance
        self._taken = Counter(uid for uid in taken if uid)
        self.mark = f"@{instance.hex[:12]}.trustcrm"
        """What every UID that was made here ends with."""

    def own(self, noun: str, row: int, what: str = "") -> str:
        """Return the UID that a record has here."""
        return f"{uuid5(self._instance, f'{noun} {row} {what}'.rstrip())}{self.mark}"

    def of(self, noun: str, row: int, uid: str | None) -> str:
        """Return the UID of a record: the one it came with, where no other of its noun has it."""
        return uid if uid and self._taken[uid] == 1 else self.own(noun, row)


def instance_of(notes: Notes) -> UUID:
    """Return the number that this office drew, drawing it the first time."""
    told = notes.get(_KEY)
    if told is None:
        told = str(uuid4())
        notes.put(_KEY, told)
    return UUID(told)
