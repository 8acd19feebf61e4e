"""`trustcrm calendar import`: a calendar file brought in, and what became of each of its meetings."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import PluginContext, pass_plugin_context, visible
from trustcrm_calendar.bring import Report, bring

_SHOWN = 10
"""How many lines are named of those that tell hours without a zone."""


@click.command("import", short_help="Bring a calendar file in; again, and only what changed is changed.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and keep nothing.")
@click.option("--with", "other", default="", help="The city or organisation met, where no guest tells it.")
@click.option("--ours", default="", help="Our own mail domains, parted by commas: whoever has one is no guest.")
@click.option("--since", default="", help="First day wanted, such as 2024-01-01; what was over before is left aside.")
@click.option("--until", default="", help="Last day up to which a repeated meeting is told; a year ahead otherwise.")
@click.option("--uids-change", is_flag=True, help="Know meetings by title and beginning: their UIDs change each time.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def import_(
    context: PluginContext, file: Path, dry_run: bool, other: str, ours: str, since: str, until: str,
    uids_change: bool, as_json: bool,
) -> None:  # fmt: skip
    """Bring a calendar file in, in one transaction that `trustcrm batches undo` takes back.

    A meeting is known again by its UID, whichever way it came before: what is new is created, what changed is
    updated, what is older than what came before (SEQUENCE, then DTSTAMP) is left. What you edited here waits for you.
    What was over before today becomes an interaction where it tells with whom it was. One piece that cannot be read
    stops no other.
    """
    told = {
        "with": other, "ours": ours, "since": since, "until": until, "unknown": "keep",
        "uids": "change" if uids_change else "",
    }  # fmt: skip
    settings = {name: value for name, value in told.items() if value}
    label = f"Reading {visible(file.name)}"
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def progress(read: int, of: int) -> None:
            bar.length = of
            bar.update(read - bar.pos)

        report = bring(context, file, settings, dry_run=dry_run, progress=progress)
    if as_json:
        click.echo(json.dumps(_row(report), ensure_ascii=False, indent=2))
    else:
        _tell(report)
    _talk(report)


def _tell(report: Report) -> None:
    for one in report.entries:
        click.echo(visible(f"{one.did:<12}  {one.starts_on}  {one.title}"))
    for old in report.older:
        click.echo(visible(f"{'older':<12}  {old.where} tells engagement {old.row} as it was before"))
    for item in report.quarantined:
        click.echo(visible(f"{'quarantined':<12}  {item.where}: {item.reason}"))
    counts = ", ".join(f"{count:,} {did}" for did, count in _counts(report).items() if count)
    if report.outcome.earlier_batch is None:
        click.echo(counts or "Nothing in it is a meeting.", err=True)


def _counts(report: Report) -> Mapping[str, int]:
    return {
        "created": len(report.of("created")), "updated": len(report.of("updated")), "unchanged": report.unchanged,
        "older": len(report.older), "conflict": len(report.of("conflict")), "in doubt": report.in_doubt,
        "quarantined": len(report.quarantined),
    }  # fmt: skip


def _talk(report: Report) -> None:
    outcome = report.outcome
    if outcome.earlier_batch is not None:
        click.echo(
            f"{outcome.source} was brought in today, as batch {outcome.earlier_batch}; nothing changed.", err=True
        )
        return
    if report.encoding == "Windows-1252":
        click.echo(f"{outcome.source} is not UTF-8; what is not was read as Windows-1252.", err=True)
    if report.floating:
        lines = ", ".join(str(one) for one in report.floating[:_SHOWN])
        more = ", …" if len(report.floating) > _SHOWN else ""
        click.echo(f"Hours without a zone were taken for the office's own, at line {lines}{more}.", err=True)
    if outcome.dry_run:
        click.echo("This was a dry run; nothing was kept.", err=True)
        return
    if outcome.count("waiting"):
        click.echo(f"`trustcrm batches review {outcome.batch}` goes through what waits for you.", err=True)
    click.echo(f"`trustcrm batches undo {outcome.batch}` takes it all back.", err=True)


def _row(report: Report) -> Mapping[str, Any]:
    outcome = report.outcome
    return {
        "source": outcome.source, "dry_run": outcome.dry_run, "batch": outcome.batch,
        "earlier_batch": outcome.earlier_batch, **{did.replace(" ", "_"): n for did, n in _counts(report).items()},
        "encoding": report.encoding, "floating_lines": list(report.floating),
        "entries": [asdict(one) | {"starts_on": one.starts_on.isoformat()} for one in report.entries],
        "older_entries": [asdict(one) for one in report.older],
        "quarantined_entries": [
            {"where": one.where, "reason": one.reason, "raw": dict(one.raw)} for one in report.quarantined
        ],
    }  # fmt: skip
