"""A small office's name book, kept in memory: Los Angeles, or another home, and those it has relations with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

import pytest

from trustcrm.services.quick_entry import Known
from trustcrm.text import fold, spellings

TODAY = date(2026, 11, 23)  # a Monday


def city(id: int, name: str, where: str = "") -> Known:
    return Known(noun="city", id=id, name=name, where=where)


def organisation(id: int, name: str) -> Known:
    return Known(noun="organisation", id=id, name=name)


SIDES = [
    (city(1, "Los Angeles", "California, US"), ["LA"]),
    (city(2, "Milan", "IT"), ["Milano"]),
    (city(3, "Seoul", "KR"), ["서울"]),
    (city(4, "Paris", "FR"), []),
    (city(5, "Paris", "Texas, US"), []),
    (city(6, "Wuxi Xinwu", "CN"), ["Wuxi", "新吴区"]),
    (city(7, "Toyokawa", "JP"), ["豊川市"]),
    (city(8, "Nice", "FR"), []),
    (city(9, "Zürich", "CH"), []),
    (city(10, "Kyiv", "UA"), ["Kiev", "Київ"]),
    (city(11, "Changsha", "CN"), []),
    (city(12, "San Antonio", "Texas, US"), []),
    (city(13, "Reading", "GB"), []),
    (organisation(20, "Consulate-General of Korea"), ["Korea"]),
    (organisation(21, "Visit Oslo"), []),
    (organisation(22, "C40"), []),
    (city(14, "St. Petersburg", "RU"), []),
    (organisation(23, "Somali Diaspora Council"), []),
]
PEOPLE = [
    (Known(noun="person", id=100, name="Giulia Rossi", side=2), []),
    (Known(noun="person", id=101, name="Park Ji-won", side=20), []),
    (Known(noun="person", id=102, name="Lim Min-jae", side=3), ["Mayor Lim"]),
    (Known(noun="person", id=103, name="Anna Bianchi", side=2), []),
    (Known(noun="person", id=104, name="Anna Conti", side=2), []),
    (Known(noun="person", id=105, name="May Chen", side=11), []),
    (Known(noun="person", id=106, name="Ayşe", side=9), []),
]
KINDS = {
    "call": "a call", "meeting": "a meeting", "letter": "a letter", "visit": "a visit", "message": "a message",
    "email": "a mail", "gift": "a gift", "aid": "help in need", "convening": "many at one table",
    "condolence": "condolences", "courtesy call": "a courtesy call", "flag raising": "a flag raised",
}  # fmt: skip


@dataclass(frozen=True)
class MemoryBook:
    """A name book of lists."""

    home_id: int = 1
    known_kinds: Mapping[str, str] = field(default_factory=lambda: KINDS)

    def home(self) -> Known | None:
        return self.side(self.home_id)

    def side(self, id: int) -> Known | None:
        return next((known for known, _ in SIDES if known.id == id), None)

    def sides(self, words: str) -> Sequence[Known]:
        exact = [_how(known, words) for known, aliases in SIDES if _called(words, [known.name, *aliases])]
        if exact or len(fold(words)) < 3:
            return exact
        begun = [known for known, aliases in SIDES if _begins(words, [known.name, *aliases])]
        return [replace(begun[0], how="prefix")] if len(begun) == 1 else []

    def nearly(self, words: str) -> Sequence[Known]:
        by_name = {fold(name): known for known, aliases in SIDES for name in (known.name, *aliases)}
        same_letter = [name for name in by_name if name[:1] == fold(words)[:1]]
        return [replace(by_name[name], how="nearly") for name in get_close_matches(fold(words), same_letter, 1, 0.8)]

    def people(self, words: str, side: int | None) -> Sequence[Known]:
        own = [(known, aliases) for known, aliases in PEOPLE if side in (None, known.side)]
        exact = [known for known, aliases in own if _called(words, [known.name, *aliases])]
        begun = [replace(known, how="prefix") for known, aliases in own if _begins(words, [known.name, *aliases])]
        if exact or begun or side is None:
            return exact or begun
        return [replace(known, how="shorter") for known, _ in own if fold(words).startswith(f"{fold(known.name)} ")]

    def kinds(self) -> Mapping[str, str]:
        return self.known_kinds


def _how(known: Known, words: str) -> Known:
    return known if fold(words) == fold(known.name) else replace(known, how="alias")


def _called(words: str, names: list[str]) -> bool:
    return bool(fold(words)) and any(set(spellings(words)) & set(spellings(name)) for name in names)


def _begins(words: str, names: list[str]) -> bool:
    start = fold(words)
    parts = [part for name in names for part in (fold(name), *(fold(name).split()[1:]))]
    return len(start) >= 3 and any(part.startswith(start) for part in parts)


@pytest.fixture
def book() -> MemoryBook:
    return MemoryBook()


@pytest.fixture
def toyokawa() -> MemoryBook:
    return MemoryBook(home_id=7)
