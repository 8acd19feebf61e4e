"""`trustcrm batches`: what each import did, taking it back, and deciding about the pieces it left to a person."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.cli.undo_report import tell_undone
from trustcrm.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from trustcrm.services.importing.batches import BatchStanding
    from trustcrm.services.importing.deciding import Decision
    from trustcrm.services.importing.differences import Choice, Difference
    from trustcrm.store.queries.batches import BatchItem

STATES = ("waiting", "possible duplicate", "rejected", "decided")
"""What a piece of a batch can be."""

NUMBER = HowMany(1)
"""The number of a batch, or of a piece within one."""


@click.group(help="What each import did, and taking it back.")
def batches() -> None:
    """Group the commands about batches."""


@batches.command("list", help="List imports, the newest first.")
@click.option("--limit", type=HowMany(0), default=50, show_default=True, help="At most so many; 0: all.")
@json_option
@pass_session
def list_(session: Session, limit: int, as_json: bool) -> None:
    """List imports."""
    from trustcrm.services.importing.batches import list_batches

    found = list_batches(session.desk, limit or None)
    if as_json:
        emit_json([_json(one) for one in found])
    elif found:
        titles = ("id", "at", "who", "source", "importer", "read", "created", "waiting", "rejected", "standing")
        emit_table(titles, [_cells(one) for one in found], right=(0, 5, 6, 7, 8))
    else:
        say("Nothing was imported here yet.")


@batches.command(help="Show one import: its counts, and the pieces that need a person, with reasons and candidates.")
@click.argument("batch", type=NUMBER)
@click.option("--state", type=click.Choice(STATES), help="Only pieces in this state.")
@click.option("--limit", type=HowMany(0), default=50, show_default=True, help="At most so many; 0: all.")
@json_option
@pass_session
def show(session: Session, batch: int, state: str | None, limit: int, as_json: bool) -> None:
    """Show one import."""
    from trustcrm.services.importing.batches import show_batch

    standing, items = show_batch(session.desk, batch, state or "", limit + 1 if limit else None)
    more = bool(limit) and len(items) > limit
    items = items[:limit] if limit else items
    if as_json:
        emit_json(_json(standing) | {"items": [_item_json(item) for item in items]})
    else:
        _print(standing, items)
    if more:
        say(f"The first {limit} pieces are shown; --limit 0 shows all.")


@batches.command(help="Take one import back; what was edited since stays, and is told.")
@click.argument("batch", type=NUMBER)
@json_option
@pass_session
def undo(session: Session, batch: int, as_json: bool) -> None:
    """Take one import back."""
    from trustcrm.services.importing.batches import show_batch
    from trustcrm.services.undo import undo_batch

    show_batch(session.desk, batch, limit=0)
    tell_undone(undo_batch(session.desk, batch), as_json=as_json)


@batches.command("bring-back", help="Have an import again that was taken back.")
@click.argument("batch", type=NUMBER)
@json_option
@pass_session
def bring_back(session: Session, batch: int, as_json: bool) -> None:
    """Have an import again that was taken back."""
    from trustcrm.services.importing.batches import show_batch
    from trustcrm.services.undo import bring_back_batch

    show_batch(session.desk, batch, limit=0)
    tell_undone(bring_back_batch(session.desk, batch), as_json=as_json)


@batches.command(help="Settle one piece that waits: what is in doubt is a known row, is new, or is left aside.")
@click.argument("batch", type=NUMBER)
@click.argument("item", type=NUMBER)
@click.option("as_", "--as", metavar="ID", help="It is this row: a number or a name.")
@click.option("--new", is_flag=True, help="It is something new.")
@click.option("--skip", is_flag=True, help="Leave it aside; nothing of it is kept.")
@click.option(
    "--field",
    "fields",
    metavar="FIELD=CHOICE",
    multiple=True,
    help="Where its row was edited here since: ours, theirs or both for one field; may be repeated.",
)
@json_option
@pass_session
def decide(
    session: Session, batch: int, item: int, as_: str | None, new: bool, skip: bool, fields: Sequence[str],
    as_json: bool,
) -> None:  # fmt: skip
    """Settle one piece that waits."""
    from trustcrm.services.importing.batches import skip as leave_aside
    from trustcrm.services.importing.batches import take_as, take_fields, take_new

    if (as_ is not None) + new + skip + bool(fields) != 1 or as_ == "":
        raise WrongUsage("Say what to decide, one of the four: --as ID, --new, --skip or --field FIELD=CHOICE.")
    if fields:
        _tell_decided(batch, item, take_fields(session.desk, batch, item, _choices(fields)), as_json)
    elif skip:
        leave_aside(session.desk, batch, item)
        _tell_decided(batch, item, None, as_json)
    elif as_ is not None:
        _tell_decided(batch, item, take_as(session.desk, batch, item, as_), as_json)
    else:
        _tell_decided(batch, item, take_new(session.desk, batch, item), as_json)


def _choices(fields: Sequence[str]) -> dict[str, Choice]:
    from trustcrm.services.importing.differences import CHOICES

    told = [field.partition("=") for field in fields]
    for name, _, choice in told:
        if choice not in CHOICES:
            raise WrongUsage(f"--field {name}={choice} chooses nothing; say {name}=ours, {name}=theirs or {name}=both.")
    return {name.replace("-", "_"): cast("Choice", choice) for name, _, choice in told}


@batches.command(help="Go through what waits in an import, one piece after the other, each field of it ours or theirs.")
@click.argument("batch", type=NUMBER)
@json_option
@pass_session
def review(session: Session, batch: int, as_json: bool) -> None:
    """Go through what waits in an import."""
    from trustcrm.cli.batch_review import ask_about, tell_waiting
    from trustcrm.services.importing.batches import differences_of, show_batch

    standing, items = show_batch(session.desk, batch, "waiting")
    if standing.undone:
        raise Refused(f"Batch {batch} was taken back; `trustcrm batches bring-back {batch}` has it again.")
    differing = differences_of(session.desk, batch) if items else {}
    if as_json:
        emit_json([_item_json(item) | {"differences": _differing(differing.get(item.position, ()))} for item in items])
    elif not items:
        say(f"Nothing of batch {batch} waits.")
    elif sys.stdin.isatty() and sys.stderr.isatty():
        ask_about(session.desk, batch, items, differing)
    else:
        tell_waiting(batch, items, differing)


def _differing(found: Sequence[Difference]) -> dict[str, Any]:
    return {one.field: {"ours": one.ours, "theirs": one.theirs, "edited": one.edited} for one in found}


def _tell_decided(batch: int, item: int, decision: Decision | None, as_json: bool) -> None:
    row = decision.row if decision else None
    still = decision.still if decision else ""
    if decision is None:
        say(f"Item {item} of batch {batch} was left aside.")
    elif still:
        say(f"Item {item} of batch {batch} still waits: {still}.")
    else:
        say(f"Item {item} of batch {batch} is kept as {decision.noun} {row}.")
    if as_json:
        state = "waiting" if still else "decided"
        noun = decision.noun or None if decision else None
        candidates = list(decision.candidates) if decision else []
        told = {"batch": batch, "item": item, "state": state, "noun": noun, "id": row}
        emit_json(told | {"reason": still or None, "candidates": candidates})
    elif row is not None:
        emit_line(str(row))


def _json(standing: BatchStanding) -> dict[str, Any]:
    batch = standing.batch
    return {
        "id": batch.id, "at": standing.at, "actor": batch.actor, "source": batch.source, "importer": batch.importer,
        "plugin": batch.plugin, "read": batch.read, "created": batch.created, "corrected": batch.corrected,
        "same": batch.same, "items_by_state": dict(standing.states), "undone": standing.undone,
    }  # fmt: skip


def _item_json(item: BatchItem) -> dict[str, Any]:
    return {
        "item": item.position, "state": item.state, "where": item.where, "reason": item.reason,
        "candidates": list(item.candidates), "raw": dict(item.raw),
    }  # fmt: skip


def _cells(standing: BatchStanding) -> tuple[object, ...]:
    batch, states = standing.batch, standing.states
    return (
        batch.id, f"{standing.at:%Y-%m-%d %H:%M}", batch.actor, batch.source, batch.importer, batch.read, batch.created,
        states["waiting"], states["rejected"], "taken back" if standing.undone else "",
    )  # fmt: skip


def _print(standing: BatchStanding, items: Sequence[BatchItem]) -> None:
    batch = standing.batch
    emit_heading(f"batch {batch.id}  {batch.source} by {batch.importer}")
    emit_line(f"  at {standing.at:%Y-%m-%d %H:%M %Z} by {batch.actor}{', taken back since' if standing.undone else ''}")
    counts = {"read": batch.read, "created": batch.created, "corrected": batch.corrected, "same": batch.same}
    for what, count in (counts | dict(standing.states)).items():
        emit_line(f"  {what.ljust(18)} {count:>9,}")
    for item in items:
        emit_line()
        emit_heading(f"item {item.position}  {item.state}  {item.where}")
        emit_line(f"  {item.reason}")
        for words in item.candidates:
            emit_line(f"  could be {words}")


COMMANDS: Mapping[str, click.Command] = {"batches": batches}
"""The command group of this module."""
