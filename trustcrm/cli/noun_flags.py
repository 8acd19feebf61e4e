"""Flags made from the told fields of a noun: their names, their help, and the values a person's words stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from trustcrm.cli.amounts import amount_in
from trustcrm.cli.days import DAY, Day
from trustcrm.cli.how_many import LARGEST, HowMany
from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import ABOUT
from trustcrm.domain.rules import dashed
from trustcrm.errors import InvalidValue
from trustcrm.text import visible

F = TypeVar("F", bound=Callable[..., Any])

_SHORTER = {"from_on": "from", "to_on": "to", "by_on": "by", "due_on": "due"}
"""What days are called for short, here as in the commands of plugins."""

PREFIX = "field_"
"""What the parameters of told fields begin with, so that they never meet a command's own."""


class YearOrDay(Day):
    """A day, or a year alone, which is its January 1st: all that is known of many an old tie."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day meant."""
        year = isinstance(value, str) and re.fullmatch("[0-9]{4}", value)
        return super().convert(f"{value}-01-01" if year else value, param, ctx)


class Hour(click.ParamType[time]):
    """A wall time such as 14:30."""

    name = "hour"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Return the time meant."""
        if isinstance(value, time):
            return value
        if not re.fullmatch("([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?", value):
            self.fail(f"{visible(value)!r} is no time of day; write it as 09:00 or 14:30.", param, ctx)
        return time.fromisoformat(value if value[2] == ":" else f"0{value}")


class Number(click.ParamType[Any]):
    """A number: whole, real, or a decimal kept digit for digit."""

    def __init__(self, kind: type[int] | type[float] | type[Decimal]) -> None:
        self._kind = kind
        self.name = "integer" if kind is int else "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number meant."""
        if not isinstance(value, str):
            return value
        number = amount_in(value)
        whole = number is not None and number == number.to_integral_value()
        found: Any = None if number is None or (self._kind is int and not whole) else self._kind(number)
        if found is None or (self._kind is int and abs(found) > LARGEST):
            wanted = "whole number." if self._kind is int else "number; write it as 30000 or 2.5."
            self.fail(f"{visible(value)!r} is no {wanted}", param, ctx)
        return found


class Word(click.ParamType[str]):
    """A word of a closed list, which a shell can complete; the office's rules refuse any other.

    How far a contribution came may be said as people say it, and as `trustcrm log` reads it: sent, arrived, thanked.
    """

    name = "word"

    def __init__(self, choices: tuple[str, ...]) -> None:
        self.choices = choices

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word of the list that is meant, or the word given."""
        from trustcrm.services.quick_entry.vocabulary import STEP_WORDS

        word = str(value)
        said = STEP_WORDS.get(word.strip().lower())
        return said.state if word not in self.choices and said is not None and said.state in self.choices else word

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the list as the help shows it."""
        return f"[{'|'.join(self.choices)}]"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the words that begin so."""
        return [CompletionItem(word) for word in self.choices if word.startswith(incomplete)]


def told_fields(kind: type[Record]) -> Iterable[Field]:
    """Yield the fields a noun has flags for."""
    for field in fields_of(kind).values():
        if not (kind.noun in ABOUT and field.name.startswith("about_")):
            yield field


def flag(name: str) -> str:
    """Return a field's flag."""
    return f"--{dashed(name)}"


def option_of(field: Field, *also: str, summary: str = "") -> click.Option:
    """Return the option of a field, under further flags `also`; unset, it says nothing."""
    shorter = [name for name in (field.about.one, _SHORTER.get(field.name, "")) if name]
    spelled = [flag(field.name), *map(flag, shorter), *also]
    if field.type is bool:
        spelled = [f"{flag(field.name)}/--no-{dashed(field.name)}"]
    return click.Option(
        [f"{PREFIX}{field.name}", *spelled],
        type=None if field.type is bool else type_of(field),
        default=() if field.is_many else None,
        multiple=field.is_many,
        metavar=_metavar(field),
        help=summary or f"{field.about.summary[:1].upper()}{field.about.summary[1:]}.",
    )


def type_of(field: Field) -> click.ParamType[Any]:
    """Return what turns words into values of a field."""
    if field.about.choices:
        return Word(field.about.choices)
    if field.type is date:
        return YearOrDay() if field.name == "since" else DAY
    if field.type is time:
        return Hour()
    if field.is_ref or field.is_many or field.type not in (int, float, Decimal):
        return click.STRING
    return Number(field.type)


def about_option(*, required: bool = False) -> click.Option:
    """Return the flag that says which record a tag, a note, a hold or a retention is about."""
    return click.Option(
        ["about", "--about"], required=required, metavar="THING", help="What it is about: `city Milan`, `tie:4`."
    )


def version_option(flag: str = "--version", which: str = "it") -> Callable[[F], F]:
    """Return the flag that says which version of a record was seen; what was changed since is then a conflict."""
    return click.option(flag, type=HowMany(1), help=f"Refuse if {which} was changed since this version.")


def given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given on the command line, by name, as their flags read them."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in params.items()
        if name.startswith(PREFIX) and value is not None and value != ()
    }


def meant(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return given values as a record takes them: words for others as mentions, a country in capitals."""
    from trustcrm.domain.noun import mention_of

    fields = fields_of(kind)
    found = {}
    for name, value in values.items():
        if fields[name].is_ref and isinstance(value, str):
            value = mention_of(fields[name].about.refers[0], value)
        elif name == "country" and isinstance(value, str):
            value = value.upper()
        found[name] = value
    return found


def require(kind: type[Record], values: Mapping[str, Any], positional: str | None = None) -> None:
    """Raise `InvalidValue` for the first field that must be given and was not."""
    for field in told_fields(kind):
        if field.required and field.name not in values:
            how = f"{field.name} or {flag(field.name)}" if field.name == positional else flag(field.name)
            article = "An" if kind.noun[0] in "aeiou" else "A"
            raise InvalidValue(f"{article} {kind.noun} needs {field.about.summary}; give {how}.")


def _metavar(field: Field) -> str | None:
    if field.is_ref:
        target = field.about.refers[0]
        return "SIDE" if target == "side" else target.upper()
    if field.type is bool or field.about.choices:
        return None
    return {date: "DAY", time: "HH:MM", int: "N", float: "N", Decimal: "N"}.get(field.type, "TEXT")
