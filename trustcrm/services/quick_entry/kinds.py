"""What sort of contact an entry tells of, how it took place, and which side acted first."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from trustcrm.services.quick_entry.names import Mention, ordinary
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.values import Choice, Giver, Question
from trustcrm.services.quick_entry.vocabulary import (
    ARTICLES,
    ASIDES,
    FIRST_MARKERS,
    FUTURE,
    KIND_LETTERS,
    KIND_WORDS,
    NEGATIONS,
    OBJECTS_US,
    PRONOUNS_THEM,
    PRONOUNS_US,
    STEP_WORDS,
    SUBJECT_MARKERS,
    KindWord,
    words_of,
)
from trustcrm.text import fold
from trustcrm.values import dataclass


@dataclass(frozen=True)
class KindFound:
    """The words that told the kind, and what they mean."""

    first: int
    last: int
    name: str
    word: KindWord
    giver: Giver
    question: Question | None


def kind_in(page: Page, mentions: list[Mention]) -> KindFound | None:
    """Return the contact the entry tells of, and take its words; None where it tells of none.

    A first word that is nearly called so is asked about.
    """
    kinds = page.names.kinds()
    phrases = _phrases(kinds)
    for at in range(len(page)):
        found = _letter(page, phrases) if at == 0 else None
        found = found or (_phrase_at(page, at, phrases) if not page.mark(at) else None)
        if found is None:
            continue
        last, word = found
        page.take(at, last, "kind")
        sent = _sending(page, at) if not word.verb else None
        if sent is not None:
            page.take(sent, sent, "kind")
        name, question = _named(word, kinds, page.said(at, last))
        question = question or _from_whom(page, at, last, word, mentions)
        return KindFound(at, last, name, word, _giver(page, (at, last, sent), word, mentions), question)
    return _misspelt(page, kinds, mentions)


_ALIKE, _SHORTEST = 0.78, 3
"""How alike a first word and what a contact is called must be: "cal" and "call" are 0.857; and its fewest letters."""


def nearly_kind(page: Page) -> KindWord | None:
    """Return what the first word of an entry may mean that is nearly called as a contact is: "cal Milan", "vist to"."""
    said = page.tokens[0].low
    if not _leads(page) or len(said) < _SHORTEST or not said.isalpha() or page.mark(0) or ordinary(said):
        return None
    if page.sides(page.tokens[0].text) or page.people(page.tokens[0].text, None):
        return None
    words = {words[0]: meant for words, meant in _phrases(page.names.kinds()).items() if len(words) == 1}
    alike = {one: SequenceMatcher(None, said, one, autojunk=False).ratio() for one in words if one[0] == said[0]}
    begun = next((one for one in alike if one.startswith(said)), "")
    best = begun or max(alike, key=lambda one: alike[one], default="")
    return words[best] if best and (begun or alike[best] >= _ALIKE) else None


def _leads(page: Page) -> bool:
    """Whether it says behind the first word with whom it was, and how, or nothing at all."""
    if len(page) == 1 or page.low(1) in FIRST_MARKERS or page.mark(1) or page.tokens[1].named:
        return True
    return bool(page.nearly(page.tokens[1].text))


def _misspelt(page: Page, kinds: Mapping[str, str], mentions: list[Mention]) -> KindFound | None:
    word = nearly_kind(page)
    if word is None:
        return None
    said = page.said(0, 0)
    name = _named(word, kinds, said)[0]
    choices = tuple(Choice(label=kind, value=kind) for kind in dict.fromkeys((name, *kinds)))
    page.take(0, 0, "kind")
    question = Question(about="kind", text=f"Does “{said}” mean {name}?", choices=choices, words=said)
    return KindFound(0, 0, name, word, _giver(page, (0, 0, None), word, mentions), question)


def _phrases(kinds: Mapping[str, str]) -> dict[tuple[str, ...], KindWord]:
    own = {tuple(fold(name).split()): name for name in kinds}
    added = {words: KindWord((name,)) for words, name in own.items() if words and words not in KIND_WORDS}
    return {**KIND_WORDS, **added}


def _letter(page: Page, phrases: Mapping[tuple[str, ...], KindWord]) -> tuple[int, KindWord] | None:
    text = page.tokens[0].text
    if text.lower() not in KIND_LETTERS or page.mark(0) or text == "A":
        return None
    article = any(
        (page.low(at),) in phrases for at in (1, 2, 3) if page.clause(0) == page.clause(min(at, len(page) - 1))
    )
    if text == "a" and article:
        return None
    return 0, phrases[KIND_LETTERS[text.lower()]]


def _phrase_at(page: Page, at: int, phrases: Mapping[tuple[str, ...], KindWord]) -> tuple[int, KindWord] | None:
    for size in (3, 2, 1):
        words = tuple(page.low(at + step) for step in range(size))
        last = at + size - 1
        if words in phrases and page.free(at, last) and all(page.joined(step) for step in range(at + 1, last + 1)):
            return (last, phrases[words]) if _told(page, at, last, phrases[words]) else None
    return None


def _told(page: Page, first: int, last: int, word: KindWord) -> bool:
    """Whether the words tell of a contact that took place, not of one planned, asked for or only mentioned."""
    start, end = page.clause(first)
    before = [page.low(at) for at in range(start, first)]
    if any(low in SUBJECT_MARKERS | NEGATIONS | {"for", "next"} for low in before):
        return False
    if page.low(last) == "call" and page.joined(last + 1) and page.low(last + 1) in ("back", "for"):
        return False
    near = [low for low in before if low not in ARTICLES | ASIDES - FUTURE][-2:]
    if any(low in FUTURE for low in near) and not word.verb:
        return False
    if word.verb or first == start:
        return True
    if page.low(last) in ("gift", "aid"):
        return False
    if end > last and page.low(last + 1) in ("of", "for") and page.low(last) in ("letter", "call") and first > start:
        return False
    return _introduced(before)


_BEFORE_NOUN = words_of(
    "at over during had held got another short long brief quick good by in after from wrote joint first thank-you "
    "receive on"
)


def _introduced(before: list[str]) -> bool:
    """Whether a noun stands where an entry tells of a contact: "had a call", "over lunch"."""
    left = [low for low in before if low not in ARTICLES | ASIDES]
    names = PRONOUNS_US | PRONOUNS_THEM | OBJECTS_US | STEP_WORDS.keys()
    return not left or left[-1] in _BEFORE_NOUN or left[-1] in names or left[-1].isdigit() or len(before) <= 3


def _named(word: KindWord, kinds: Mapping[str, str], said: str) -> tuple[str, Question | None]:
    name = next((name for name in word.kinds if name in kinds), None)
    if name or not kinds:
        return name or word.kinds[0], None
    choices = tuple(Choice(label=kind, value=kind) for kind in kinds)
    text = f"The office's list has no kind for “{said}”. Which kind was it?"
    return word.kinds[0], Question(about="kind", text=text, choices=choices, words=said)


def _sending(page: Page, at: int) -> int | None:
    """Return the verb that goes with the noun at a word: "sent" in "sent us a letter"."""
    while page.joined(at):
        at -= 1
        if page.low(at) in _SENDING and not page.mark(at):
            return at
        if page.low(at) not in ARTICLES | OBJECTS_US | {"them", "him", "her"} and page.mark(at) not in (
            "side",
            "person",
        ):
            return None
    return None


_SENDING = frozenset({"sent", "wrote", "got", "received", "had", "held"})


def _giver(page: Page, span: tuple[int, int, int | None], word: KindWord, mentions: list[Mention]) -> Giver:
    """Return who acted first: the subject before a verb, or whoever stands after "from" or "by"."""
    first, last, sent = span
    ends_from = _came_from(page, last, mentions)
    if ends_from is not None:
        return _turned(ends_from, word) if word.verb and word.giver == "them" else ends_from
    if sent is not None and page.low(sent) not in ("had", "held"):
        sender: Giver = _subject(page, sent, mentions) or ("them" if page.low(sent + 1) in OBJECTS_US else "us")
        return sender if page.low(sent) in ("sent", "wrote") else "them" if sender == "us" else "us"
    subject = _subject(page, first, mentions)
    return word.giver if subject is None else _turned(subject, word) if word.verb else word.giver


def _turned(subject: Giver, word: KindWord) -> Giver:
    """Who hosts is not who came: the other side acted first."""
    if word.giver == "us":
        return subject
    return "them" if subject == "us" else "us"


def _came_from(page: Page, last: int, mentions: list[Mention]) -> Giver | None:
    end = page.clause(last)[1]
    for at in range(last + 1, min(end, last + 6) + 1):
        if page.low(at) in ("from", "by") and page.joined(at):
            mention = next((one for one in mentions if at < one.first <= at + 4), None)
            if mention:
                return "us" if mention.home else "them"
            if page.low(at + 1) in OBJECTS_US:
                return "us"
            return "them" if page.low(at + 1) in ("them", "him", "her") or page.tokens[min(at + 1, end)].named else None
        if page.low(at) in SUBJECT_MARKERS | {"with", "to"}:
            return None
    return None


_FROM, _ALIKE_FROM = "from", 0.75
"""The word that tells who wrote, and how alike one must be to stand for it: "fom" is 0.857, "form" 0.75."""


def _from_whom(page: Page, first: int, last: int, word: KindWord, mentions: list[Mention]) -> Question | None:
    """Ask who wrote where the word before the side is only nearly "from", and take it: "mail form Berlin"."""
    at, low = last + 1, page.low(last + 1)
    side = next((one for one in mentions if one.first == at + 1), None)
    if word.direction != "one-way" or side is None or side.home or not page.joined(at) or page.mark(at):
        return None
    alike = SequenceMatcher(None, low, _FROM, autojunk=False).ratio()
    if low[:1] != "f" or not low.isalpha() or ordinary(low) or low == _FROM or alike < _ALIKE_FROM:
        return None
    said = page.said(first, side.last)
    page.take(at, at, "kind")
    choices = (Choice(label=f"{side.words} to us", value="them"), Choice(label=f"we to {side.words}", value="us"))
    return Question(about="way", text=f"Who wrote, in “{said}”?", choices=choices, words=said)


def _subject(page: Page, first: int, mentions: list[Mention]) -> Giver | None:
    at = first - 1
    while page.joined(at + 1) and page.low(at) in ASIDES:
        at -= 1
    if not page.joined(at + 1):
        return None
    if page.low(at) in PRONOUNS_US:
        return "us"
    if page.low(at) in PRONOUNS_THEM or page.mark(at) == "person":
        return "them"
    mention = next((one for one in mentions if one.first <= at <= one.last), None)
    if mention:
        return "us" if mention.home else "them"
    start = page.clause(first)[0]
    if page.low(start) == "our":
        return "us"
    return "them" if page.tokens[at].named and page.low(at) not in PRONOUNS_US else None
