"""Core's own migrations, run by Alembic; the revision a database stands at is kept in a table of core's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm.store.revisions import HEAD, VERSION_TABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alembic.config import Config
    from sqlalchemy import Connection

_SCRIPTS = Path(__file__).parent


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Bring the database behind `connection` to a revision, within the transaction the connection is in."""
    _run(connection, to, VERSION_TABLE, _SCRIPTS / "versions")
    if to == HEAD:
        settle_server(connection)


def settle_server(connection: Connection) -> None:
    """Lay the veil over the tables as they stand now, and give each group its rights on them, in PostgreSQL."""
    if connection.dialect.name != "postgresql":
        return
    from trustcrm.store.logins import has_groups, settle
    from trustcrm.store.veil import lay_in_postgresql

    lay_in_postgresql(connection)
    if has_groups(connection):
        settle(connection)


def run_steps(connection: Connection, folder: Path, revisions: Sequence[str], version_table: str) -> None:
    """Run the pending steps of a folder that is not core's, which keeps its revision in a table of its own.

    `revisions` are all of its steps in order, one after the other. Raises `ValueError` where they branch.
    """
    from alembic.script import ScriptDirectory

    config = _config(connection, version_table, folder)
    told = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    if told[::-1] != list(revisions):
        raise ValueError(f"the steps in {folder} are {', '.join(told[::-1])} and not as their files are numbered")
    _run(connection, "head", version_table, folder)


def _config(connection: Connection, version_table: str, folder: Path) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(folder).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=version_table)
    return config


def _run(connection: Connection, to: str, version_table: str, folder: Path) -> None:
    from alembic import command

    command.upgrade(_config(connection, version_table, folder), to)
