"""Where notes are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class NoteRow(Kept, Base):
    """Rows of notes; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "note"
    __table_args__ = (Index("note_about", "about_noun", "about_row"),)

    words: Mapped[str]
    about_noun: Mapped[str]
    about_row: Mapped[int]
    author: Mapped[str | None]
    on: Mapped[date | None]
    confidentiality: Mapped[str]
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("colleague.id"))
