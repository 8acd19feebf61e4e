"""The tables of this plugin, as its statements name them; the steps make them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Integer, LargeBinary, MetaData, String, Table

_METADATA = MetaData()

COLLECTION = Table(
    "plugin_caldav_server_collection", _METADATA,
    Column("id", Integer, primary_key=True), Column("name", String), Column("epoch", String),
    Column("seen", BigInteger),
)  # fmt: skip
OBJECT = Table(
    "plugin_caldav_server_object", _METADATA,
    Column("id", Integer, primary_key=True), Column("collection", String), Column("uid", String),
    Column("href", String), Column("etag", String), Column("modseq", BigInteger), Column("kind", String),
    Column("first", BigInteger), Column("last", BigInteger), Column("repeats", Boolean), Column("pace", BigInteger),
    Column("owner", String), Column("version", Integer), Column("gone_at", DateTime), Column("gone_by", Integer),
    Column("engagement_id", BigInteger), Column("gone_as", Integer),
)  # fmt: skip
TEXT = Table(
    "plugin_caldav_server_text", _METADATA,
    Column("id", Integer, primary_key=True), Column("object", Integer), Column("etag", String),
    Column("ics", LargeBinary), Column("source", String), Column("at", DateTime), Column("engagement_id", BigInteger),
)  # fmt: skip
PASSWORD = Table(
    "plugin_caldav_server_password", _METADATA,
    Column("id", Integer, primary_key=True), Column("person", String), Column("device", String),
    Column("selector", String), Column("salt", LargeBinary), Column("digest", LargeBinary), Column("made_at", DateTime),
    Column("revoked_at", DateTime), Column("consent", Integer),
)  # fmt: skip
LOOK = Table(
    "plugin_caldav_server_look", _METADATA,
    Column("id", Integer, primary_key=True), Column("person", String), Column("collection", String),
    Column("name", String), Column("value", String),
)  # fmt: skip
