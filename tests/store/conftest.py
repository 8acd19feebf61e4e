"""What tests of the store share: writing without services."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from trustcrm.domain.noun import Record
from trustcrm.store.engine import Database
from trustcrm.store.writing import Signature, Writer, writing

Write = Callable[..., tuple[int, ...]]


def signature(verb: str = "test", summary: str = "for a test") -> Signature:
    return Signature(actor="Ana", verb=verb, summary=summary, at=datetime(2020, 6, 30, 12, tzinfo=UTC))


@pytest.fixture
def change() -> Callable[[Database], AbstractContextManager[Writer]]:
    """Open a change of the store, as `with change(database) as writer`."""
    return lambda database: writing(database, signature())


@pytest.fixture
def write() -> Write:
    """Keep records whose references are ids in one change, as `write(database, record, …)`."""

    def keep(database: Database, *records: Record) -> tuple[int, ...]:
        with writing(database, signature()) as writer:
            return tuple(writer.add(record) for record in records)

    return keep
