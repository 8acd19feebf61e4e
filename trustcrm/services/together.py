"""Several records corrected and others added in one change: a handover, say, which is done whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trustcrm.domain.noun import Record
from trustcrm.services.desk import Desk
from trustcrm.services.record import Recorded, corrected, recorded
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Correction:
    """New values for fields of a record; with `version`, it must still stand at that."""

    noun: str
    row: int
    values: Mapping[str, Any]
    version: int | None = None


def together(
    desk: Desk, verb: str, summary: str, added: Sequence[Record], corrections: Sequence[Correction]
) -> Recorded:  # fmt: skip
    """Correct records, then keep others, in one change; return what was added.

    Raises what `correct` and `record` raise, and keeps nothing then.
    """
    with desk.writing(verb, summary) as writer:
        for one in corrections:
            corrected(desk, writer, one.noun, one.row, one.values, one.version)
        return recorded(desk, writer, added)
