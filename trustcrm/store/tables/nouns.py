"""Where the nouns are kept: a table each, made from the fields told in `trustcrm.domain.nouns`.

A field gives its column's name, type, reference and whether it may be empty. Only what no field can tell stands here:
the columns every kept row has, and the indexes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, String, Table, Time, UniqueConstraint
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS, SIDES
from trustcrm.store.tables.schema import METADATA, index_of_few
from trustcrm.store.tables.types import Exact, Whole, Words

_TYPES: Mapping[type, TypeEngine[Any]] = {
    str: String(), int: Whole, float: Float(53), bool: Boolean(), date: Date(), time: Time(), Decimal: Exact(),
}  # fmt: skip

_INDEXES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "city": {"city_wikidata": ("wikidata",), "city_geonames": ("geonames",)},
    "organisation": {"organisation_wikidata": ("wikidata",)},
    "person": {"person_side": ("side_id",)},
    "post": {"post_side": ("side_id",)},
    "tenure": {"tenure_person": ("person_id",), "tenure_post": ("post_id",)},
    "tie": {"tie_one": ("one_id",), "tie_other": ("other_id",)},
    "custody": {"custody_tie": ("tie_id",)},
    "agreement": {"agreement_tie": ("tie_id",)},
    "need": {"need_window": ("window_id",), "need_side": ("side_id",)},
    "interaction": {
        "interaction_pair": ("giver_id", "receiver_id", "on", "id"),
        "interaction_on": ("on", "id"),
    },
    "participant": {
        "participant_person": ("person_id",),
        "participant_side": ("side_id",),
        "participant_interaction": ("interaction_id",),
    },
    "contribution": {"contribution_giver": ("giver_id",), "contribution_receiver": ("receiver_id",)},
    "step": {"step_contribution": ("contribution_id",)},
    "signal": {"signal_pair": ("giver_id", "receiver_id", "on")},
    "engagement": {"engagement_starts": ("starts_on",), "engagement_side": ("side_id",)},
    "seat": {"seat_engagement": ("engagement_id",)},
    "follow-up": {"follow_up_due": ("due_on",), "follow_up_side": ("side_id",)},
    "tag": {"tag_about": ("about_noun", "about_row"), "tag_name": ("name",)},
    "note": {"note_about": ("about_noun", "about_row")},
    "retention": {"retention_about": ("about_noun", "about_row")},
    "hold": {"hold_about": ("about_noun", "about_row")},
    "snooze": {"snooze_about": ("about_noun", "about_row"), "snooze_until": ("until",)},
}

_SELDOM: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(MERGEABLE, ("merged_into_id",)),
    "contribution": ("need_id", "window_id"),
    "step": ("interaction_id",),
    "signal": ("interaction_id",),
    "engagement": ("interaction_id",),
    "seat": ("person_id", "side_id"),
    "follow-up": ("interaction_id", "person_id", "contribution_id"),
}
"""References that few rows have, yet that are looked through for every row of their target that goes."""

_UNIQUE: Mapping[str, Mapping[str, tuple[str, ...]]] = {"kind": {"kind_name": ("family", "name")}}


def table_name(noun: str) -> str:
    """Return the name of a noun's table: its own with underscores."""
    return noun.replace("-", "_")


def _table(noun: str, kind: type[Record]) -> Table:
    indexes = [Index(name, *columns) for name, columns in _INDEXES.get(noun, {}).items()]
    indexes += [index_of_few(table_name(noun), column) for column in _SELDOM.get(noun, ())]
    unique = [UniqueConstraint(*columns, name=name) for name, columns in _UNIQUE.get(noun, {}).items()]
    return Table(table_name(noun), METADATA, *_columns(noun, kind), *unique, *indexes)


def _columns(noun: str, kind: type[Record]) -> Iterator[Column[Any]]:
    """Yield a table's columns: an id never used twice, the told fields, and what every kept row has.

    `version` counts corrections, `withdrawn` marks what was wrong, `merged_into_id` points at the row that stays.
    """
    shared = (ForeignKey("side.id"),) if noun in SIDES else ()
    yield Column("id", Whole, *shared, primary_key=True, autoincrement=False)
    for field in fields_of(kind).values():
        optional = not field.required and field.default is None
        yield Column(field.column, _type(field), *_reference(field), nullable=optional)
    yield Column("version", Whole, nullable=False, default=1)
    yield Column("withdrawn", Boolean, nullable=False, default=False)
    yield Column("batch_id", Whole)
    if noun in MERGEABLE:
        yield Column("merged_into_id", Whole, ForeignKey(f"{table_name(noun)}.id"))


def _type(field: Field) -> TypeEngine[Any]:
    return Words() if field.is_many else _TYPES[field.type]


def _reference(field: Field) -> tuple[SchemaItem, ...]:
    return tuple(ForeignKey(f"{table_name(noun)}.id") for noun in field.about.refers)


SIDE = Table(
    "side",
    METADATA,
    Column("id", Whole, primary_key=True, autoincrement=False),
    Column("noun", String, nullable=False),
    info={
        "about": "The one series of ids that cities and organisations share, so that a tie can have either on each end."
    },
)

TABLES: Mapping[str, Table] = MappingProxyType({noun: _table(noun, kind) for noun, kind in NOUNS.items()})
"""The table of every noun, by the noun's name, in the order of `NOUNS`."""


def table_of(kind: type[Record]) -> Table:
    """Return the table a noun's records are kept in."""
    return TABLES[kind.noun]
