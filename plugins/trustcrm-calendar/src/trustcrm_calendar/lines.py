"""Content lines as their octets stand (RFC 5545, 3.1): what we do not change, we do not touch.

No library gives back what it read: of 296 files of other programs the best one returns 189 octet for octet. So a
calendar is kept as the octets that came, parted into lines with their folds and line ends; only the lines that we own
are ever written anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, Union

from trustcrm.plugin import InvalidValue

LARGEST = 4_000_000
"""Most octets of a calendar object; a long agenda with its recurring exceptions has a few ten thousand."""
DEEPEST = 6
"""How deep components may lie within each other; the standard knows four levels."""
MOST_LINES = 100_000

_FOLD = re.compile(rb"\r?\n[ \t]")
_HEAD = re.compile(r'((?:[^":]|"[^"]*")*):', re.DOTALL)
_BOUND = re.compile(rb"(BEGIN|END):([A-Z-]+)\r?\n")
_PLAIN_NAME = re.compile(rb"([A-Za-z0-9-]+)[:;]")
_OTHERS = frozenset(bytes([one]) for one in b"ACDFGHIJKLMNOPQRSTUVWXYZacdfghijklmnopqrstuvwxyz")
"""Letters with which neither BEGIN nor END begins, so that a line's name need not be read to know it is neither."""
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_WIDTH = 75
_AS_IT_IS = re.compile(r"[^\x00-\x1f\x7f\\;,]*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

T = TypeVar("T")


class NotACalendar(InvalidValue):
    """Octets that are no calendar object; the message tells the line at which that shows."""


class _Once(Generic[T]):
    """A property that is worked out once; `cached_property` takes a lock for it, which takes longer than these do."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work, self._name, self.__doc__ = work, work.__name__, work.__doc__

    def __get__(self, instance: Any, owner: object) -> T:
        told = instance.__dict__[self._name] = self._work(instance)
        return told


@dataclass(frozen=True)
class Line:
    """One content line, its octets with folds and line end."""

    raw: bytes

    @_Once
    def text(self) -> str:
        """The line unfolded; an octet that is not UTF-8 stands as a surrogate, so that none is lost."""
        unfolded = _FOLD.sub(b"", self.raw).rstrip(b"\r\n")
        return unfolded.decode("utf-8", "surrogateescape")

    @_Once
    def _head(self) -> str:
        found = _HEAD.match(self.text)
        return found[1] if found else self.text.partition(":")[0]

    @_Once
    def name(self) -> str:
        """The property's name in capitals, "" where the line is blank."""
        plain = _PLAIN_NAME.match(self.raw)
        if plain is not None:
            return plain[1].decode("ascii").upper()
        return self._head.partition(";")[0].strip(" \t\r\ufeff").upper()

    @_Once
    def value(self) -> str:
        """What stands behind the colon, as it stands."""
        return self.text[len(self._head) + 1 :]

    @_Once
    def params(self) -> Mapping[str, tuple[str, ...]]:
        """The parameters by name in capitals, quotes taken off."""
        told: dict[str, tuple[str, ...]] = {}
        for found in _PARAMETER.finditer(self._head):
            name, _, value = found[1].partition("=")
            told[name.strip().upper()] = tuple(one.strip('"') for one in _parted(value))
        return told

    def param(self, name: str) -> str:
        """Return the first value of a parameter, "" where it is not there."""
        return next(iter(self.params.get(name, ())), "")


Part = Union[Line, "Component"]


@dataclass(frozen=True)
class Component:
    """A component, or a whole file (whose name is ""): its lines and the components within it, in their order."""

    name: str
    parts: tuple[Part, ...]
    begin: Line = Line(b"")
    end: Line = Line(b"")

    def octets(self) -> bytes:
        """Return the octets, those that came wherever nothing was changed."""
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        yield self.begin.raw
        for part in self.parts:
            if isinstance(part, Line):
                yield part.raw
            else:
                yield from part._pieces()
        yield self.end.raw

    def lines(self, *names: str) -> list[Line]:
        """Return the component's own lines of these names, all of them where none is named."""
        found = [self._named[name] for name in names if name in self._named]
        if names and len(found) < 2:
            return [*found[0]] if found else []
        return [part for part in self.parts if isinstance(part, Line) and (not names or part.name in names)]

    @_Once
    def _named(self) -> Mapping[str, Sequence[Line]]:
        told: dict[str, list[Line]] = {}
        for part in self.parts:
            if isinstance(part, Line):
                told.setdefault(part.name, []).append(part)
        return told

    def components(self, *names: str) -> list[Component]:
        """Return the components within it of these names, all of them where none is named."""
        return [part for part in self.parts if isinstance(part, Component) and (not names or part.name in names)]

    def value(self, name: str) -> str:
        """Return the value of the first line of a name as it stands, "" where there is none."""
        return next((line.value for line in self._named.get(name, ())), "")

    def text(self, name: str) -> str:
        """Return the text that the first line of a name holds, its escapes undone."""
        return unescaped(self.value(name))

    def with_lines(self, names: Iterable[str], lines: Sequence[Line]) -> Component:
        """Return the component with `lines` in place of its own lines of these names, where the first of them stood.

        Where there were none they stand after all other lines. Nothing else is touched.
        """
        wanted, put = frozenset(names), False
        new = [Line(self._ended(line.raw)) for line in lines]
        parts: list[Part] = []
        for part in self.parts:
            if isinstance(part, Line) and part.name in wanted:
                parts += [] if put else new
                put = True
            else:
                parts.append(part)
        if not put:
            last = max((at for at, part in enumerate(parts) if isinstance(part, Line)), default=-1)
            parts[last + 1 : last + 1] = new
        return self.with_parts(parts)

    def with_parts(self, parts: Iterable[Part]) -> Component:
        """Return the component with other parts."""
        return Component(self.name, tuple(parts), self.begin, self.end)

    def _ended(self, raw: bytes) -> bytes:
        """Return a line with the line ends that the component has; a lonely line feed stays one."""
        if self.begin.raw.endswith(b"\r\n") or not self.begin.raw.endswith(b"\n"):
            return raw
        return raw.replace(b"\r\n", b"\n")


def parse(ics: bytes) -> Component:
    """Return octets as a tree whose `octets()` are the same. Raises `NotACalendar`."""
    if len(ics) > LARGEST:
        raise NotACalendar(f"The calendar object has {len(ics):,} octets, more than the {LARGEST:,} that are read.")
    stack: list[tuple[str, Line, list[Part]]] = [("", Line(b""), [])]
    for number, line in _lines(ics):
        bound, named = ("", "") if line.raw[:1] in _OTHERS else _bound(line)
        if bound == "BEGIN":
            if len(stack) > DEEPEST:
                raise NotACalendar(f"Line {number}: more than {DEEPEST} components lie within each other.")
            stack.append((named, line, []))
        elif bound == "END":
            name, begin, parts = stack.pop()
            if not stack or name != named:
                raise NotACalendar(f"Line {number}: {line.value.strip()[:40]!r} ends, and it was not begun.")
            stack[-1][2].append(Component(name, tuple(parts), begin, line))
        else:
            stack[-1][2].append(line)
    if len(stack) > 1:
        raise NotACalendar(f"The calendar object ends within {stack[-1][0][:40]!r}; it was cut short.")
    return Component("", tuple(stack[0][2]))


def _bound(line: Line) -> tuple[str, str]:
    """Return a line's name, and which component it names where that begins or ends; nearly all are written plainly."""
    plain = _BOUND.fullmatch(line.raw)
    if plain is not None:
        return plain[1].decode("ascii"), plain[2].decode("ascii")
    return line.name, line.value.strip().upper() if line.name in ("BEGIN", "END") else ""


def calendar_in(tree: Component) -> Component:
    """Return the one VCALENDAR of a tree. Raises `NotACalendar` where there is none, or several."""
    found = tree.components("VCALENDAR")
    if len(found) != 1:
        raise NotACalendar(f"One calendar was expected, and there are {len(found)}.")
    return found[0]


def _lines(ics: bytes) -> Iterator[tuple[int, Line]]:
    """Yield each content line with the number of its first physical line."""
    first, pieces = 1, list[bytes]()
    physical = ics.split(b"\n")
    if len(physical) > MOST_LINES:
        raise NotACalendar(f"The calendar object has {len(physical):,} lines, more than the {MOST_LINES:,} read.")
    for number, piece in enumerate(physical, 1):
        whole = piece + b"\n" if number < len(physical) else piece
        if not whole:
            continue
        if pieces and whole[:1] in (b" ", b"\t"):
            pieces.append(whole)
            continue
        if pieces:
            yield first, Line(b"".join(pieces))
        first, pieces = number, [whole]
    if pieces:
        yield first, Line(b"".join(pieces))


def written(name: str, value: str, params: Mapping[str, str] | None = None) -> Line:
    """Return a content line of a property: folded at 75 octets between characters, parameters quoted where need be."""
    told = "".join(f";{key}={_quoted(one)}" for key, one in (params or {}).items())
    return Line(folded(f"{name}{told}:{value}"))


def folded(text: str) -> bytes:
    """Return a line of text in pieces of at most 75 octets each, never parted within a character."""
    whole = text.encode("utf-8", "surrogateescape")
    if len(whole) <= _WIDTH:
        return whole + b"\r\n"
    pieces: list[bytes] = []
    piece = bytearray()
    for character in text:
        octets = character.encode("utf-8", "surrogateescape")
        if len(piece) + len(octets) > _WIDTH:
            pieces.append(bytes(piece))
            piece = bytearray(b" ")
        piece += octets
    return b"\r\n".join([*pieces, bytes(piece)]) + b"\r\n"


def escaped(text: str) -> str:
    """Return a text as a value of type TEXT; control characters that no calendar may hold are left out."""
    if _AS_IT_IS.fullmatch(text):
        return text
    plain = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def unescaped(value: str) -> str:
    """Return the text that a value of type TEXT stands for; an unescaped comma is one too."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value, flags=re.DOTALL)


def _quoted(value: str) -> str:
    plain = "".join(one for one in value if one != '"' and ord(one) >= 32)
    return f'"{plain}"' if any(one in plain for one in ":;,") else plain


def _parted(value: str) -> list[str]:
    """Return the values of a parameter, parted at commas that stand outside quotes."""
    return re.findall(r'(?:[^",]|"[^"]*"?)+', value) or [""]
