"""Which cities and organisations an entry names, and which of them it was with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.values import Choice, Known, New, Question, SideNamed
from trustcrm.services.quick_entry.vocabulary import (
    ARTICLES,
    ASIDES,
    COMMON,
    CURRENCY_WORDS,
    DASHES,
    FIRST_MARKERS,
    FUTURE,
    KIND_LETTERS,
    KIND_WORDS,
    LINKS,
    MONTHS,
    NAME_MARKERS,
    NEGATIONS,
    OBJECTS_THEM,
    OBJECTS_US,
    PRONOUNS_THEM,
    PRONOUNS_US,
    STEP_WORDS,
    SUBJECT_MARKERS,
    US_STATES,
    WEEKDAYS,
    words_of,
)
from trustcrm.text import fold

_LONGEST = 6
MOST_SMALL, SHORTEST_SMALL = 40, 4
"""So many words of an entry are looked up as names written without a capital, and only such of so many letters."""
SIGNS = DASHES | {"+", "++", "&"}
"""What ends no name."""
_LEADING = FIRST_MARKERS | {"call", "@", "and"}
KIND_HEADS = frozenset(words[-1] for words in KIND_WORDS)
"""The last words of what contacts are called."""
_ORDINARY = (
    COMMON | LINKS | ARTICLES | MONTHS.keys() | WEEKDAYS.keys() | KIND_HEADS | STEP_WORDS.keys() | CURRENCY_WORDS.keys()
)
_NO_NAMES = PRONOUNS_US | PRONOUNS_THEM | ASIDES | NEGATIONS | FUTURE
_OF_THINGS = ("arrived", "arrives")
"""What things do, not cities."""
_WHOEVER = words_of(
    "everyone everybody someone somebody anyone nobody people each both team staff company board crew press management "
    "leadership husband wife partner family child public delegation friend colleague secretary embassy government "
    "ministry hospital vice school museum lawyer doctor nurse fire army navy church visitor student chair chairman "
    "chairwoman chief governor senator guest attache officer speaker interpreter volunteer airline bank university "
    "port airport parliament court commissioner professor teacher manager driver neighbour donor sponsor"
)

SELECTED = "selected"
"""Marks the side that was selected and that no word names."""


@dataclass
class Mention:
    """A side named by words `first` to `last`; `found` are the sides it may be, none where it is unknown."""

    first: int
    last: int
    words: str
    found: tuple[Known, ...]
    home: bool = False
    marker: str = ""
    """The word before it: "with", "from", "@" for an explicit name, "call" for the kind it follows, "and"; "or" where
    it may be the selected side as well, `SELECTED` where it is that."""
    slip: bool = False
    """Whether it is only nearly called so."""


def mentions_in(page: Page) -> list[Mention]:
    """Return the sides named anywhere in the entry, in order, and take their words."""
    found: list[Mention] = []
    home = page.names.home()
    at = 0
    while at < len(page):
        mention = _explicit(page, at) or _mention_at(page, at, found)
        if mention is None:
            at += 1
            continue
        mention.home = home is not None and [known.id for known in mention.found] == [home.id]
        page.take(mention.first, mention.last, "side")
        found.append(mention)
        at = mention.last + 1
    if not any(one.marker in _LEADING and one.found for one in found):
        found += _in_small_letters(page)
    return sorted(found, key=lambda one: one.first)


def _in_small_letters(page: Page) -> Iterator[Mention]:
    """Yield the sides named whole but without a capital, "spoke about it, bordeaux", where no other name leads."""
    for at, token in list(enumerate(page.tokens))[:MOST_SMALL]:
        if len(token.text) < SHORTEST_SMALL or token.named or token.verbatim or token.low in _ORDINARY:
            continue
        for last in (at + 1, at):
            ends = last < len(page) and page.free(at, last) and (last == at or page.joined(last))
            words = _bare(page.said(at, last)) if ends else ""
            sides = tuple(known for known in page.sides(words) if known.how != "prefix") if words else ()
            if sides:
                page.take(at, last, "side")
                yield Mention(at, last, words, sides)
                break


def _explicit(page: Page, at: int) -> Mention | None:
    """Read `@name`, another side than the one the entry is about."""
    text = page.tokens[at].text
    if len(text) < 2 or text[0] != "@" or not page.free(at, at) or page.tokens[at].verbatim:
        return None
    words = text[1:].strip('"“”')
    for last in range(min(at + _LONGEST - 1, page.clause(at)[1]), at, -1):
        longer = f"{words} {page.said(at + 1, last)}"
        if page.free(at, last) and (sides := page.sides(longer)):
            return Mention(at, last, longer, tuple(sides), marker="@")
    return Mention(at, at, words, tuple(page.sides(words)), marker="@") if words else None


def _mention_at(page: Page, at: int, before: list[Mention]) -> Mention | None:
    token = page.tokens[at]
    if token.verbatim or not token.text[0].isalpha() or not page.free(at, at):
        return None
    marker = _marker(page, at, before)
    if not (marker or token.named or subject_like(page, at)):
        return None
    for last in range(min(at + _LONGEST - 1, page.clause(at)[1]), at - 1, -1):
        words = page.said(at, last)
        if not page.free(at, last) or (last == at and not _may_name(page, at, marker)):
            continue
        if page.low(last) in SIGNS:
            continue
        sides = tuple(
            known for known in page.sides(_bare(words)) if known.how != "prefix" or _fits(page, at, last, marker)
        )
        if sides and sides[0].how == "prefix":
            behind, held = by_its_words(page, at)
            if held:
                return Mention(at, behind, page.said(at, behind), held, marker=marker)
        if sides:
            return _told_apart(page, Mention(at, last, _bare(words), sides, marker=marker))
    return None


def by_its_words(page: Page, first: int) -> tuple[int, tuple[Known, ...]]:
    """Return the last of several words that all stand in one name, "japan consulate", and whose names those are."""
    near = page.nearly(page.tokens[first].text)
    for last in range(min(first + _LONGEST - 1, page.clause(first)[1]), first, -1):
        said = {fold(page.tokens[at].text) for at in range(first, last + 1)}
        held = tuple(one for one in near if said <= set(fold(one.name).split()))
        if held and page.free(first, last):
            return last, held
    return first, ()


def _marker(page: Page, at: int, before: list[Mention]) -> str:
    ahead = at - 1
    while ahead > at - 4 and page.joined(ahead + 1) and page.low(ahead) in ("the", "our", "a"):
        ahead -= 1
    listed = before and before[-1].last == at - 2 and page.low(at - 1) in ("and", "&", "+")
    if listed or (before and before[-1].last == at - 1 and page.tokens[at - 1].stop == "," and before[-1].marker):
        return "and"
    if ahead < 0 or not page.joined(ahead + 1):
        return ""
    low = page.low(ahead)
    leading = ahead == 0 and low in KIND_LETTERS
    if low in NAME_MARKERS and not page.mark(ahead):
        return low
    return "call" if leading or (low in KIND_HEADS and not page.mark(ahead)) else ""


def subject_like(page: Page, at: int) -> bool:
    """Return whether a verb follows, so that a name may be meant even in small letters: "milan offers"."""
    if page.tokens[at].low in _ORDINARY or page.clause(at)[0] != at:
        return False
    return any(page.low(verb) in STEP_WORDS or page.low(verb) in KIND_HEADS for verb in (at + 1, at + 2))


def _may_name(page: Page, at: int, marker: str) -> bool:
    token = page.tokens[at]
    if _bare(token.text).casefold() not in _ORDINARY:
        return True
    return (
        token.named and marker in ("with", "w/", "w", "to", "from", "call", "and") and token.text != token.text.upper()
    )


def _fits(page: Page, first: int, last: int, marker: str) -> bool:
    """Whether the beginning of a name is enough here: after "with", "from", the kind, or with a capital after "to"."""
    if any(page.low(at) in _ORDINARY for at in range(first, last + 1)) or marker not in FIRST_MARKERS | {"call", "and"}:
        return False
    return page.tokens[first].named or (marker in ("with", "w/", "w", "from", "call") and first <= 4)


def _bare(words: str) -> str:
    return words[:-2] if words.endswith(("'s", "’s")) else words


def _told_apart(page: Page, mention: Mention) -> Mention:
    """Use the words behind a name, as in "Paris, Texas" or "Paris (US)", to tell namesakes apart."""
    behind = mention.last + 1
    if behind >= len(page) or not page.free(behind, behind) or not page.tokens[behind].named:
        return mention
    word = fold(_bare(page.tokens[behind].text))
    fitting = tuple(known for known in mention.found if word and word in fold(known.where).split())
    if fitting:
        return Mention(mention.first, behind, page.said(mention.first, behind), fitting, marker=mention.marker)
    if word in US_STATES and all(known.where for known in mention.found):
        return Mention(mention.first, behind, page.said(mention.first, behind), (), marker=mention.marker)
    return mention


def told(page: Page, mentions: Sequence[Mention], side: Known | None = None) -> list[Mention]:
    """Return the mentions that took part, whom it was with first; those only spoken about are given back as words.

    One only spoken about is whom it was with where nobody else is named and no `side` is selected.
    """
    others = [mention for mention in mentions if not mention.home]
    spoken_of = {id(mention) for mention in others if _spoken_of(page, mention)}
    first = _principal([mention for mention in others if id(mention) not in spoken_of])
    first = first if first or side else _principal(others)
    if first is None:
        return []
    kept = [first]
    for at, mention in enumerate(others):
        if mention is first:
            continue
        listed = mention.marker == "and" and at > 0 and any(others[at - 1] is one for one in kept)
        before_first = first.marker == "and" and others[at + 1 : at + 2] == [first]
        part = mention.marker in ("@", "with", "w/") or listed or before_first or _acts(page, mention)
        if part and id(mention) not in spoken_of and not _known_already(mention, kept):
            kept.append(mention)
    return kept


def _known_already(mention: Mention, kept: list[Mention]) -> bool:
    return bool(mention.found) and any(mention.found == other.found for other in kept)


def _principal(mentions: list[Mention]) -> Mention | None:
    marked = [one for one in mentions if one.marker in FIRST_MARKERS | {"call"}]
    plain = [one for one in mentions if one.marker != "@"]
    return next(iter([*marked, *plain, *mentions]), None)


def _spoken_of(page: Page, mention: Mention) -> bool:
    start = page.clause(mention.first)[0]
    return any(page.low(at) in SUBJECT_MARKERS and not page.mark(at) for at in range(start, mention.first))


def _acts(page: Page, mention: Mention) -> bool:
    after = (mention.last + 1, mention.last + 2)
    verbs = any(page.joined(at) and (page.low(at) in STEP_WORDS or page.low(at) in KIND_HEADS) for at in after)
    return verbs and page.clause(mention.first)[0] == mention.first


def unknown_name(page: Page) -> tuple[int, int] | None:
    """Return the first capitalised name after "with" (or after a kind and "to" or "from") that nobody knows."""
    for at in range(1, len(page)):
        before = page.low(at - 1)
        led = before in ("with", "w/") or (before in ("to", "from") and page.mark(at - 2) == "kind")
        if led and page.joined(at) and name_like(page, at):
            return at, run_end(page, at)
    return None


def unknown_actor(page: Page) -> tuple[int, int] | None:
    """Return the capitalised name nobody knows that gives or is given to: "Milan pledged 300", "sent 300 to Milan"."""
    for at in range(len(page)):
        last = run_end(page, at) if name_like(page, at) else at - 1
        if last < at or page.low(at) in _NO_NAMES or (last == at and page.low(at) in _ORDINARY):
            continue
        if _acts_at(page, at, last) or _given_at(page, at):
            return at, last
    return None


def _acts_at(page: Page, first: int, last: int) -> bool:
    """Whether a verb of giving or of contact follows words that begin a clause, or stand behind its kind."""
    before = range(page.clause(first)[0], first)
    if any(page.mark(at) != "kind" for at in before) or not page.joined(last + 1):
        return False
    verb = page.low(last + 1)
    contact = KIND_WORDS.get((verb,))
    return (verb in STEP_WORDS and verb not in _OF_THINGS) or (contact is not None and contact.verb)


def _given_at(page: Page, at: int) -> bool:
    """Whether a word stands behind "to" or "from" in a clause that tells of something given."""
    start = page.clause(at)[0]
    led = page.low(at - 1) in ("to", "from") and page.joined(at)
    return led and any(page.low(before) in STEP_WORDS for before in range(start, at - 1))


def name_in_small_letters(page: Page, *, acting: bool) -> tuple[int, int] | None:
    """Return the word where a name is expected, such as "with dortmund", that is no name known here.

    With `acting` also one that gives or is given to, as in "dortmund sent 300 masks".
    It must stand alone there, and words in the plural, colleagues and delegates, are left alone.
    """
    for at in range(len(page)):
        acts = acting and (_acts_at(page, at, at) or _given_at(page, at))
        if (acts or (at and _name_expected(page, at))) and small_name_like(page, at):
            return at, at
    return None


def _name_expected(page: Page, at: int) -> bool:
    before = page.low(at - 1)
    behind_kind = page.mark(at - 1) == "kind" and page.low(at + 1) in SUBJECT_MARKERS
    led = before in ("with", "w/") or (before in ("to", "from") and page.mark(at - 2) == "kind") or behind_kind
    return led and page.joined(at) and stands_alone(page, at)


def stands_alone(page: Page, at: int) -> bool:
    """Return whether no word follows that would make the one at hand the first of several: "with dortmund re masks"."""
    alone = not page.joined(at + 1) or page.mark(at + 1) or not page.low(at + 1).isalpha()
    return bool(alone or page.low(at + 1) in SUBJECT_MARKERS)


def small_name_like(page: Page, at: int) -> bool:
    """Return whether a word in small letters may be a name, and is none that is known."""
    word = page.tokens[at].text
    if not page.free(at, at) or not word.isalpha() or not word.islower() or len(word) < SHORTEST_SMALL:
        return False
    return not (word.endswith("s") or ordinary(word) or page.sides(word) or page.people(word, None))


def run_end(page: Page, at: int) -> int:
    """Return the last word of a name in capitals."""
    last = at
    while page.joined(last + 1) and name_like(page, last + 1):
        last += 1
    return last


def ordinary(word: str) -> bool:
    """Return whether a word in small letters means much else than a name, or says what somebody is."""
    return word in _ORDINARY | OBJECTS_US | OBJECTS_THEM | _WHOEVER


def name_like(page: Page, at: int) -> bool:
    """Return whether a word has a capital and nobody has taken it."""
    token = page.tokens[at]
    return (
        token.named
        and page.free(at, at)
        and not token.verbatim
        and token.low not in WEEKDAYS.keys() | KIND_WORDS.keys()
    )


def who_is(mention: Mention, place: int, side: SideNamed | None, near: Sequence[Known] = ()) -> Question:
    """Ask who an unknown name is: one `near` to it, a person, a city, an organisation, or nobody to be recorded.

    A word in small letters and without @ may be no name at all; so nobody is offered first.
    """
    words, doubted = mention.words, mention.words.islower() and mention.marker != "@"
    name = words.capitalize() if words.islower() else words
    choices = [Choice(label=f"a new city called {name}", value=New(noun="city", name=name))]
    choices.append(Choice(label=f"a new organisation called {name}", value=New(noun="organisation", name=name)))
    person = Choice(label=f"a new person called {name}", value=New(noun="person", name=name))
    choices.insert(0 if side else 2, person)
    nobody = Choice(label="nobody to record; leave the name in the note", value=None)
    choices.insert(0 if doubted else len(choices), nobody)
    choices[:0] = [Choice(label=described(known), value=known) for known in near]
    return Question(about="side", text=f"Who is {words}?", choices=tuple(choices), place=place, words=words)


def with_whom(mention: Mention, place: int) -> Question:
    """Ask whether it was with the side named in passing or with the selected one."""
    choices = tuple(Choice(label=described(known), value=known) for known in mention.found)
    return Question(about="side", text="With whom was it?", choices=choices, place=place, words=mention.words)


def which_side(mention: Mention, place: int) -> Question:
    """Ask which of several namesakes is meant."""
    choices = [Choice(label=described(known), value=known) for known in mention.found]
    nobody = "no; leave it in the note" if mention.slip else "none of them; leave the name in the note"
    choices.append(Choice(label=nobody, value=None))
    text = f"Which {mention.words} is meant?"
    if mention.slip and len(mention.found) == 1:
        text = f"Is {mention.found[0].name} meant by “{mention.words}”?"
    return Question(about="side", text=text, choices=tuple(choices), place=place, words=mention.words)


def described(known: Known) -> str:
    """Return a name with what tells it from its namesakes."""
    return f"{known.name} ({known.where})" if known.where else known.name
