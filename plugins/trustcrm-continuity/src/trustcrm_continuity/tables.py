"""The plugin's own tables: costs of ties, and caps of a year."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

_METADATA = MetaData()

COST = Table(
    "plugin_continuity_cost",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("side_id", Integer),
    Column("interaction_id", Integer),
    Column("on", Date),
    Column("purpose", String),
    Column("minutes", Integer),
    Column("amount", String),
    Column("currency", String),
    Column("words", String),
    Column("login", String),
    Column("dropped_on", Date),
)
"""What somebody spent on the tie with a side: minutes, or an amount of a currency."""

CAP = Table(
    "plugin_continuity_cap",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("side_id", Integer),
    Column("of", String),
    Column("most", String),
    Column("login", String),
)
"""The most that a year may cost with a side: `of` is "hours" or a currency."""
