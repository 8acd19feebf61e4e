"""What every picture is drawn with: colours that all can tell apart, in grey too, and texts that stay texts.

The colours are Okabe and Ito's blue and vermilion, darkened until they stand out on white paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape

from markupsafe import escape

from trustcrm.plugin import Figure, shown
from trustcrm_report.columns import room, wide
from trustcrm_report.letters import JOINERS, legible
from trustcrm_report.ways import closed

INK, QUIET, LINE, LAND, SEA = "#1b1b1b", "#595959", "#b9b9b9", "#d5d2c8", "#f4f6f8"
GIVEN, GOT = "#0b5c8f", "#c05a00"
SIZE = 11.0
"""How high letters are, in units of a picture that is 720 wide."""
WIDE = 720.0
LONGEST = 34
"""So many letters of a name stand in a picture; its table holds the rest."""
MOST_TOLD = 60
"""So many rows of a picture's table are told in its description."""

_MORE_OF_A_FIGURE = re.compile(r"[.,]?\d")
_FIGURE_BEGUN = re.compile(r"[\d.,]+$")
_TEXT = re.compile(
    r'<text x="(?P<x>[^"]*)" y="(?P<y>[^"]*)" text-anchor="(?P<anchor>[^"]*)" font-size="(?P<size>[^"]*)" '
    r'fill="(?P<fill>[^"]*)"[^>]*>(?P<words>[^<]*)</text>'
)
_PLAIN = re.compile(r"[\x20-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf"
                    r"\u2190-\u25ff\u2e80-\u3029\u3030-\u3098\u309b-\u9fff\uac00-\ud7af\uff01-\uffdc]*")  # fmt: skip
"""Texts of letters that each stand alone: Latin, Greek, Cyrillic, Chinese, Japanese and Korean without marks."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def text(
    words: str, x: float, y: float, *, anchor: str = "start", fill: str = INK, size: float = SIZE, behind: str = ""
) -> str:
    """Return a text that stays one, with a halo so that lines behind it do not cut it; what is `behind` stays there."""
    told = f"{closed(seen(words))}{escape(behind)}" if behind else seen(words)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{fill}" stroke="#fff" '
        f'stroke-width="3" stroke-linejoin="round" paint-order="stroke">{told}</text>'
    )


@dataclass(frozen=True)
class Lifted:
    """A text taken out of a picture: where its base line is, which end of it stands there, its height and its ink."""

    words: str
    x: float
    y: float
    anchor: str
    size: float
    fill: str


def lifted(picture: str) -> tuple[str, list[Lifted]]:
    """Return a picture without the texts that have marks, joiners or letters that join, and those texts.

    typst sets such texts in a paper, but none within a picture.
    """
    found: list[Lifted] = []

    def lift(told: re.Match[str]) -> str:
        words = unescape(told["words"])
        if _PLAIN.fullmatch(words):
            return told[0]
        place = float(told["x"]), float(told["y"])
        found.append(Lifted(words, *place, told["anchor"], float(told["size"]), told["fill"]))
        return ""

    return _TEXT.sub(lift, picture), found


def seen(words: str) -> str:
    """Return a text in one line as markup holds it; what nobody would see is written as its code."""
    return str(escape(legible(" ".join(words.split()))))


def shortened(words: str, most: int = LONGEST) -> str:
    """Return a text that is not longer than a picture has room for, `most` letters or half as many wide ones.

    A figure is left out rather than told in part, unless the text is nothing else.
    """
    line = legible(" ".join(words.split()))
    if wide(line) <= most:
        return line
    kept = line
    while wide(kept) > most - 1:
        kept = kept[:-1]
    if _MORE_OF_A_FIGURE.match(line, len(kept)):
        kept = _FIGURE_BEGUN.sub("", kept) or kept
    return kept.rstrip(f" ({JOINERS}") + "…"


def width_of(words: str, size: float = SIZE) -> float:
    """Return about how wide a text will be; nobody can know it before it is drawn."""
    return size * sum((0.0, 0.56, 1.0)[room(letter)] for letter in words)


def overlaps(one: Box, other: Box) -> bool:
    """Return whether two boxes have room in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def described(figure: Figure) -> str:
    """Return what a picture shows in words, row by row, for whoever cannot see it."""
    table = figure.as_table()
    rows = [
        ", ".join(
            f"{column.title} {shown(cell)}".strip()
            for column, cell in zip(table.columns, row.cells, strict=True)
            if cell is not None and cell != ""
        )
        for row in table.rows[:MOST_TOLD]
    ]
    left = len(table.rows) - len(rows)
    return "; ".join([*rows, *([f"and {left} more"] if left > 0 else [])]) + "."


def picture(figure: Figure, title: str, parts: Iterable[str], high: float, *, name: str, font: str) -> str:
    """Return a whole picture with its title and its description; `name` makes their ids one in a page."""
    family = f' font-family="{escape(font)}"' if font else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE:g} {high:.0f}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc"{family}>'
        f'<title id="{name}-title">{seen(title)}</title><desc id="{name}-desc">{seen(described(figure))}</desc>'
    )
    return head + "".join(parts) + "</svg>"


def spread(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Return places near those wanted, in their order, each `apart` from the next, between `low` and `high`."""
    placed: list[float] = []
    for place in wanted:
        placed.append(max(place, placed[-1] + apart if placed else low))
    over = placed[-1] - high if placed else 0.0
    for back in range(len(placed) - 1, -1, -1):
        most = high if back == len(placed) - 1 else placed[back + 1] - apart
        placed[back] = min(placed[back], most) if over > 0 else placed[back]
    return placed


def legend(signs: Sequence[tuple[str, str]], x: float, y: float) -> tuple[list[str], float]:
    """Return what signs mean, in lines from a place on, and where the last line is; a sign is drawn around 0, 0."""
    parts, at = [], x
    for sign, words in signs:
        told = shortened(words, 90)
        wide = 24 + width_of(told)
        if at > x and at + wide > WIDE - 8:
            at, y = x, y + 16
        parts.append(
            f'<g transform="translate({at + 6:.1f} {y - 4:.1f})">{sign}</g>{text(told, at + 18, y, fill=QUIET)}'
        )
        at += wide + 10
    return parts, y
