"""How a plugin's command speaks: as core's own do, in lines and tables on stdout, talk on stderr, JSON for scripts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import click

from trustcrm.cli.amounts import amount_in
from trustcrm.cli.days import Day
from trustcrm.cli.output import emit_json, emit_line, emit_table, json_option, say
from trustcrm.domain.showing import shown
from trustcrm.text import visible

__all__ = ["Amount", "Currency", "Day", "json_option", "say", "tell", "tell_json", "tell_table"]

tell = emit_line


class Amount(click.ParamType[Decimal]):
    """A finite amount of at least nothing, as 40000, 40,000, 2.5 or 50k; every digit is kept."""

    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the amount."""
        if isinstance(value, Decimal):
            return value
        amount = amount_in(str(value))
        if amount is None or amount < 0:
            self.fail(f"{visible(str(value))!r} is no amount; write it as 40000 or 2.5.", param, ctx)
        return amount


class Currency(click.ParamType[str]):
    """A currency by its ISO 4217 code, such as EUR."""

    name = "CURRENCY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code in capitals."""
        code = str(value).strip().upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            self.fail(f"{visible(str(value))!r} is no currency; write its three letters, such as EUR.", param, ctx)
        return code


def tell_table(
    titles: Sequence[str], rows: Sequence[Sequence[Any]], *, right: Collection[int] = (), spare: Sequence[int] = ()
) -> None:  # fmt: skip
    """Write rows under titles in aligned columns on stdout; a column that is empty in every row is left out.

    Values are told as people read them: 5,000, 2020-02-04, "" for nothing. Columns in `right`, by their place, stand at
    the right. On a narrow terminal the `spare` columns are left out, first one first, and then the widest gives way; in
    a pipe nothing is lost.
    """
    cells = [[shown(value) for value in row] for row in rows]
    kept = [place for place in range(len(titles)) if any(row[place] for row in cells)]
    emit_table(
        [titles[place] for place in kept], [[row[place] for place in kept] for row in cells],
        right=[kept.index(place) for place in right if place in kept],
        spare=[kept.index(place) for place in spare if place in kept],
    )  # fmt: skip


def tell_json(content: Any) -> None:
    """Write JSON on stdout: ISO 8601 days and instants, amounts as texts that keep every digit, dataclasses as objects.

    Raises `TypeError` for what is none of it.
    """
    emit_json(_plain(content))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a {type(value).__name__} is nothing for JSON")
