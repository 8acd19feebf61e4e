"""Where people are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept, Merged
from trustcrm.store.tables.types import Words


class PersonRow(Merged, Kept, Base):
    """Rows of people; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "person"
    __table_args__ = (Index("person_side", "side_id"),)

    name: Mapped[str]
    side_id: Mapped[int | None] = mapped_column(ForeignKey("side.id"))
    aliases: Mapped[list[str]] = mapped_column(Words)
    languages: Mapped[list[str]] = mapped_column(Words)
    emails: Mapped[list[str]] = mapped_column(Words)
    phones: Mapped[list[str]] = mapped_column(Words)
    died_on: Mapped[date | None]
    invented: Mapped[bool]
