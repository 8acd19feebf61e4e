"""Which contributions are lessons or dues, what is known of a lesson and who adopted it, and what goes back to what."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _table("lesson", _ref("contribution"))
    op.create_index(_named("lesson_contribution"), _named("lesson"), ["contribution_id"], unique=True)
    _table("finding", _ref("note"), _text("role"), _text("source"))
    op.create_index(_named("finding_note"), _named("finding"), ["note_id"], unique=True)
    _table("adoption", _ref("step"), _text("adopted_by"))
    op.create_index(_named("adoption_step"), _named("adoption"), ["step_id"], unique=True)
    _table("dues", _ref("tie"), sa.Column("year", sa.Integer(), nullable=False), _ref("contribution"))
    op.create_index(_named("dues_year"), _named("dues"), ["tie_id", "year"], unique=True)
    op.create_index(_named("dues_contribution"), _named("dues"), ["contribution_id"])
    earlier = [_ref(noun, needed=False) for noun in ("interaction", "contribution", "signal", "agreement")]
    _table("link", _ref("note"), *earlier)
    op.create_index(_named("link_note"), _named("link"), ["note_id"], unique=True)


def _named(name: str) -> str:
    return f"plugin_networks_and_lessons_{name}"


def _table(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(_named(name), sa.Column("id", sa.Integer(), primary_key=True), *columns)


def _ref(noun: str, *, needed: bool = True) -> sa.Column[Any]:
    points = sa.ForeignKey(f"{noun}.id", ondelete="CASCADE")
    return sa.Column(f"{noun}_id", sa.BigInteger(), points, nullable=not needed)


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)
