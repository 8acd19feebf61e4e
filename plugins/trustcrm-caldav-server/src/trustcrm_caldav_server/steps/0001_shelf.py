"""The objects that are served, every version of them that is kept, and the passwords of devices."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plugin_caldav_server_collection",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("modseq", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
    )
    op.create_index("plugin_caldav_server_collection_name", "plugin_caldav_server_collection", ["name"], unique=True)
    op.create_table(
        "plugin_caldav_server_object",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("uid", sa.String()),
        sa.Column("past_uid", sa.String(), nullable=False),
        sa.Column("href", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("modseq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("pace", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("gone_at", sa.DateTime()),
        sa.Column("gone_by", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="SET NULL")),
    )
    op.create_index(
        "plugin_caldav_server_object_uid", "plugin_caldav_server_object", ["collection", "uid"], unique=True
    )
    op.create_index(
        "plugin_caldav_server_object_href", "plugin_caldav_server_object", ["collection", "href"], unique=True
    )
    op.create_index("plugin_caldav_server_object_past", "plugin_caldav_server_object", ["collection", "past_uid"])
    op.create_index("plugin_caldav_server_object_modseq", "plugin_caldav_server_object", ["collection", "modseq"])
    op.create_index("plugin_caldav_server_object_last", "plugin_caldav_server_object", ["collection", "last", "first"])
    op.create_index("plugin_caldav_server_object_row", "plugin_caldav_server_object", ["engagement_id"])
    op.create_table(
        "plugin_caldav_server_text",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("object", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("ics", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE")),
    )
    op.create_index("plugin_caldav_server_text_object", "plugin_caldav_server_text", ["object", "etag"])
    op.create_table(
        "plugin_caldav_server_password",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("selector", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime()),
        sa.Column("consent", sa.Integer(), nullable=False),
    )
    op.create_index(
        "plugin_caldav_server_password_selector", "plugin_caldav_server_password", ["selector"], unique=True
    )
    op.create_table(
        "plugin_caldav_server_look",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("collection", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_index(
        "plugin_caldav_server_look_name", "plugin_caldav_server_look", ["person", "collection", "name"], unique=True
    )
