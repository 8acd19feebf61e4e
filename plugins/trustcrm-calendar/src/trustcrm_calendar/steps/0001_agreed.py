"""What each calendar and the office last agreed on, the versions before, and what both had changed otherwise."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "plugin_calendar_agreed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("href", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("ics", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("plugin_calendar_agreed_uid", "plugin_calendar_agreed", ["calendar", "uid"], unique=True)
    op.create_table(
        "plugin_calendar_past",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("ics", sa.LargeBinary(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("plugin_calendar_past_uid", "plugin_calendar_past", ["uid"])
    op.create_table(
        "plugin_calendar_collision",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("engagement_id", sa.BigInteger(), sa.ForeignKey("engagement.id", ondelete="CASCADE"), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    )
