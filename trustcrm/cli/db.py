"""`trustcrm db`: what condition the database is in, keeping it safe, and bringing it to this release's schema."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.db_erasures import erase_again, erasures_known, replay, scrub
from trustcrm.cli.db_logins import grant, revoke, roles
from trustcrm.cli.output import emit_json, emit_line, json_option, say
from trustcrm.cli.progress import counting
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import DatabaseMissing, DatabaseUnusable, PluginFailed
from trustcrm.text import counted, listed, visible

if TYPE_CHECKING:
    from trustcrm.services.keeping.backup import Backup
    from trustcrm.services.keeping.status import Status
    from trustcrm.services.keeping.upgrade import Upgrade
    from trustcrm.services.keeping.verify import Verdict
    from trustcrm.services.plugin_tables import Standing
    from trustcrm.store.queries.replica import Lag

_FIT = {
    "current": "current",
    "older": "of an older release; run `trustcrm db upgrade`",
    "newer": "made by a newer release; install that to open it",
    "empty": "none yet; start an office with `trustcrm init --home CITY`",
}


@click.group(help="The database: status, backup, restore, verify and upgrade.")
def db() -> None:
    """Group the commands about the database."""


@db.command(
    help="Say where the database is, what it holds, and whether it is whole.",
    short_help="Where it is, what it holds, whether it is whole.",
)
@json_option
@pass_session
def status(session: Session, as_json: bool) -> None:
    """Say what condition the database is in."""
    from trustcrm.services.keeping.status import status_of

    premises = session.premises
    found = status_of(
        premises.address, premises.settings.office.read_url, premises.table_steps, tuple(premises.host.names)
    )
    if as_json:
        emit_json(
            {
                "address": found.where, "engine": found.condition.engine, "engine_version": found.condition.version,
                "schema": found.revision, "newest_schema": found.newest, "fit": found.fit,
                "office": found.office or None, "octets": found.condition.octets,
                "journal_mode": found.condition.journal_mode,
                "whole": not found.condition.faults, "faults": list(found.condition.faults),
                "counts": dict(found.counts),
                "replica": asdict(found.replica) if found.replica else None,
                "plugin_tables": [asdict(one) for one in found.tables],
            }
        )  # fmt: skip
    else:
        _print(found)
    if found.condition.faults:
        raise DatabaseUnusable(f"The database {found.where} is damaged; restore a backup.")


@db.command(short_help="Bring it to this release's schema, backed up first.")
@json_option
@pass_session
def upgrade(session: Session, as_json: bool) -> None:
    """Bring the database to this release's schema, and make or change the tables that plugins bring.

    It is backed up first, and compared. A plugin whose tables cannot be made is named and hinders nobody (exit code 4).
    """
    from trustcrm.services.keeping.upgrade import bring_up_to_date

    _require_steward(session, "bring the database to another schema")
    session.premises.warn_of_place()
    with counting("Rows backed up") as count:
        done = bring_up_to_date(
            session.premises.address, session.premises.folder, count,
            tuple(session.premises.table_steps.values()), session.premises.host.at_tables,
        )  # fmt: skip
    if as_json:
        kept = _backup_json(done.backup) if done.backup else None
        tables = [asdict(made) for made in done.tables]
        emit_json({"address": done.where, "upgraded": done.done, "backup": kept, "plugin_tables": tables})
    else:
        _say_upgraded(done)
    failed = [made.plugin for made in done.tables if made.failure]
    if failed:
        raise PluginFailed(f"The tables of {listed(failed)} are as they were; mend or uninstall it, and upgrade again.")


def _say_upgraded(done: Upgrade) -> None:
    if done.backup is None:
        say(f"The database {done.where} is current already; nothing was changed.")
        return
    for made in done.tables:
        say(made.failure or f"The tables of the plugin {made.plugin} are now at step {made.step}.")
    say(f"The database {done.where} is now current; as it was before, it is kept in {done.backup.path}.")


@db.command(short_help="Write everything into a file, and compare it.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@json_option
@pass_session
def backup(session: Session, file: Path | None, as_json: bool) -> None:
    """Write everything into a new file, and compare it with the office before calling it a backup.

    FILE is a SQLite database, whatever the office's own engine is; beside it stands FILE.sha256, which `sha256sum -c`
    reads. Without FILE it is written beside the database under the day's name. A backup never overwrites one.
    """
    from trustcrm.clock import SystemClock
    from trustcrm.services.keeping.backup import back_up, free_name
    from trustcrm.store.engine import open_database

    _require_steward(session, "back everything up")
    with closing(open_database(session.premises.address)) as database:
        usual = session.premises.folder / f"{session.premises.stem(database.path)}-backup-{SystemClock().today()}.db"
        with counting("Rows written and compared") as count:
            made = back_up(database, file or free_name(usual), count)
    for doubt in made.doubts:
        say(f"The office itself is damaged, and so is its backup: {doubt}")
    if as_json:
        emit_json(_backup_json(made))
    else:
        emit_line(str(made.path))
        say(f"The backup holds {counted(made.rows, 'row')} and was found equal to the office.")


@db.command(short_help="Make the office of a backup or an export again.")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of the office that is there, which is backed up first.")
@json_option
@pass_session
def restore(session: Session, source: Path, replace: bool, as_json: bool) -> None:
    """Make the office of a backup or an export again, in the database named by --db.

    SOURCE is a backup file or the folder of an export. The database must be empty, or --replace it. Everything is
    checked before anything of it is saved.
    """
    from trustcrm.services.keeping.restore import former_name
    from trustcrm.services.keeping.restore import restore as bring_back

    address = session.premises.address
    with suppress(DatabaseMissing):
        _require_steward(session, "replace the office")
    former = former_name(address, session.premises.folder) if replace else None
    session.premises.warn_of_place()
    known = erasures_known(session)
    with counting("Rows restored") as count:
        done = bring_back(source, address, count, replace=former)
    if not as_json:
        told = counted(done.rows, "row was", "rows were")
        say(f"{told} restored from {done.source} into {done.where}.")
        if done.former is not None:
            say(f"The office that was there before is kept in {done.former.path}.")
    again = _erased_again(session, known)
    if as_json:
        kept = _backup_json(done.former) if done.former else None
        emit_json(
            {"address": done.where, "source": done.source, "rows": done.rows, "former": kept, "erased_again": again}
        )
    elif again:
        say(f"Erased again, as they were here before: {again:,}.")


def _erased_again(session: Session, known: dict[str, Any] | None) -> int:
    try:
        return erase_again(session, known)
    except DatabaseUnusable as error:
        raise DatabaseUnusable(
            "What was restored may still hold what had been erased here before; run `trustcrm db replay-erasures`. "
            f"{error}"
        ) from error


@db.command(short_help="Look for damage in it, in a backup or an export.")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@json_option
@pass_session
def verify(session: Session, path: Path | None, as_json: bool) -> None:
    """Look for any damage in the database, or in the backup file or the export's folder at PATH.

    Looks at files and pages, at the journal's chain, at every row against the journal, and makes everything reckoned
    anew to compare it. Needs room for a copy in the folder for temporary files, and changes nothing.
    """
    from trustcrm.services.keeping.verify import verify_copy, verify_database

    with counting("Verifying") as count:

        def told(name: str) -> Any:
            count.now(f"Verifying {name}")
            return count

        verdict = verify_database(session.premises.address, told) if path is None else verify_copy(path, told)
    if as_json:
        emit_json(
            {
                "kind": verdict.kind, "where": verdict.where, "sound": verdict.sound,
                "checks": [{"name": check.name, "faults": list(check.faults)} for check in verdict.checks],
            }
        )  # fmt: skip
    else:
        _print_verdict(verdict)
    if not verdict.sound:
        what = "restore a backup" if verdict.kind == "database" else f"do not rely on this {verdict.kind}"
        raise DatabaseUnusable(f"The {verdict.kind} {verdict.where} is damaged; {what}.")


def _require_steward(session: Session, doing: str) -> None:
    from trustcrm.clock import SystemClock
    from trustcrm.services.roles import require_at
    from trustcrm.store.engine import open_database

    with closing(open_database(session.premises.address)) as database:
        require_at(database, session.premises.actor, "steward", doing, SystemClock())


def _backup_json(made: Backup) -> dict[str, Any]:
    return {"path": str(made.path), "sha256": made.sha256, "rows": made.rows, "doubts": list(made.doubts)}


def _print_verdict(verdict: Verdict) -> None:
    width = max(len(check.name) for check in verdict.checks)
    for check in verdict.checks:
        emit_line(f"{check.name.ljust(width)}  {'sound' if not check.faults else 'damaged'}")
        for fault in check.faults:
            emit_line(f"  {fault}")


def _print(found: Status) -> None:
    condition = found.condition
    lines = {
        "address": found.where,
        "office": found.office,
        "engine": f"{condition.engine} {condition.version}, journal mode {condition.journal_mode}",
        "schema": f"{found.revision or 'none'}, {_FIT[found.fit]}",
        "size": f"{condition.octets:,} octets",
        "replica": _replica(found.replica) if found.replica else "",
        "check": "; ".join(condition.faults) or "whole",
        "holds": ", ".join(f"{n:,} {NOUNS[noun].plural if n != 1 else noun}" for noun, n in found.counts.items() if n),
    }
    for label, words in lines.items():
        if words:
            emit_line(f"{label.ljust(8)} {words}")
    for place, standing in enumerate(found.tables):
        emit_line(f"{'' if place else 'plugins':8} {_standing(standing)}")


_FITS = {
    "current": "current",
    "older": "of an older version of it; run `trustcrm db upgrade`",
    "newer": "made by a newer version of it; install that to use them",
    "none": "not made yet; run `trustcrm db upgrade`",
    "left": "kept; no plugin that is loaded uses them",
}


def _standing(standing: Standing) -> str:
    some = f"{counted(len(standing.tables), 'table')}, {counted(standing.rows, 'row')}"
    held = f"{some}, " if standing.tables else "tables "
    at = f" at step {standing.step}" if standing.step else ""
    return f"{visible(standing.plugin)}: {held}{_FITS[standing.fit]}{at}"


def _replica(lag: Lag) -> str:
    if not lag.answers:
        return f"{lag.where} does not answer; the primary is read instead"
    if not lag.streams:
        return f"{lag.where} is no replica: it may be written to; check read_url"
    if lag.octets is None:
        return f"{lag.where}; how far it is behind nobody knows, as the primary does not answer"
    if lag.octets == 0 or lag.seconds is None:
        return f"{lag.where}, {'up to date' if lag.octets == 0 else f'{lag.octets:,} octets behind'}"
    return f"{lag.where}, {lag.octets:,} octets behind, its newest change {lag.seconds:.1f} s old"


db.add_command(replay, "replay-erasures")
db.add_command(scrub)
for _command in (grant, revoke, roles):
    db.add_command(_command)

COMMANDS: Mapping[str, click.Command] = {"db": db}
"""The command group of this module."""
