"""Drafts written down and read back, so that one that waits for a person can be applied on another day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache, partial
from itertools import repeat
from json.encoder import encode_basestring as _quoted
from operator import attrgetter
from typing import Any, cast

from trustcrm.domain.columns import Same, turned
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Field, Mention, Record, fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.store.plain import plain


def told(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON holds it."""
    return {"key": draft.key, "record": _record(draft.record), "parts": [_record(part) for part in draft.parts]}


def digest(draft: Draft) -> str:
    """Return a short fingerprint of everything a draft says, the same for the same words.

    It is that of what `told` returns as JSON, its keys in order; put together by hand, since it is made for every row.
    """
    parts = ",".join([_said(part) for part in draft.parts])
    said = f'{{"key":{_quoted(draft.key)},"parts":[{parts}],"record":{_said(draft.record)}}}'
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


Said = dict[int, tuple[Mention, str]]
"""What mentions say, each by the id of the object, which is held so that no other takes its place."""


def digests(
    keys: Sequence[str], kind: type[Record], columns: Sequence[Sequence[Any]], said_before: Said | None = None
) -> list[str]:
    """Return the digests of many drafts of one kind without parts, the same as `digest` gives for each.

    `columns` are the values of their records, field by field; one that many of them share is told once, and a mention
    that was `said_before` is not told again.
    """
    mentions = {} if said_before is None else said_before
    start, names, _ = _in_order(cast(Any, kind))
    by_name = dict(zip(fields_of(kind), columns, strict=True))
    told = []
    for name, mark in names.items():
        pieces = _pieces(mark, by_name[name], mentions)
        if any(pieces[:1]) if isinstance(pieces, Same) else any(pieces):
            told.append(pieces)
    begun = [f'{{"key":{_quoted(key)},"parts":[],"record":{start}' for key in keys]
    whole = "\n".join(map("".join, zip(begun, *told, repeat("}}"), strict=False)))
    said = whole.encode("utf-8", "surrogatepass").split(b"\n") if begun else []  # JSON has no line break of its own
    return [hashlib.blake2b(one, digest_size=12).hexdigest() for one in said]


def _pieces(mark: str, column: Sequence[Any], mentions: Said) -> Sequence[str]:
    first = None if isinstance(column, Same) or not column else column[0].__class__
    if first is str:
        return [mark + _quoted(value) if value.__class__ is str else _told_value(mark, value) for value in column]
    if first is date:
        return [mark + _said_of(value) if value.__class__ is date else _told_value(mark, value) for value in column]
    if first is Mention:
        for value in column:
            if value.__class__ is Mention and id(value) not in mentions:
                mentions[id(value)] = (value, _said_of(value))
        return [mark + mentions[id(v)][1] if v.__class__ is Mention else _told_value(mark, v) for v in column]
    return turned(column, partial(_told_value, mark))


def _said(record: Record) -> str:
    start, names, values_of = _in_order(cast(Any, type(record)))
    return start + "".join(map(_told_value, names.values(), values_of(record))) + "}"


def _told_value(mark: str, value: Any) -> str:
    """Return what is told of one field, "" where nothing is; `mark` is a comma and the field's name."""
    if value is None:
        return ""
    kind = value.__class__
    if kind is str:
        return mark + _quoted(value)
    if kind is date or kind is Mention:
        return mark + _said_of(value)
    return mark + (str(value) if kind is int else _json(plain(value)))


@cache
def _in_order(kind: Any) -> tuple[str, Mapping[str, str], attrgetter[Any]]:
    names = sorted(fields_of(kind))
    return f'{{"":{_quoted(kind.noun)}', {name: f",{_quoted(name)}:" for name in names}, attrgetter(*names)


@lru_cache(maxsize=16_384)
def _said_of(value: date | Mention) -> str:
    return _json(_mention(value) if isinstance(value, Mention) else plain(value))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def untold(content: Mapping[str, Any]) -> Draft:
    """Return the draft that `told` wrote down."""
    parts = tuple(_unrecord(part) for part in content["parts"])
    return Draft(key=content["key"], record=_unrecord(content["record"]), parts=parts)


def _record(record: Record) -> dict[str, Any]:
    values = {"": record.noun}
    for name in fields_of(type(record)):
        value = getattr(record, name)
        if isinstance(value, Mention):
            values[name] = _mention(value)
        elif value is not None:
            values[name] = plain(value)
    return values


def _mention(mention: Mention) -> Any:
    told: dict[str, Any] = {"noun": mention.noun, "name": mention.name, "create": mention.create}
    if mention.country:
        told["country"] = mention.country
    if mention.ids:
        told["ids"] = [list(pair) for pair in mention.ids]
    if mention.near:
        told["near"] = list(mention.near)
    if mention.side is not None:
        told["side"] = _mention(mention.side) if isinstance(mention.side, Mention) else mention.side
    return told


def _unrecord(content: Mapping[str, Any]) -> Record:
    kind = NOUNS[content[""]]
    values = {name: _value(field, content[name]) for name, field in fields_of(kind).items() if name in content}
    return kind(**values)


def _value(field: Field, value: Any) -> Any:
    if isinstance(value, Mapping):
        return _unmention(value)
    if field.is_many:
        return tuple(value)
    if field.type in (date, time):
        return field.type.fromisoformat(value)
    return Decimal(value) if field.type is Decimal else value


def _unmention(value: Mapping[str, Any]) -> Mention:
    near, side = value.get("near"), value.get("side")
    return Mention(
        noun=value["noun"], name=value["name"], create=value["create"], country=value.get("country"),
        ids=tuple((scheme, code) for scheme, code in value.get("ids", ())), near=tuple(near) if near else None,
        side=_unmention(side) if isinstance(side, Mapping) else side,
    )  # fmt: skip
