"""`trustcrm import`: bring in files by an importer on offer, as batches that can be taken back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.progress import counting
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import WrongUsage
from trustcrm.text import counted, visible

if TYPE_CHECKING:
    from trustcrm.services.importing.outcome import Item, Outcome

PREFIX = "setting_"
"""What the parameters of importers' settings begin with."""

TOLD = 10
"""How many rejected pieces are told at once; the file of them holds all."""


class ImportCommand(click.Command):
    """The command with a flag for every setting of every importer on offer, beside its own."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's own flags and those of the importers' settings."""
        own = super().get_params(ctx)
        taken = {flag for param in own for flag in param.opts}
        flags = [flag for flag in _setting_flags(ctx.ensure_object(Session)) if not taken & set(flag.opts)]
        return [*own[:-1], *flags, own[-1]]

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write which formats there are."""
        from trustcrm.hooks.specs import ImporterSpec

        host = ctx.ensure_object(Session).premises.host
        offers = [(host.shortest(offer), offer.spec.summary) for offer in host.offers(ImporterSpec)]
        with formatter.section("Formats"):
            formatter.write_dl([*offers, ("auto", "whichever of them the file looks made for")])


@click.command(
    cls=ImportCommand,
    help="Bring in files by an importer, or folders where it reads such. Each becomes a batch; `trustcrm batches undo` "
    "takes it back.",
)
@click.argument("format_", metavar="FORMAT")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and keep nothing.")
@click.option("settings", "--set", multiple=True, metavar="NAME=VALUE", help="A setting of the importer; may repeat.")
@click.option("--rejected", type=click.Path(path_type=Path), help="Where to write rejected pieces; else beside FILE.")
@json_option
@pass_session
def import_(
    session: Session, /, format_: str, files: tuple[Path, ...], dry_run: bool, settings: tuple[str, ...],
    rejected: Path | None, as_json: bool, **params: Any,
) -> None:  # fmt: skip
    """Bring in files."""
    from trustcrm.services.importing.reading import is_folder

    options = _options(settings, params)
    if rejected is not None and (len(files) > 1 or rejected.absolute() == files[0].absolute()):
        raise WrongUsage("--rejected names the file for the rejected pieces of one FILE, and is never FILE itself.")
    told = []
    for file in (file.resolve() if is_folder(file) else file for file in files):  # "." has no name of its own
        outcome = _run(session, format_, file, options, dry_run)
        table = rejected or file.with_name(f"{file.name}.rejected.csv")
        written = _keep_rejected(table, outcome, asked=rejected is not None)
        told.append(_json(outcome, written))
        if not as_json:
            _print(outcome)
        _talk(session, outcome, written)
    if as_json:
        emit_json(told)


def _setting_flags(session: Session) -> list[click.Option]:
    from trustcrm.hooks.specs import ImporterSpec

    summaries: dict[str, list[str]] = {}
    for offer in session.premises.host.offers(ImporterSpec):
        for option in offer.spec.options:
            if re.fullmatch("[a-z][a-z0-9-]+", option.name):
                summaries.setdefault(option.name, []).append(f"({offer.name}) {visible(option.summary)}")
    return [
        click.Option(
            [PREFIX + name.replace("-", "_"), f"--{name}"], metavar="VALUE", help="; ".join(dict.fromkeys(said)) + "."
        )
        for name, said in sorted(summaries.items())
    ]


def _options(settings: Sequence[str], params: Mapping[str, Any]) -> dict[str, str]:
    options = {
        name.removeprefix(PREFIX).replace("_", "-"): value for name, value in params.items() if value is not None
    }
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name:
            raise WrongUsage(f"--set takes NAME=VALUE, such as --set noun=city; {visible(setting)!r} is not that.")
        if options.setdefault(name, value) != value:
            raise WrongUsage(f"The setting {visible(name)!r} is given twice with different values; give it once.")
    return options


def _run(session: Session, format_: str, file: Path, options: Mapping[str, str], dry_run: bool) -> Outcome:
    from trustcrm.services.importing.reading import importer_for, task_of
    from trustcrm.services.importing.run import run_import

    desk = session.desk
    host = session.premises.host
    offer = importer_for(host, format_, file)
    with counting(f"Reading {visible(file.name)}") as progress:
        return run_import(desk, task_of(host, offer, file, options), dry_run=dry_run, progress=progress)


def _keep_rejected(table: Path, outcome: Outcome, *, asked: bool) -> Path | None:
    from trustcrm.services.importing.rejected import write_rejected

    if outcome.dry_run and not asked:
        return None
    try:
        return table if write_rejected(table, outcome.items) else None
    except OSError as error:
        say(f"The rejected pieces could not be written to {table}: {error.strerror}; the batch keeps them too.")
        return None


def _json(outcome: Outcome, written: Path | None) -> dict[str, Any]:
    return {
        "source": outcome.source,
        "importer": outcome.importer,
        "dry_run": outcome.dry_run,
        "batch": outcome.batch,
        "earlier_batch": outcome.earlier_batch,
        "read": outcome.read,
        "created": outcome.created,
        "corrected": outcome.corrected,
        "same": outcome.same,
        "remembered": outcome.remembered,
        "waiting": outcome.count("waiting"),
        "possible_duplicates": outcome.count("possible duplicate"),
        "rejected": outcome.count("rejected"),
        "rejected_file": str(written) if written else None,
        "items": [_item(item) for item in outcome.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {"state": item.state, "where": item.where, "reason": item.reason, "candidates": list(item.candidates)}


def _print(outcome: Outcome) -> None:
    if outcome.earlier_batch is not None:
        return
    rows: list[tuple[str, int]] = [("read", outcome.read)]
    rows += [(f"created: {noun}", count) for noun, count in sorted(outcome.created.items())]
    rows += [("corrected", outcome.corrected), ("same as before", outcome.same)]
    rows += [("waiting for you", outcome.count("waiting"))]
    rows += [("possible duplicates", outcome.count("possible duplicate")), ("rejected", outcome.count("rejected"))]
    emit_table([outcome.source, "pieces"], [(what, f"{count:,}") for what, count in rows], right=[1])
    if outcome.batch is not None:
        emit_line(f"batch {outcome.batch}")


def _talk(session: Session, outcome: Outcome, written: Path | None) -> None:
    if outcome.earlier_batch is not None:
        say(f"{outcome.source} was imported before, as batch {outcome.earlier_batch}; nothing changed.")
        return
    if outcome.remembered:
        names = counted(outcome.remembered, "name was", "names were")
        say(f"{names} in doubt and taken for what you said of it before.")
    rejected = [item for item in outcome.items if item.state == "rejected"]
    for item in rejected[:TOLD]:
        say(f"Rejected at {item.where}: {item.reason}")
    if rejected:
        kept = f"; {_kept_for(session, outcome, written, len(rejected))}" if written else ""
        say(f"{len(rejected):,} {'pieces were' if len(rejected) > 1 else 'piece was'} rejected{kept}.")
    if outcome.dry_run:
        say("This was a dry run; nothing was kept.")
        return
    if outcome.count("waiting"):
        say(f"`trustcrm batches show {outcome.batch} --state waiting` tells what waits for you to decide.")
    say(f"`trustcrm batches show {outcome.batch}` tells more; `trustcrm batches undo {outcome.batch}` takes it back.")


def _kept_for(session: Session, outcome: Outcome, written: Path, count: int) -> str:
    """Return where rejected pieces are and what for: a card or a letter cannot be brought again as a row of a table."""
    from trustcrm.services.importing.reading import reads_again

    again = reads_again(session.premises.host, outcome.importer, written)
    return (
        f"{'they are' if count > 1 else 'it is'} in {written}, to {'correct and bring again' if again else 'look at'}"
    )


COMMANDS: Mapping[str, click.Command] = {"import": import_}
"""The command of this module."""
