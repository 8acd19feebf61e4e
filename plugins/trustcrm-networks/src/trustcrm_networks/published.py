"""Reading what networks publish: JSON item by item, and cities as these files name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

import ijson  # type: ignore[import-untyped]

from trustcrm.plugin import Draft, Mention, Rejected, Source

BOM = b"\xef\xbb\xbf"
BIT = 262_144
"""How much of a file is read at once; in smaller bits a very long text would be put together too often."""
DEEPEST = 64
"""How many things may stand within one another; these lists have six."""
_ITEM = re.compile(r"Q[1-9][0-9]{0,14}")


def opened(source: Source) -> IO[bytes]:
    """Open a source after its byte order mark, where it has one."""
    file = source.open()
    if file.read(len(BOM)) != BOM:
        file.seek(0)
    return file


def items(file: IO[bytes], prefix: str, what: str) -> Iterator[Any]:
    """Yield the items of a JSON array one by one; what cannot be read further ends in one that is rejected."""
    number = 0
    try:
        for item in ijson.items(_events(file), prefix):
            number += 1
            yield item
    except (ijson.JSONError, UnicodeDecodeError):
        reason = "The file cannot be read as JSON from here on; it may have been cut short."
        yield Rejected(where=f"after {what} {number}", reason=reason)


def _events(file: IO[bytes]) -> Iterator[Any]:
    """Yield what a parser meets in a file; raise `ijson.JSONError` where one thing stands within too many others.

    To say of each in what it stands would else take time and memory by the square of the depth.
    """
    yield from ijson.parse(_shallow(ijson.basic_parse(file, buf_size=BIT, use_float=True)))


def _shallow(told: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    depth = 0
    for event, value in told:
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > DEEPEST:
            raise ijson.JSONError("nested too deeply")
        yield event, value


def once(pieces: Iterator[Draft | Rejected]) -> Iterator[Draft | Rejected]:
    """Yield pieces, a thing that comes twice only the first time: these lists are kept by hand."""
    seen: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece, Draft) and seen.setdefault(piece.key, piece.where) != piece.where:
            reason = f"It stands in this list twice; {seen[piece.key]} counts."
            yield Rejected(where=piece.where, reason=reason, raw=piece.raw)
        else:
            yield piece


def first_key(source: Source) -> str:
    """Return the first key of a JSON object, "" where there is none that can be read."""
    with opened(source) as file, suppress(ijson.JSONError, UnicodeDecodeError):
        return next((str(value) for _, event, value in _events(file) if event == "map_key"), "")
    return ""


def text_of(item: Any, name: str) -> str:
    """Return a text of an item, "" where there is none."""
    value = item.get(name) if isinstance(item, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def city(name: str, item: str, country: str = "", near: tuple[float, float] | None = None) -> Mention:
    """Return the mention of a city; `item` is its Wikidata id, where it is one."""
    known = (("wikidata", item),) if _ITEM.fullmatch(item) else ()
    return Mention(noun="city", name=name, country=country.removeprefix("the ") or None, ids=known, near=near)


def network_of(source: Source) -> str:
    """Return what a network is called by the file's name: what stands before two underscores, or all of it."""
    return source.name.partition(".")[0].partition("__")[0].replace("-", " ").strip().capitalize()
