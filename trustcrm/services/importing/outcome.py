"""What came of a run, draft by draft and in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from trustcrm.values import dataclass

State = Literal["waiting", "possible duplicate", "rejected"]
Fate = Literal["created", "corrected", "same", "waiting"]
"""What became of a draft that has a row; one waits where its row was edited here since."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A piece that needs a person: where it stands, why, what it could be, and the piece itself.

    `draft` is the draft as `trustcrm.services.importing.told` writes it down, so that a decision can be applied later.
    """

    state: State
    where: str
    reason: str
    candidates: tuple[str, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict)
    draft: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Outcome:
    """What a run did: counts of drafts, and the pieces that need a person. `batch` is None where nothing was kept.

    `remembered` counts the names in doubt that were taken for what a person said of them before.
    """

    importer: str
    source: str
    batch: int | None = None
    dry_run: bool = False
    earlier_batch: int | None = None
    read: int = 0
    created: dict[str, int] = field(default_factory=dict)
    corrected: int = 0
    same: int = 0
    remembered: int = 0
    items: list[Item] = field(default_factory=list)

    def count(self, state: State) -> int:
        """Return how many pieces are in a state."""
        return sum(item.state == state for item in self.items)

    @property
    def made(self) -> int:
        """How many records were created, of every noun."""
        return sum(self.created.values())
