"""Where agreements are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept
from trustcrm.store.tables.types import Words


class AgreementRow(Kept, Base):
    """Rows of agreements; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "agreement"
    __table_args__ = (Index("agreement_tie", "tie_id"),)

    title: Mapped[str]
    tie_id: Mapped[int] = mapped_column(ForeignKey("tie.id"))
    signed_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    notice_on: Mapped[date | None]
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    signatories: Mapped[list[str]] = mapped_column(Words)
    languages: Mapped[list[str]] = mapped_column(Words)
    resolution: Mapped[str | None]
    file_sha256: Mapped[str | None]
    words: Mapped[str | None]
