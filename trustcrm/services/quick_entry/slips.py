"""Names that somebody misspelt: "called w seol" where Seoul is known. What is nearly so is asked, never taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trustcrm.services.quick_entry.names import KIND_HEADS, MOST_SMALL, Mention, small_name_like, subject_like
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import FIRST_MARKERS, KIND_LETTERS, STEP_WORDS

_LEADING = STEP_WORDS.keys() | KIND_HEADS | KIND_LETTERS.keys()
"""What a name follows where it begins an entry: "ask seol for masks", "c seol"."""


def misspelt_in(page: Page, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the first side that is nearly called as a word says which stands where one is named, and take that word.

    Where a side is named as it is called already, nobody is looked for.
    """
    return [] if any(one.found for one in mentions) else list(_first(page))


def _first(page: Page) -> Iterator[Mention]:
    for at in range(min(len(page), MOST_SMALL)):
        if (_expected(page, at) and small_name_like(page, at)) or _named_first(page, at):
            words = page.tokens[at].text
            if near := tuple(page.nearly(words)):
                page.take(at, at, "side")
                yield Mention(at, at, words, near, slip=True)
                return


def _expected(page: Page, at: int) -> bool:
    led = page.joined(at) and page.low(at - 1) in FIRST_MARKERS
    return led or _leads(page, at) or subject_like(page, at)


def _leads(page: Page, at: int) -> bool:
    return at == 1 and page.joined(at) and page.low(0) in _LEADING


def _named_first(page: Page, at: int) -> bool:
    """Return whether a name with a capital stands where an entry says whom it is with; elsewhere one asks who it is."""
    return _leads(page, at) and page.tokens[at].named and page.free(at, at) and not page.people(page.said(at, at), None)
