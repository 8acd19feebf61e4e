"""`trustcrm db`: what condition the database is in, and bringing it to this release's schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from trustcrm.cli.db_erasures import replay, scrub
from trustcrm.cli.db_logins import grant, revoke, roles
from trustcrm.cli.output import emit_json, emit_line, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import DatabaseUnusable

if TYPE_CHECKING:
    from trustcrm.services.upkeep import Status

_FIT = {
    "current": "current",
    "older": "of an older release; run `trustcrm db upgrade`",
    "newer": "made by a newer release; install that to open it",
    "empty": "none yet; start an office with `trustcrm init --home CITY`",
}


@click.group(help="The database: status and upgrade.")
def db() -> None:
    """Group the commands about the database."""


@db.command(help="Say where the database is, what it holds, and whether it is whole.")
@json_option
@pass_session
def status(session: Session, as_json: bool) -> None:
    """Say what condition the database is in."""
    from trustcrm.services.upkeep import status_of

    found = status_of(session.premises.address)
    if as_json:
        emit_json(
            {
                "address": found.where, "engine": found.condition.engine, "engine_version": found.condition.version,
                "schema": found.revision, "newest_schema": found.newest, "fit": found.fit,
                "office": found.office or None, "octets": found.condition.octets,
                "journal_mode": found.condition.journal_mode,
                "whole": not found.condition.faults, "faults": list(found.condition.faults),
                "counts": dict(found.counts),
            }
        )  # fmt: skip
    else:
        _print(found)
    if found.condition.faults:
        raise DatabaseUnusable(f"The database {found.where} is damaged; restore a backup.")


@db.command(help="Bring the database to this release's schema; a copy is made beside a SQLite file first.")
@json_option
@pass_session
def upgrade(session: Session, as_json: bool) -> None:
    """Bring the database to this release's schema."""
    from trustcrm.services.upkeep import bring_up_to_date

    done = bring_up_to_date(session.premises.address)
    if as_json:
        emit_json({"address": done.where, "upgraded": done.done, "copy": str(done.copy) if done.copy else None})
    elif not done.done:
        say(f"The database {done.where} is current already; nothing was changed.")
    else:
        kept = f"; as it was before, it is kept in {done.copy}" if done.copy else ""
        say(f"The database {done.where} is now current{kept}.")


def _print(found: Status) -> None:
    condition = found.condition
    lines = {
        "address": found.where,
        "office": found.office,
        "engine": f"{condition.engine} {condition.version}, journal mode {condition.journal_mode}",
        "schema": f"{found.revision or 'none'}, {_FIT[found.fit]}",
        "size": f"{condition.octets:,} octets",
        "check": "; ".join(condition.faults) or "whole",
        "holds": ", ".join(f"{n:,} {NOUNS[noun].plural if n != 1 else noun}" for noun, n in found.counts.items() if n),
    }
    for label, words in lines.items():
        if words:
            emit_line(f"{label.ljust(8)} {words}")


db.add_command(replay, "replay-erasures")
db.add_command(scrub)
for _command in (grant, revoke, roles):
    db.add_command(_command)

COMMANDS: Mapping[str, click.Command] = {"db": db}
"""The command group of this module."""
