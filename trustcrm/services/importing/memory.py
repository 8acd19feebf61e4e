"""What a person said of a name in doubt, remembered for the next time the same importer brings the same name.

A person who says which Springfield is meant, or that it is none of those known here, has also said which it is not. So
the name is taken alike again, as long as nobody of that name came since whom that person never saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trustcrm.domain.noun import Mention

Settled = Mapping[str, Any]
"""A name that was in doubt, the row that it is, and the rows among which it was in doubt; as JSON holds it."""


class Memory:
    """Answers for names in doubt as a person did before."""

    def __init__(self, settled: Iterable[Settled]) -> None:
        """Remember what was settled; of two answers the later one counts."""
        self._rows = {_name(one): (int(one["row"]), frozenset(one["among"])) for one in settled}

    def row_of(self, mention: Mention, candidates: Iterable[int]) -> int | None:
        """Return which of the rows that a mention could be it was said to be, None where nobody could say so yet."""
        among = set(candidates)
        row, seen = self._rows.get(_name(written(mention, 0, ())), (0, frozenset()))
        return row if row in among and among <= seen | {row} else None


def written(mention: Mention, row: int, among: Iterable[int]) -> Settled:
    """Return what is kept of an answer."""
    return {
        "noun": mention.noun, "name": mention.name, "country": mention.country or "",
        "ids": sorted(list(pair) for pair in mention.ids), "row": row, "among": sorted(among),
        "side": mention.side if isinstance(mention.side, int) else 0,
    }  # fmt: skip


def _name(settled: Settled) -> tuple[str, str, str, str, int]:
    side = settled.get("side", 0)  # nobody was told by a side at first
    return settled["noun"], settled["name"], settled["country"], repr(settled["ids"]), side
