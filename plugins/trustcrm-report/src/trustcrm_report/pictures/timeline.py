"""What happened day by day: what was asked above the line, what came below it; no name crosses another's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from trustcrm.plugin import Happening, Timeline
from trustcrm_report.pictures.ink import GIVEN, GOT, INK, LINE, QUIET, WIDE, legend, picture, shortened, text, width_of

LEFT, RIGHT = 14.0, 262.0
"""Room before the line, and behind it for the names of the last days."""
LANE = 15.0
MOST = 80
"""So many are drawn, the latest; the table has all."""
TICKS = 5


def timeline(figure: Timeline, *, name: str = "timeline", font: str = "") -> str:
    """Return the timeline as SVG."""
    told = sorted(figure.happenings, key=lambda one: one.on)[-MOST:]
    upper = _lanes([one for one in told if not one.below], told)
    lower = _lanes([one for one in told if one.below], told)
    line = LANE * (max((lane for _, lane in upper), default=0) + 1) + 14
    bottom = line + LANE * (max((lane for _, lane in lower), default=0) + 1) + 30
    parts = [f'<path d="M{LEFT:g} {line:.1f}H{WIDE - LEFT:g}" stroke="{INK}" stroke-width="1.4"/>']
    for lanes, up in ((upper, True), (lower, False)):
        for one, lane in lanes:
            parts.append(_told(one, _across(one.on, told), line, lane, up))
    parts += _ticks(told, line)
    signs = [(_sign(True), f"above: {figure.above}"), (_sign(False), f"below: {figure.below}")]
    if len(told) < len(figure.happenings):
        signs.append(("", f"the last {len(told)} of {len(figure.happenings)}; the table has every one"))
    told_signs, end = legend(signs, 8, bottom + 12)
    return picture(figure, figure.title or "Timeline", [*parts, *told_signs], end + 12, name=name, font=font)


def _across(on: date, told: Sequence[Happening]) -> float:
    days = max(1, (told[-1].on - told[0].on).days)
    return LEFT + 6 + (WIDE - LEFT - RIGHT) * (on - told[0].on).days / days


def _lanes(some: Sequence[Happening], told: Sequence[Happening]) -> list[tuple[Happening, int]]:
    """Return each with its lane, counted from the line: above every later one whose line would cross its name."""
    placed: list[tuple[Happening, int]] = []
    for one in reversed(some):
        x = _across(one.on, told)
        end = x + width_of(_label(one)) + 10
        crossed = [lane for other, lane in placed if x <= _across(other.on, told) <= end]
        placed.append((one, max(crossed, default=-1) + 1))
    return placed[::-1]


def _label(one: Happening) -> str:
    return f"{one.on.isoformat()} {shortened(one.label, 32)}"


def _told(one: Happening, x: float, line: float, lane: int, up: bool) -> str:
    y = line - LANE * (lane + 1) if up else line + LANE * (lane + 1) + 22
    return (
        f'<path d="M{x:.1f} {line:.1f}V{y:.1f}" stroke="{LINE}" stroke-width=".8"/>'
        f'<g transform="translate({x:.1f} {y:.1f})">{_sign(up)}</g>{text(_label(one), x + 7, y + 4)}'
    )


def _sign(up: bool) -> str:
    if up:
        return f'<circle r="3.4" fill="#fff" stroke="{GOT}" stroke-width="1.8"/>'
    return f'<rect x="-3.4" y="-3.4" width="6.8" height="6.8" fill="{GIVEN}"/>'


def _ticks(told: Sequence[Happening], line: float) -> Iterator[str]:
    if not told:
        return
    first, last = told[0].on, told[-1].on
    days = max(1, (last - first).days)
    count = min(TICKS, days) if days > 1 else 1
    for number in range(count + 1):
        on = first + timedelta(days=round(days * number / count)) if first < last else first
        x = _across(on, told)
        yield f'<path d="M{x:.1f} {line - 3:.1f}v6" stroke="{INK}"/>'
        yield text(on.isoformat(), x, line + 14, anchor="middle" if number else "start", fill=QUIET, size=9)
        if first == last:
            return
