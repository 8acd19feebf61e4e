"""The plugin's own tables, and the instants in them: UTC without a zone, as every engine keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

_METADATA = MetaData()

AUDIENCE = Table(
    "plugin_outreach_audience", _METADATA,
    Column("id", Integer, primary_key=True), Column("name", String), Column("question", JSON), Column("words", String),
    Column("kept_at", DateTime), Column("kept_by", String), Column("retired_at", DateTime),
)  # fmt: skip

NOTICE = Table(
    "plugin_outreach_notice", _METADATA,
    Column("id", Integer, primary_key=True), Column("audience_id", Integer), Column("title", String),
    Column("topic", String), Column("kept_at", DateTime), Column("kept_by", String),
)  # fmt: skip

VERSION = Table(
    "plugin_outreach_edition", _METADATA,
    Column("id", Integer, primary_key=True), Column("notice_id", Integer), Column("number", Integer),
    Column("why", String), Column("kept_at", DateTime), Column("kept_by", String), Column("released_at", DateTime),
    Column("released_by", String),
)  # fmt: skip

TEXT = Table(
    "plugin_outreach_text", _METADATA,
    Column("id", Integer, primary_key=True), Column("version_id", Integer), Column("language", String),
    Column("subject", String), Column("body", Text), Column("written_by", String), Column("checked_by", String),
    Column("checked_on", Date),
)  # fmt: skip

DELIVERY = Table(
    "plugin_outreach_delivery", _METADATA,
    Column("id", Integer, primary_key=True), Column("version_id", Integer), Column("mailbox", String),
    Column("language", String), Column("rules", JSON), Column("state", String), Column("channel", String),
    Column("message_id", String), Column("said", String), Column("drafted_at", DateTime),
    Column("released_at", DateTime), Column("began_at", DateTime), Column("sent_at", DateTime),
    Column("bounced_at", DateTime), Column("acknowledged_at", DateTime), Column("dropped_at", DateTime),
    Column("interaction_id", BigInteger),
)  # fmt: skip
"""What goes, or went, to one mailbox of one version; to nobody's mailbox where `mailbox` is empty: then by hand."""

MEMBER = Table(
    "plugin_outreach_member", _METADATA,
    Column("id", Integer, primary_key=True), Column("version_id", Integer), Column("delivery_id", Integer),
    Column("about_noun", String), Column("about_row", BigInteger), Column("side", BigInteger),
    Column("opted_out", Boolean),
)  # fmt: skip
"""Who belonged to the audience of a version when it was drafted or released, and by which delivery they are told."""

OPT_OUT = Table(
    "plugin_outreach_opt_out", _METADATA,
    Column("id", Integer, primary_key=True), Column("address", String), Column("mark", String),
    Column("words", String), Column("kept_at", DateTime), Column("kept_by", String), Column("lifted_at", DateTime),
)  # fmt: skip

RULE = Table(
    "plugin_outreach_rule", _METADATA,
    Column("id", Integer, primary_key=True), Column("topic", String), Column("country", String),
    Column("words", String), Column("source", String), Column("as_of", Date), Column("kept_at", DateTime),
    Column("kept_by", String),
)  # fmt: skip

QUESTION = Table(
    "plugin_outreach_question", _METADATA,
    Column("id", Integer, primary_key=True), Column("notice_id", Integer), Column("interaction_id", BigInteger),
    Column("follow_up_id", BigInteger), Column("answer_id", BigInteger),
)  # fmt: skip


def kept(at: datetime) -> datetime:
    """Return an instant as the tables keep it."""
    return at.astimezone(UTC).replace(tzinfo=None)
