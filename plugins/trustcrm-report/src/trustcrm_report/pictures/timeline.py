"""What happened day by day: what was asked above the line, what came below it; no name crosses another's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import inf

from trustcrm.plugin import Happening, Timeline
from trustcrm_report.columns import wide
from trustcrm_report.letters import legible
from trustcrm_report.pictures.ink import GIVEN, GOT, INK, LINE, QUIET, WIDE, legend, picture, shortened, text
from trustcrm_report.pictures.widths import width_in

LEFT, RIGHT, MOST_RIGHT = 20.0, 100.0, 400.0
"""Room before the first day, and behind the last, where it is as much as the names of the last days need."""
BESIDE, EDGE = 7.0, 6.0
"""Room between a sign and its name, and behind the name."""
LANE = 15.0
MOST = 80
"""So many are drawn, the latest; the table has all."""
CROWD, IN_A_CROWD = 30, 180.0
"""So much room a name has at most in a picture of more than a crowd, where long ones would need more lanes than a sheet
has.
"""
TICKS, APART = 5, 85.0
"""So many days below the line at most, and how far one is from the next at least."""


def timeline(figure: Timeline, *, name: str = "timeline", font: str = "") -> str:
    """Return the timeline as SVG."""
    told = sorted(figure.happenings, key=lambda one: one.on)[-MOST:]
    scale = Scale.of(told, font)
    upper = _lanes([one for one in told if not one.below], scale)
    lower = _lanes([one for one in told if one.below], scale)
    line = LANE * (max((lane for _, lane in upper), default=0) + 1) + 14
    bottom = line + LANE * (max((lane for _, lane in lower), default=0) + 1) + 30
    parts = [f'<path d="M{LEFT - 6:g} {line:.1f}H{WIDE - 14:g}" stroke="{INK}" stroke-width="1.4"/>']
    for lanes, up in ((upper, True), (lower, False)):
        for one, lane in lanes:
            parts.append(_told(one, scale, line, lane, up))
    parts += _ticks(scale, line) if told else ()
    signs = [(_sign(True), f"above: {figure.above}"), (_sign(False), f"below: {figure.below}")]
    if len(told) < len(figure.happenings):
        signs.append(("", f"the last {len(told)} of {len(figure.happenings)}; the table has every one"))
    told_signs, end = legend(signs, 8, bottom + 12)
    return picture(figure, figure.title or "Timeline", [*parts, *told_signs], end + 12, name=name, font=font)


@dataclass(frozen=True)
class Scale:
    """Where days lie, with room behind the last ones for their names, of which none takes more than `most`."""

    first: date
    last: date
    most: float
    right: float
    font: str

    @classmethod
    def of(cls, told: Sequence[Happening], font: str) -> Scale:
        """Return the scale of what is told, in the order of its days; its names are whole where there is room."""
        first, last = (told[0].on, told[-1].on) if told else (date.min, date.min)
        bare = cls(first, last, IN_A_CROWD if len(told) > CROWD else inf, RIGHT, font)
        line = WIDE - LEFT
        needed = [line - (line - bare.width(one)) / part for one in told if (part := bare.part(one.on))]
        return replace(bare, right=min(MOST_RIGHT, max([RIGHT, *needed])))

    def part(self, on: date) -> float:
        """Return which part of all days has gone by on one of them."""
        return (on - self.first).days / max(1, (self.last - self.first).days)

    def across(self, on: date) -> float:
        """Return how far to the right a day lies."""
        return LEFT + (WIDE - LEFT - self.right) * self.part(on)

    def width(self, one: Happening) -> float:
        """Return how much room the sign of what happened, its day and its name would take."""
        return BESIDE + self.wide(f"{one.on.isoformat()} ") + min(self.most, self.wide(_line(one.label))) + EDGE

    def wide(self, words: str) -> float:
        """Return how wide a text will be."""
        return width_in(self.font, words)

    def label(self, one: Happening) -> str:
        """Return the day and the name of what happened, which is cut where there is no room for all of it.

        What stands behind the last comma of a name, from whom or to whom, is kept: it has half of the room at least.
        """
        day, name = f"{one.on.isoformat()} ", _line(one.label)
        room = min(self.most, WIDE - EDGE - BESIDE - self.across(one.on) - self.wide(day))
        thing, comma, whom = name.rpartition(", ")
        if not comma or self.wide(name) <= room:
            return day + self._cut(name, room)
        whom = comma + self._cut(whom, max(room / 2, room - self.wide(thing)) - self.wide(comma))
        return day + self._cut(thing, room - self.wide(whom)) + whom

    def _cut(self, words: str, room: float) -> str:
        if self.wide(words) <= room:
            return words
        left = room - self.wide("…")
        kept = next((end for end in range(len(words)) if self.wide(words[: end + 1]) > left), len(words))
        return shortened(words, wide(words[:kept]) + 1)


def _line(words: str) -> str:
    return legible(" ".join(words.split()))


def _lanes(some: Sequence[Happening], scale: Scale) -> list[tuple[Happening, int]]:
    """Return each with its lane, counted from the line: above every later one whose line would cross its name."""
    placed: list[tuple[Happening, int]] = []
    for one in reversed(some):
        x = scale.across(one.on)
        end = x + scale.wide(scale.label(one)) + 10
        crossed = [lane for other, lane in placed if x <= scale.across(other.on) <= end]
        placed.append((one, max(crossed, default=-1) + 1))
    return placed[::-1]


def _told(one: Happening, scale: Scale, line: float, lane: int, up: bool) -> str:
    x, y = scale.across(one.on), line - LANE * (lane + 1) if up else line + LANE * (lane + 1) + 22
    return (
        f'<path d="M{x:.1f} {line:.1f}V{y:.1f}" stroke="{LINE}" stroke-width=".8"/>'
        f'<g transform="translate({x:.1f} {y:.1f})">{_sign(up)}</g>{text(scale.label(one), x + BESIDE, y + 4)}'
    )


def _sign(up: bool) -> str:
    if up:
        return f'<circle r="3.4" fill="#fff" stroke="{GOT}" stroke-width="1.8"/>'
    return f'<rect x="-3.4" y="-3.4" width="6.8" height="6.8" fill="{GIVEN}"/>'


def _ticks(scale: Scale, line: float) -> Iterator[str]:
    days = (scale.last - scale.first).days
    count = min(TICKS, days, int((WIDE - LEFT - scale.right) / APART))
    for number in range(count + 1):
        on = scale.first + timedelta(days=round(days * number / max(1, count)))
        x = scale.across(on)
        yield f'<path d="M{x:.1f} {line - 3:.1f}v6" stroke="{INK}"/>'
        yield text(on.isoformat(), x, line + 14, anchor="middle" if number else "start", fill=QUIET, size=9)
