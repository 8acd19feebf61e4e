"""The four forms in which coded events are published, and how a line of each is read.

- a *table*: ICEWS itself, twenty named columns parted by tabs; each event has a number, a CAMEO code and its intensity.
  Where a program read it and wrote it again, commas or semicolons may part them, quotes enclose them, a number of the
  line precede them, dots stand in their names, and codes have lost the zero in front.
- *GDELT's*: its cells without names; each event has a number, a CAMEO code and its intensity.
- *texts*: source, event, target and day in words, parted by tabs.
- *ids*: the same as numbers, with a list of actors and one of relations beside it, and time counted from a day.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache, partial
from pathlib import Path

from trustcrm.plugin import Kind, Source, UnreadableSource, WrongUsage, fold
from trustcrm_events import gdelt
from trustcrm_events.cameo import by_text, code_of, kind_in
from trustcrm_events.event import Event
from trustcrm_events.lines import NOT_UTF8, lines

TABLE = ("Event ID", "Event Date", "Source Name", "Event Text", "CAMEO Code", "Intensity", "Target Name")
"""The columns that a table must have; what its others tell is taken where they are there."""
_MORE = ("Source Country", "Target Country", "City", "Country", "Publisher")
_FOLDED = frozenset(map(fold, TABLE))
QUADRUPLE = ("source", "event", "target", "day")

_TEXTS = re.compile(r"[^\t]+\t[^\t]+\t[^\t]+\t\d{4}-\d\d-\d\d", re.ASCII)
_IDS = re.compile(r"\d{1,9}\t\d{1,9}\t\d{1,9}\t\d{1,9}(?:\t-?\d{1,9})?", re.ASCII)
_DAY = re.compile(r"\d{4}([-/])\d\d\1\d\d", re.ASCII)
_NOTHING = ("", "NA", "NULL")
_LOST = re.compile(r"#NAME\?|#REF!|#VALUE!|Err:5\d\d")
"""What a spreadsheet saves of a name that began with "=" and that it took for a formula."""
_LOOKED_AT = 50
_MARKS = {"\t": "tabs", ",": "commas", ";": "semicolons"}
Split = Callable[[str], Sequence[str]]
"""Returns the cells of a line."""


def by_tabs(line: str) -> Sequence[str]:
    """Return the cells of a line that tabs part, quotes being letters like others."""
    return line.rstrip("\n").split("\t")


@dataclass(frozen=True)
class Layout:
    """How the lines of a file are read.

    `header` names the cells of a line, which has `least` of them or more up to all; `split` returns them, and
    `parted_by` says in a word what stands between them. `event` returns the event that
    cells tell, or the sentence that says why they tell none. `may_be_cut` says of how many cells a line without an end
    cannot be told from one that was cut short. `known_from` is whose events these are, where nobody says otherwise.
    """

    header: Sequence[str]
    least: int
    event: Callable[[Sequence[str]], Event | str]
    tells_places: bool = False
    known_from: str = "ICEWS"
    may_be_cut: int = 0
    split: Split = by_tabs
    parted_by: str = "tabs"

    def is_header(self, cells: Sequence[str]) -> bool:
        """Return whether cells are the names themselves; R leaves out that of its own numbers."""
        return cells in (self.header, self.header[1:])


def likelihood(head: bytes) -> float:
    """Return how likely a file that begins so holds coded events; a table names itself, numbers may mean anything."""
    first = _first_lines(head)
    if not first:
        return 0.0
    if _table_in(first) or gdelt.header_of(first[0]):
        return 0.97
    known = sum(bool(_TEXTS.fullmatch(line)) and fold(line.split("\t")[1]) in by_text() for line in first)
    numbered = sum(bool(_IDS.fullmatch(line)) for line in first)
    return max(0.95 * known, 0.6 * numbered) / len(first)


def layout_of(source: Source) -> Layout:
    """Return how a source is laid out.

    Raises `UnreadableSource` where it has none of the forms or a list beside it cannot be read, `WrongUsage` where
    nobody told which day a file of ids starts from.
    """
    first = _first_lines(source.head())
    table = _table_in(first)
    if table is not None:
        return table
    header = gdelt.header_of(first[0]) if first else None
    if header:
        return _gdelt(header)
    texts, ids = (sum(bool(form.fullmatch(line)) for line in first) for form in (_TEXTS, _IDS))
    if not texts and not ids:
        raise UnreadableSource(
            f'"{source.name}" holds no coded events; it must be a table of ICEWS with its column names, a file of '
            "GDELT, or lines of source, event, target and day parted by tabs."
        )
    return Layout(QUADRUPLE, 4, _told_in_words) if texts >= ids else _ids(source)


def _first_lines(head: bytes) -> list[str]:
    told = head.decode("utf-8-sig", "replace").replace("\r", "\n").split("\n")
    return [line for line in told if line.strip()][:_LOOKED_AT]


def _table_in(first: Sequence[str]) -> Layout | None:
    """Return how a table is laid out that begins with these lines, None where they begin none."""
    for mark, name in _MARKS.items() if first else ():
        split = by_tabs if mark == "\t" and '"' not in first[0] else partial(_enclosed, mark=mark)
        header = split(first[0])
        if _FOLDED.issubset(map(fold, header)):
            numbered = len(first) > 1 and len(split(first[1])) == len(header) + 1  # R gives its own number no name
            return replace(_table(["", *header] if numbered else header), split=split, parted_by=name)
    return None


def _enclosed(line: str, mark: str) -> Sequence[str]:
    """Return the cells of a line, each perhaps in quotes; none where they cannot be told apart."""
    try:
        return next(csv.reader([line.rstrip("\n")], delimiter=mark), [])
    except csv.Error:
        return []


def _table(header: Sequence[str]) -> Layout:
    folded = {fold(name): place for place, name in enumerate(header) if name}
    at = {name: folded[fold(name)] for name in (*TABLE, *_MORE) if fold(name) in folded}

    def told(cells: Sequence[str], name: str) -> str:
        value = cells[at[name]].strip() if name in at else ""
        return "" if value in _NOTHING else value

    def event(cells: Sequence[str]) -> Event | str:
        number, on, giver, text, code, intensity, receiver = (told(cells, name) for name in TABLE)
        day, kind = _day(on), _coded(code_of(code, text), text, intensity)
        if isinstance(day, str):
            return day
        if isinstance(kind, str):
            return kind
        if not number:
            return "The event has no number."
        countries = told(cells, "Source Country"), told(cells, "Target Country")
        place = ", ".join(filter(None, (told(cells, "City"), told(cells, "Country")))) or None
        return _between(Event(giver, kind, receiver, day, number, *countries, place, told(cells, "Publisher") or None))

    return Layout(header, len(header), event, tells_places=True)


def _gdelt(header: Sequence[str]) -> Layout:
    def event(cells: Sequence[str]) -> Event | str:
        told = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        code, number = told["EventCode"], told["GlobalEventID"]
        day, kind = _gdelt_day(told["Day"]), _coded(code, gdelt.word_of(code), told["GoldsteinScale"])
        if isinstance(day, str):
            return day
        if isinstance(kind, str):
            return kind
        if not number:
            return "The event has no number."
        giver, receiver = gdelt.actor(told, "Actor1"), gdelt.actor(told, "Actor2")
        countries = told["Actor1CountryCode"], told["Actor2CountryCode"]
        place, known_from = told["ActionGeo_FullName"] or None, gdelt.publisher(told)
        return _between(Event(giver, kind, receiver, day, f"gdelt {number}", *countries, place, known_from))

    return Layout(header, len(header), event, tells_places=True, known_from="GDELT")


def _told_in_words(cells: Sequence[str]) -> Event | str:
    giver, text, receiver, on = (cell.strip() for cell in cells)
    day = _day(on)
    if isinstance(day, str):
        return day
    kind = _named(text)
    return kind if isinstance(kind, str) else _between(Event(giver, kind, receiver, day))


def _ids(source: Source) -> Layout:
    start, hours = _start(source), _step(source)
    actors = _listed(source, "entities", "entity2id.txt")
    kinds = {number: _named(name) for number, name in _listed(source, "relations", "relation2id.txt").items()}

    @lru_cache(maxsize=100_000)
    def day_of(time: str) -> date | str:
        if not (time.isascii() and time.isdecimal()):
            return f"The time is {time[:20]!r}, not a whole number."
        try:
            return start + timedelta(hours=int(time) * hours)
        except (OverflowError, ValueError):
            return f"The time {time[:20]} lies too far ahead of {start.isoformat()}."

    def event(cells: Sequence[str]) -> Event | str:
        giver, receiver = actors.get(cells[0]), actors.get(cells[2])
        if giver is None or receiver is None:
            unknown = cells[0 if giver is None else 2]
            return f"No actor has the id {unknown[:20]!r} in the list of actors."
        kind, day = kinds.get(cells[1]), day_of(cells[3])
        if kind is None:
            return f"No relation has the id {cells[1][:20]!r} in the list of relations."
        if isinstance(kind, str):
            return kind
        return day if isinstance(day, str) else _between(Event(giver, kind, receiver, day))

    return Layout((*QUADRUPLE, "unused"), 4, event, may_be_cut=4)


def _between(event: Event) -> Event | str:
    """Return an event that is between two actors, the sentence that says why it is not otherwise."""
    if not event.giver or not event.receiver:
        return "The event does not name both its actors."
    if (lost := _LOST.match(event.giver) or _LOST.match(event.receiver)) is not None:
        return f"A spreadsheet has put {lost[0]} in place of an actor; bring in the file as it was published."
    if event.giver == event.receiver:
        return f"{event.giver[:80]} did this to itself; what passes between two actors is kept."
    return event


@lru_cache(maxsize=100_000)
def _day(told: str) -> date | str:
    try:
        return (
            date.fromisoformat(told.replace("/", "-"))
            if _DAY.fullmatch(told)
            else f"The day is {told[:20]!r}, not like 2014-01-31."
        )
    except ValueError:
        return f"The day {told} does not exist."


_gdelt_day = lru_cache(maxsize=100_000)(gdelt.day_of)


@lru_cache(maxsize=10_000)
def _named(text: str) -> Kind | str:
    return by_text().get(fold(text)) or f"{text[:80]!r} is no event of the CAMEO list."


@lru_cache(maxsize=10_000)
def _coded(code: str, text: str, told: str) -> Kind | str:
    try:
        intensity = float(told.replace(",", ".")) if told else None
        if intensity is None or abs(intensity) <= 10:
            return kind_in(code, text, intensity)
    except ValueError:
        pass
    except KeyError:
        return f"The code {code[:20]!r} is not of the CAMEO list, and the event has no intensity of its own."
    return f"The intensity is {told[:20]!r}, not a number from -10 to 10."


def _start(source: Source) -> date:
    day = _day(source.option("start"))
    if isinstance(day, str):
        raise WrongUsage("A file of ids tells time as a number; say which day is 0, as in --start 2014-01-01.")
    return day


def _step(source: Source) -> int:
    told = source.option("step") or "1"
    if not (told.isascii() and told.isdecimal() and len(told) <= 4 and int(told) > 0):
        raise WrongUsage("The step is a whole number of hours, such as --step 24 where time counts days.")
    return int(told)


def _listed(source: Source, option: str, usual: str) -> Mapping[str, str]:
    """Return the names of a list beside the events by their ids; an underline stands for a space there."""
    told = Path(source.option(option) or usual)
    path = told if source.option(option) and told.exists() else source.path.parent / told
    try:
        pairs = (line.rstrip("\n").partition("\t") for line in lines(path))
        found = {number.strip(): name.replace("_", " ").strip() for name, _, number in pairs}
    except OSError as problem:
        raise UnreadableSource(
            f'The list "{path}" cannot be read: {problem.strerror}; a file of ids needs it, name it with --{option}.'
        ) from None
    if any(NOT_UTF8 in name for name in found.values()):
        raise UnreadableSource(f'The list "{path}" holds something that is not UTF-8; save it as UTF-8.')
    return {number: name for number, name in found.items() if number and name}
