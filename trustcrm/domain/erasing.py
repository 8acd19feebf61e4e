"""The words by which a person can be known in free text, and taking them out of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from trustcrm.text import spellings
from trustcrm.values import dataclass

ERASED = "[erased]"
"""What stands where a name, an address or a number stood."""

_GAP = r"(?:\\[nrt]|[\W_]){1,6}"
"""What may part the words of a name: spaces, a hyphen, an underscore in a file's name, a line break written out."""

_WORD = re.compile(r"[^\W_]+")
_FEWEST_DIGITS = 6
_SHORTEST_WORD = 3


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Everything a person goes by: `names`, `emails` and `phones` tell them wherever they stand.

    `names_here` could be somebody else's too: one word alone, a namesake's, a shared mailbox. They are taken out only
    of what refers to the person, and there the single words of a name as well.
    """

    names: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    names_here: frozenset[str] = frozenset()

    @cached_property
    def _anywhere(self) -> re.Pattern[str] | None:
        return _first_of(self._addresses, _spelled(self.names))

    @cached_property
    def _here(self) -> re.Pattern[str] | None:
        names = self.names | {name for name in self.names_here if "@" not in name}
        words = {word for name in names for word in _WORD.findall(name) if len(word) >= _SHORTEST_WORD}
        shared = [_email(name) for name in self.names_here if "@" in name]
        return _first_of([*shared, *self._addresses], _spelled(names), _spelled(words))

    @property
    def _addresses(self) -> list[str]:
        return [*map(_email, self.emails), *_numbers(self.phones)]

    def _pattern(self, here: bool) -> re.Pattern[str] | None:
        return self._here if here else self._anywhere

    def in_text(self, text: str, *, here: bool = False) -> bool:
        """Return whether a text tells the person; `here` where it belongs to something that refers to them."""
        pattern = self._pattern(here)
        return pattern is not None and pattern.search(text) is not None

    def out_of(self, value: Any, *, here: bool = False) -> Any:
        """Return a column's value, or anything JSON holds, without the person."""
        if isinstance(value, str):
            pattern = self._pattern(here)
            return value if pattern is None else pattern.sub(ERASED, value)
        if isinstance(value, Mapping):
            return {self.out_of(key, here=here): self.out_of(item, here=here) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.out_of(item, here=here) for item in value]
        return value

    def parted_among(self, cells: Iterable[str]) -> frozenset[str]:
        """Return the cells over which a table has spread one of the names, a word or two to a cell."""
        words = {cell: {word.casefold() for word in _WORD.findall(cell)} for cell in cells}
        for name in self.names:
            wanted = {word.casefold() for word in _WORD.findall(name)}
            holding = {cell for cell, own in words.items() if own and own <= wanted}
            if len(wanted) > 1 and set().union(*(words[cell] for cell in holding)) == wanted:
                return frozenset(holding)
        return frozenset()


def tells_alone(name: str) -> bool:
    """Return whether a name tells one person by itself: of two words, or written without spaces as in Chinese."""
    words = _WORD.findall(name)
    return len(words) > 1 or any(not _parts_words(character) for word in words for character in word)


def _spelled(names: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for name in names:
        forms = (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name), *spellings(name))
        for form in forms:
            words = [re.escape(word) for word in _WORD.findall(form)]
            for order in (words, [*words[-1:], *words[:-1]]):
                if order:
                    found[_bounded(_GAP.join(order), form)] = None
    return list(found)


def _bounded(pattern: str, form: str) -> str:
    words = _WORD.findall(form)
    if _parts_words(words[0][0]) and _parts_words(words[-1][-1]):
        return rf"(?<![^\W_]){pattern}[\u0300-\u036f]*(?![^\W_])"
    return pattern


def _parts_words(character: str) -> bool:
    """Return whether a character belongs to a script that puts spaces between words."""
    name = unicodedata.name(character, "")
    return not name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR"))


def _email(email: str) -> str:
    return rf"(?<![\w.+-]){re.escape(email)}(?![\w-])"


def _numbers(phones: Iterable[str]) -> list[str]:
    found = []
    for phone in phones:
        digits = re.findall(r"\d", phone)
        if len(digits) >= _FEWEST_DIGITS:
            found.append(r"(?<!\d)[+(]{0,2}" + r"[\s().\-/]{0,3}".join(digits) + r"(?!\d)")
    return found


def _first_of(*groups: list[str]) -> re.Pattern[str] | None:
    """Return the pattern of whichever stands there, an earlier group and a longer one first: addresses hold names."""
    ordered = [pattern for group in groups for pattern in sorted(dict.fromkeys(group), key=len, reverse=True)]
    return re.compile("|".join(ordered), re.IGNORECASE) if ordered else None
