"""What the sides ask, offer, promise, send, receive and thank each other for."""

from __future__ import annotations

from dataclasses import replace

from trustcrm.services.quick_entry.amounts import amount_at
from trustcrm.services.quick_entry.days import Day
from trustcrm.services.quick_entry.kinds import KindFound
from trustcrm.services.quick_entry.names import Mention
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.subjects import helping_verb, named_behind, subject_of
from trustcrm.services.quick_entry.telling import Step, Subject, Telling
from trustcrm.services.quick_entry.things import Thing, clearly_given, thing_at
from trustcrm.services.quick_entry.values import Giver
from trustcrm.services.quick_entry.vocabulary import (
    DUE_MARKERS,
    GIVING,
    NEGATIONS,
    OBJECTS_THEM,
    OBJECTS_US,
    STEP_WORDS,
    StepWord,
)


def contributions_in(page: Page, mentions: list[Mention], days: dict[int, Day], kind: KindFound | None) -> Telling:
    """Return the steps of contributions told in the entry, and take their words, which stay in the note."""
    telling = Telling(page, mentions, days, kind=kind)
    for at in range(len(page)):
        if at > telling.until:
            _verb(telling, at)
    for at, step in reversed(list(enumerate(telling.steps))):
        step.due = step.due or _due(telling, step.last)
        if step.due is None and at + 1 < len(telling.steps) and telling.steps[at + 1].listed:
            step.due = telling.steps[at + 1].due
    for step in telling.steps:
        _keep(page, step)
    return telling


def _keep(page: Page, step: Step) -> None:
    last = max(step.last, step.due.last) if step.due else step.last
    for at in range(step.first, last + 1):
        page.kept.add(at)
        if not page.mark(at):
            page.take(at, at, "contribution")
    page.cuts |= {step.first, last + 1}


def _verb(telling: Telling, at: int) -> None:
    page = telling.page
    word = _step_word(page, at)
    if word is None:
        return
    subject = subject_of(telling, at)
    helping = helping_verb(page, at)
    if any(page.low(near) in NEGATIONS for near in range(max(page.clause(at)[0], at - 3), at)):
        return
    state = word.state
    if word.bare:
        promised = {"will": "pledged", "shall": "pledged", "they'll": "pledged", "we'll": "pledged", "can": "offered",
                    "could": "offered"}  # fmt: skip
        if helping not in promised and (subject.who is None or helping == "to" or helping):
            return
        state = promised.get(helping, state)
    elif helping in ("to", "should", "must", "please") or (
        page.low(at) == "thank-you" and page.mark(at) not in ("", "kind")
    ):
        return
    _record(telling, at, state, word, subject)


def _step_word(page: Page, at: int) -> StepWord | None:
    low = page.low(at)
    if at == 0 and low in ("g", "a") and page.mark(0) == "kind":
        return STEP_WORDS["gift"]
    if page.mark(at) not in ("", "kind") or page.tokens[at].verbatim:
        return None
    if low == "thanks" and page.joined(at + 1) and page.low(at + 1) == "from":
        return STEP_WORDS["thanked"]
    if low == "handed" and page.low(at + 1) == "over":
        return STEP_WORDS["gave"]
    return STEP_WORDS.get(low)


def _record(telling: Telling, at: int, state: str, word: StepWord, subject: Subject) -> None:
    page = telling.page
    begin, objects, mention = _objects(telling, at)
    if begin is None:
        return
    thing = thing_at(page, begin, telling.days) if state != "acknowledged" or page.low(begin - 1) == "for" else None
    first = subject.first
    if thing is None and state != "acknowledged":
        passive = _passive(telling, at)
        if passive is None:
            return
        thing, first = passive, passive.first
        subject, word = named_behind(telling, at), replace(word, gives=word.gives or state == "received")
    if thing and not _meant(page, at, word, thing):
        return
    actor, doubt = _actor(telling, at, state, subject, objects)
    if doubt and subject.plain and (thing is None or thing.quantity is None):
        return
    if word.gives and thing and not (subject.who or objects) and _from_them(telling, thing.last):
        actor, doubt = "them", False
    if not (subject.who or objects) and (_of_somebody_else(page.low(at)) or _of_us(page, state, thing)):
        actor, doubt = "them", False
    last = max(at, begin - 1, thing.last if thing else at)
    coming = _still_to_come(telling, at, last) if word.bare and state == "in transit" else None
    state = "pledged" if coming else state
    step = Step(min(first, at), last, state, _giver(page, at, actor, word), thing, due=coming, doubt=doubt)
    other = subject.mention if subject.mention and not subject.mention.home else mention
    step.mention = other or _towards(telling, last)
    _settle(telling, step, subject, mention)
    telling.last = Subject(actor, at, subject.mention)


