"""Where posts and tenures are kept."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base, Kept
from trustcrm.store.tables.types import Words


class PostRow(Kept, Base):
    """Rows of posts; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "post"
    __table_args__ = (Index("post_side", "side_id"),)

    title: Mapped[str]
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"))
    honorary: Mapped[bool]
    district: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(Words)
    national_day: Mapped[str | None]
    precedence: Mapped[int | None]
    verified_on: Mapped[date | None]
    verified_by: Mapped[str | None]


class TenureRow(Kept, Base):
    """Rows of tenures; their fields are told in `trustcrm.domain.nouns`."""

    __tablename__ = "tenure"
    __table_args__ = (Index("tenure_person", "person_id"), Index("tenure_post", "post_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    source: Mapped[str | None]
