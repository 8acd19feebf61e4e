"""What was brought in from files, the feeds that are given away and their rendered events, and drafts to send."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plugin_calendar_imported",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("settled_until", sa.Date(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("plugin_calendar_imported_uid", "plugin_calendar_imported", ["uid", "instance"], unique=True)
    op.create_table(
        "plugin_calendar_feed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
    )
    op.create_index("plugin_calendar_feed_digest", "plugin_calendar_feed", ["digest"], unique=True)
    op.create_table(
        "plugin_calendar_rendered",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said_with", sa.String(), nullable=False),
        sa.Column("ics", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("called_off_on", sa.Date(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
    )
    op.create_index("plugin_calendar_rendered_row", "plugin_calendar_rendered", ["engagement_id"], unique=True)
    op.create_table(
        "plugin_calendar_outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("ics", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=True),
    )
    op.create_index("plugin_calendar_outbox_key", "plugin_calendar_outbox", ["key"], unique=True)
    op.create_table(
        "plugin_calendar_received",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("instance", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("partstat", sa.String(), nullable=False),
        sa.Column("ics", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index(
        "plugin_calendar_received_of", "plugin_calendar_received", ["method", "uid", "instance", "address"], unique=True
    )  # fmt: skip
