"""Merging what both sides changed, property by property, against what they last agreed on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from trustcrm_calendar.canonical import SETS, TOP, Path, Unit, members, paths, unit_of, units
from trustcrm_calendar.lines import Component, Line, Part, calendar_in, parse, written

Side = Literal["ours", "theirs"]

_STAMP = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True)
class Collision:
    """One unit that both sides changed, each otherwise: the lines of each, "" where it has none."""

    unit: Unit
    base: str
    ours: str
    theirs: str
    kept: Side


@dataclass(frozen=True)
class Merged:
    """What came of merging: the octets, and what both sides had changed otherwise.

    `news_to_them` tells whether the merged object says something else than theirs.
    """

    ics: bytes
    collisions: tuple[Collision, ...]
    news_to_them: bool


def merge(history: Sequence[bytes], ours: bytes, theirs: bytes, prefer: Side = "ours") -> Merged:
    """Return both sides' changes in one object; whatever nobody changed keeps the octets of `theirs`.

    `history` are the versions that both are known to have come from, oldest first; mostly that is one. What a side says
    and no version said is its change; of two things that versions said, the later one is the news and the earlier one
    stale. Where both changed one unit otherwise, `prefer` says whose is kept, and the collision tells both. A component
    that one side removed and the other changed is kept. Without any version whatever one side alone has is kept, and
    any other difference is a collision. Raises `NotACalendar`.
    """
    ours_tree, theirs_tree = parse(ours), parse(theirs)
    mine, yours = calendar_in(ours_tree), calendar_in(theirs_tree)
    versions = [calendar_in(parse(ics)) for ics in history]
    o, t = units(mine), units(yours)
    decided = _decide(_before([units(version) for version in versions], o, t), o, t, prefer)
    merged = with_zones(_rebuilt(yours, mine, decided, TOP), mine)
    whole = theirs_tree.with_parts(merged if part is yours else part for part in theirs_tree.parts)
    told = _Sides(versions[-1] if versions else None, mine, yours)
    collisions = tuple(Collision(unit, *told.lines(unit), kept=kept) for unit, kept in decided.collisions.items())
    return Merged(whole.octets(), collisions, news_to_them=units(merged) != t)


def _before(history: Sequence[Mapping[Unit, Any]], o: Mapping[Unit, Any], t: Mapping[Unit, Any]) -> dict[Unit, Any]:
    """Return for each unit the value that both sides are taken to have come from, where they had one."""
    found = {}
    for unit in dict.fromkeys([*(unit for version in history for unit in version), *t, *o]):
        our, their = o.get(unit), t.get(unit)
        if our == their or not history:
            value = our if our == their else None
        elif unit.name in SETS:
            value = _members_before([version.get(unit) or frozenset() for version in history], our, their)
        else:
            value = _value_before([version.get(unit) for version in history], our, their)
        if value is not None and value != frozenset():
            found[unit] = value
    return found


def _value_before(values: Sequence[Any], our: Any, their: Any) -> Any:
    mine, yours = (_last(values, one) for one in (our, their))
    if mine == yours == -1:
        return values[-1]
    return their if mine == -1 or 0 <= yours < mine else our


def _members_before(values: Sequence[frozenset[Any]], our: Any, their: Any) -> frozenset[Any]:
    o, t = our or frozenset(), their or frozenset()
    held = set(o & t)
    for member in o ^ t:
        if _value_before([member in one for one in values], member in o, member in t):
            held.add(member)
    return frozenset(held)


def _last(values: Sequence[Any], value: Any) -> int:
    """Return where a value stood last, -1 where it never did."""
    return max((at for at, one in enumerate(values) if one == value), default=-1)


@dataclass
class _Decided:
    """Whose lines stand for each unit ("theirs", "ours", or the members of a set), and whose components.

    A component of nobody goes; of what collided it is told whose is kept.
    """

    units: dict[Unit, Any] = field(default_factory=dict)
    components: dict[Path, Side | None] = field(default_factory=dict)
    collisions: dict[Unit, Side] = field(default_factory=dict)


def _decide(b: Mapping[Unit, Any], o: Mapping[Unit, Any], t: Mapping[Unit, Any], prefer: Side) -> _Decided:
    decided = _Decided()
    for unit in dict.fromkeys([*t, *o]):
        outer = Unit(unit.path[:-1], "")
        if not unit.name and (len(unit.path) == 1 or (outer in o and outer in t)):
            decided.components[unit.path] = _component(unit, b, o, t, decided.collisions)
    for unit in dict.fromkeys([*b, *t, *o]):
        within = Unit(unit.path, "")
        if not unit.name or within not in o or within not in t:
            continue  # a component that one side alone has comes or goes whole
        base, our, their = b.get(unit), o.get(unit), t.get(unit)
        if our in (base, their):
            decided.units[unit] = "theirs"
        elif their == base:
            decided.units[unit] = "ours"
        elif unit.name in SETS:
            decided.units[unit] = _members(base, our, their)
        else:
            decided.units[unit] = prefer
            decided.collisions[unit] = prefer
    return decided


def _component(
    unit: Unit, b: Mapping[Unit, Any], o: Mapping[Unit, Any], t: Mapping[Unit, Any], collisions: dict[Unit, Side]
) -> Side | None:
    """Return whose component stands, None where it goes; an edit wins over a removal, and is told."""
    if unit in o and unit in t:
        return "theirs"
    there: Side = "ours" if unit in o else "theirs"
    if unit not in b:
        return there
    kept = o if there == "ours" else t
    if _under(unit.path, kept) == _under(unit.path, b):
        return None
    collisions[unit] = there
    return there


def _under(path: Path, told: Mapping[Unit, Any]) -> dict[Unit, Any]:
    return {unit: value for unit, value in told.items() if unit.path[: len(path)] == path}


def _members(base: Any, our: Any, their: Any) -> frozenset[Any]:
    b, o, t = (one or frozenset() for one in (base, our, their))
    kept: frozenset[Any] = (b & o & t) | (o - b) | (t - b)
    return kept


def _rebuilt(theirs: Component, ours: Component, decided: _Decided, path: Path) -> Component:
    """Return their component with our lines wherever that was decided, and our components where they are missing."""
    result = theirs
    for unit, side in decided.units.items():
        if unit.path == path and side != "theirs":
            result = _put(result, ours, unit, side)
    own = dict(paths(ours, path))
    parts: list[Part] = []
    there = {id(component): within for within, component in paths(result, path)}
    for part in result.parts:
        within = there.get(id(part), ())
        if isinstance(part, Line) or within not in decided.components:
            parts.append(part)
        elif decided.components[within] is not None:
            parts.append(_rebuilt(part, own[within], decided, within) if within in own else part)
    held = set(there.values())
    parts += [one for within, one in own.items() if within not in held and decided.components.get(within) == "ours"]
    return _stamped(result.with_parts(parts), ours)


def _put(component: Component, ours: Component, unit: Unit, side: Any) -> Component:
    """Return a component with our lines of a unit in place of theirs, or with the members of a set."""
    if side == "ours":
        lines = [line for line in ours.lines() if unit_of(line, unit.path) == unit]
        if unit.key:
            others = [line for line in component.lines(unit.name) if unit_of(line, unit.path) != unit]
            return component.with_lines([unit.name], [*others, *lines])
        return component.with_lines(unit.properties, lines)
    return component.with_lines([unit.name], _set_lines(component, ours, unit.name, side))


def _set_lines(component: Component, ours: Component, name: str, wanted: frozenset[Any]) -> list[Line]:
    """Return lines that hold the members wanted: whole lines as they stand, where all of a line are wanted."""
    lines: list[Line] = []
    held: frozenset[Any] = frozenset()
    for line in [*component.lines(name), *ours.lines(name)]:
        own = members([line])
        if own <= wanted and not own <= held:
            lines.append(line)
            held |= own
    for kept, value in sorted(wanted - held, key=repr):
        text = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;") if name == "CATEGORIES" else value
        lines.append(written(name, text.replace("\n", "\\n"), {key: ",".join(one) for key, one in kept}))
    return lines


def _stamped(component: Component, ours: Component) -> Component:
    """Return a component with the greater SEQUENCE and the later stamps of both sides."""
    for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED"):
        mine = next(iter(ours.lines(name)), None)
        theirs = next(iter(component.lines(name)), None)
        if mine is not None and _rank(name, mine) > (_rank(name, theirs) if theirs is not None else (-1, "")):
            component = component.with_lines([name], [mine])
    return component


def _rank(name: str, line: Line) -> tuple[int, str]:
    value = line.value.strip()
    if name == "SEQUENCE":
        return (int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1, "")
    return (0, value) if _STAMP.fullmatch(value) else (-1, "")


def with_zones(merged: Component, ours: Component) -> Component:
    """Return the merged calendar with those of our zones that it needs and lacks, before everything else."""
    there = {zone.value("TZID") for zone in merged.components("VTIMEZONE")}
    needed = set(zones_of(merged)) - there
    missing = [zone for zone in ours.components("VTIMEZONE") if zone.value("TZID") in needed]
    if not missing:
        return merged
    first = next((at for at, part in enumerate(merged.parts) if isinstance(part, Component)), len(merged.parts))
    return merged.with_parts([*merged.parts[:first], *missing, *merged.parts[first:]])


def zones_of(component: Component) -> Iterable[str]:
    """Return the names of the zones that a calendar's properties use, each once."""
    found: dict[str, None] = {}
    for line in component.lines():
        if zone := line.param("TZID"):
            found[zone] = None
    for one in component.components():
        if one.name != "VTIMEZONE":
            found |= dict.fromkeys(zones_of(one))
    return list(found)


@dataclass(frozen=True)
class _Sides:
    """The three sides, to tell what a collision is about."""

    base: Component | None
    ours: Component
    theirs: Component

    def lines(self, unit: Unit) -> tuple[str, str, str]:
        """Return what each side's lines of a unit say."""
        base = _said(self.base, unit) if self.base is not None else ""
        return base, _said(self.ours, unit), _said(self.theirs, unit)


def _said(calendar: Component, unit: Unit) -> str:
    found = _at(calendar, unit.path)
    if found is None:
        return ""
    if not unit.name:
        return found.text("SUMMARY") or found.name
    return "\n".join(line.text for line in found.lines() if unit_of(line, unit.path) == unit)


def _at(component: Component, path: Path, at: int = 1) -> Component | None:
    if at == len(path):
        return component
    for within, one in paths(component, path[:at]):
        if within[-1] == path[at]:
            return _at(one, path, at + 1)
    return None
