"""Cells into values: days, numbers, words of a closed list. What cannot be is said in words, never guessed.

Every converter takes a cell that is not blank and returns a value, or raises `InvalidValue` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from trustcrm.plugin import Field, InvalidValue
from trustcrm_table.cells import TrueDate, sound
from trustcrm_table.mapping import Cell
from trustcrm_table.nouns import nearest, shown

Convert = Callable[[str], Any]
Order = Literal["day first", "month first", ""]
"""Whether 03/04/2020 is 3 April or 4 March, or "" where the column does not tell."""

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?))?", re.ASCII)
_ZONED = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})", re.ASCII)
_NUMBERED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,18}(?:\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?", re.ASCII)
_TRUE = frozenset({"true", "yes", "y", "1", "x"})
_FALSE = frozenset({"false", "no", "n", "0"})
_REMEMBERED = 4_096


def converter(told: Field, cell: Cell, dates: str = "", order: Order = "") -> Convert | None:
    """Return what turns a cell into the field's value, or None where the cell's own text is the value.

    `dates` is the format of days where the cell has none of its own; `order` what the column's own values tell.
    """
    plain = _plain(told, cell, dates, order)
    if cell.after:
        plain = _after(cell.after, plain)
    return _translated(dict(cell.values), plain) if cell.values else plain


def order_of(cells: Iterable[str]) -> Order:
    """Return what the days of a column tell of their own order: 25/12/2020 can only be day first."""
    found: set[Order] = set()
    for cell in cells:
        match = _NUMBERED.fullmatch(cell.strip())
        if match and match[2] != ".":
            if int(match[1]) > 12:
                found.add("day first")
            if int(match[3]) > 12:
                found.add("month first")
    return found.pop() if len(found) == 1 else ""


def _plain(told: Field, cell: Cell, dates: str, order: Order) -> Convert | None:
    if told.is_many:
        return _words(cell.split or ";")
    if told.about.choices:
        return _choice(told.about.choices)
    if told.type is date:
        written = cell.format or dates
        return _day_written(written) if written else _day(order)
    if told.type is time:
        return _time_written(cell.format) if cell.format else _time
    if told.type is bool:
        return _yes_or_no
    if told.type in (int, float, Decimal):
        return _number(told.type, cell)
    return None


def _translated(values: dict[str, str], plain: Convert | None) -> Convert:
    def convert(text: str) -> Any:
        word = values.get(text.strip(), text)
        if not word:
            return None
        return plain(word) if plain else word

    return convert


def _after(mark: str, plain: Convert | None) -> Convert:
    def convert(text: str) -> Any:
        word = text.rpartition(mark)[2].strip() or text
        return plain(word) if plain else word

    return convert


def _words(split: str) -> Convert:
    def convert(text: str) -> tuple[str, ...]:
        return tuple(sound(word) for piece in text.split(split) if (word := piece.strip()))

    return convert


def _choice(choices: tuple[str, ...]) -> Convert:
    known = {choice.casefold(): choice for choice in choices}

    def convert(text: str) -> str:
        found = known.get(text) or known.get(" ".join(text.casefold().replace("_", " ").split()))
        if found is None:
            near = nearest(text, choices)
            hint = f'did you mean "{near}"?' if near else f"it can be {', '.join(choices)}."
            raise InvalidValue(f'"{shown(text)}" is not on the list; {hint}')
        return found

    return convert


def _day(order: Order) -> Convert:
    def convert(text: str) -> date:
        try:
            if len(text) == 10 and text[4] == "-" == text[7]:
                return date.fromisoformat(text)
            return _other_day(text.strip(), order)
        except ValueError as problem:
            raise InvalidValue(f'"{shown(text)}" is no day: {_said(problem)}.') from None

    return convert


def _other_day(text: str, order: Order) -> date:
    if match := _ISO.fullmatch(text):
        return date.fromisoformat(match[1])
    if _ZONED.fullmatch(text):
        raise InvalidValue(f'"{shown(text)}" has a time zone, and its day depends on the place; give the day alone.')
    match = _NUMBERED.fullmatch(text)
    if not match:
        raise InvalidValue(f'"{shown(text)}" is no day; write it as 2026-03-31, or say its format.')
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if match[2] == "." or order == "day first" or first == second or (first > 12 and order != "month first"):
        return date(year, second, first)
    if order == "month first" or second > 12:
        return date(year, first, second)
    raise InvalidValue(
        f'"{text}" may be {year}-{second:02}-{first:02} or {year}-{first:02}-{second:02}; say how the days are written '
        'with --set dates=%d/%m/%Y (or %m/%d/%Y), or with format = "%d/%m/%Y" in a mapping file.'
    )


def _day_written(written: str) -> Convert:
    @lru_cache(maxsize=_REMEMBERED)
    def parse(text: str) -> date:
        try:
            return datetime.strptime(text.strip(), written).date()
        except ValueError as problem:
            reason = "it is not in the calendar" if _fits_loosely(text, written) else _said(problem)
            raise InvalidValue(f'"{shown(text)}" is no day written as {written}: {reason}.') from None

    def convert(text: str) -> date:
        return date.fromisoformat(text[:10]) if isinstance(text, TrueDate) else parse(text)

    return convert


def _fits_loosely(text: str, written: str) -> bool:
    return len(re.findall(r"\d+", text)) == written.count("%")


def _said(problem: ValueError) -> str:
    return str(problem).rstrip(".")


def _time(text: str) -> time:
    match = _TIME.fullmatch(text.strip()) or _time_of_moment(text)
    try:
        if match:
            return time(int(match[1]), int(match[2]), int(match[3] or 0))
    except ValueError as problem:
        raise InvalidValue(f'"{shown(text)}" is no time of day: {_said(problem)}.') from None
    raise InvalidValue(f'"{shown(text)}" is no time of day; write it as 14:30.')


def _time_of_moment(text: str) -> re.Match[str] | None:
    moment = _ISO.fullmatch(text.strip())
    return _TIME.fullmatch(moment[2].partition(".")[0]) if moment and moment[2] else None


def _time_written(written: str) -> Convert:
    def convert(text: str) -> time:
        try:
            return datetime.strptime(text.strip(), written).time()
        except ValueError:
            raise InvalidValue(f'"{shown(text)}" is no time of day written as {written}.') from None

    return convert


def _yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise InvalidValue(f'"{shown(text)}" is neither yes nor no; translate it with values = {{ … }} in a mapping file.')


def _number(kind: Callable[[str], Any], cell: Cell) -> Convert:
    pattern, what, example = (_WHOLE, "whole number", "1234") if kind is int else (_NUMBER, "number", "1234.5")

    def convert(text: str) -> Any:
        plain = text.strip()
        if cell.thousands:
            plain = plain.replace(cell.thousands, "")
        if cell.decimal != ".":
            plain = plain.replace(".", "?").replace(cell.decimal, ".")
        if pattern.fullmatch(plain):
            return int(plain.partition(".")[0]) if kind is int else kind(plain)
        hint = (
            'say how it is written with decimal = "," or thousands = ","' if "," in text else f"write it as {example}"
        )
        raise InvalidValue(f'"{shown(text)}" is no {what}; {hint}.')

    return convert
