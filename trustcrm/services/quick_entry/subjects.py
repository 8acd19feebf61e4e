"""Who does what a verb of giving says: "they", "our mayor", "Milan", or whoever stands behind "by"."""

from __future__ import annotations

from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.telling import Subject, Telling
from trustcrm.services.quick_entry.vocabulary import (
    ARTICLES,
    ASIDES,
    OBJECTS_THEM,
    OBJECTS_US,
    PRONOUNS_THEM,
    PRONOUNS_US,
    STEP_WORDS,
)

_ACTING = ("", "@", "of", "and", "call", "in", "unknown")
"""What stands before a side that may be the subject of the verb behind it."""


def subject_of(telling: Telling, at: int) -> Subject:
    """Return who acts: what stands before the verb, or who acted last where only "and" stands there."""
    page, before = telling.page, at - 1
    while page.joined(before + 1) and page.low(before) in ASIDES:
        before -= 1
    if not page.joined(before + 1):
        return Subject(None, before + 1)
    low, mention = page.low(before), telling.mention_at(before)
    if low in PRONOUNS_US | PRONOUNS_THEM:
        return Subject("us" if low in PRONOUNS_US else "them", before)
    if mention and mention.marker in _ACTING:
        return Subject("us" if mention.home else "them", mention.first, mention)
    if low == "who":
        return Subject("us" if any(one.home and one.last < before for one in telling.mentions[-1:]) else "them", before)
    if page.mark(before) == "person":
        while before in page.glued:
            before -= 1
        return Subject("them", before)
    if low in ("our", "their"):
        return Subject("us" if low == "our" else "them", before)
    if low in ("and", "but", "then", "&") and telling.last and telling.until < at:
        return Subject(telling.last.who, before + 1, telling.last.mention)
    dated = any(day.last == before for day in telling.days.values())
    if (
        dated
        or low in STEP_WORDS
        or mention
        or page.mark(before)
        or low in ARTICLES
        or low in ("about", "re", "but", "and")
        or not low[:1].isalpha()
    ):
        return Subject(None, before + 1)
    return _noun(telling, before)


def _noun(telling: Telling, last: int) -> Subject:
    """Read a noun before the verb: "our mayor" is us, "Mayor Lim" and "their consul" are them, others unclear."""
    page, first = telling.page, last
    start = page.clause(last)[0]
    while first > start and last - first < 4 and not page.mark(first - 1) and page.low(first - 1) not in ("and", "but"):
        first -= 1
    lows = [page.low(at) for at in range(first, last + 1)]
    owner = telling.mention_at(first - 1)
    if owner and page.joined(first) and last - first < 2 and owner.marker in _ACTING:
        return Subject("us" if owner.home else "them", owner.first, owner)
    if "our" in lows:
        return Subject("us", first)
    if "their" in lows or page.tokens[last].named:
        return Subject("them", first)
    return Subject(None, first, plain=True)


def named_behind(telling: Telling, verb: int) -> Subject:
    """Return who acts where the thing stands before the verb: "promised by Milan", "from Wuxi arrived"."""
    page = telling.page
    end = page.clause(verb)[1]
    for at in range(max(page.clause(verb)[0], verb - 4), min(end, verb + 5)):
        mention = telling.mention_at(at + 1)
        if page.low(at) in ("by", "from") and mention:
            ours = mention.home != (
                page.low(at) == "by" and page.low(verb) == "received"
            )  # "received by" names the receiver
            return Subject("us" if ours else "them", at, mention)
        if page.low(at) == "by" and page.low(at + 1) in OBJECTS_US | OBJECTS_THEM and at > verb:
            return Subject("us" if page.low(at + 1) in OBJECTS_US else "them", at)
    low = page.low(verb)
    if low in ("sent", "shipped", "dispatched", "delivered", "given", "donated"):
        return Subject("us", verb)
    return Subject("them", verb) if low in ("arrived", "arrives", "received") else Subject(None, verb, plain=True)


def helping_verb(page: Page, at: int) -> str:
    """Return the word that makes a verb a plan, a wish or an order, such as "will" or "to"; "" where none does."""
    while page.joined(at):
        at -= 1
        if page.low(at) in (
            "will",
            "shall",
            "can",
            "could",
            "would",
            "to",
            "should",
            "must",
            "please",
            "may",
            "might",
            "they'll",
            "we'll",
        ):
            return page.low(at)
        if page.low(at) not in ASIDES:
            break
    return ""
