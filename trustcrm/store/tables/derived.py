"""What is reckoned from the facts and kept beside them, right in the same transaction: acts, sums, names, words.

Nothing here is a fact of its own; every row can be made again from the nouns (`store.derive.derivation`).
"""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, Index, PrimaryKeyConstraint, String, Table, text

from trustcrm.store.tables.schema import METADATA
from trustcrm.store.tables.types import Whole


def _number(name: str) -> Column[float]:
    return Column(name, Float(53), nullable=False)


def between(giver: str = "giver_id", receiver: str = "receiver_id") -> tuple[str, str]:
    """Return in SQL the lower and the higher id of two sides, by which what they did to each other is found."""
    forth = f"{giver} < {receiver}"
    return f"CASE WHEN {forth} THEN {giver} ELSE {receiver} END", f"CASE WHEN {forth} THEN {receiver} ELSE {giver} END"


DAY = Table(
    "day",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("week", Whole, nullable=False),
    _number("trust_factor"),
    _number("goodwill_factor"),
    info={
        "about": "A day that acts fall on: the running number of its ISO week, "
        "its forward-decay factors 2^((day-epoch)/H)."
    },
)

ACT = Table(
    "act",
    METADATA,
    Column("noun", String, nullable=False),
    Column("row_id", Whole, nullable=False),
    Column("giver_id", Whole, nullable=False),
    Column("receiver_id", Whole, nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String, nullable=False),
    Column("root", String, nullable=False),
    _number("intensity"),
    _number("weight"),
    Column("one_id", Whole, nullable=False),
    Column("other_id", Whole, nullable=False),
    # new rows have high numbers: by the noun first they would fall in the middle of the table
    PrimaryKeyConstraint("row_id", "noun", "giver_id", "receiver_id", name="act_pk"),
    # what two sides did to each other stands together: a call is one place to write to, not two
    Index("act_pair", "one_id", "other_id", "day", "root", "intensity", "weight"),
    # the newest acts come last in it, as they do in the table
    Index("act_day", "day", "row_id", "root", "intensity", "weight"),
    # In PostgreSQL the migration says the same. Saying it here would load that engine's dialect with every command.
    Index("act_unkind", "day", sqlite_where=text("intensity < 0")),
    sqlite_with_rowid=False,
    info={
        "about": "One act, by the row it comes from: the evidence every reading sums.\n\n"
        "`one_id` and `other_id` are its giver and receiver, the lower id first."
    },
)

PAIR_SUM = Table(
    "pair_sum",
    METADATA,
    Column("giver_id", Whole, primary_key=True),
    Column("receiver_id", Whole, primary_key=True),
    Column("acts", Whole, nullable=False),
    Column("last_day", Date, nullable=False),
    _number("sign_value"),
    _number("sign_weight"),
    _number("sign_plain_value"),
    _number("sign_plain_weight"),
    _number("intensity_value"),
    _number("intensity_weight"),
    _number("intensity_plain_value"),
    _number("intensity_plain_weight"),
    _number("goodwill"),
    _number("ill_will"),
    Index("pair_sum_receiver", "receiver_id"),
    info={"about": "The forward-decayed sums of the ordered pair giver → receiver."},
)

SIDE_SUM = Table(
    "side_sum",
    METADATA,
    Column("side_id", Whole, primary_key=True, autoincrement=False),
    _number("sign_out_num"),
    _number("sign_out_den"),
    _number("sign_in_num"),
    _number("sign_in_den"),
    _number("intensity_out_num"),
    _number("intensity_out_den"),
    _number("intensity_in_num"),
    _number("intensity_in_den"),
    _number("sign_plain_value"),
    _number("sign_plain_weight"),
    _number("intensity_plain_value"),
    _number("intensity_plain_weight"),
    info={"about": "The habit terms of one side, as giver and as receiver, and the plain sums of all it gave."},
)

FOLDED_NAME = Table(
    "folded_name",
    METADATA,
    Column("folded", String, primary_key=True),
    Column("noun", String, primary_key=True),
    Column("row_id", Whole, primary_key=True),
    Index("folded_name_row", "noun", "row_id"),
    info={"about": "A folded spelling under which a city, organisation, person, post or colleague is found."},
)

SEARCH_TEXT = Table(
    "search_text",
    METADATA,
    Column("id", Whole, primary_key=True),
    Column("noun", String, nullable=False),
    Column("row_id", Whole, nullable=False),
    Column("words", String, nullable=False),
    Index("search_text_row", "noun", "row_id", unique=True),
    info={"about": "The folded words of a row, for full-text search; SQLite indexes them by FTS5, PostgreSQL by GIN."},
)

STANDING = Table(
    "standing",
    METADATA,
    Column("noun", String, primary_key=True),
    Column("records", Whole, nullable=False),
    info={"about": "How many records of a noun stand, those that are restricted too; no row where none does."},
)

RESTRICTED_ROW = Table(
    "restricted_row",
    METADATA,
    Column("noun", String, primary_key=True),
    Column("row_id", Whole, primary_key=True),
    info={"about": "A row that only those who are cleared may read, by its own confidentiality or by what it is of."},
)

RESTRICTED_BLOCK = Table(
    "restricted_block",
    METADATA,
    Column("change_id", Whole, primary_key=True),
    Column("position", Whole, primary_key=True),
    info={"about": "A block of the journal that holds a restricted row."},
)
