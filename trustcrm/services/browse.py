"""Looking at what is kept: a page of one noun's records, or one record whole, with whatever it refers to by title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import NOUNS, PARTS
from trustcrm.errors import InvalidValue
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.find import find
from trustcrm.services.garbage import collecting_seldom
from trustcrm.store.certificates import Certificate, certificate_of
from trustcrm.store.engine import Connection
from trustcrm.store.queries.batches import batch_by_id
from trustcrm.store.queries.rows import every_side, record_by_id, records, records_among, side_nouns, standing, titles
from trustcrm.text import listed, nearest, visible
from trustcrm.values import dataclass

BOTH_ENDS: Mapping[str, tuple[str, str]] = {
    "tie": ("one", "other"),
    "interaction": ("giver", "receiver"),
    "contribution": ("giver", "receiver"),
    "signal": ("giver", "receiver"),
}
"""The nouns that stand between two sides, with the fields of both."""

BELONGING: Mapping[str, tuple[str, ...]] = {
    **{whole: (part,) for part, whole in PARTS.items()},
    "tie": ("agreement", "custody"),
    "post": ("tenure",),
    "person": ("tenure",),
    "window": ("need",),
    "need": ("contribution",),
}
"""What is shown with a record of a noun: its parts, and what stands or falls with it."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A record as it stands, its title, and the title of everything it refers to by the field that does."""

    kept: Kept[Record]
    title: str
    referred: Mapping[str, str]

    @property
    def noun(self) -> str:
        """The record's noun."""
        return self.kept.record.noun

    def value(self, name: str) -> Any:
        """Return a field's value for a reader: a reference by its title."""
        return self.referred.get(name, getattr(self.kept.record, name))


@dataclass(frozen=True, kw_only=True)
class Page:
    """Records of one noun, newest first, and whether there are more than were asked for."""

    rows: Sequence[Listed]
    more: bool


@dataclass(frozen=True, kw_only=True)
class Whole:
    """One record with what belongs to it by noun, its tags and notes, and the source of the batch it came by.

    `erased` tells by which certificate, and when, what it held was erased or disposed of.
    """

    row: Listed
    parts: Mapping[str, Sequence[Listed]]
    tags: Sequence[Listed]
    notes: Sequence[Listed]
    source: str
    erased: Certificate | None


def page(
    desk: Desk, noun: str, wanted: Mapping[str, str], *, between: str = "", before: int | None = None,
    after: int | None = None, limit: int | None = None, withdrawn: bool = False,
) -> Page:  # fmt: skip
    """Return the newest records of a noun whose fields equal `wanted`, given in a person's words; "" is an empty field.

    With `between`, only those that have this side on either end; with `before`, the newest of lower ids; with `after`,
    those next to it of higher ids (0 begins at the oldest), newest first all the same. Raises `InvalidValue`,
    `NotFound` or `Ambiguous`.
    """
    with collecting_seldom(), desk.database.reading() as connection:
        where = _where(connection, noun, wanted)
        most = None if limit is None else limit + 1
        upward = after is not None
        wheres = [where] if not between else _either_end(connection, noun, where, between)
        found: dict[int, Kept[Record]] = {}
        for one in wheres:
            rows = records(
                connection, noun, one, after=(after if upward else before) or 0, limit=most, withdrawn=withdrawn,
                newest_first=not upward,
            )  # fmt: skip
            found.update((kept.id, kept) for kept in rows)
        chosen = [found[row] for row in sorted(found, reverse=not upward)][:limit]
        more = limit is not None and len(found) > limit
        return Page(rows=described(connection, noun, chosen[::-1] if upward else chosen), more=more)


def count(desk: Desk, noun: str, wanted: Mapping[str, str]) -> int:
    """Return how many records of a noun stand whose fields equal `wanted`. Raises as `page` does."""
    with desk.database.reading() as connection:
        return standing(connection, noun, _where(connection, noun, wanted))


def whole(desk: Desk, noun: str, words: str) -> Whole:
    """Return one record, found by number or name, with everything that belongs to it.

    Raises `NotFound` or `Ambiguous`.
    """
    with desk.database.reading() as connection:
        row = find(connection, noun, words)
        about = {"about_noun": noun, "about_row": row}
        kept = record_by_id(connection, noun, row)
        batch = batch_by_id(connection, kept.batch) if kept.batch is not None else None
        return Whole(
            row=described(connection, noun, [kept])[0],
            parts={
                part: described(connection, part, records(connection, part, {f"{noun}_id": row}))
                for part in BELONGING.get(noun, ())
            },
            tags=described(connection, "tag", records(connection, "tag", about)),
            notes=described(connection, "note", records(connection, "note", about)),
            source=f"{batch.source} by {batch.importer}" if batch else "",
            erased=certificate_of(connection, noun, row) if kept.withdrawn else None,
        )


