"""Keeping what was entrusted: roles of colleagues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _roles()


def _roles() -> None:
    op.add_column("colleague", sa.Column("login", sa.String(), nullable=True))
    op.add_column("colleague", sa.Column("role", sa.String(), nullable=True))
    op.add_column("colleague", sa.Column("role_until", sa.Date(), nullable=True))
