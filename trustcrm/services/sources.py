"""Where cited records are known from, for reports that do not say it, so that all of them tell it alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from trustcrm.domain.bounds import MOST_ROWS
from trustcrm.domain.document import Citation, Document
from trustcrm.services.desk import Desk
from trustcrm.services.marking import secret_among
from trustcrm.store.engine import Connection
from trustcrm.store.queries.rows import column_rows
from trustcrm.store.tables import TABLES

WITNESS = "witness"
"""Where a record without a source is known from."""


def sourced(desk: Desk, document: Document) -> Document:
    """Return a document that says of every record it cites where that is known from, as far as the record does.

    A step without a source of its own is known from where its contribution is; nothing is said of a restricted record.
    """
    bare: dict[str, list[int]] = {}
    for cited in document.citations():
        if not cited.words and cited.noun in TABLES:
            bare.setdefault(cited.noun, []).append(cited.id)
    if not bare:
        return document
    with desk.database.reading() as connection:
        found = tuple(islice((one for noun, ids in bare.items() for one in _told(connection, noun, ids)), MOST_ROWS))
    return replace(document, sources=(*document.sources, *found)) if found else document


def _told(connection: Connection, noun: str, ids: Iterable[int]) -> Iterator[Citation]:
    told = _sources(connection, noun, ids)
    if noun == "step":
        of = {one[0]: one[1] for one in column_rows(connection, noun, ("id", "contribution_id"), told)}
        whole = _sources(connection, "contribution", set(of.values()))
        told = {row: source or whole[of[row]] for row, source in told.items() if of[row] in whole}
    yield from (Citation(noun, row, source) for row, source in told.items() if source)


def _sources(connection: Connection, noun: str, ids: Iterable[int]) -> dict[int, str]:
    """Return what each of these records says of where it is known from, "" for nothing; none that is restricted."""
    has = TABLES[noun].c
    columns = tuple(name for name in ("source", WITNESS) if name in has)
    if not columns:
        return {}
    rows = list(column_rows(connection, noun, ("id", *columns), ids))
    secret = secret_among(connection, noun, [row[0] for row in rows])
    return {row: next(filter(None, told), "") for row, *told in rows if row not in secret}
