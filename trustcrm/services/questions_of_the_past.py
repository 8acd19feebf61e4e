"""What a plugin may ask of the past: the changes of the office, when rows were written, and what came by imports."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from trustcrm.services.desk import Desk

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host
    from trustcrm.services.health import Around
    from trustcrm.services.history import ChangeTold, Moments, RowTold
    from trustcrm.services.importing.batches import BatchStanding
    from trustcrm.services.importing.differences import Difference
    from trustcrm.store.queries.batches import BatchItem


class QuestionsOfThePast:
    """Reads the journal as whoever is at work may read it."""

    def __init__(self, desk: Desk, host: Host, around: Callable[[], Around]) -> None:
        self._desk = desk
        self._host = host
        self._around = around

    def moments(self, noun: str, rows: Collection[int] | None = None) -> dict[int, Moments]:
        """Return when each row of a noun was first and last written, by its id; with `rows` when these were."""
        from trustcrm.services.history import moments

        return moments(self._desk, noun, rows)

    def history(self, limit: int = 20) -> list[ChangeTold]:
        """Return the newest changes, newest first."""
        from trustcrm.services.history import newest

        return newest(self._desk, limit)

    def newest_change(self) -> int:
        """Return the number of the newest change, 0 where there is none; it stays as long as nobody writes."""
        from trustcrm.store.queries.history import newest_change

        return newest_change(self._desk.database)

    def change(self, number: int) -> tuple[ChangeTold, list[RowTold]]:
        """Return one change and every row it wrote. Raises `NotFound`."""
        from trustcrm.services.history import change_whole

        return change_whole(self._desk, number)

    def history_of(self, words: str, limit: int = 20) -> list[tuple[ChangeTold, RowTold]]:
        """Return what was done to one record, such as "city Milan" or "tie:4", newest first."""
        from trustcrm.services.history import of_thing

        return of_thing(self._desk, words, limit)

    def batches(self, limit: int | None = None) -> list[BatchStanding]:
        """Return the newest imports, newest first."""
        from trustcrm.services.importing.batches import list_batches

        return list_batches(self._desk, limit)

    def batch(
        self, number: int, state: str = "", limit: int | None = None
    ) -> tuple[BatchStanding, list[BatchItem]]:  # fmt: skip
        """Return one import and the pieces of it that need, or needed, a person. Raises `NotFound`."""
        from trustcrm.services.importing.batches import show_batch

        return show_batch(self._desk, number, state, limit)

    def differences(self, batch: int) -> dict[int, tuple[Difference, ...]]:
        """Return where each waiting piece of an import and the row it became before differ, by position."""
        from trustcrm.services.importing.batches import differences_of

        return differences_of(self._desk, batch)
