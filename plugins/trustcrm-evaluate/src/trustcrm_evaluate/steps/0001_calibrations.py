"""The constants that an office keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "plugin_evaluate_calibration",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("constants", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("signed", sa.Integer(), nullable=False),
    )
