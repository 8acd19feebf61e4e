"""Where interactions and participants are kept."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class InteractionRow(Kept, Base):
    """Rows of interactions; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "interaction"
    __table_args__ = (
        Index("interaction_pair", "giver_id", "receiver_id", "on", "id"),
        Index("interaction_on", "on", "id"),
    )

    kind: Mapped[str]
    giver_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    on: Mapped[date]
    at: Mapped[time | None]
    minutes: Mapped[int | None]
    mode: Mapped[str | None]
    direction: Mapped[str]
    tone: Mapped[int | None]
    words: Mapped[str | None]
    place: Mapped[str | None]
    source: Mapped[str | None]
    confidentiality: Mapped[str]


class ParticipantRow(Kept, Base):
    """Rows of participants; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "participant"
    __table_args__ = (
        Index("participant_person", "person_id"),
        Index("participant_side", "side_id"),
        Index("participant_interaction", "interaction_id"),
    )

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interaction.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"))
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("colleague.id"))
    role: Mapped[str | None]
