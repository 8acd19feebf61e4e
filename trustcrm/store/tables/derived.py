"""What is reckoned from the facts and kept beside them, right in the same transaction: acts, sums, names, words.

Nothing here is a fact of its own; every row can be made again from the nouns (`trustcrm.store.derive.rebuild`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base


class DayRow(Base):
    """A day that acts fall on: the running number of its ISO week, its forward-decay factors 2^((day-epoch)/H)."""

    __tablename__ = "day"

    day: Mapped[date] = mapped_column(primary_key=True)
    week: Mapped[int]
    trust_factor: Mapped[float]
    goodwill_factor: Mapped[float]


class ActRow(Base):
    """One act, by the row it comes from: the evidence every reading sums."""

    __tablename__ = "act"
    __table_args__ = (Index("act_pair", "giver_id", "receiver_id", "day"),)

    noun: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(primary_key=True)
    receiver_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    kind: Mapped[str]
    root: Mapped[str]
    intensity: Mapped[float]
    weight: Mapped[float]


class PairSumRow(Base):
    """The forward-decayed sums of the ordered pair giver → receiver."""

    __tablename__ = "pair_sum"

    giver_id: Mapped[int] = mapped_column(primary_key=True)
    receiver_id: Mapped[int] = mapped_column(primary_key=True)
    acts: Mapped[int]
    last_day: Mapped[date]
    sign_value: Mapped[float]
    sign_weight: Mapped[float]
    sign_plain_value: Mapped[float]
    sign_plain_weight: Mapped[float]
    intensity_value: Mapped[float]
    intensity_weight: Mapped[float]
    intensity_plain_value: Mapped[float]
    intensity_plain_weight: Mapped[float]
    goodwill: Mapped[float]
    ill_will: Mapped[float]


class SideSumRow(Base):
    """The habit terms of one side, as giver and as receiver, and the plain sums of all it gave."""

    __tablename__ = "side_sum"

    side_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sign_out_num: Mapped[float]
    sign_out_den: Mapped[float]
    sign_in_num: Mapped[float]
    sign_in_den: Mapped[float]
    intensity_out_num: Mapped[float]
    intensity_out_den: Mapped[float]
    intensity_in_num: Mapped[float]
    intensity_in_den: Mapped[float]
    sign_plain_value: Mapped[float]
    sign_plain_weight: Mapped[float]
    intensity_plain_value: Mapped[float]
    intensity_plain_weight: Mapped[float]


class FoldedNameRow(Base):
    """A folded spelling under which a city, organisation, person, post or colleague is found."""

    __tablename__ = "folded_name"
    __table_args__ = (Index("folded_name_row", "noun", "row_id"),)

    folded: Mapped[str] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)


class SearchTextRow(Base):
    """The folded words of a row, for full-text search; SQLite indexes them by FTS5, PostgreSQL by GIN."""

    __tablename__ = "search_text"
    __table_args__ = (Index("search_text_row", "noun", "row_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str]
    row_id: Mapped[int]
    words: Mapped[str]
