"""Cells into mentions of other nouns: a name, its country, ids and whereabouts, as one row tells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from trustcrm.plugin import InvalidValue, Mention
from trustcrm_table.cells import sound
from trustcrm_table.mapping import Cell, Reference
from trustcrm_table.nouns import shown

_REMEMBERED = 16_384
_Text = Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class Refer:
    """What a row mentions: `of` the cells that are `used` for it."""

    used: tuple[int, ...]
    of: Callable[[tuple[str, ...]], Mention | int | None]

    def __call__(self, row: Sequence[str]) -> Mention | int | None:
        """Return the mention of a row, the number of the thing mentioned, or None where the row names nothing."""
        return self.of(tuple([row[index] for index in self.used]))


def referrer(reference: Reference, positions: Mapping[str, int]) -> Refer:
    """Return what turns a row into the mention that `reference` describes, or None where the row names nothing."""
    used = tuple(dict.fromkeys(positions[column] for column in reference.columns()))
    place = {column: used.index(positions[column]) for column in reference.columns()}
    return Refer(used, lru_cache(maxsize=_REMEMBERED)(_refer(reference, place)))


def _refer(reference: Reference, place: Mapping[str, int]) -> Callable[[tuple[str, ...]], Mention | int | None]:
    name = _text(reference.name, place)
    country = _text(reference.country, place) if reference.country else None
    ids = [(scheme, _text(cell, place)) for scheme, cell in reference.ids]
    near = (_text(reference.near[0], place), _text(reference.near[1], place)) if reference.near else None
    side = _text(reference.side, place) if reference.side else None
    row_id = place.get(reference.row_id, -1)

    def refer(cells: tuple[str, ...]) -> Mention | int | None:
        called = sound(name(cells))
        if row_id >= 0:
            called = cells[row_id].strip()
            if called.isascii() and called.isdigit() and len(called) < 19:
                return int(called)
        known = tuple((scheme, value) for scheme, read in ids if (value := read(cells)))
        if not called and not known:
            return None
        return Mention(
            noun=reference.noun,
            name=called or known[0][1],
            country=(country(cells) or None) if country else None,
            ids=known,
            near=_near(near[0](cells), near[1](cells)) if near else None,
            create=reference.create,
            side=_side(side(cells)) if side else None,
        )

    return refer


def _side(name: str) -> Mention | None:
    called = sound(name)
    return Mention(noun="side", name=called) if called else None


def _text(cell: Cell, place: Mapping[str, int]) -> _Text:
    if not cell.column:
        return lambda cells: cell.constant
    index, values, after = place[cell.column], dict(cell.values), cell.after

    def read(cells: Sequence[str]) -> str:
        word = cells[index].strip()
        if after:
            word = word.rpartition(after)[2].strip() or word
        return values.get(word, word)

    return read


def _near(latitude: str, longitude: str) -> tuple[float, float] | None:
    if not latitude or not longitude:
        return None
    return _degrees(latitude, 90, "latitude"), _degrees(longitude, 180, "longitude")


def _degrees(text: str, most: int, what: str) -> float:
    try:
        degrees = float(text)
    except ValueError:
        raise InvalidValue(f'"{shown(text)}" is no {what}; write it in degrees, such as 45.4642.') from None
    if not -most <= degrees <= most:
        raise InvalidValue(f'"{shown(text)}" is no {what}; it lies between -{most} and {most} degrees.')
    return degrees
