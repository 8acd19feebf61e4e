"""Where free words stand, in which anybody may be named, and the rows whose words have to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, String, or_, select

from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.store.tables import BATCH_ITEM, TABLES
from trustcrm.store.tables.types import Words

NOT_FREE: Mapping[str, frozenset[str]] = {
    "city": frozenset({"name", "country", "region", "aliases", "time_zone", "wikidata", "geonames"}),
    "organisation": frozenset({"name", "country", "aliases", "website", "emails", "wikidata"}),
    "office": frozenset({"name", "time_zone"}),
    "kind": frozenset({"name", "cameo", "summary", "plugin"}),
    "colleague": frozenset({"name", "email", "login", "role"}),
    "person": frozenset({"name", "aliases", "languages", "emails", "phones"}),
    "post": frozenset({"languages", "national_day"}),
    "agreement": frozenset({"languages", "file_sha256"}),
    "interaction": frozenset({"kind"}),
    "contribution": frozenset({"unit", "value_currency"}),
    "signal": frozenset({"kind"}),
    "engagement": frozenset({"kind", "time_zone"}),
    "tag": frozenset({"about_noun"}),
    "note": frozenset({"about_noun"}),
    "rate": frozenset({"currency", "into"}),
    "retention-class": frozenset({"name", "for_noun", "for_kind"}),
    "retention": frozenset({"about_noun"}),
    "hold": frozenset({"about_noun"}),
}
"""Columns of words that are no free ones: names of others, codes, words of a list. Every other such column is free."""

_OF_ITEMS = ("where", "reason", "candidates", "raw", "draft")

Change = Callable[[str, int, Any], Any]
"""Returns the value a column of a row should have, given its noun, its id and the value it has."""


@cache
def free_columns(noun: str) -> tuple[str, ...]:
    """Return the columns of a noun's table, or of the pieces of a batch, that hold free words."""
    if noun == BATCH_ITEM:
        return _OF_ITEMS
    if noun not in NOUNS:
        return ()
    listed = {field.column for field in fields_of(NOUNS[noun]).values() if field.about.choices}
    skipped = NOT_FREE.get(noun, frozenset()) | listed
    return tuple(
        column.name
        for column in TABLES[noun].columns
        if isinstance(column.type, (String, Words)) and column.name not in skipped
    )


def changed_words(connection: Connection, change: Change) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield (noun, id, new values by column) for every record whose free words `change` would change."""
    for noun, table in TABLES.items():
        columns = free_columns(noun)
        if not columns:
            continue
        given = or_(*(table.c[name].is_not(None) for name in columns))
        chosen = select(table.c.id, *(table.c[name] for name in columns)).where(given).order_by(table.c.id)
        for rows in connection.execute(chosen).partitions(5000):
            for row, *values in rows:
                told = zip(columns, values, strict=True)
                wanted = {name: new for name, old in told if (new := change(noun, row, old)) != old}
                if wanted:
                    yield noun, row, wanted
