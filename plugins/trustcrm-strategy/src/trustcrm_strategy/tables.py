"""The plugin's own tables: goals of the office's own, priorities, what they serve, which ties serve them, check-ins."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

_METADATA = MetaData()

GOAL = Table(
    "plugin_strategy_goal",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", String),
    Column("title", String),
    Column("source", String),
)

PRIORITY = Table(
    "plugin_strategy_priority",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String),
    Column("from_on", Date),
    Column("to_on", Date),
    Column("words", String),
)

SERVES = Table(
    "plugin_strategy_serves",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("priority_id", Integer),
    Column("code", String),
)
"""Which goal a priority serves, by the goal's code."""

SHARE = Table(
    "plugin_strategy_share",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("priority_id", Integer),
    Column("tie_id", Integer),
    Column("percent", Integer),
    Column("from_on", Date),
    Column("to_on", Date),
)
"""How much of a tie's time is for a priority, in percent, from one day to another."""

CHECK_IN = Table(
    "plugin_strategy_check_in",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("note_id", Integer),
    Column("tie_id", Integer),
    Column("year", Integer),
    Column("control_mutuality", Integer),
    Column("trust", Integer),
    Column("satisfaction", Integer),
    Column("commitment", Integer),
    Column("exchange", Integer),
    Column("communal", Integer),
)
"""Six answers; who gave them, when, in which words and who may read them stands in the note of core's."""
