"""What is reckoned from the facts and kept beside them, right in the same transaction: acts, sums, names, words.

Nothing here is a fact of its own; every row can be made again from the nouns (`trustcrm.store.derive.rebuild`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from trustcrm.store.tables.schema import Base


class DayRow(Base):
    """A day that acts fall on: its ISO week as year*100+week, and its forward-decay factors 2^((day-epoch)/H)."""

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
    trust_for: Mapped[float]
    trust_against: Mapped[float]
    raw_for: Mapped[float]
    raw_weight: Mapped[float]
    goodwill_for: Mapped[float]
    goodwill_against: Mapped[float]


class SideSumRow(Base):
    """The habits of one side, as giver and as receiver, each partner counted once."""

    __tablename__ = "side_sum"

    side_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    out_num: Mapped[float]
    out_den: Mapped[float]
    in_num: Mapped[float]
    in_den: Mapped[float]


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
