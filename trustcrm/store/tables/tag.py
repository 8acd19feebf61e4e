"""Where tags are kept."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from trustcrm.store.tables.schema import Base, Kept


class TagRow(Kept, Base):
    """Rows of tags; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "tag"
    __table_args__ = (Index("tag_about", "about_noun", "about_row"), Index("tag_name", "name"))

    name: Mapped[str]
    about_noun: Mapped[str]
    about_row: Mapped[int]