def one(desk: Desk, noun: str, row: int) -> Listed:
    """Return one record by its id. Raises `NotFound` where there is none."""
    with desk.database.reading() as connection:
        return described(connection, noun, [record_by_id(connection, noun, row)])[0]


def several(desk: Desk, noun: str, rows: Collection[int]) -> dict[int, Listed]:
    """Return those of these records that are there, by id; cities and organisations where `noun` is "side"."""
    with desk.database.reading() as connection:
        by_noun: dict[str, list[int]] = defaultdict(list)
        for row, kind in side_nouns(connection, rows).items() if noun == "side" else ((row, noun) for row in rows):
            by_noun[kind].append(row)
        return {
            one.kept.id: one
            for kind, ids in by_noun.items()
            for one in described(connection, kind, records_among(connection, kind, ids))
        }


def found(desk: Desk, noun: str, words: str) -> int:
    """Return the id of the row meant by a number or a name. Raises `NotFound` or `Ambiguous`."""
    with desk.database.reading() as connection:
        return find(connection, noun, words)


def home(desk: Desk) -> int:
    """Return the side id of the office's home city."""
    with desk.database.reading() as connection:
        return home_of(connection)


def thing(desk: Desk, words: str) -> tuple[str, int]:
    """Return the noun and row meant by words such as "city Milan", "tie:4" or "follow-up 3".

    Raises `InvalidValue` where they do not begin with a noun, and `NotFound` or `Ambiguous`.
    """
    noun, name = parted(words)
    return noun, found(desk, noun, name)


def parted(words: str) -> tuple[str, str]:
    """Return the noun that words begin with, and the rest. Raises `InvalidValue` where they begin with none."""
    noun, _, name = words.strip().replace(":", " ", 1).partition(" ")
    if noun not in NOUNS or not name.strip():
        near = nearest(noun, tuple(NOUNS))
        hint = f"did you mean {near!r}?" if near and near != noun else "say it as `city Milan` or `tie:4`."
        raise InvalidValue(f"{visible(words)!r} does not say which noun it is and which of them; {hint}")
    return noun, name.strip()


def described(connection: Connection, noun: str, kept: Iterable[Kept[Record]]) -> list[Listed]:
    """Return records with their titles and those of what they refer to."""
    rows = list(kept)
    references = {name: field.about.refers[0] for name, field in fields_of(NOUNS[noun]).items() if field.is_ref}
    wanted: dict[str, set[int]] = defaultdict(set)
    wanted[noun].update(row.id for row in rows)
    for name, target in references.items():
        wanted[target].update(value for row in rows if (value := getattr(row.record, name)) is not None)
    named = titles(connection, wanted)
    return [
        Listed(
            kept=row,
            title=named.get((noun, row.id), ""),
            referred={
                name: named.get((target, value), str(value))
                for name, target in references.items()
                if (value := getattr(row.record, name)) is not None
            },
        )
        for row in rows
    ]


def _where(connection: Connection, noun: str, wanted: Mapping[str, str]) -> dict[str, Any]:
    return {fields_of(NOUNS[noun])[n].column: _meant(connection, noun, n, value) for n, value in wanted.items()}


def _meant(connection: Connection, noun: str, name: str, words: str) -> Any:
    field = fields_of(NOUNS[noun])[name]
    if words == "" and not field.required and field.default is None:
        return None
    if field.is_ref:
        return find(connection, field.about.refers[0], words)
    if field.about.choices and words not in field.about.choices:
        raise InvalidValue(
            f"{visible(words)!r} is no {name} of a {noun}; it can be {listed(field.about.choices, most=20)}."
        )
    if field.type in _READ:
        try:
            return _READ[field.type](words)
        except (KeyError, ValueError):
            raise InvalidValue(
                f"{visible(words)!r} is no {name} of a {noun}; look at the reference of nouns."
            ) from None
    return words.upper() if name == "country" else words


_READ: Mapping[Any, Callable[[str], Any]] = {
    int: int, date: date.fromisoformat, time: time.fromisoformat, bool: {"true": True, "false": False}.__getitem__,
}  # fmt: skip
"""How a value is read from words, by the type of its field."""


def _either_end(connection: Connection, noun: str, where: Mapping[str, Any], side: str) -> list[dict[str, Any]]:
    """Return a condition for each end; both ends of what is indexed by giver and receiver are found by that index."""
    row, (one, other) = find(connection, "side", side), BOTH_ENDS[noun]
    anybody = {f"{one}_id": every_side()} if noun in ("interaction", "signal") else {}
    return [dict(where) | {f"{one}_id": row}, dict(where) | anybody | {f"{other}_id": row}]
