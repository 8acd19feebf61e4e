"""What an export for others may hold: which tables and rows stay behind when something is more confidential."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, column, or_, select

from trustcrm.domain.nouns import ABOUT, NOUNS, PARTS
from trustcrm.domain.nouns.dealings import CONFIDENTIALITY
from trustcrm.store.derive.acts import SOURCES
from trustcrm.store.tables import SIDE, TABLES, table_name
from trustcrm.store.tables.derived import ACT
from trustcrm.store.transfer.plain_rows import PlainRow, plain_rows
from trustcrm.store.transfer.shapes import Shape

_BORN_OF = {"follow-up": ("interaction", "contribution")}
"""Nouns whose words may give away what they came from."""


def told_in_part(shapes: Sequence[Shape]) -> list[Shape]:
    """Return the tables that an export may hold which leaves something out.

    Only the nouns, their sides and the acts: the journal, imports, sums, words and whatever a plugin keeps tell of
    every row and cannot be told in part.
    """
    kept = {table_name(noun) for noun in NOUNS} | {SIDE.name, ACT.name}
    return [shape for shape in shapes if shape.name in kept]


def told_rows(connection: Connection, shape: Shape, most: str) -> Iterator[PlainRow]:
    """Yield the rows of a table that tell nothing more confidential than `most`.

    Where a row that is told points at one that is not, the reference is left empty.
    """
    blank = {
        shape.names.index(name): set(connection.execute(ids).scalars())
        for name, ids in _blanked(shape.name, most).items()
    }
    for row in plain_rows(connection, shape, _conditions(shape.name, most)):
        for place, hidden in blank.items():
            if row[place] in hidden:
                row[place] = None
        yield row


def _conditions(table: str, most: str) -> list[ColumnElement[bool]]:
    if table == ACT.name:
        sources = (noun for noun in SOURCES if _may_hide(noun))
        return [or_(column("noun") != noun, column("row_id").not_in(_hidden(noun, most))) for noun in sources]
    noun = next((noun for noun in NOUNS if table_name(noun) == table), None)
    if noun is None:
        return []
    found: list[ColumnElement[bool]] = [column("id").not_in(_hidden(noun, most))] if _may_hide(noun) else []
    if noun in ABOUT:
        found += [
            or_(column("about_noun") != other, column("about_row").not_in(_hidden(other, most)))
            for other in NOUNS
            if _may_hide(other)
        ]
    return found


def _blanked(table: str, most: str) -> Mapping[str, Select[tuple[int]]]:
    noun = next((noun for noun in NOUNS if table_name(noun) == table), None)
    if noun is None:
        return {}
    return {
        f"{other}_id": _hidden(other, most)
        for other in ("interaction", "contribution", "engagement")
        if f"{other}_id" in TABLES[noun].columns and PARTS.get(noun) != other
    }


def _may_hide(noun: str) -> bool:
    return "confidentiality" in TABLES[noun].columns or noun in PARTS or noun in _BORN_OF


def _hidden(noun: str, most: str) -> Select[tuple[int]]:
    """Return the statement that selects the rows of a noun that are not told."""
    rows = TABLES[noun].alias(f"hidden_{table_name(noun)}")
    secret = CONFIDENTIALITY[CONFIDENTIALITY.index(most) + 1 :]
    reasons: list[ColumnElement[bool]] = []
    if "confidentiality" in rows.columns:
        reasons.append(rows.c.confidentiality.in_(secret))
    for other in (PARTS.get(noun, ""), *_BORN_OF.get(noun, ())):
        if other:
            reference = rows.c[f"{other}_id"]
            reasons.append(and_(reference.is_not(None), reference.in_(_hidden(other, most))))
    return select(rows.c.id).where(or_(*reasons))
