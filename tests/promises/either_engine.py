"""An office on SQLite and one on PostgreSQL, and everything each of them has written down, in one text."""

from __future__ import annotations

import itertools
import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import at_desk
from tests.postgres import Server
from trustcrm.domain.noun import Mention
from trustcrm.services.desk import Desk
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import Database, open_database

TEMPLATE = "template_of_promises"
_made = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine a test runs on."""
    return str(request.param)


@pytest.fixture
def either(engine: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The desk of a fresh office on either engine."""
    if engine == "sqlite":
        yield request.getfixturevalue("desk")
        return
    with on_server(request.getfixturevalue("postgres_server")) as desk:
        yield desk


@contextmanager
def on_server(server: Server) -> Iterator[Desk]:
    """Open a desk of a fresh office on a server."""
    with server.connect() as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
    if known is None:
        server.create(TEMPLATE)
        database = open_database(server.url(TEMPLATE))
        home = Mention(noun="city", name="Los Angeles", country="US", ids=(("wikidata", "Q65"),))
        start_office(at_desk(database), Opening(home=home, time_zone="America/Los_Angeles"))
        database.close()
    name = f"promise{next(_made)}"
    server.create(name, TEMPLATE)
    database = open_database(server.url(name))
    try:
        yield at_desk(database)
    finally:
        database.close()
        server.drop(name)


Read = Callable[[Database], str]


def everything_written(database: Database) -> str:
    """Return everything a database holds, in small letters: each octet of SQLite's files, each value of a server's
    tables, and what the journal has packed."""
    told = []
    if database.path is not None:
        told = [_octets(path) for path in sorted(database.path.parent.glob(f"{database.path.name}*"))]
    with database.reading() as connection:
        if connection.dialect.name == "sqlite":
            named = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        else:
            named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for name in connection.execute(text(named)).scalars().all():
            for row in connection.execute(text(f'SELECT * FROM "{name}"')).all():
                told += [_value(value) for value in row]
    return "\n".join(told).lower()


def _octets(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _value(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        try:
            return zlib.decompress(value).decode()
        except zlib.error:
            return bytes(value).decode("utf-8", errors="replace")
    return json.dumps(value, default=str, ensure_ascii=False)
