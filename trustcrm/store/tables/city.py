"""Where cities are kept."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept, Merged
from trustcrm.store.tables.types import Words


class CityRow(Merged, Kept, Base):
    """Rows of cities; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "city"
    __table_args__ = (Index("city_wikidata", "wikidata"), Index("city_geonames", "geonames"))

    id: Mapped[int] = mapped_column(ForeignKey("side.id"), primary_key=True, autoincrement=False)
    name: Mapped[str]
    country: Mapped[str | None]
    region: Mapped[str | None]
    aliases: Mapped[list[str]] = mapped_column(Words)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    time_zone: Mapped[str | None]
    wikidata: Mapped[str | None]
    geonames: Mapped[str | None]
