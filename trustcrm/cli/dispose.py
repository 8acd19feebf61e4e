"""`trustcrm dispose` and `retention due`: what the records schedule lets go, what is held, and the certificates."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.erase import tell_cleared
from trustcrm.cli.noun_flags import Number
from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.progress import counting
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import WrongUsage

if TYPE_CHECKING:
    from trustcrm.services.dispose import DisposalReport
    from trustcrm.services.retention import DueRow
    from trustcrm.store.certificates import Certificate


@click.command(
    help="List what is due for disposal today, and what stands in the way of it.",
    short_help="List what is due for disposal, and what hinders it.",
)
@json_option
@pass_session
def due(session: Session, as_json: bool) -> None:
    """List what is due for disposal."""
    from trustcrm.services.retention import due_rows

    rows = due_rows(session.desk)
    if as_json:
        emit_json([_due_json(row) for row in rows])
    elif rows:
        _print_due(rows)
    else:
        say("Nothing is due for disposal.")


@click.group(
    help="Dispose of what the records schedule lets go; a certificate stays.",
    invoke_without_command=True,
    subcommand_metavar="[COMMAND]",
)
@click.option("--due", "all_due", is_flag=True, help="Everything that is due and that nothing stands in the way of.")
@click.option("--record", metavar="THING", help="One record that is due: `interaction 12`, `agreement:4`.")
@click.option("--why", help="Why; the certificate keeps it.")
@click.option("--dry-run", is_flag=True, help="Show what would go; dispose of nothing.")
@click.option("--yes", is_flag=True, help="Dispose without asking; scripts need it.")
@json_option
@click.pass_context
def dispose(
    context: click.Context, all_due: bool, record: str | None, why: str | None, dry_run: bool, yes: bool, as_json: bool
) -> None:
    """Dispose of records whose retention is over."""
    if context.invoked_subcommand is not None:
        return
    if all_due == (record is not None) or not why:
        raise WrongUsage("Say what to dispose of, --due or --record THING, and --why.")
    session = context.find_object(Session)
    assert session is not None
    _dispose(session, record, why, dry_run=dry_run, yes=yes, as_json=as_json)


def _dispose(session: Session, record: str | None, why: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    from trustcrm.services.browse import thing
    from trustcrm.services.dispose import dispose as take_out

    desk = session.desk
    one = thing(desk, record) if record else None
    if not dry_run and not yes:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise WrongUsage("Disposing cannot be taken back; look with --dry-run, then say --yes.")
        _print(take_out(desk, why, one, dry_run=True), dry_run=True)
        click.confirm("This cannot be taken back. Dispose?", abort=True, err=True)
    with counting("Looking through the journal") as progress:
        report = take_out(desk, why, one, dry_run=dry_run, progress=progress)
    if as_json:
        emit_json(_json(report, dry_run))
    else:
        _print(report, dry_run)
    tell_cleared(report.cleared)


@dispose.command(help="List the certificates of what was erased or disposed of, or show one.")
@click.argument("number", type=Number(int), required=False)
@json_option
@pass_session
def certificates(session: Session, number: int | None, as_json: bool) -> None:
    """List the certificates, or show one."""
    from trustcrm.services.dispose import every_certificate, one_certificate
    from trustcrm.services.erasures_file import certificate_told, told

    if number is not None:
        one = one_certificate(session.desk, number)
        if as_json:
            emit_json(certificate_told(one))
        else:
            _print_certificate(one)
        return
    if as_json:
        emit_json(told(session.desk.database))
        return
    found = every_certificate(session.desk)
    if not found:
        say("Nothing was erased or disposed of here.")
        return
    titles = ("id", "day", "by", "what", "records", "authority", "why")
    rows = [(one.id, one.on, one.actor, one.verb, len(one.rows), one.authority or "", one.why) for one in found]
    emit_table(titles, rows, right=(0, 4))


def _print_certificate(one: Certificate) -> None:
    what = {"erase": "erasure", "dispose": "disposal"}[one.verb]
    emit_heading(f"Certificate {one.id} of {what}")
    lines = {
        "day": one.on.isoformat(), "by": one.actor, "why": one.why, "authority": one.authority or "",
        "change": f"{one.change} of the journal",
    }  # fmt: skip
    for label, words in lines.items():
        if words:
            emit_line(f"  {label.ljust(10)} {words}")
    for row in one.rows:
        filed = f", {row.retention_class} ({row.authority})" if row.retention_class else ""
        emit_line(f"  {row.noun} {row.id}{filed}")
    for what, count in one.counts.items():
        if count:
            emit_line(f"  {what.ljust(24)} {count:>7,}")


def _due_json(row: DueRow) -> dict[str, Any]:
    held = row.held
    return {
        "noun": row.noun, "id": row.id, "title": row.title, "retention_class": row.retention_class.name,
        "authority": row.retention_class.authority, "counted_from": row.counted_from, "due_on": row.due_on,
        "disposable": row.disposable,
        "held_by": {"hold": held.id, "why": held.hold.why, "authority": held.hold.authority} if held else None,
        "referred_to_by": list(row.referred),
    }  # fmt: skip


def _standing(row: DueRow) -> str:
    if row.held is not None:
        return f"held by hold {row.held.id}: {row.held.hold.why}"
    refer = "refers" if len(row.referred) == 1 else "refer"
    return f"{', '.join(row.referred)} {refer} to it" if row.referred else "may go"


def _print_due(rows: Sequence[DueRow]) -> None:
    titles = ("record", "what", "class", "authority", "due since", "standing")
    cells = [
        (
            f"{row.noun} {row.id}", row.title, row.retention_class.name, row.retention_class.authority, row.due_on,
            _standing(row),
        )
        for row in rows
    ]  # fmt: skip
    emit_table(titles, cells, spare=(3, 4))


def _json(report: DisposalReport, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run, "disposed": [_due_json(row) for row in report.rows],
        "left": [_due_json(row) for row in report.left], "counts": report.counts, "certificate": report.certificate,
        "scrubbed": report.cleared.scrubbed if report.cleared else None,
    }  # fmt: skip


def _print(report: DisposalReport, dry_run: bool) -> None:
    if not report.rows:
        say("Nothing is due for disposal that nothing stands in the way of.")
    else:
        records = "record" if len(report.rows) == 1 else "records"
        emit_heading(f"{'Would dispose' if dry_run else 'Disposed'} of {len(report.rows):,} {records}")
        for row in report.rows:
            what = f"; {row.title}" if dry_run else ""
            emit_line(f"  {row.noun} {row.id}, {row.retention_class.name} ({row.retention_class.authority}){what}")
        for what, count in report.counts.items():
            if count:
                emit_line(f"  {what.ljust(24)} {count:>7,}")
    if report.left:
        emit_heading(f"Left ({len(report.left):,})")
        for row in report.left:
            emit_line(f"  {row.noun} {row.id}: {_standing(row)}")
    if report.certificate is not None:
        say(f"Certificate {report.certificate} tells what was disposed of, by whom and why.")


COMMANDS: Mapping[str, click.Command] = {"dispose": dispose}
"""The command of this module."""
