"""The one way from data to the screen: text becomes `Content` here, in which nothing is ever read as markup or acts.

Textual reads markup in most of what takes a plain text: a name such as "Consul [acting]" would lose words, and
"[@click=app.quit]" would act. So every widget of this package takes `Content` alone, and only this module makes it; a
test of the package's syntax trees sees to that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from rich.segment import Segment
from textual.color import Color
from textual.content import Content as Content
from textual.content import Span
from textual.strip import Strip
from textual.style import Style

from trustcrm.plugin import visible

Role = Literal["", "strong", "quiet", "alert", "warn", "good", "cursor", "title", "tab", "field"]
"""What a stretch of text is, which a palette gives its look; state is always told in words or glyphs too."""

NOTHING = Content("")

_LINES = {0x2028: " ", 0x2029: " "}
"""Separators of lines and paragraphs, which would tear a line apart."""


def ink(text: object, role: Role = "") -> Content:
    """Return text from anywhere as content that shows every character and obeys none of them."""
    shown = visible(str(text)).translate(_LINES)
    spans = [Span(0, len(shown), role)] if role and shown else None
    return Content(shown, spans, strip_control_codes=False)


def joined(*parts: Content) -> Content:
    """Return parts one behind the other."""
    return Content.assemble(*parts, strip_control_codes=False)


def spaced(parts: Iterable[Content], gap: int = 1) -> Content:
    """Return parts with spaces between them, those that are empty left out."""
    return Content(" " * gap, strip_control_codes=False).join([part for part in parts if part.plain])


def in_role(content: Content, role: Role) -> Content:
    """Return content wholly in a role, whatever its parts were in before on top of it."""
    return content.stylize_before(role) if role else content


def cell(content: Content, width: int, *, right: bool = False) -> Content:
    """Return content at exactly so many cells: cut with an ellipsis, or filled up with spaces."""
    if width <= 0:
        return NOTHING
    short = content.truncate(width, ellipsis=True) if content.cell_length > width else content
    space = width - short.cell_length
    return short.pad_left(space) if right else short.pad_right(space)


def shortened(content: Content, width: int) -> Content:
    """Return content cut with an ellipsis where it is wider than so many cells."""
    return cell(content, width) if content.cell_length > width else content


def between(left: Content, right: Content, width: int) -> Content:
    """Return two contents at either end of a line; the left one gives way."""
    if right.cell_length + 2 > width:
        return cell(left, width)
    return joined(cell(left, width - right.cell_length - 1), ink(" "), right)


def wrapped(lines: Iterable[Content], width: int, indent: int = 0) -> list[Content]:
    """Return lines broken between words where they are wider; what goes on is indented."""
    found: list[Content] = []
    indent = max(0, min(indent, width - 8))
    for line in lines:
        if line.cell_length <= width or width < 8:
            found.append(line)
            continue
        first = line.wrap(width)[0]
        found.append(first)
        remaining = line[len(line.plain) - len(line.plain[len(first.plain) :].lstrip(" ")) :]
        if remaining.plain:
            found += [part.pad_left(indent) for part in remaining.wrap(width - indent)]
    return found


class Palette:
    """How roles look: with colours, or by weight alone where there are none."""

    def __init__(self, looks: Mapping[str, Style]) -> None:
        self._looks = looks

    def look(self, role: str | Style) -> Style:
        """Return the look of a role."""
        return role if isinstance(role, Style) else self._looks.get(role, Style.null())

    def strip(self, content: Content, base: Style, width: int) -> Strip:
        """Return content as one line of so many cells on a base look."""
        segments = [
            Segment(text, style.rich_style)
            for text, style in cell(content, width).render(base, end="", parse_style=self.look)
            if text
        ]
        return Strip(segments, width)


def _coloured(colours: Mapping[str, str], *, dark: bool) -> Palette:
    looks = {role: Style(foreground=Color.parse(colour)) for role, colour in colours.items()}
    looks["strong"] = Style(bold=True)
    for role in ("alert", "warn", "good"):
        looks[role] = Style(foreground=Color.parse(colours[role]), bold=role == "alert")
    looks["cursor"] = Style(background=Color.parse("#1d3a5f" if dark else "#d3e3f8"), bold=True)
    looks["title"] = Style(foreground=Color.parse(colours["title"]), bold=True)
    looks["tab"] = Style(bold=True, reverse=True)
    return Palette(looks)


DARK = _coloured(
    {
        "quiet": "#98a2ae",
        "alert": "#ff8a80",
        "warn": "#ffc96b",
        "good": "#8fd9a8",
        "title": "#9cc9ff",
        "field": "#9cc9ff",
    },
    dark=True,
)
LIGHT = _coloured(
    {
        "quiet": "#56606b",
        "alert": "#b3261e",
        "warn": "#8a5a00",
        "good": "#1b6b3a",
        "title": "#0b4f9c",
        "field": "#0b4f9c",
    },
    dark=False,
)
MONO = Palette(
    {
        "strong": Style(bold=True),
        "alert": Style(bold=True),
        "warn": Style(bold=True),
        "title": Style(bold=True),
        "tab": Style(bold=True, reverse=True),
        "field": Style(underline=True),
        "cursor": Style(bold=True),
    }
)
PALETTES: Mapping[str, Palette] = {"dark": DARK, "light": LIGHT, "mono": MONO}


def as_text(lines: Sequence[Content]) -> str:
    """Return lines as plain text, without the spaces at their ends."""
    return "\n".join(line.plain.rstrip() for line in lines)
