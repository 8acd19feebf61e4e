"""The iCalendar UID of a follow-up that came from a calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("follow_up", sa.Column("uid", sa.String(), nullable=True))
