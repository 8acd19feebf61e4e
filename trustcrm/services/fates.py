"""What became of each row when something was taken back."""

from __future__ import annotations

from dataclasses import field

from trustcrm.store.journal import Block, Change
from trustcrm.store.plugin_tables.names import told_name
from trustcrm.values import dataclass

_ERASED = "it was erased here, and nothing of that can come back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFate:
    """What undo did with one row, and why where it did not reverse it."""

    noun: str
    id: int
    reason: str = ""


@dataclass
class UndoReport:
    """The three lists of an undo; `changes` says how many changes were taken back, `change` is the newest of them."""

    change: Change
    changes: int = 1
    reversed: list[RowFate] = field(default_factory=list)
    kept: list[RowFate] = field(default_factory=list)
    impossible: list[RowFate] = field(default_factory=list)

    def extend(self, other: UndoReport) -> None:
        """Take in another report's lists."""
        self.reversed += other.reversed
        self.kept += other.kept
        self.impossible += other.impossible


def erased_rows(block: Block) -> list[RowFate]:
    """Return the fates of the rows whose values were erased from a block of the journal."""
    return [RowFate(noun=told_name(block.noun), id=row, reason=_ERASED) for row in sorted(block.erased)]
