"""What a calendar-query asks for (RFC 4791, 9.7): first by what is known of each object, then by looking into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from xml.etree.ElementTree import Element

from trustcrm.plugin import fold
from trustcrm_caldav_server.answers import Failed
from trustcrm_caldav_server.facts import KINDS, span_of, spans
from trustcrm_caldav_server.kept import Kept
from trustcrm_caldav_server.names import caldav
from trustcrm_caldav_server.occurrences import LONGEST, takes_place, window
from trustcrm_calendar.lines import Component, Line, NotACalendar, calendar_in, parse, unescaped

_INSTANT = re.compile(r"\d{8}T\d{6}Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WELL_KNOWN = ("i;ascii-casemap", "i;octet", "i;unicode-casemap", "default", "")


@dataclass(frozen=True)
class Range:
    """A range of time in seconds of UTC, open where an end is None."""

    first: int | None
    last: int | None


@dataclass(frozen=True)
class TextMatch:
    """A text that a value holds, or does not hold where it is `negated`; `exact` minds capitals."""

    wanted: str
    negated: bool
    exact: bool

    def holds(self, values: Iterable[str]) -> bool:
        """Return whether any value matches."""
        bend = (lambda told: told) if self.exact else fold
        return any((bend(self.wanted) in bend(value)) is not self.negated for value in values)


@dataclass(frozen=True)
class PropFilter:
    """What a property must be: there, or not, within a range, holding a text, with parameters of these texts."""

    name: str
    absent: bool = False
    range: Range | None = None
    text: TextMatch | None = None
    params: tuple[PropFilter, ...] = ()


@dataclass(frozen=True)
class CompFilter:
    """What a component must be: there, or not, within a range, with such properties and components."""

    name: str
    absent: bool = False
    range: Range | None = None
    props: tuple[PropFilter, ...] = ()
    comps: tuple[CompFilter, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the component and its range are all that is asked."""
        return not (self.absent or self.props or self.comps)


def filter_of(query: Element) -> CompFilter:
    """Return the filter of a calendar-query. Raises `Failed`."""
    found = query.find(caldav("filter"))
    outer = found.find(caldav("comp-filter")) if found is not None else None
    if outer is None or (outer.get("name") or "").upper() != "VCALENDAR":
        raise _unsupported("valid-filter", "A filter begins with a comp-filter for VCALENDAR.")
    return _comp(outer)


def _comp(told: Element) -> CompFilter:
    return CompFilter(
        name=(told.get("name") or "").upper(), absent=told.find(caldav("is-not-defined")) is not None,
        range=range_of(told.find(caldav("time-range"))), props=tuple(map(_prop, told.findall(caldav("prop-filter")))),
        comps=tuple(map(_comp, told.findall(caldav("comp-filter")))),
    )  # fmt: skip


def _prop(told: Element) -> PropFilter:
    match = told.find(caldav("text-match"))
    return PropFilter(
        name=(told.get("name") or "").upper(), absent=told.find(caldav("is-not-defined")) is not None,
        range=range_of(told.find(caldav("time-range"))), text=_match(match) if match is not None else None,
        params=tuple(map(_prop, told.findall(caldav("param-filter")))),
    )  # fmt: skip


def _match(told: Element) -> TextMatch:
    collation = told.get("collation") or ""
    if collation not in _WELL_KNOWN:
        raise _unsupported("supported-collation", "Texts are compared by i;ascii-casemap or i;octet.")
    return TextMatch(told.text or "", told.get("negate-condition") == "yes", collation == "i;octet")


def range_of(told: Element | None) -> Range | None:
    """Return a range of time. Raises `Failed` where it is none."""
    if told is None:
        return None
    first, last = (_instant(told.get(name)) for name in ("start", "end"))
    if (first is None and last is None) or (first is not None and last is not None and first >= last):
        raise _unsupported("valid-filter", "A range of time has a start before its end, in UTC.")
    return Range(first, last)


def _instant(told: str | None) -> int | None:
    if told is None:
        return None
    try:
        if _INSTANT.fullmatch(told):
            return int((datetime.strptime(told, "%Y%m%dT%H%M%S%z") - _EPOCH).total_seconds())
    except ValueError:
        pass
    raise _unsupported("valid-filter", "An instant is told as in 20300704T090000Z.")


def _unsupported(condition: str, sentence: str) -> Failed:
    return Failed(HTTPStatus.FORBIDDEN, sentence, condition=caldav(condition))


