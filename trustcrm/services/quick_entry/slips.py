"""Names that somebody misspelt: "called w seol" where Seoul is known. What is nearly so is asked, never taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trustcrm.services.quick_entry.kinds import nearly_kind
from trustcrm.services.quick_entry.names import (
    KIND_HEADS,
    MOST_SMALL,
    Mention,
    by_its_words,
    name_like,
    ordinary,
    run_end,
    small_name_like,
    stands_alone,
    subject_like,
)
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import FIRST_MARKERS, KIND_LETTERS, STEP_WORDS, TITLES

_LEADING = STEP_WORDS.keys() | KIND_HEADS | KIND_LETTERS.keys()
"""What a name follows where it begins an entry: "ask seol for masks", "c seol"."""
_ANDS = ("and", "&", "+")
_OF_DEEDS = ("ed", "ing", "ly")
"""How words end that tell what somebody did, "met Milan and signed", rather than whom it was with."""


def misspelt_in(page: Page, mentions: Sequence[Mention]) -> list[Mention]:
    """Return all sides named, those too whom nobody knows by the word that stands where one is named; take that word.

    Where no side is named as it is called, that is the first which is nearly so called; beside one that is, whatever
    is listed with it: "seol and Milan".
    """
    known = [*mentions]
    if not any(one.found for one in mentions):
        known += _first(page)
    for at in range(min(len(page), MOST_SMALL)):
        if listed := _listed(page, at, known):
            known = _beside(page, listed, known)
    return sorted(known, key=lambda one: one.first)


def _first(page: Page) -> Iterator[Mention]:
    for at in range(min(len(page), MOST_SMALL)):
        if (_expected(page, at) and small_name_like(page, at)) or _named_first(page, at):
            words = page.tokens[at].text
            if near := tuple(page.nearly(words)):
                last, held = by_its_words(page, at)
                page.take(at, last, "side")
                yield Mention(at, last, page.said(at, last), held or near, slip=len(held) != 1)
                return


def _expected(page: Page, at: int) -> bool:
    led = page.joined(at) and page.low(at - 1) in FIRST_MARKERS
    return led or _leads(page, at) or subject_like(page, at)


def _leads(page: Page, at: int) -> bool:
    return at == 1 and page.joined(at) and (page.low(0) in _LEADING or nearly_kind(page) is not None)


def _named_first(page: Page, at: int) -> bool:
    """Return whether a name with a capital stands where an entry says whom it is with; elsewhere one asks who it is."""
    return _leads(page, at) and page.tokens[at].named and page.free(at, at) and not page.people(page.said(at, at), None)


def _listed(page: Page, at: int, known: Sequence[Mention]) -> Mention | None:
    """Return who is named at a word beside a side that was told, though nobody is known by that name."""
    last = run_end(page, at) if name_like(page, at) else at
    words = page.said(at, last)
    if not (small_name_like(page, at) or (name_like(page, at) and _foreign(page, at, last))):
        return None
    marker, sure = _before_another(page, at, last, known), True
    if not marker:
        marker, sure = "and", page.low(at - 1) in _ANDS
        alone = stands_alone(page, last) or page.low(last + 1) in _ANDS
        if not _behind_another(page, at, known) or not alone:
            return None
    near = tuple(page.nearly(words))
    if not near and (not sure or words.endswith(_OF_DEEDS)):
        return None
    return Mention(at, last, words, near, marker=marker, slip=bool(near))


def _foreign(page: Page, first: int, last: int) -> bool:
    """Return whether a name with a capital is nobody's: a title, or somebody known, is told otherwise."""
    if any(ordinary(page.low(at)) or page.low(at) in TITLES for at in range(first, last + 1)):
        return False
    words = page.said(first, last)
    return not (page.sides(words) or page.people(words, None))


def _before_another(page: Page, first: int, last: int, known: Sequence[Mention]) -> str:
    """Return the word that leads a list, "with seol and Milan", where its next name was told; "" elsewhere."""
    led = first > 0 and page.joined(first) and page.low(first - 1) in FIRST_MARKERS
    return page.low(first - 1) if led and any(one.first == _next(page, last) for one in known) else ""


def _next(page: Page, last: int) -> int:
    """Return the word at which a list goes on behind a name, 0 where it does not."""
    return last + 2 if page.low(last + 1) in _ANDS else last + 1 if page.tokens[last].stop == "," else 0


def _behind_another(page: Page, at: int, known: Sequence[Mention]) -> bool:
    """Return whether a list goes on here: "with Milan and seol", "with Milan, seol and Kyiv"."""
    before = at - 2 if page.low(at - 1) in _ANDS else at - 1 if at and page.tokens[at - 1].stop == "," else -1
    return any(one.last == before and (one.marker or one.slip) for one in known)


def _beside(page: Page, listed: Mention, known: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with another one, which leads those that follow it in one list."""
    page.take(listed.first, listed.last, "side" if listed.found else "unknown")
    after = _next(page, listed.last)
    return [listed, *(replace(one, marker=one.marker or "and") if one.first == after else one for one in known)]
