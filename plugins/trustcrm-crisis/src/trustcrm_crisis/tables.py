"""The plugin's own tables: the place of each ask, and the offers of strangers with what was checked of them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, DateTime, Integer, MetaData, String, Table

_METADATA = MetaData()

ASK = Table(
    "plugin_crisis_ask",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("window_id", Integer),
    Column("side_id", Integer),
    Column("number", Integer),
    Column("contribution_id", Integer),
)
"""The how-manieth ask of a crisis that a side got; no two are the same, so two colleagues at once cannot both ask."""

LEAD = Table(
    "plugin_crisis_lead",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("supplier_id", Integer),
    Column("window_id", Integer),
    Column("need_id", Integer),
    Column("what", String),
    Column("unit", String),
    Column("quantity", String),
    Column("price", String),
    Column("currency", String),
    Column("terms", String),
    Column("contact", String),
    Column("offered_on", Date),
    Column("contribution_id", Integer),
    Column("dropped_on", Date),
    Column("why", String),
)

CHECK = Table(
    "plugin_crisis_check",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("lead_id", Integer),
    Column("name", String),
    Column("passed", Boolean),
    Column("login", String),
    Column("at", DateTime),
    Column("words", String),
)
