"""Directions of calls, requests, honours, gifts, thresholds and elections."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table("plugin_protocol_visit", _to("engagement", name="engagement_id", key=True), _text("direction"))
    op.create_table(
        "plugin_protocol_request", _id(), _to("engagement"), _to("follow_up"), _text("kind"), _number("lead_days")
    )
    op.create_table(
        "plugin_protocol_honour",
        _id(),
        _to("engagement"),
        _text("form"),
        _maybe("person", "asked_by"),
        _day("asked_on"),
    )
    op.create_table(
        "plugin_protocol_decision",
        _id(),
        sa.Column("honour_id", sa.Integer(), _own("honour"), nullable=False),
        _text("answer"),
        _text("decided_by"),
        _day("on"),
        _text("words", empty=True),
    )
    op.create_table(
        "plugin_protocol_gift",
        _id(),
        sa.Column("contribution_id", sa.BigInteger(), sa.ForeignKey("contribution.id", ondelete="CASCADE")),
        sa.Column("note_id", sa.BigInteger(), sa.ForeignKey("note.id", ondelete="CASCADE")),
        _maybe("person", "person_id"),
        _maybe("post", "post_id"),
        _text("what", empty=True),
        _text("value", empty=True),
        _text("currency", empty=True),
        _text("method", empty=True),
    )
    op.create_table(
        "plugin_protocol_disposition",
        _id(),
        sa.Column("gift_id", sa.Integer(), _own("gift"), nullable=False),
        _text("what"),
        _day("on"),
        _text("login"),
        _text("words", empty=True),
    )
    op.create_table(
        "plugin_protocol_threshold", _id(), _text("amount"), _text("currency"), _day("from_on"), _text("source")
    )
    op.create_table("plugin_protocol_election", _id(), _to("side"), _day("on"), _text("what"), _text("source"))
    for table, column in (
        ("request", "engagement_id"), ("request", "follow_up_id"), ("honour", "engagement_id"),
        ("decision", "honour_id"), ("gift", "contribution_id"), ("gift", "note_id"), ("gift", "person_id"),
        ("disposition", "gift_id"), ("election", "side_id"),
    ):  # fmt: skip
        op.create_index(f"plugin_protocol_{table}_{column}", f"plugin_protocol_{table}", [column])


def _id() -> "sa.Column[Any]":
    return sa.Column("id", sa.Integer(), primary_key=True)


def _to(noun: str, name: str = "", key: bool = False) -> "sa.Column[Any]":
    target = sa.ForeignKey(f"{noun}.id", ondelete="CASCADE")
    return sa.Column(name or f"{noun}_id", sa.BigInteger(), target, nullable=False, primary_key=key)


def _maybe(noun: str, name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{noun}.id", ondelete="SET NULL"), nullable=True)


def _own(table: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"plugin_protocol_{table}.id", ondelete="CASCADE")


def _text(name: str, empty: bool = False) -> "sa.Column[Any]":
    return sa.Column(name, sa.String(), nullable=empty)


def _number(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Integer(), nullable=False)


def _day(name: str) -> "sa.Column[Any]":
    return sa.Column(name, sa.Date(), nullable=False)
