"""Where signals are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class SignalRow(Kept, Base):
    """Rows of signals; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "signal"
    __table_args__ = (Index("signal_pair", "giver_id", "receiver_id", "on"),)

    kind: Mapped[str]
    giver_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    on: Mapped[date]
    witness: Mapped[str]
    words: Mapped[str | None]
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    source: Mapped[str | None]
    confidentiality: Mapped[str]