def _still_to_come(telling: Telling, verb: int, last: int) -> Day | None:
    """Return the day ahead on which something is given, "they send 3 trucks tomorrow": that is only a promise."""
    start = telling.page.clause(verb)[0]
    day = telling.days.get(last + 1) if telling.page.joined(last + 1) else None
    day = day or telling.days.get(start)
    return day if day is not None and day.form == "ahead" else None


def _of_somebody_else(verb: str) -> bool:
    """Whether a verb is said of another: we "ask", they "asks"; "thanks" is a noun more often."""
    return verb.endswith("s") and verb != "thanks" and verb[:-1] in STEP_WORDS


def _of_us(page: Page, state: str, thing: Thing | None) -> bool:
    """Whether something is asked "from us"."""
    behind = thing.last + 1 if state == "asked" and thing else len(page)
    return page.low(behind) in ("from", "of") and page.low(behind + 1) in OBJECTS_US


def _settle(telling: Telling, step: Step, subject: Subject, mention: Mention | None) -> None:
    """Record a step and further things listed behind it; what passes between two others is only reported."""
    page = telling.page
    to = mention or _towards(telling, step.last)
    acts = subject.mention
    if acts and to and not acts.home and not to.home and acts is not to:
        telling.refused.append(
            f"“{page.said(step.first, step.last)}” tells of something between two others; "
            "record it with trustcrm contribution add."
        )
        telling.until = step.last
        return
    telling.steps.append(step)
    telling.until = step.last
    if step.thing:
        _further(telling, step)


def _further(telling: Telling, step: Step) -> None:
    """Add the things listed behind the first one: "5000 masks and 200 ventilators, 3 engineers"."""
    page, at = telling.page, step.last + 1
    while at < len(page):
        at += page.joined(at) and page.low(at) in ("and", "&", "plus")
        listed = page.joined(at) or page.tokens[at - 1].stop == ","
        amount = amount_at(page, at) if listed and at not in telling.days else None
        thing = thing_at(page, at, telling.days) if amount and page.low(at) not in ("a", "one") else None
        if thing is None or any(
            page.low(verb) in STEP_WORDS for verb in (thing.last + 1, thing.last + 2) if page.joined(verb)
        ):
            return
        telling.steps.append(
            Step(at, thing.last, step.state, step.giver, thing, None, step.mention, step.doubt, listed=True)
        )
        telling.until = thing.last
        at = thing.last + 1


_MAY_GIVE = ("offered", "pledged", "committed", "declined")


def _objects(telling: Telling, verb: int) -> tuple[int | None, Giver | None, Mention | None]:
    """Return where the thing begins behind the verb, and whom it is done to: "asked us for", "gift to Milan:"."""
    page, at = telling.page, verb + 1
    whom: Giver | None = None
    mention: Mention | None = None
    if page.low(verb) == "handed":
        at += 1
    state = STEP_WORDS.get(page.low(verb), STEP_WORDS["gift"]).state
    while at < len(page) and (page.joined(at) or page.tokens[at - 1].stop == ":"):
        low, named = page.low(at), telling.mention_at(at)
        if low in OBJECTS_US or low in OBJECTS_THEM:
            whom = "us" if low in OBJECTS_US else "them"
        elif named:
            whom, mention, at = "us" if named.home else "them", named, named.last
        elif low == "from" and (giver := telling.mention_at(at + 1)):
            whom, mention, at = "us", giver, giver.last  # a gift from Milan is done to us
        elif low == "for" and state in ("asked", "acknowledged"):
            return at + 1, whom, mention
        elif low == "to" and page.low(at + 1) in GIVING and state in _MAY_GIVE:
            at += 1
        elif low == "to" and page.low(at + 1) == "help" and state in ("offered", "pledged"):
            return at + 1, whom, mention
        elif low not in ("to", "with", "letter", "note", "publicly", "warmly", "again", "back", "over"):
            return _unless_verb(page, at, state), whom, mention
        elif low == "to" and not (telling.mention_at(at + 1) or page.low(at + 1) in OBJECTS_US | OBJECTS_THEM):
            return None, whom, mention  # "promised to call back" gives nothing
        at += 1
    return (at if state == "acknowledged" or at == verb + 1 else None), whom, mention


