"""Which events were taken in stands in a table, so that it is written with the engagements themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "plugin_calendar_taken",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("uid_digest", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
    )
    op.create_index("plugin_calendar_taken_uid", "plugin_calendar_taken", ["calendar", "uid_digest"], unique=True)
