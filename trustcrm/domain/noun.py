"""What it means to be a noun of the office: a frozen record whose fields are told once.

A field's label, help and references are declared in its annotation; command-line flags, importer columns, JSON
keys, database columns and the reference manual are all read from there.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, Union, cast, get_args, get_origin

from trustcrm.values import dataclass


@dataclass(frozen=True)
class About:
    """What a field is: a summary for help texts, the nouns it may point at, the words it may hold.

    `one` names a single word of a field that holds many: "alias" for aliases.
    """

    summary: str
    refers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    one: str = ""


@dataclass(frozen=True)
class Mention:
    """Something of the office named from outside, before it is known which row it is.

    `noun` is the noun meant ("side" where a city or an organisation will do), `name` what the source calls it,
    `country` an ISO 3166 alpha-2 code or a country's name, `ids` (scheme, value) pairs such as ("wikidata", "Q65"),
    `near` a (latitude, longitude) in degrees that helps to tell namesakes apart; so does ("email", address) among the
    ids of a person, which by itself means nobody, since several may share a mailbox. `side` is the city or organisation
    that a person is of, as a mention or a row's id: people of one name and of two sides are two people.
    `create` lets an import make the thing where nothing like it exists.
    """

    noun: str
    name: str
    country: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    near: tuple[float, float] | None = None
    create: bool = True
    side: Mention | int | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.country})" if self.country else self.name


def mention_of(noun: str, words: str, *, create: bool = True) -> Mention:
    """Return the mention a person's words make; "Milan, IT" names the country after a comma."""
    name, comma, country = words.rpartition(",")
    if comma and name.strip() and len(country.strip()) == 2 and country.strip().isalpha():
        return Mention(noun=noun, name=name.strip(), country=country.strip().upper(), create=create)
    return Mention(noun=noun, name=words.strip(), create=create)


Ref = int | Mention
"""A reference in a record: the row's id once it is known, a `Mention` until then."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """The parent of every noun; a value, equal to another with the same fields."""

    noun: ClassVar[str]
    """The noun's name: a command group, a table, a key in exports."""
    plural: ClassVar[str]
    title_fields: ClassVar[tuple[str, ...]] = ("name",)
    """The fields that name one such thing in a list."""


@dataclass(frozen=True)
class Field:
    """One told field of a noun: its name, Python type without None, whether it must be given, and what it is."""

    name: str
    type: Any
    required: bool
    default: Any
    about: About

    @property
    def is_ref(self) -> bool:
        """True where the field points at another noun."""
        return bool(self.about.refers)

    @property
    def is_many(self) -> bool:
        """True where the field holds a tuple of words."""
        return get_origin(self.type) is tuple

    @property
    def column(self) -> str:
        """The column, export and JSON key of the field: a reference's ends in `_id`."""
        return f"{self.name}_id" if self.is_ref else self.name


def fields_of(kind: type[Record]) -> Mapping[str, Field]:
    """Return the told fields of a noun by name, in the order they were written."""
    found: Mapping[str, Field] = _fields_of(cast(Any, kind))
    return found


def refs_of(kind: type[Record]) -> tuple[Field, ...]:
    """Return the told fields of a noun that point at others."""
    found: tuple[Field, ...] = _refs_of(cast(Any, kind))
    return found


def with_rows(record: Record, rows: Mapping[str, int]) -> Record:
    """Return the record with some of its references settled, by field; the quick way for what an import does most.

    `dataclasses.replace` makes every field anew, at ten times the cost.
    """
    settled = object.__new__(type(record))
    settled.__dict__.update(record.__dict__, **rows)
    return settled


@cache
def _refs_of(kind: Any) -> tuple[Field, ...]:
    return tuple(field for field in fields_of(kind).values() if field.is_ref)


@cache
def _fields_of(kind: Any) -> Mapping[str, Field]:
    told = {}
    for item in dataclasses.fields(kind):
        annotation = item.type if not isinstance(item.type, str) else _evaluated(kind)[item.name]
        about = next((extra for extra in get_args(annotation)[1:] if isinstance(extra, About)), About(item.name))
        required = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        default = None if required else item.default
        told[item.name] = Field(item.name, _without_none(get_args(annotation)[0]), required, default, about)
    return types.MappingProxyType(told)


@cache
def _evaluated(kind: Any) -> dict[str, Any]:
    """Return the annotations of a noun whose module postpones them; core's own do not, since that takes 10 ms."""
    return typing.get_type_hints(kind, include_extras=True)


_REFS = (Ref, Ref | None)


def _without_none(annotation: Any) -> Any:
    if annotation in _REFS:
        return int
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [part for part in get_args(annotation) if part is not type(None)]
        return kept[0] if len(kept) == 1 else annotation
    return annotation
