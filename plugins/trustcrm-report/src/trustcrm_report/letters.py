"""Letters as a page and a paper take them: what joins others stays, what nobody would see or can set is told."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import zip_longest
from unicodedata import category

from trustcrm.plugin import visible

MISSING = "□"
"""What stands for a letter that no font has."""

JOINERS = "\u200c\u200d"
"""What nobody sees but in how the letters before and behind are written."""
_JOINED = frozenset({"Lo", "Mn", "Mc", "So", "Sk"})
_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e007a]{2,8}\U000e007f")
"""The flag of a part of a country: its letters are signs that nobody sees alone."""
_BESIDE = re.compile("(?=(.)[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*\u200d(.))", re.DOTALL)
_MARKS = frozenset({"Mn", "Me", "Cf"})
_NO_FONT = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed', re.DOTALL)
_CODE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))", re.DOTALL)


def legible(text: str) -> str:
    """Return a text with what nobody would see written out, but flags and joiners of joined letters.

    Persian names and pictures of several persons need them; a terminal, for which core writes them out too, does not
    draw them alike everywhere.
    """
    if text.isprintable():
        return text
    flags = _FLAG.findall(text)
    told = [_joined(part) for part in _FLAG.split(text)]
    return "".join(part for pair in zip_longest(told, flags, fillvalue="") for part in pair)


def _joined(text: str) -> str:
    if not any(joiner in text for joiner in JOINERS):
        return visible(text)
    pieces = re.split(f"([{JOINERS}])", text)
    told = visible(pieces[0])
    for place in range(1, len(pieces), 2):
        joiner, before, behind = pieces[place], pieces[place - 1], pieces[place + 1]
        joins = before and behind and category(before[-1]) in _JOINED and category(behind[0]) in _JOINED
        told += (joiner if joins else visible(joiner)) + visible(behind)
    return told


def pictures_joined(text: str) -> set[str]:
    """Return the pictures that joiners join: of some of them typst drops what no font has, and says nothing of it."""
    beside = {letter for pair in _BESIDE.findall(text) for letter in pair} if JOINERS[1] in text else set()
    return {letter for letter in beside if category(letter) == "So"}


def missing_letters(complaint: str) -> set[str]:
    """Return the letters that no font has, by what typst says of them.

    It names whole clusters: of one that holds marks or joiners these alone are named, for its letter may be there.
    """
    clusters = [_CODE.sub(_letter, told) for told in _NO_FONT.findall(complaint)]
    found: set[str] = set()
    for cluster in clusters:
        beyond = {letter for letter in cluster if not letter.isascii() and letter != MISSING}
        found |= {letter for letter in beyond if category(letter) in _MARKS} or beyond
    return found


def boxed(text: str, missing: Set[str]) -> str:
    """Return a text with a box for every letter that is missing, one for a letter and the marks upon it.

    What joined a missing letter to another is dropped: with a box it would join nothing.
    """
    if not missing:
        return text
    told: list[str] = []
    for letter in text:
        if letter not in missing:
            if letter not in JOINERS or told[-1:] != [MISSING]:
                told.append(letter)
            continue
        if told[-1:] and told[-1] in JOINERS:
            told.pop()
        if category(letter) not in _MARKS or told[-1:] != [MISSING]:
            told.append(MISSING)
    return "".join(told)


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]
