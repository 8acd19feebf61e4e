"""Less that is written for each object: one index for UIDs that are there and that are gone, and no count of changes.

Each page that a PUT touches is written whole, and a disk that was at rest takes the longer the more of them there are.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

OBJECT = "plugin_caldav_server_object"


def upgrade() -> None:
    """Let what is gone keep its UID, under a number that nothing else has."""
    op.drop_index(f"{OBJECT}_uid", OBJECT)
    op.drop_index(f"{OBJECT}_past", OBJECT)
    op.add_column(OBJECT, sa.Column("gone_as", sa.Integer()))
    told = sa.table(OBJECT, *(sa.column(name) for name in ("id", "uid", "past_uid", "gone_as")))
    op.execute(told.update().values(uid=told.c.past_uid, gone_as=sa.case((told.c.uid.is_(None), told.c.id), else_=0)))
    with op.batch_alter_table(OBJECT) as table:
        table.alter_column("uid", existing_type=sa.String(), nullable=False)
        table.alter_column("gone_as", existing_type=sa.Integer(), nullable=False)
        table.drop_column("past_uid")
    op.create_index(f"{OBJECT}_uid", OBJECT, ["collection", "uid", "gone_as"], unique=True)
    op.drop_column("plugin_caldav_server_collection", "modseq")
