"""A record together with what the store knows of it."""

from __future__ import annotations

from typing import Generic, TypeVar

from trustcrm.domain.noun import Record
from trustcrm.values import dataclass

R = TypeVar("R", bound=Record, covariant=True)


@dataclass(frozen=True, kw_only=True)
class Kept(Generic[R]):
    """A record as it stands in the office: its id, how often it was corrected, whether it was marked wrong.

    `batch` is the import it came by, `merged_into` the row it turned out to be.
    """

    id: int
    record: R
    version: int = 1
    withdrawn: bool = False
    batch: int | None = None
    merged_into: int | None = None
