"""Where follow-ups are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class FollowUpRow(Kept, Base):
    """Rows of follow-ups; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "follow_up"
    __table_args__ = (Index("follow_up_due", "due_on"), Index("follow_up_side", "side_id"))

    what: Mapped[str]
    due_on: Mapped[date]
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("colleague.id"))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))
    done_on: Mapped[date | None]
