"""Events as ICEWS' users publish them: who, what, towards whom and when, in ids with lists beside them or in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from trustcrm.plugin import Act, Kind, SideProfile, UnreadableSource, WrongUsage, fold
from trustcrm_evaluate.readers.actors import profiles_of
from trustcrm_evaluate.readers.lines import LeftOut, lines
from trustcrm_events import kinds_by_name

IDS = re.compile(r"\d{1,9}\t\d{1,9}\t\d{1,9}\t\d{1,9}(?:\t-?\d{1,9})?", re.ASCII)
WORDS = re.compile(r"[^\t]+\t[^\t]+\t[^\t]+\t\d{4}-\d\d-\d\d", re.ASCII)
ENTITIES, RELATIONS = "entity2id.txt", "relation2id.txt"
_HOURS = 24

GDELT_VALUES = {"016": -2.0, "022": 3.2, "164": -7.0, "165": -6.5}
"""The four codes that GDELT's table of Goldstein values, by which published errors are told, values unlike ICEWS'."""

Quadruple = tuple[int, Kind, int, date]
"""The giver's number, what was done, the receiver's number, and the day."""
Told = tuple[list[Act], list[SideProfile]]
"""Acts, and what the names of those who act tell of them."""


def from_ids(files: Sequence[Path], start: date | None, left_out: LeftOut) -> Told:
    """Return what is told by files of ids, whose lists stand beside the first; time 0 is `start`.

    Time counts hours where every time of the files is a multiple of 24, as it is published, and else days. Raises
    `WrongUsage` where nobody says which day is 0, `UnreadableSource` where a list cannot be read.
    """
    if start is None:
        raise WrongUsage(
            "These files count time from a day that they do not name; say which, as in --start 2014-01-01."
        )
    relations = _list_beside(files[0], RELATIONS)
    entities = {int(number): name for number, name in _list_beside(files[0], ENTITIES).items() if number.isdecimal()}
    rows = [(path, number, cells) for path in files for number, cells in _matching(path, IDS, left_out)]
    hourly = all(int(cells[3]) % _HOURS == 0 for _, _, cells in rows)
    step = timedelta(hours=1 if hourly else _HOURS)

    def told(cells: Sequence[str]) -> Quadruple | str:
        giver, receiver = int(cells[0]), int(cells[2])
        if not {giver, receiver} <= entities.keys():
            return f"the list of actors has no {giver if giver not in entities else receiver}"
        relation = relations.get(cells[1])
        if relation is None:
            return f"the list of relations has no {cells[1]}"
        kind = _kind(relation)
        try:
            return kind if isinstance(kind, str) else (giver, kind, receiver, start + int(cells[3]) * step)
        except OverflowError:
            return f"the time {cells[3]} lies too far ahead"

    return list(_acts(rows, told, left_out)), profiles_of(entities)


def from_words(files: Sequence[Path], left_out: LeftOut) -> Told:
    """Return what is told by files of words."""
    numbers: dict[str, int] = {}

    def told(cells: Sequence[str]) -> Quadruple | str:
        kind = _kind(cells[1])
        if isinstance(kind, str):
            return kind
        try:
            day = _day(cells[3])
        except ValueError:
            return f"the day {cells[3]} does not exist"
        giver, receiver = (numbers.setdefault(cells[place].strip(), len(numbers)) for place in (0, 2))
        return giver, kind, receiver, day

    rows = [(path, number, cells) for path in files for number, cells in _matching(path, WORDS, left_out)]
    acts = list(_acts(rows, told, left_out))
    return acts, profiles_of({number: name for name, number in numbers.items()})


def _matching(path: Path, form: re.Pattern[str], left_out: LeftOut) -> Iterator[tuple[int, list[str]]]:
    for number, line in lines(path):
        if form.fullmatch(line):
            yield number, line.split("\t")
        else:
            left_out.leave(path, number, f"{line[:60]!r} is no quadruple")


def _acts(
    rows: Sequence[tuple[Path, int, Sequence[str]]], told: Callable[[Sequence[str]], Quadruple | str], left_out: LeftOut
) -> Iterator[Act]:
    for path, number, cells in rows:
        found = told(cells)
        if isinstance(found, str):
            left_out.leave(path, number, found)
            continue
        left_out.read()
        giver, kind, receiver, day = found
        if giver != receiver:  # what somebody does to itself is no tie
            yield Act(
                id=f"{path.stem} {number}", giver=giver, receiver=receiver, day=day, kind=kind.name,
                root=kind.cameo[:2], intensity=kind.intensity,
            )  # fmt: skip


def _list_beside(path: Path, name: str) -> Mapping[str, str]:
    listed = path.with_name(name)
    if not listed.is_file():
        raise UnreadableSource(f"{path.parent} lacks {name}, without which its ids mean nothing; put it beside them.")
    pairs = (line.rpartition("\t") for _, line in lines(listed))
    return {number.strip(): text.replace("_", " ") for text, _, number in pairs}


@lru_cache(maxsize=10_000)
def _kind(text: str) -> Kind | str:
    kind = kinds_by_name().get(fold(text))
    if kind is None:
        return f"{text[:60]!r} is no event of CAMEO's list"
    return replace(kind, intensity=GDELT_VALUES.get(kind.cameo, kind.intensity))


_day = lru_cache(maxsize=50_000)(date.fromisoformat)
