"""What every mapped class shares: the metadata, the columns each kept row has, and the series of side ids."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any, ClassVar, cast

from sqlalchemy import Date, Float, ForeignKey, MetaData, String, Table, Time
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from trustcrm.store.tables.types import Exact


class Base(DeclarativeBase):
    """The declarative base; constraints are named so that migrations can speak of them on every engine."""

    metadata = MetaData(
        naming_convention={
            "ix": "%(column_0_label)s",
            "uq": "%(table_name)s_%(column_0_name)s",
            "ck": "%(table_name)s_%(constraint_name)s",
            "fk": "%(table_name)s_%(column_0_name)s_fk",
            "pk": "%(table_name)s_pk",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String(), date: Date(), time: Time(), Decimal: Exact(), float: Float(53),
    }  # fmt: skip

    @classmethod
    def table(cls) -> Table:
        """Return the table the class is mapped to, for statements that need no objects."""
        return cast(Table, cls.__table__)


class Kept:
    """A row of a noun: its id is never used twice, `version` counts its corrections, `withdrawn` marks it wrong."""

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-10)
    version: Mapped[int] = mapped_column(default=1, sort_order=90)
    withdrawn: Mapped[bool] = mapped_column(default=False, sort_order=91)
    batch_id: Mapped[int | None] = mapped_column(default=None, sort_order=92)


class Merged:
    """A row that may turn out to be another: `merged_into_id` then points at the one that stays."""

    @declared_attr
    def merged_into_id(cls) -> Mapped[int | None]:
        """Return the column that points at the row this one was merged into."""
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"), default=None, sort_order=93)  # type: ignore[attr-defined]


class SideRow(Base):
    """The one series of ids that cities and organisations share, so that a tie can have either on each end."""

    __tablename__ = "side"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    noun: Mapped[str]