def _unless_verb(page: Page, at: int, state: str) -> int | None:
    if state == "asked" and page.low(at) in (
        "about",
        "if",
        "whether",
        "why",
        "how",
        "what",
        "when",
        "who",
        "where",
        "that",
    ):
        return None
    return at


def _meant(page: Page, verb: int, word: StepWord, thing: Thing) -> bool:
    """Whether the words give a thing: asking needs "for" or a number, plain verbs a thing that can be given."""
    low = page.low(verb)
    if low.startswith("ask") and thing.first > verb and page.low(thing.first - 1) != "for" and thing.quantity is None:
        return False
    if low.startswith("need") and thing.quantity is None:
        return False
    return not word.plain or clearly_given(page, thing)


def _from_them(telling: Telling, last: int) -> bool:
    giver = telling.mention_at(last + 2) if telling.page.low(last + 1) == "from" else None
    return giver is not None and not giver.home


def _actor(telling: Telling, verb: int, state: str, subject: Subject, whom: Giver | None) -> tuple[Giver, bool]:
    """Return who does what the verb says, and whether that is only a guess."""
    page, kind = telling.page, telling.kind
    low = page.low(verb)
    if subject.who:
        return subject.who, False
    if whom:
        return ("them" if whom == "us" else "us"), subject.plain
    if low in ("owed", "thanks", "arrived", "arrives"):
        return "them", False
    if low == "thank-you":
        return ("them" if page.low(verb + 2) == "from" or page.low(verb + 1) == "from" else "us"), False
    if subject.plain and low != "owe":
        return "them", True
    apart = kind is not None and (kind.last < page.clause(verb)[0] or low.endswith("ing"))
    if kind and apart and state in ("offered", "pledged", "committed", "asked", "declined"):
        clear = kind.word.verb or kind.word.direction == "one-way" or kind.giver == "them"
        return (("us" if low == "owe" else kind.giver), False) if clear else ("us", low != "owe")
    return "us", False


def _giver(page: Page, verb: int, actor: Giver, word: StepWord) -> Giver:
    other: Giver = "them" if actor == "us" else "us"
    if word.state == "declined" and page.low(verb + 1) == "to":
        return actor
    return actor if word.gives else other


def _passive(telling: Telling, verb: int) -> Thing | None:
    """Return the thing named before the verb: "5000 masks promised by Milan", "50,000 masks from Wuxi arrived"."""
    page, start = telling.page, max(telling.page.clause(verb)[0], telling.until + 1, verb - 10)
    for at in range(start, verb):
        thing = thing_at(page, at, telling.days) if amount_at(page, at) else None
        if thing and thing.last < verb:
            return thing
    return None


def _towards(telling: Telling, last: int) -> Mention | None:
    """Return the side a thing goes to or comes from: "sent 4500 masks to Wuxi"."""
    page = telling.page
    end = min(page.clause(last)[1], last + 6)
    near = (telling.mention_at(at + 1) for at in range(last + 1, end) if page.low(at) in ("to", "from", "for", "by"))
    return next((mention for mention in near if mention and not mention.home), None)


def _due(telling: Telling, last: int) -> Day | None:
    page = telling.page
    for at in range(last + 1, page.clause(last)[1]):
        if page.low(at) in STEP_WORDS and page.joined(at):
            return None
        if page.low(at) in DUE_MARKERS:
            day_at = at + 1 + (page.low(at + 1) in DUE_MARKERS | {"the"})
            if day_at in telling.days:
                return telling.days[day_at]
    return None
