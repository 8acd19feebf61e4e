"""`trustcrm export`: leaving with everything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from trustcrm.cli.output import emit_json, emit_line, json_option, say
from trustcrm.cli.progress import counting
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns.dealings import CONFIDENTIALITY
from trustcrm.errors import WrongUsage
from trustcrm.text import counted


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--no-csv", is_flag=True, help="Leave out the CSV files.")
@click.option("--no-json", is_flag=True, help="Leave out the JSON files.")
@click.option(
    "--confidentiality",
    type=click.Choice(CONFIDENTIALITY),
    default=CONFIDENTIALITY[-1],
    show_default=True,
    help="Leave out what is more confidential than this; the export can then not be restored.",
)
@json_option
@pass_session
def export(session: Session, folder: Path, no_csv: bool, no_json: bool, confidentiality: str, as_json: bool) -> None:
    """Write everything the office has into the new folder DIR, as CSV and as JSON, with a description of every column.

    No program of ours is needed to read it: README.txt there says how, datapackage.json is a Frictionless Data Package.
    The whole journal and whatever plugins keep are in it. `trustcrm db restore DIR` makes an office of it again.
    """
    from trustcrm.services.keeping.export import export as write_out

    forms = [form for form, left_out in (("csv", no_csv), ("json", no_json)) if not left_out]
    if not forms:
        raise WrongUsage("An export needs one of its two forms; leave out --no-csv or --no-json.")
    if confidentiality == CONFIDENTIALITY[-1]:
        session.desk.require("steward", "export everything")
    with counting("Rows written") as count:
        done = write_out(session.office.database, folder, count, forms=forms, most=confidentiality)
    rows = sum(done.rows.values())
    if as_json:
        emit_json({"folder": str(done.folder), "complete": not done.left_out, "rows": done.rows})
        return
    emit_line(str(done.folder))
    left_out = f" {done.left_out}" if done.left_out else ""
    say(f"{rows:,} rows of {counted(len(done.rows), 'table')} were written.{left_out}")


COMMANDS: Mapping[str, click.Command] = {"export": export}
"""The command of this module."""
