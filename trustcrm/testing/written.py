"""Reading back what an exporter wrote: its texts, and what is left of it without them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import fromstring

from trustcrm.plugin import neutral

KNOWN = ("text/html", "application/xhtml+xml", "application/xml", "application/json", "text/csv")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&#?\w+;)")
_MARKS = re.compile(r"(?<!\\)(?:\\\\)*[*_`#|<\[~]|^ *(?:[-+>]|[0-9]+[.)]|={3,})", re.MULTILINE)


def squeezed(text: str) -> str:
    """Return a text without white space, which an exporter may set as it likes."""
    return "".join(text.split())


def is_read(media_type: str) -> bool:
    """Return whether what is written in such a format can be read back here."""
    return media_type.startswith("text/") or media_type in KNOWN


def text_of(content: bytes, media_type: str) -> str:
    """Return the texts of what was written, in their order."""
    text = content.decode("utf-8-sig")
    if "html" in media_type:
        return " ".join(_page(text).texts)
    if "xml" in media_type:
        return " ".join(part for told in fromstring(text).iter() for part in (*told.attrib.values(), told.text or ""))
    if media_type == "application/json":
        return " ".join(_leaves(json.loads(text)))
    if media_type == "text/csv":
        return " ".join(_unguarded(cell) for row in _table(text) for cell in row)
    return _ESCAPED.sub(_as_meant, text) if media_type == "text/markdown" else text


def skeleton_of(content: bytes, media_type: str) -> Any:
    """Return what was written without its texts: tags, keys, cells, marks; None where the format is not known."""
    text = content.decode("utf-8-sig") if is_read(media_type) else ""
    if "html" in media_type:
        page = _page(text)
        return page.tags, sorted(page.drawn)
    if "xml" in media_type:
        return [(told.tag, *told.attrib) for told in fromstring(text).iter()]
    if media_type == "application/json":
        return _shape(json.loads(text))
    if media_type == "text/csv":
        return [len(row) for row in _table(text)]
    if media_type == "text/plain":
        return []
    marks = [mark[0].strip("\\ ") for mark in _MARKS.finditer(text)]
    return marks if media_type == "text/markdown" else None


def formulas_in(content: bytes, media_type: str) -> list[str]:
    """Return the cells of a table that a spreadsheet would run; numbers are none."""
    if media_type != "text/csv":
        return []
    cells = (cell for row in _table(content.decode("utf-8-sig")) for cell in row)
    return [cell for cell in cells if neutral(cell) != cell and not cell.startswith("'") and not _is_number(cell)]


class _Page(HTMLParser):
    """The texts and the tags of a page; of pictures, which texts may make wider, which tags there are at all."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, ...]] = []
        self.drawn: set[str] = set()
        self._in_picture = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._in_picture:
            acting = {name for name, _ in attrs if name.startswith("on") or "href" in name}
            self.drawn |= {tag, *acting}
        else:
            self.tags.append((tag, *sorted(name for name, _ in attrs)))
        self._in_picture = self._in_picture or tag == "svg"

    def handle_endtag(self, tag: str) -> None:
        self._in_picture = self._in_picture and tag != "svg"
        if not self._in_picture:
            self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append(("comment",))


def _page(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    page.close()
    return page


def _as_meant(escaped: re.Match[str]) -> str:
    return escaped[1] or unescape(escaped[2])


def _table(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and neutral(cell[1:]) == cell else cell


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell) is not None


def _leaves(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for value in content.values():
            yield from _leaves(value)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value)
    elif content is not None:
        yield str(content)


def _shape(content: Any) -> Any:
    if isinstance(content, dict):
        return {name: _shape(value) for name, value in content.items()}
    return [_shape(value) for value in content] if isinstance(content, list) else type(content).__name__
