"""How trust in each tie went over twelve months, read month by month while nothing else is asked, and drawn small."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm_tui.ink import NOTHING, Content, ink, joined

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.glyphs import Glyphs

MONTHS = 12
CELLS = 6
"""So many cells a course takes in a line."""
NARROWEST = 0.24
"""A course spans so much trust at least from its bottom to its top: small differences stay small."""
WAIT = 0.05
"""Seconds after which the months are asked for, so that whatever was painted first is answered first."""
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a sign of braille, from the top row down, by its column."""

Course = Sequence[float | None]
Month = Mapping[int, float | None]
"""Trust in each tie at the end of a month."""
_NONE = -1.0
"""Stands where there is no reading: trust is never below 0."""
Ask = Callable[[Callable[["PluginContext"], Any], Callable[[Any], None], Callable[[Exception], None]], None]


class Courses:
    """Knows the course of each tie once somebody wanted to draw one; whoever draws meanwhile draws nothing.

    A month costs the same for one tie and for all, so each is asked for all at once, and each by itself: a card that is
    wanted meanwhile waits for one month at most.
    """

    def __init__(self, ask: Ask, later: Callable[[float, Callable[[], None]], None], came: Callable[[], None]) -> None:
        self._ask = ask
        self._later = later
        self._came = came
        self._known: Mapping[int, array[float]] = {}
        self._days: Sequence[date] = ()
        self._stands = False

    def of(self, tie: int) -> Course | None:
        """Return the course of a tie, None where it is not known; then it is asked for."""
        if not self._stands:
            self._stands = True
            self._later(WAIT, self._begin)
        return self.known(tie)

    def known(self, tie: int) -> Course | None:
        """Return the course of a tie where it is known; may be asked from any thread."""
        course = self._known.get(tie)
        return None if course is None else [None if value == _NONE else value for value in course]

    def forget(self, *, all_months: bool = False) -> None:
        """Read the present month anew, or all, when one is drawn next; those that are known stand until then."""
        self._stands = False
        if all_months:
            self._days = ()

    def _begin(self) -> None:
        self._ask(
            lambda office: office.ask.month_ends(MONTHS), lambda days: self._go_on(days, self._past(days)), self._failed
        )

    def _past(self, days: Sequence[date]) -> list[Month]:
        """Return the months that were read and are over since."""
        if self._days[:-1] != days[:-1]:
            return []
        courses = {tie: self.known(tie) or () for tie in self._known}
        return [{tie: course[at] for tie, course in courses.items()} for at in range(len(days) - 1)]

    def _go_on(self, days: Sequence[date], found: list[Month]) -> None:
        if len(found) == len(days):
            stranger = bool(self._days) and bool(found[-1].keys() - self._known.keys())  # a tie that is new, or back
            self._days = () if stranger else days
            if stranger:
                self._go_on(days, [])
            else:
                self._take(found)
            return
        day = days[len(found)]
        self._ask(
            lambda office: {tie: trust for tie, (trust,) in office.ask.trust_over([day]).items()},
            lambda month: self._go_on(days, [*found, month]),
            self._failed,
        )

    def _take(self, found: Sequence[Month]) -> None:
        known = {
            tie: array("d", (_NONE if (value := month.get(tie)) is None else value for month in found))
            for tie in found[-1]
        }
        if known != self._known:
            self._known = known
            self._came()

    def _failed(self, error: Exception) -> None:
        """Draw none; whoever asks for the list hears why the office does not answer."""


def drawn(course: Course | None, glyphs: Glyphs) -> Content:
    """Return a course in six cells: a line of dots, blocks, or, where neither can be shown, its two ends as numbers."""
    values = [value for value in course or () if value is not None]
    if not course or not values:
        return ink(" " * CELLS)
    if not glyphs.blocks:
        return ink(f"{_whole(values[0])}>{_whole(values[-1])}".ljust(CELLS), "quiet")
    low, high = _span(values)
    places = [None if value is None else (value - low) / (high - low) for value in course]
    signs = _blocks(places, glyphs.course) if glyphs.course else _braille(places)
    return ink(signs, "quiet")


def told(course: Course | None, glyphs: Glyphs) -> Content:
    """Return a course with what it says in words."""
    values = [value for value in course or () if value is not None]
    if not values:
        return NOTHING
    first, last = _whole(values[0]), _whole(values[-1])
    went = "steady" if first == last else "rising" if last > first else "falling"
    words = f"{went} at {last}" if first == last else f"{went} from {first} to {last}"
    sign = joined(drawn(course, glyphs), ink(" ")) if glyphs.blocks else NOTHING
    return joined(sign, ink(f"12 months, {words}", "quiet"))


def _whole(value: float) -> int:
    return min(99, round(100 * value))


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Return the bottom and the top of a course: its own, at least so far apart, within what trust can be."""
    low, high = min(values), max(values)
    if high - low < NARROWEST:
        low = max(0.0, min((low + high - NARROWEST) / 2, 1.0 - NARROWEST))
        high = low + NARROWEST
    return low, high


def _braille(places: Sequence[float | None]) -> str:
    signs = []
    for at in range(0, len(places), 2):
        bits = 0
        for column, place in enumerate(places[at : at + 2]):
            if place is not None:
                bits |= DOTS[3 - min(3, int(place * 4))][column]
        signs.append(chr(0x2800 + bits))
    return "".join(signs)


def _blocks(places: Sequence[float | None], signs: str) -> str:
    pairs = (tuple(one for one in places[at : at + 2] if one is not None) for at in range(0, len(places), 2))
    return "".join(
        signs[min(len(signs) - 1, int(sum(pair) / len(pair) * len(signs)))] if pair else " " for pair in pairs
    )
