"""What every picture is drawn with: colours that all can tell apart, in grey too, and texts that stay texts.

The colours are Okabe and Ito's blue and vermilion, darkened until they stand out on white paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

from markupsafe import escape

from trustcrm.plugin import Figure, shown, visible
from trustcrm_report.columns import wide

INK, QUIET, LINE, LAND, SEA = "#1b1b1b", "#595959", "#b9b9b9", "#d5d2c8", "#f4f6f8"
GIVEN, GOT = "#0b5c8f", "#c05a00"
SIZE = 11.0
"""How high letters are, in units of a picture that is 720 wide."""
WIDE = 720.0
LONGEST = 34
"""So many letters of a name stand in a picture; its table holds the rest."""
MOST_TOLD = 60
"""So many rows of a picture's table are told in its description."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


def text(words: str, x: float, y: float, *, anchor: str = "start", fill: str = INK, size: float = SIZE) -> str:
    """Return a text that stays one, with a halo so that lines behind it do not cut it."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{fill}" stroke="#fff" '
        f'stroke-width="3" stroke-linejoin="round" paint-order="stroke">{seen(words)}</text>'
    )


def seen(words: str) -> str:
    """Return a text in one line as markup holds it; what nobody would see is written as its code."""
    return str(escape(visible(" ".join(words.split()))))


def shortened(words: str, most: int = LONGEST) -> str:
    """Return a text that is not longer than a picture has room for, `most` letters or half as many wide ones."""
    line = " ".join(words.split())
    if wide(line) <= most:
        return line
    while wide(line) > most - 1:
        line = line[:-1]
    return line.rstrip() + "…"


def width_of(words: str, size: float = SIZE) -> float:
    """Return about how wide a text will be; nobody can know it before it is drawn."""
    return size * sum(1.0 if east_asian_width(letter) in "WF" else 0.56 for letter in words)


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


def legend(signs: Sequence[tuple[str, str]], x: float, y: float) -> Iterator[str]:
    """Yield what signs mean, in lines from a place on; a sign is drawn around the point 0, 0."""
    at = x
    for sign, words in signs:
        told = shortened(words, 60)
        wide = 24 + width_of(told)
        if at > x and at + wide > WIDE - 8:
            at, y = x, y + 16
        yield f'<g transform="translate({at + 6:.1f} {y - 4:.1f})">{sign}</g>{text(told, at + 18, y, fill=QUIET)}'
        at += wide + 10
