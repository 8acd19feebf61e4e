"""Whom an entry names: `+Giulia`, `+"Park Ji-won"`, and known people named without a sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from trustcrm.services.quick_entry.names import MOST_SMALL, described
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.values import Choice, Known, New, PersonNamed, Question
from trustcrm.services.quick_entry.vocabulary import (
    COMMON,
    KIND_WORDS,
    MONTHS,
    STEP_WORDS,
    SUBJECT_MARKERS,
    TITLES,
    WEEKDAYS,
)

_LONGEST = 5
_NEVER = (
    COMMON | MONTHS.keys() | WEEKDAYS.keys() | STEP_WORDS.keys() | SUBJECT_MARKERS | {words[0] for words in KIND_WORDS}
)


@dataclass
class Person:
    """A person as found, by words `first` to `last`."""

    first: int
    last: int
    words: str
    found: tuple[Known, ...] = ()


def signed_people(page: Page) -> list[Person]:
    """Return the people written with a plus sign, and take their words; who they are is asked later, of their side."""
    found = []
    for at, token in enumerate(page.tokens):
        lone = token.text == "+" and _plus_before_name(page, at)
        if not page.free(at, at) or not (
            lone or (len(token.text) > 1 and token.text[0] == "+" and token.text[1:2] not in "+-")
        ):
            continue
        if not lone and not (token.text[1].isalpha() or token.text[1] in '"“”'):
            continue
        start = at + 1 if lone else at
        last = start if token.text[1:2] in ('"', "“", "”") else _run(page, start)
        words = page.said(start, last).lstrip("+").strip('"“” ')
        if words:
            page.take(at, last, "person")
            found.append(Person(at, last, words))
    return found


def _plus_before_name(page: Page, at: int) -> bool:
    """Whether a plus sign standing alone joins a person, not a tone: somebody the office knows is named behind it."""
    return at + 1 < len(page) and page.tokens[at + 1].named and bool(page.people(page.tokens[at + 1].text, None))


def _run(page: Page, start: int) -> int:
    """Return the last word of a name: capitals as far as they go, but no further than the name book knows."""
    last = start
    limit = page.clause(start)[1]
    while last < limit and last - start < _LONGEST - 1 and _capital(page, last + 1):
        last += 1
    for end in range(last, start, -1):
        words = page.said(start, end).lstrip("+")
        if page.people(words, None):
            return end
    for end in range(start + 1, last + 1):
        if any(known.how != "prefix" for known in page.sides(page.said(end, last))):
            return end - 1
    return last


def _capital(page: Page, at: int) -> bool:
    token = page.tokens[at]
    return (
        token.named and page.free(at, at) and token.low not in _NEVER - {"may", "april", "june"} and not token.verbatim
    )


def bare_people(page: Page, side: Known | None) -> list[Person]:
    """Return people of the side named without a sign ("c Park guidance 20m"), and take their words."""
    found: list[Person] = []
    for at, token in enumerate(page.tokens):
        titled = token.low in TITLES and at + 1 < len(page) and page.tokens[at + 1].named
        if not page.free(at, at) or not token.named or token.verbatim or (token.low in _NEVER and not titled):
            continue
        person = _known_from(page, at, side)
        if person:
            page.take(person.first, person.last, "person")
            found.append(person)
    return found or list(_in_small_letters(page, side))


def _in_small_letters(page: Page, side: Known | None) -> Iterator[Person]:
    """Yield the people of the side named whole but without capitals, "spoke with giulia rossi", where no other is."""
    for at in range(min(len(page), MOST_SMALL) if side else 0):
        for last in (at + 2, at + 1):
            small = page.free(at, last) and not any(page.tokens[one].named for one in range(at, last + 1))
            if not small or page.low(at) in _NEVER or page.clause(at) != page.clause(last):
                continue
            words = page.said(at, last)
            found = tuple(known for known in page.people(words, side.id if side else None) if known.how == "name")
            if len(found) == 1:
                page.take(at, last, "person")
                yield Person(at, last, words, found)
                break


def _known_from(page: Page, at: int, side: Known | None) -> Person | None:
    longest = min(at + 3, page.clause(at)[1])
    for last in range(longest, at - 1, -1):
        if not page.free(at, last) or not page.tokens[last].named:
            continue
        words = page.said(at, last)
        words = words[:-2] if words.endswith(("'s", "’s")) else words
        found = tuple(page.people(words, side.id if side else None)) if len(words) >= 2 else ()
        if found and found[0].how == "shorter" and not all(_capital(page, one) for one in range(at, last + 1)):
            found = ()
        if last == at and _surname_follows(page, at):
            return None
        if found and (side or len({known.side for known in found}) == 1):
            return Person(at, last, words, found)
    return None


def _surname_follows(page: Page, at: int) -> bool:
    """Whether another surname stands behind a first name: Giulia Verdi is not Giulia Rossi."""
    after = at + 1
    return (
        page.joined(after)
        and page.free(after, after)
        and page.tokens[after].named
        and page.tokens[after].low not in _NEVER
    )


def resolved(page: Page, person: Person, side: Known | New | None, place: int) -> PersonNamed:
    """Return who a person is on this side: known, new, or still to be asked where several fit."""
    found = person.found or _found(page, person.words, side)
    meant: Known | New | None = New(noun="person", name=person.words)
    if found:
        meant = found[0] if len(found) == 1 and found[0].how != "shorter" else None
    person.found = found
    return PersonNamed(words=person.words, meant=meant, side=place)


def _found(page: Page, words: str, side: Known | New | None) -> tuple[Known, ...]:
    if isinstance(side, New):
        return ()
    return tuple(page.people(words, side.id if side else None))


def _offered(known: Known, words: str) -> str:
    return f"{described(known)}, from now on {words}" if known.how == "shorter" else described(known)


def which_person(person: Person, place: int) -> Question:
    """Ask which of several people is meant."""
    choices = [Choice(label=_offered(known, person.words), value=known) for known in person.found]
    choices.append(Choice(label=f"a new person called {person.words}", value=New(noun="person", name=person.words)))
    choices.append(Choice(label="none of them; leave the name in the note", value=None))
    text = f"Which {person.words} is meant?"
    return Question(about="person", text=text, choices=tuple(choices), place=place, words=person.words)
