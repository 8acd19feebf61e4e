"""What a calendar listed at its last token and is not agreed on, dates of agreements there, and settled collisions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables and columns."""
    op.create_table(
        "plugin_calendar_listed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("href", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("last_on", sa.Date()),
    )
    op.create_index("plugin_calendar_listed_calendar", "plugin_calendar_listed", ["calendar"])
    op.create_table(
        "plugin_calendar_token",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False, unique=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table(
        "plugin_calendar_date",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("href", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("ics", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), sa.ForeignKey("agreement.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("plugin_calendar_date_uid", "plugin_calendar_date", ["calendar", "uid"], unique=True)
    for name in ("ours_by", "theirs_by", "settled"):
        op.add_column("plugin_calendar_collision", sa.Column(name, sa.String()))
