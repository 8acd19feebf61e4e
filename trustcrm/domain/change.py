"""What a committed transaction changed, told to whoever listens after it is safe."""

from __future__ import annotations

from trustcrm.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CommittedChange:
    """Rows of one noun that a committed change wrote alike.

    `change` is its number in the journal, `verb` what was done ("log", "correct", "import", "undo"), `noun` the noun it
    was done to, `rows` the ids written, `operation` how they were: "added", "changed" or "removed".
    """

    change: int
    verb: str
    noun: str
    rows: tuple[int, ...]
    operation: str
