"""Where windows are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from trustcrm.store.tables.schema import Base, Kept


class WindowRow(Kept, Base):
    """Rows of windows; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "window"

    name: Mapped[str]
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    words: Mapped[str | None]
