"""What guests answered stands apart from what others sent, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = "method, uid, instance, address, partstat, ics, sequence, stamp, engagement_id"
_ANSWERS = "FROM plugin_calendar_received WHERE method IN ('REPLY', 'COUNTER')"


def upgrade() -> None:
    """Make the table, and bring there what was answered so far."""
    op.create_table(
        "plugin_calendar_answer",
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
        "plugin_calendar_answer_of", "plugin_calendar_answer", ["method", "uid", "instance", "address"], unique=True
    )  # fmt: skip
    op.create_index("plugin_calendar_answer_row", "plugin_calendar_answer", ["engagement_id"])
    op.execute(f"INSERT INTO plugin_calendar_answer ({_COLUMNS}) SELECT {_COLUMNS} {_ANSWERS} ORDER BY id")
    op.execute(f"DELETE {_ANSWERS}")
