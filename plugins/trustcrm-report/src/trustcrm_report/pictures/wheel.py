"""How close ties are: a wheel with us as its hub, a sector for each kind, the closest next to the hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from trustcrm.plugin import Spoke, Wheel, shown_alike
from trustcrm_report.pictures.ink import (
    GIVEN,
    GOT,
    INK,
    LINE,
    QUIET,
    WIDE,
    Box,
    legend,
    overlaps,
    picture,
    shortened,
    spread,
    text,
)

RADIUS, HUB = 140.0, 10.0
APART, SMALL = 12.5, 10.0
MOST = 60
"""So many are drawn: of more, the nearest half and the farthest."""
NARROWEST = 24
"""So many points the scale spans at least, so that little differences stay little."""
TURNS = [pi + side * step * pi / 16 for step in range(17) for side in (1, -1)]
"""Where a ring's figure is tried: below first, then further and further to both sides."""
SHAPES = (
    '<circle r="3.6" fill="{ink}"/>', '<rect x="-3.2" y="-3.2" width="6.4" height="6.4" fill="{ink}"/>',
    '<path d="M0-4.4L4.2 3.2H-4.2z" fill="{ink}"/>', '<path d="M0-4.6L4.6 0 0 4.6-4.6 0z" fill="{ink}"/>',
    '<circle r="3.2" fill="#fff" stroke="{ink}" stroke-width="1.6"/>',
    '<path d="M-3.4-3.4L3.4 3.4M-3.4 3.4L3.4-3.4" stroke="{ink}" stroke-width="2"/>',
)  # fmt: skip
"""A shape and a colour for each sector, so that grey paper tells them too."""


@dataclass(frozen=True)
class Drawn:
    """A spoke with its angle, clockwise from the top, the shape of its sector, and how near it is in words."""

    spoke: Spoke
    angle: float
    shape: str
    told: str


def wheel(figure: Wheel, *, name: str = "wheel", font: str = "") -> str:
    """Return the wheel as SVG."""
    chosen = _chosen(figure.spokes)
    drawn = list(_around(chosen))
    rows = max(sum(one.angle < pi for one in drawn), sum(one.angle >= pi for one in drawn))
    high = max(2 * RADIUS + 40, APART * rows + 30)
    least = _least(chosen)
    parts = [*_rings(high / 2, least), *_spokes(drawn, high, least), *_told_rings(drawn, high / 2, least)]
    parts.append(f'<circle cx="{WIDE / 2:g}" cy="{high / 2:.1f}" r="4" fill="{INK}"/>')
    sectors = list(dict.fromkeys(spoke.sector for spoke in chosen))
    signs = [(_shape(place), sector) for place, sector in enumerate(sectors)]
    signs.append(("", f"the nearer to the middle, {shortened(figure.hub)}, the more {figure.near}"))
    if len(chosen) < len(figure.spokes):
        signs.append(("", f"the nearest and the farthest {len(chosen)} of {len(figure.spokes)}"))
    told_signs, end = legend(signs, 8, high + 14)
    return picture(figure, figure.title or "Wheel", [*parts, *told_signs], end + 12, name=name, font=font)


def _chosen(spokes: Sequence[Spoke]) -> list[Spoke]:
    """Return the spokes sector by sector, the nearest of a sector first."""
    ranked = sorted(spokes, key=lambda one: -float(one.near if one.near is not None else -1))
    kept = ranked if len(ranked) <= MOST else [*ranked[: MOST // 2], *ranked[-MOST // 2 :]]
    order = {sector: place for place, sector in enumerate(dict.fromkeys(one.sector for one in ranked))}
    return sorted(kept, key=lambda one: order[one.sector])


def _around(spokes: Sequence[Spoke]) -> Iterator[Drawn]:
    sectors = list(dict.fromkeys(one.sector for one in spokes))
    step = 2 * pi / max(1, len(spokes) + len(sectors))
    told = shown_alike([one.near for one in spokes])
    for number, one in enumerate(spokes):
        sector = sectors.index(one.sector)
        yield Drawn(one, (number + sector + 0.75) * step, _shape(sector), told[number] or "no reading")


def _shape(sector: int) -> str:
    return SHAPES[sector % len(SHAPES)].format(ink=GIVEN if sector % 2 == 0 else GOT)


def _least(spokes: Sequence[Spoke]) -> float:
    return min([float(one.near) for one in spokes if one.near is not None] + [100.0 - NARROWEST]) // 10 * 10


def _rings(middle: float, least: float) -> Iterator[str]:
    for ring in _scale(least):
        yield (
            f'<circle cx="{WIDE / 2:g}" cy="{middle:.1f}" r="{_radius(ring, least):.1f}" fill="none" stroke="{LINE}" '
            'stroke-width=".7"/>'
        )


def _scale(least: float) -> list[int]:
    return [ring for ring in (99, 97, 95, *range(90, -1, -10)) if ring >= least]


def _told_rings(drawn: Sequence[Drawn], middle: float, least: float) -> Iterator[str]:
    """Yield what each ring stands for: below the hub, or as near to there as no sign of a tie lies."""
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in (_at(one, middle, least) for one in drawn)]
    for ring in _scale(least):
        radius = _radius(ring, least)
        boxes = [_around_of(WIDE / 2 + radius * sin(turn), middle - radius * cos(turn)) for turn in TURNS]
        box = next((box for box in boxes if not any(overlaps(box, other) for other in taken)), None)
        if box:
            taken.append(box)
            yield text(f"{ring:g}", (box[0] + box[2]) / 2, box[3] - 2, anchor="middle", fill=QUIET, size=9)


def _around_of(x: float, y: float) -> Box:
    return x - 6, y - 5, x + 6, y + 5


def _at(one: Drawn, middle: float, least: float) -> tuple[float, float]:
    """Return where the sign of a tie lies."""
    radius = RADIUS if one.spoke.near is None else _radius(float(one.spoke.near), least)
    return WIDE / 2 + radius * sin(one.angle), middle - radius * cos(one.angle)


def _radius(near: float, least: float) -> float:
    """Return how far from the hub: by the root of what is missing, so that those very near are still told apart."""
    return HUB + (RADIUS - HUB) * sqrt((100 - near) / (100 - least))


def _spokes(drawn: Sequence[Drawn], high: float, least: float) -> Iterator[str]:
    middle = high / 2
    for right in (True, False):
        side = [one for one in drawn if (one.angle < pi) == right]
        if not right:
            side.reverse()
        wanted = [middle - (RADIUS + 12) * cos(one.angle) for one in side]
        for one, y in zip(side, spread(wanted, APART, 14, high - 8), strict=True):
            yield _spoke(one, y, middle, least, 1 if right else -1)


def _spoke(one: Drawn, y: float, middle: float, least: float, side: int) -> str:
    across, down = sin(one.angle), -cos(one.angle)
    at = _at(one, middle, least)
    rim = WIDE / 2 + (RADIUS + 6) * across, middle + (RADIUS + 6) * down
    end = WIDE / 2 + side * (RADIUS + 18)
    label = shortened(one.spoke.label, 30)
    way = f"M{at[0]:.1f} {at[1]:.1f}L{rim[0]:.1f} {rim[1]:.1f}L{end:.1f} {y:.1f}"
    return (
        f'<path d="{way}" fill="none" stroke="{LINE}" stroke-width=".7"/>'
        f'<g transform="translate({at[0]:.1f} {at[1]:.1f})">{one.shape}</g>'
        + text(label, end + side * 3, y + 4, anchor="start" if side > 0 else "end", size=SMALL, behind=f" {one.told}")
    )
