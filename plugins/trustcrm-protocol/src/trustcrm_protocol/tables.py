"""The plugin's own tables: only what core has no noun for, each row pointing at the record it belongs to."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, MetaData, String, Table

_METADATA = MetaData()

VISIT = Table(
    "plugin_protocol_visit",
    _METADATA,
    Column("engagement_id", Integer, primary_key=True),
    Column("direction", String),
)
"""Whether a call or delegation, which is an engagement, comes to us ("in") or goes out."""

REQUEST = Table(
    "plugin_protocol_request",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("engagement_id", Integer),
    Column("follow_up_id", Integer),
    Column("kind", String),
    Column("lead_days", Integer),
)
"""What an engagement asks for and its lead time; that it must be seen to, and by when, is a follow-up."""

HONOUR = Table(
    "plugin_protocol_honour",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("engagement_id", Integer),
    Column("form", String),
    Column("asked_by", Integer),
    Column("asked_on", Date),
)
"""A flag raising or proclamation that somebody asked for: the day it is for stands in its engagement."""

DECISION = Table(
    "plugin_protocol_decision",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("honour_id", Integer),
    Column("answer", String),
    Column("decided_by", String),
    Column("on", Date),
    Column("words", String),
)

GIFT = Table(
    "plugin_protocol_gift",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("contribution_id", Integer),
    Column("note_id", Integer),
    Column("person_id", Integer),
    Column("post_id", Integer),
    Column("what", String),
    Column("value", String),
    Column("currency", String),
    Column("method", String),
)
"""An entry of the gift register. A side's gift is a contribution, and `what` to `method` are empty; a private person's
is no deed of any side, so it has these four and a note of the office's."""

DISPOSITION = Table(
    "plugin_protocol_disposition",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("gift_id", Integer),
    Column("what", String),
    Column("on", Date),
    Column("login", String),
    Column("words", String),
)

THRESHOLD = Table(
    "plugin_protocol_threshold",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("amount", String),
    Column("currency", String),
    Column("from_on", Date),
    Column("source", String),
)

ELECTION = Table(
    "plugin_protocol_election",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("side_id", Integer),
    Column("on", Date),
    Column("what", String),
    Column("source", String),
)
