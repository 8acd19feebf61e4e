"""Where ties and custodies are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class TieRow(Kept, Base):
    """Rows of ties; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "tie"
    __table_args__ = (Index("tie_one", "one_id"), Index("tie_other", "other_id"))

    one_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    kind: Mapped[str]
    state: Mapped[str]
    since: Mapped[date | None]
    ended_on: Mapped[date | None]
    why: Mapped[str | None]
    origin: Mapped[str | None]
    cadence_days: Mapped[int | None]
    source: Mapped[str | None]


class CustodyRow(Kept, Base):
    """Rows of custodies; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "custody"
    __table_args__ = (Index("custody_tie", "tie_id"),)

    tie_id: Mapped[int] = mapped_column(ForeignKey("tie.id"))
    colleague_id: Mapped[int] = mapped_column(ForeignKey("colleague.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
