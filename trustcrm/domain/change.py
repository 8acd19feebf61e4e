"""What a committed transaction changed, told to whoever listens after it is safe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedChange:
    """One journalled change of a committed transaction.

    `change` is its number in the journal, `verb` what was done ("record", "correct", "withdraw"), `noun` the noun it
    was done to, `rows` the ids touched, `operation` the command or run it belongs to ("import batch 7").
    """

    change: int
    verb: str
    noun: str
    rows: tuple[int, ...]
    operation: str
