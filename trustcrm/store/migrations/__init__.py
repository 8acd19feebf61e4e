"""Core's own migrations, run by Alembic; the revision a database stands at is kept in a table of core's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION_TABLE = "trustcrm_version"
"""The table that says which revision core's tables stand at; each plugin with tables has one of its own."""

HEAD = "0002"
"""The newest revision; a test compares it with the scripts."""

_SCRIPTS = Path(__file__).parent


def known_revisions() -> tuple[str, ...]:
    """Return every revision this release knows, oldest first."""
    return tuple(sorted(path.name.split("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*_*.py")))


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Bring the database behind `connection` to a revision, within the transaction the connection is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.dialect.name == "postgresql" and to == HEAD:
        from trustcrm.store.logins import has_groups, settle
        from trustcrm.store.veil import lay_in_postgresql

        lay_in_postgresql(connection)
        if has_groups(connection):
            settle(connection)
