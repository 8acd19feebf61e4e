"""A plugin for tests whose tables are people's records: trips with their stops, what was seen there, and a cache."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, MetaData, String, Table

from trustcrm.store.plugin_tables.guard import Own
from trustcrm.store.plugin_tables.steps import Steps

FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "plugin_logbook_trip",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE")),
        sa.Column("side_id", sa.BigInteger(), sa.ForeignKey("side.id", ondelete="SET NULL")),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("at", sa.DateTime()),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("more", sa.JSON()),
    )
    op.create_index("plugin_logbook_trip_title", "plugin_logbook_trip", ["title"], unique=True)
    op.create_table(
        "plugin_logbook_stop",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("trip_id", sa.Integer(), sa.ForeignKey("plugin_logbook_trip.id", ondelete="CASCADE"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
    )
    op.create_table(
        "plugin_logbook_seen",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("trip_id", sa.Integer(), sa.ForeignKey("plugin_logbook_trip.id", ondelete="SET NULL")),
        sa.Column("about_noun", sa.String()),
        sa.Column("about_row", sa.BigInteger()),
        sa.Column("words", sa.String(), nullable=False),
    )
    op.create_table(
        "plugin_logbook_cache",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("words", sa.String(), nullable=False),
    )
"""

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("plugin_logbook_trip") as trip:
        trip.drop_column("day")
        trip.add_column(sa.Column("mood", sa.String()))
"""

JOURNALED = ("trip", "stop", "seen")

_METADATA = MetaData()
TRIP = Table(
    "plugin_logbook_trip", _METADATA,
    Column("id", Integer, primary_key=True), Column("engagement_id", Integer), Column("side_id", Integer),
    Column("title", String), Column("day", Date), Column("at", DateTime), Column("done", Boolean), Column("more", JSON),
)  # fmt: skip
STOP = Table(
    "plugin_logbook_stop", _METADATA,
    Column("id", Integer, primary_key=True), Column("trip_id", Integer), Column("words", String),
)  # fmt: skip
SEEN = Table(
    "plugin_logbook_seen", _METADATA,
    Column("id", Integer, primary_key=True), Column("trip_id", Integer), Column("about_noun", String),
    Column("about_row", Integer), Column("words", String),
)  # fmt: skip
CACHE = Table("plugin_logbook_cache", _METADATA, Column("id", Integer, primary_key=True), Column("words", String))


def logbook_steps(folder: Path, told: dict[str, str]) -> Steps:
    """Write steps of the logbook into a folder and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in told.items():
        (folder / name).write_text(source, encoding="utf-8")
    return Steps(Own(plugin="logbook"), folder, JOURNALED)
