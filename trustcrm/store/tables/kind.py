"""Where kinds are kept."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from trustcrm.store.tables.schema import Base, Kept


class KindRow(Kept, Base):
    """Rows of kinds; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "kind"
    __table_args__ = (UniqueConstraint("family", "name", name="kind_name"),)

    name: Mapped[str]
    family: Mapped[str]
    intensity: Mapped[float]
    cameo: Mapped[str]
    summary: Mapped[str]
    plugin: Mapped[str]
