"""`trustcrm report`: a report as a document, in any format on offer, on stdout or in files."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import WrongUsage
from trustcrm.text import visible

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.domain.document import Document
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.offers import Offer
    from trustcrm.hooks.specs import ExporterSpec, Subject

PLAIN = "text"
"""The format of a report on stdout where nobody names one."""


@click.command(
    help="Make a report: NAME is which, WHAT whom it is about. On stdout as text, or in other formats and in files. "
    "Without NAME, list the reports and formats there are."
)
@click.argument("name", required=False, default="")
@click.argument("what", required=False, default="")
@click.option(
    "--format", "formats", default="", metavar="FORMAT,…", help="How to write it: text, html, md, json, csv, …"
)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write, or the folder for several formats.")
@click.option("settings", "--set", multiple=True, metavar="NAME=VALUE", help="A setting of the report; may repeat.")
@day_option("--as-of", help="As things stood on a day.")
@click.option("--list", "listing", is_flag=True, help="List the reports and formats there are.")
@json_option
@pass_session
def report(
    session: Session, name: str, what: str, formats: str, out: Path | None, settings: tuple[str, ...],
    as_of: date | None, listing: bool, as_json: bool,
) -> None:  # fmt: skip
    """Make a report."""
    from trustcrm.services.report import make_report, write_reports

    host = session.premises.host
    if listing or not name:
        _list(host, as_json)
        return
    if as_json and formats not in ("", "json"):
        raise WrongUsage("--json is --format json; give one of the two.")
    exporters = _exporters(host, "json" if as_json else formats, out)
    made = make_report(session.desk, host, name, what, _given(settings), as_of)
    if out is None:
        _show(host, exporters, made.document)
        return
    places = _places(out, exporters, name, made.subject)
    write_reports(host, made.document, list(zip(places, exporters, strict=True)))
    for path in places:
        say(f"Wrote {path}.")


def _given(settings: Sequence[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name:
            raise WrongUsage(f"--set takes NAME=VALUE; {visible(setting)!r} is not that.")
        given[name] = value
    return given


def _exporters(host: Host, formats: str, out: Path | None) -> list[Offer[ExporterSpec]]:
    from trustcrm.hooks.specs import ExporterSpec
    from trustcrm.services.report import exporter_for

    names = [name.strip() for name in formats.split(",") if name.strip()]
    if not names and out is not None and out.suffix and not out.is_dir():
        return [exporter_for(host, out)]
    found = [host.offer(ExporterSpec, name) for name in names or [PLAIN]]
    if out is None and len(found) > 1:
        raise WrongUsage("Several formats go into files; name a folder for them with --out.")
    suffixes = [offer.spec.suffix for offer in found]
    if len(set(suffixes)) < len(suffixes):
        raise WrongUsage("Two of the formats end alike and would be one file; name one at a time.")
    return found


def _show(host: Host, exporters: Sequence[Offer[ExporterSpec]], document: Document) -> None:
    from trustcrm.services.report import exported

    (offer,) = exporters
    on_terminal = sys.stdout.isatty()
    if offer.address == f"core:{PLAIN}" and on_terminal:
        from trustcrm.builtin.exporters.text import PlainText

        for line in PlainText(shutil.get_terminal_size().columns).lines(document):
            click.echo(line)
        return
    media_type = offer.spec.media_type
    if on_terminal and not media_type.startswith("text/") and media_type != "application/json":
        raise WrongUsage(f"{offer.name} is nothing to look at on a terminal; name a file for it with --out.")
    click.echo(exported(host, offer, document), nl=False)


def _places(out: Path, exporters: Sequence[Offer[ExporterSpec]], name: str, subject: Subject) -> list[Path]:
    from trustcrm.services.report import file_name

    if len(exporters) == 1 and out.suffix and not out.is_dir():
        return [out]
    if out.exists() and not out.is_dir():
        raise WrongUsage(f"{out} is a file; name a folder for it with --out.")
    return [out / file_name(name, subject, offer.spec.suffix) for offer in exporters]


def _list(host: Host, as_json: bool) -> None:
    from trustcrm.hooks.specs import ExporterSpec, ReportSpec

    reports, formats = host.offers(ReportSpec), host.offers(ExporterSpec)
    if as_json:
        emit_json({"reports": [_told(host, one) for one in reports], "formats": [_told(host, one) for one in formats]})
        return
    if reports:
        rows = [(host.shortest(one), " or ".join(one.spec.subjects), one.plugin, one.spec.summary) for one in reports]
        emit_table(("report", "about", "plugin", "what it tells"), rows, spare=(2,))
        for one in reports:
            for option in one.spec.parameters:
                default = f", else {option.default}" if option.default else ""
                emit_line(f"  --set {option.name}=…  ({one.name}) {option.summary}{default}")
        emit_line()
    else:
        say("No plugin here offers a report; `trustcrm plugins list` shows what is installed.")
    emit_heading("Formats")
    rows = [(host.shortest(one), one.spec.suffix, one.plugin, one.spec.summary) for one in formats]
    emit_table(("format", "file", "plugin", "for what"), rows, spare=(2,))


def _told(host: Host, offer: Offer[Any]) -> dict[str, Any]:
    spec = offer.spec
    told: dict[str, Any] = {"name": host.shortest(offer), "plugin": offer.plugin, "summary": spec.summary}
    if hasattr(spec, "subjects"):
        parameters = [vars(option) for option in spec.parameters]
        return told | {"subjects": list(spec.subjects), "parameters": parameters}
    return told | {"suffix": spec.suffix, "media_type": spec.media_type, "tables_only": spec.tables_only}


COMMANDS = {"report": report}
