"""`person erase`: take a person out of everything the office holds, but for an opaque number."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import emit_heading, emit_json, emit_line, json_option, say
from trustcrm.cli.progress import counting
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from trustcrm.services.erase import ErasureReport
    from trustcrm.services.leavings import Cleared

_SHOWN = 60


@click.command(
    help="Erase one person from everything kept here; an opaque number stays, so that no tie changes.",
    short_help="Erase one person from everything kept here.",
)
@click.argument("which")
@click.option("--why", required=True, help="Why they are erased; the certificate keeps it, without their name.")
@click.option("--authority", help="What it rests on: a request's number, a law.")
@click.option("--also", multiple=True, metavar="WORDS", help="Further words they go by in the records; may repeat.")
@click.option("--dry-run", is_flag=True, help="Show what would go; erase nothing.")
@click.option("--yes", is_flag=True, help="Erase without asking; scripts need it.")
@json_option
@pass_session
def erase(
    session: Session, which: str, why: str, authority: str | None, also: tuple[str, ...], dry_run: bool, yes: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Erase one person."""
    from trustcrm.services.erase import Ask, erase_person

    desk = session.desk
    row = _meant(session, which)
    ask = Ask(why=why, authority=authority, also=also)
    if not dry_run and not yes:
        _confirm(erase_person(desk, row, ask, dry_run=True), _title(session, row))
    title = _title(session, row) if dry_run else ""
    with counting("Looking through the journal") as progress:
        report = erase_person(desk, row, ask, dry_run=dry_run, progress=progress)
    if as_json:
        emit_json(_json(report, dry_run))
    else:
        _print(report, dry_run, title)
    tell_cleared(report.cleared)


def tell_cleared(cleared: Cleared | None) -> None:
    """Say what keeps a database's files from being rid of what was erased. Raises what kept it from being tried."""
    if cleared is None:
        return
    if cleared.fault is not None:
        raise cleared.fault
    if not cleared.scrubbed:
        say(
            "Another program reads the database, so its log of writes could not be emptied and may still hold what was "
            "erased; run `trustcrm db scrub` when nobody else works in it."
        )


def _meant(session: Session, which: str) -> int:
    """Return the person meant; one whose row was taken back already is found by number in the journal alone."""
    from trustcrm.services.browse import found

    number = which.removeprefix("#")
    return (
        int(number)
        if number.isascii() and number.isdigit() and len(number) < 10
        else found(session.desk, "person", which)
    )


def _title(session: Session, row: int) -> str:
    """Return what is called so now, to be seen before it is gone; nothing where the journal alone tells of it."""
    from trustcrm.services.browse import one

    with suppress(NotFound):
        return f", {one(session.desk, 'person', row).title}"
    return ""


def _confirm(would: ErasureReport, title: str) -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise WrongUsage("Erasing cannot be taken back; look with --dry-run, then say --yes.")
    _print(would, dry_run=True, title=title)
    click.confirm("This cannot be taken back. Erase?", abort=True, err=True)


def _json(report: ErasureReport, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run, "people": list(report.people), "certificate": report.certificate,
        "counts": report.counts, "doubtful": list(report.doubtful) if dry_run else len(report.doubtful),
        "rewritten": [
            {"noun": one.noun, "id": one.id, "column": one.column, "left": one.left} for one in report.rewritten
        ],
        "scrubbed": report.cleared.scrubbed if report.cleared else None,
    }  # fmt: skip


def _print(report: ErasureReport, dry_run: bool, title: str) -> None:
    people = ", ".join(f"person {row}" for row in report.people)
    emit_heading(f"{'Would erase' if dry_run else 'Erased'} {people}{title}")
    for what, count in report.counts.items():
        if count:
            emit_line(f"  {what.ljust(24)} {count:>7,}")
    for one in report.rewritten[:_SHOWN]:
        left = one.left if isinstance(one.left, str) else ", ".join(map(str, one.left))
        emit_line(f"  {one.noun} {one.id}, {one.column}: {left}")
    if len(report.rewritten) > _SHOWN:
        emit_line(f"  and {len(report.rewritten) - _SHOWN:,} more; --json lists all")
    if dry_run and report.doubtful:
        emit_line(f"  only taken out of what refers to them, because others may go by it: {', '.join(report.doubtful)}")
    if report.certificate is not None:
        say(f"Certificate {report.certificate} tells who erased, when and why.")
