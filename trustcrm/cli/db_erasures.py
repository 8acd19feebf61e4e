"""`db replay-erasures` and `db scrub`: what was erased stays erased, after a restore and in the file itself."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.erase import tell_cleared
from trustcrm.cli.output import emit_heading, emit_json, emit_line, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import DatabaseBusy, DatabaseUnusable, Refused, WrongUsage

if TYPE_CHECKING:
    from trustcrm.services.replay import Replayed


@click.command(
    help="Erase again what an older backup brought back, as the file of erasures beside it tells.",
    short_help="Erase again what an older backup brought back.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@json_option
@pass_session
def replay(session: Session, file: Path | None, as_json: bool) -> None:
    """Erase again what an older backup brought back."""
    from trustcrm.services.erasures_file import erasures_beside
    from trustcrm.services.replay import replay_erasures

    desk = session.desk
    path = file or erasures_beside(desk.database)
    if path is None:
        raise WrongUsage(
            "The erasures of an office on a server stand in no file beside it; give the answer of `trustcrm dispose "
            "certificates --json` from before the restore."
        )
    done = replay_erasures(desk, path)
    if as_json:
        emit_json(
            {
                "again": [_row(row) for row in done.again],
                "already": [_row(row) for row in done.already],
                "absent": [_row(row) for row in done.absent],
                "kept": [_row(row) | {"reason": reason} for row, reason in done.kept],
            }
        )
    else:
        _print(done)
    tell_cleared(done.cleared)


def _print(done: Replayed) -> None:
    say(
        f"Erased again: {len(done.again):,}; erased already: {len(done.already):,}; not in this database: "
        f"{len(done.absent):,}; kept: {len(done.kept):,}."
    )
    if done.kept:
        emit_heading("Kept")
        for row, reason in done.kept:
            emit_line(f"  {row.noun} {row.id}: {reason}")


@click.command(
    help="Write the database anew, so that nothing of what was erased is left in its files.",
    short_help="Rid the database's files of what was erased.",
)
@pass_session
def scrub(session: Session) -> None:
    """Write the database anew."""
    from trustcrm.services.replay import clear_again

    cleared = clear_again(session.desk)
    if cleared.fault is not None:
        raise cleared.fault
    if not cleared.scrubbed:
        raise DatabaseBusy(
            "Another program reads the database, so its log of writes could not be emptied; try again when it is done."
        )
    say("The database was written anew.")


def erasures_known(session: Session) -> dict[str, Any] | None:
    """Return what was erased in the office that stands where another is to be restored, None where nothing tells."""
    from trustcrm.services.erasures_file import erasures_beside, read_erasures, told
    from trustcrm.store.engine import open_database

    try:
        with closing(open_database(session.premises.address)) as database:
            database.require_current()
            found = told(database)
            path = erasures_beside(database)
    except DatabaseUnusable:
        found, path = {"certificates": []}, _beside(session.premises.address)
    if path is not None and path.exists():
        return read_erasures(path)
    return found if found["certificates"] else None


def _beside(address: str) -> Path | None:
    from trustcrm.services.erasures_file import SUFFIX

    return None if "://" in address else Path(f"{address}{SUFFIX}").expanduser()


def erase_again(session: Session, known: dict[str, Any] | None) -> int:
    """Erase again in an office that was just restored what is known to have been erased; return how many rows.

    What is known of another office is left alone.
    """
    from trustcrm.services.replay import replay_told

    if known is None:
        return 0
    session.close()
    try:
        done = replay_told(session.desk, known, "What was here before")
    except Refused:
        return 0
    for row, reason in done.kept:
        say(f"{row.noun.capitalize()} {row.id} was erased here before and is not erased again: {reason}")
    tell_cleared(done.cleared)
    return len(done.again)


def _row(row: Any) -> dict[str, Any]:
    return {"noun": row.noun, "id": row.id}
