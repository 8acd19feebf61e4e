"""Where organisations are kept."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept, Merged
from trustcrm.store.tables.types import Words


class OrganisationRow(Merged, Kept, Base):
    """Rows of organisations; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "organisation"
    __table_args__ = (Index("organisation_wikidata", "wikidata"),)

    id: Mapped[int] = mapped_column(ForeignKey("side.id"), primary_key=True, autoincrement=False)
    name: Mapped[str]
    kind: Mapped[str]
    city_id: Mapped[int | None] = mapped_column(ForeignKey("city.id"))
    country: Mapped[str | None]
    aliases: Mapped[list[str]] = mapped_column(Words)
    website: Mapped[str | None]
    emails: Mapped[list[str]] = mapped_column(Words)
    wikidata: Mapped[str | None]
