"""Making one of two rows that turned out to be the same, and making two of them again, whole.

A merge moves every reference, keeps the other's names as aliases and fills what was empty. It is one change of the
journal, so unmerging is taking that change back; what was edited since is kept, and said.
"""

from __future__ import annotations

from typing import Any, cast

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import ABOUT, MERGEABLE, Tie
from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.conflict import refuse_stale
from trustcrm.services.desk import Desk
from trustcrm.services.fates import UndoReport
from trustcrm.services.undo import undo
from trustcrm.store.queries.history import history_of, reversal_of
from trustcrm.store.queries.rows import record_by_id, records
from trustcrm.store.references import pointing_at, referring, rows_about, rows_pointing
from trustcrm.store.writing import Writer
from trustcrm.text import fold


def merge(
    desk: Desk, noun: str, stays: int, goes: int, *, version: int | None = None, goes_version: int | None = None
) -> dict[str, int]:
    """Merge the row `goes` into `stays`; return how many rows of each noun now point at the one that stays.

    With `version` (of the one that stays) or `goes_version`, that row must still stand at it: raises `Conflict` where
    somebody changed it meanwhile. Raises `InvalidValue` for nouns that cannot be merged, and `Refused` where one of the
    two was merged or withdrawn.
    """
    if noun not in MERGEABLE:
        raise InvalidValue(f"A {noun} cannot be merged; only {', '.join(MERGEABLE)} can.")
    if stays == goes:
        raise InvalidValue(f"{noun.capitalize()} {stays} cannot be merged with itself.")
    with desk.writing("merge", f"{noun} {goes} into {noun} {stays}") as writer:
        refuse_stale(writer, noun, stays, version, {})
        refuse_stale(writer, noun, goes, goes_version, {"merged_into_id": stays, "withdrawn": True})
        kept = _standing(writer, noun, stays)
        gone = _standing(writer, noun, goes)
        moved = _move_references(writer, noun, stays, goes)
        writer.correct(noun, stays, _gains(kept, gone))
        writer.correct(noun, goes, {"merged_into_id": stays, "withdrawn": True})
        if noun != "person":
            _tidy_ties(writer, stays)
    return moved


def unmerge(desk: Desk, noun: str, gone: int, *, version: int | None = None) -> UndoReport:
    """Make a merged row stand on its own again.

    Raises `Refused` where it is not merged into another, or that other was merged itself since: what was merged last
    comes apart first. With `version`, the merged row must still stand at it: raises `Conflict` where somebody changed
    it meanwhile.
    """
    with desk.database.reading() as connection:
        present = record_by_id(connection, noun, gone).merged_into
        for entry in history_of(connection, noun, gone):
            merged = entry.change.verb == "merge" and entry.before.get("merged_into_id", gone) is None
            if merged and reversal_of(connection, entry.change.id) is None:
                break
        else:
            raise Refused(f"{noun.capitalize()} {gone} is not merged into another.")
    first = entry.after["merged_into_id"]
    if first != present:
        raise Refused(
            f"{noun.capitalize()} {gone} was merged into {first}, and that into another since; make {noun} {first} "
            f"stand on its own first, with `trustcrm {noun} unmerge {first}`."
        )
    wanted = {"merged_into_id": None, "withdrawn": False}
    return undo(desk, entry.change.id, lambda writer: refuse_stale(writer, noun, gone, version, wanted))


def _standing(writer: Writer, noun: str, row: int) -> Kept[Record]:
    kept = record_by_id(writer.connection, noun, row)
    if kept.merged_into is not None:
        raise Refused(f"{noun.capitalize()} {row} is merged into {kept.merged_into} already.")
    if kept.withdrawn:
        raise Refused(f"{noun.capitalize()} {row} is withdrawn; undo that before merging it.")
    return kept


def _move_references(writer: Writer, noun: str, stays: int, goes: int) -> dict[str, int]:
    moved: dict[str, int] = {}
    for other, column in pointing_at(noun):
        rows = rows_pointing(writer.connection, other, column, goes)
        if rows:
            writer.correct_many(other, {row: {column: stays} for row in rows})
            moved[other] = moved.get(other, 0) + len(rows)
    for other in ABOUT:
        rows = rows_about(writer.connection, other, noun, goes)
        writer.correct_many(other, {row: {"about_row": stays} for row in rows})
    return moved


def _gains(kept: Kept[Record], gone: Kept[Record]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields_of(type(kept.record)).values():
        mine, theirs = getattr(kept.record, field.name), getattr(gone.record, field.name)
        if field.is_many:
            extra = (gone.record.name, *theirs) if field.name == "aliases" else theirs  # type: ignore[attr-defined]
            alike = fold if field.name == "aliases" else str.casefold
            known = {alike(word) for word in mine}
            if field.name == "aliases":
                known.add(fold(kept.record.name))  # type: ignore[attr-defined]
            values[field.column] = [*mine, *(w for w in dict.fromkeys(extra) if alike(w) not in known)]
        elif mine is None and theirs is not None:
            values[field.column] = theirs
    return values


def _tidy_ties(writer: Writer, side: int) -> None:
    """Withdraw ties of a side with itself and the later of two that became the same; what hung on it moves over."""
    first: dict[tuple[frozenset[int], str], int] = {}
    connection = writer.connection
    ties = [*records(connection, "tie", {"one_id": side}), *records(connection, "tie", {"other_id": side})]
    for kept in sorted({tie.id: tie for tie in ties}.values(), key=lambda tie: tie.id):
        tie = cast(Tie, kept.record)
        if tie.one == tie.other:
            writer.correct("tie", kept.id, {"withdrawn": True})
            continue
        earlier = first.setdefault((frozenset((cast(int, tie.one), cast(int, tie.other))), tie.kind), kept.id)
        if earlier != kept.id:
            for _, noun, row in list(referring(connection, "tie", [kept.id])):
                column = "about_row" if noun in ABOUT else "tie_id"
                writer.correct(noun, row, {column: earlier})
            writer.correct("tie", kept.id, {"withdrawn": True})
