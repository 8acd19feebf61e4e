"""Where engagements and seats are kept."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class EngagementRow(Kept, Base):
    """Rows of engagements; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "engagement"
    __table_args__ = (Index("engagement_starts", "starts_on"), Index("engagement_side", "side_id"))

    title: Mapped[str]
    starts_on: Mapped[date]
    starts_at: Mapped[time | None]
    ends_on: Mapped[date | None]
    ends_at: Mapped[time | None]
    time_zone: Mapped[str | None]
    kind: Mapped[str]
    state: Mapped[str]
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"))
    place: Mapped[str | None]
    words: Mapped[str | None]
    uid: Mapped[str | None]
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    confidentiality: Mapped[str]


class SeatRow(Kept, Base):
    """Rows of seats; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "seat"
    __table_args__ = (Index("seat_engagement", "engagement_id"),)

    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"))
    role: Mapped[str | None]
