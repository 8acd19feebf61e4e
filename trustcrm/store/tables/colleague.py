"""Where colleagues are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from trustcrm.store.tables.schema import Base, Kept


class ColleagueRow(Kept, Base):
    """Rows of colleagues; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "colleague"

    name: Mapped[str]
    email: Mapped[str | None]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