class Chosen:
    """Chooses what a filter asks for; `load` gives the octets of objects that have to be looked into.

    What was worked out about an object's range is kept in `known` as long as the object stays as it is.
    """

    def __init__(self, wanted: CompFilter, zone: str, known: dict[tuple[str, int, int], bool]) -> None:
        self._wanted, self._zone, self._known = wanted, zone, known
        self._inner = wanted.comps[0] if len(wanted.comps) == 1 and not wanted.absent and not wanted.props else None

    @property
    def kinds(self) -> Sequence[str]:
        """The components that can be meant, none where it could be any."""
        inner = self._inner
        return (inner.name,) if inner is not None and not inner.absent and inner.name in KINDS else ()

    @property
    def range(self) -> Range:
        """The range of time that can be meant."""
        inner = self._inner
        return inner.range if inner is not None and inner.range is not None and self.kinds else Range(None, None)

    def sure(self, kept: Kept) -> bool | None:
        """Return whether an object of that kind and range is meant, None where it has to be looked into."""
        inner = self._inner
        if inner is None or not inner.is_plain or not self.kinds:
            return True if not (self._wanted.comps or self._wanted.props or self._wanted.absent) else None
        if inner.range is None or not kept.repeats:
            return True
        first, last = window(inner.range.first, inner.range.last)
        if last - first >= LONGEST:
            return True
        if kept.pace and min(last, kept.last - kept.pace) - max(first, kept.first) >= kept.pace:
            return True
        return self._known.get((kept.etag, first, last))

    def meant(self, kept: Kept) -> bool:
        """Return whether an object with its octets is meant."""
        try:
            calendar = calendar_in(parse(kept.ics))
        except NotACalendar:
            return False
        held = self._comp(self._wanted, [calendar], calendar, kept)
        inner = self._inner
        if inner is not None and inner.is_plain and inner.range is not None:
            self._known[(kept.etag, *window(inner.range.first, inner.range.last))] = held
        return held

    def _comp(self, wanted: CompFilter, among: Sequence[Component], calendar: Component, kept: Kept) -> bool:
        found = [one for one in among if one.name == wanted.name]
        if wanted.absent:
            return not found
        if wanted.range is not None and not self._in_range(wanted.range, found, calendar, kept):
            return False
        return any(
            all(self._prop(prop, one, calendar) for prop in wanted.props)
            and all(self._comp(comp, one.components(), calendar, kept) for comp in wanted.comps)
            for one in found
        )

    def _in_range(self, wanted: Range, found: Sequence[Component], calendar: Component, kept: Kept) -> bool:
        if not found or found[0].name not in KINDS:
            return bool(found)  # alarms are taken to ring whenever their event is
        first, last = window(wanted.first, wanted.last)
        if not kept.repeats:
            return spans([span_of(one, calendar, self._zone) for one in found], first, last)
        return takes_place(calendar, first, last, self._zone)

    def _prop(self, wanted: PropFilter, component: Component, calendar: Component) -> bool:
        lines = component.lines(wanted.name)
        if wanted.absent or not lines:
            return wanted.absent and not lines
        return any(self._line(wanted, line, calendar) for line in lines)

    def _line(self, wanted: PropFilter, line: Line, calendar: Component) -> bool:
        if wanted.text is not None and not wanted.text.holds([unescaped(line.value)]):
            return False
        if wanted.range is not None:
            moment = Component("VEVENT", (Line(b"DTSTART" + line.raw[len(line.name) :]),))
            first, last = window(wanted.range.first, wanted.range.last)
            if not spans([span_of(moment, calendar, self._zone)], first, last):
                return False
        return all(_param(one, line) for one in wanted.params)


def _param(wanted: PropFilter, line: Line) -> bool:
    values = line.params.get(wanted.name)
    if wanted.absent or values is None:
        return wanted.absent and values is None
    return wanted.text is None or wanted.text.holds(values)


def narrowed(kept: Iterable[Kept], chosen: Chosen) -> tuple[list[Kept], list[Kept]]:
    """Return the objects that are meant for sure, and those that have to be looked into."""
    sure: list[Kept] = []
    open_: list[Kept] = []
    for one in kept:
        told = chosen.sure(one)
        if told is None:
            open_.append(one)
        elif told:
            sure.append(one)
    return sure, open_


def looked_into(loaded: Iterable[Kept], chosen: Chosen) -> Iterator[Kept]:
    """Yield those of loaded objects that are meant."""
    return (one for one in loaded if chosen.meant(one))
