"""A plugin with tables of its own, for tests: it keeps what a calendar knows of engagements, in two steps."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

from trustcrm.store.plugin_tables.guard import Own
from trustcrm.store.plugin_tables.steps import Steps

FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "plugin_diary_page",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE")),
        sa.Column("side_id", sa.BigInteger(), sa.ForeignKey("side.id", ondelete="SET NULL")),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("octets", sa.LargeBinary()),
        sa.Column("weight", sa.Float()),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date()),
        sa.Column("at", sa.DateTime()),
        sa.Column("more", sa.JSON()),
    )
"""

SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_index("plugin_diary_page_words", "plugin_diary_page", ["words"], unique=True)
    op.create_table(
        "plugin_diary_line",
        sa.Column("page_id", sa.Integer(), sa.ForeignKey("plugin_diary_page.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
    )
    with op.batch_alter_table("plugin_diary_page") as page:
        page.alter_column("weight", new_column_name="heft", existing_type=sa.Float())
"""

STEPS = {"0001_pages.py": FIRST, "0002_lines.py": SECOND}

_METADATA = MetaData()
Table("engagement", _METADATA, Column("id", Integer, primary_key=True))
PAGE = Table(
    "plugin_diary_page",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("engagement_id", Integer, ForeignKey("engagement.id")),
    Column("side_id", Integer),
    Column("words", String),
    Column("octets", LargeBinary),
    Column("heft", Float),
    Column("kept", Boolean),
    Column("day", Date),
    Column("at", DateTime),
    Column("more", JSON),
)
LINE = Table(
    "plugin_diary_line",
    _METADATA,
    Column("page_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", String),
)


def steps_in(folder: Path, told: dict[str, str], plugin: str = "diary", known: Sequence[str] = ()) -> Steps:
    """Write steps into a folder and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in told.items():
        (folder / name).write_text(source, encoding="utf-8")
    return Steps(Own(plugin=plugin, known=known), folder)


def at_nobody(plugin: str) -> AbstractContextManager[None]:
    """Let what a plugin raises pass as it is."""
    return nullcontext()
