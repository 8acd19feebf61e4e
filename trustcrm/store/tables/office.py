"""Where offices are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept


class OfficeRow(Kept, Base):
    """Rows of offices; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "office"

    name: Mapped[str]
    home_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    time_zone: Mapped[str]
    cadence_days: Mapped[int]
    pinned_day: Mapped[date | None]
