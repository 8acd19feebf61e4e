"""Reading a quick entry: free words in, everything understood out, and questions for what only a person can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from trustcrm.errors import InvalidValue
from trustcrm.services.quick_entry.amounts import clock_in, minutes_in
from trustcrm.services.quick_entry.contact import When, day_of, spoken, subject_in, tone_in
from trustcrm.services.quick_entry.contributions import contributions_in
from trustcrm.services.quick_entry.days import Day, days_in, impossible_days
from trustcrm.services.quick_entry.follow_ups import Ahead, days_ahead, follow_ups_in
from trustcrm.services.quick_entry.kinds import KindFound, kind_in
from trustcrm.services.quick_entry.misspelt_steps import asked_about, mend_steps
from trustcrm.services.quick_entry.names import (
    SELECTED,
    Mention,
    mentions_in,
    name_in_small_letters,
    told,
    unknown_actor,
    unknown_name,
    which_side,
    who_is,
    with_whom,
)
from trustcrm.services.quick_entry.page import Page, written_out
from trustcrm.services.quick_entry.people import Person, bare_people, resolved, signed_people, which_person
from trustcrm.services.quick_entry.slips import misspelt_in
from trustcrm.services.quick_entry.telling import Step, Telling
from trustcrm.services.quick_entry.values import (
    WITH_WHOM,
    Choice,
    Contributed,
    FollowUp,
    Known,
    NameBook,
    New,
    PersonNamed,
    Question,
    SideNamed,
    Understood,
)
from trustcrm.services.quick_entry.wording import note_of

LONGEST_ENTRY = 10_000
"""So many characters a quick entry may have."""


@dataclass
class _Reading:
    """What the stages have found so far."""

    page: Page
    kind: KindFound | None = None
    when: When | None = None
    mentions: list[Mention] = field(default_factory=list)
    sides: list[SideNamed] = field(default_factory=list)
    people: list[PersonNamed] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)


def understand(text: str, names: NameBook, today: date, *, side: Known | None = None) -> Understood:
    """Return everything a quick entry says, read on the day `today`, and the questions it leaves.

    `side` is whom the entry is with where its words name nobody else: the tie selected on a screen. The same text,
    names and day give the same answer. Raises `InvalidValue` for an empty entry and for one beyond `LONGEST_ENTRY`.
    """
    _check(text)
    text = written_out(text)
    page = Page(text, names, today)
    mend_steps(page)
    reading = _Reading(page)
    tags = _tags(page)
    signed = signed_people(page)
    minutes = minutes_in(page, short=True)
    mentions = misspelt_in(page, mentions_in(page))
    days = days_in(page)
    reading.not_understood += [f"“{words}” is no day of the calendar." for words in impossible_days(page, days)]
    hour = clock_in(page)
    reading.kind = kind_in(page, mentions)
    aheads = follow_ups_in(page, days)
    _whom(reading, mentions, signed, side)
    telling = contributions_in(page, mentions, days, reading.kind)
    reading.not_understood += telling.refused
    minutes = minutes_in(page, short=False) if minutes is None else minutes
    tone = tone_in(page)
    aheads += days_ahead(page, days, reading.kind.name if reading.kind else "")
    tone = tone_in(page) if tone is None else tone
    subject = subject_in(page)
    reading.when = day_of(page, days, told=bool(reading.kind or telling.steps))
    tone = tone_in(page) if tone is None else tone
    contributions = _contributed(reading, telling)
    follow_ups = _follow_ups(reading, aheads, subject)
    if reading.kind is None and not follow_ups:
        contributions = _with_whom_asked(reading, contributions)
    _ask_rest(reading, contributions, follow_ups)
    word = reading.kind.word if reading.kind else None
    return Understood(
        text=text,
        words=note_of(page),
        today=today,
        on=reading.when.on,
        kind=reading.kind.name if reading.kind else None,
        mode=word.mode if word else None,
        direction=word.direction if word else "mutual",
        giver=reading.kind.giver if reading.kind else "us",
        sides=tuple(reading.sides),
        people=tuple(reading.people),
        at=hour,
        minutes=minutes,
        tone=tone,
        subject=subject,
        follow_ups=tuple(follow_ups),
        contributions=tuple(contributions),
        tags=tags,
        questions=tuple(reading.questions),
        not_understood=tuple(reading.not_understood),
        pieces=page.pieces(),
    )


def _check(text: str) -> None:
    if len(text) > LONGEST_ENTRY:
        raise InvalidValue(
            f"The entry has {len(text):,} characters and a quick entry holds {LONGEST_ENTRY:,}; "
            "log the gist and keep the rest as a file or a note."
        )
    if not any(character.isalnum() for character in text):
        raise InvalidValue('The entry says nothing; write what happened, such as "call with Milan re test kits".')


def _tags(page: Page) -> tuple[str, ...]:
    found = []
    for at, token in enumerate(page.tokens):
        if re.fullmatch(r"#\w[\w/.-]*", token.text) and not token.text[1:].isdigit():
            page.take(at, at, "tag")
            found.append(token.text[1:])
    return tuple(dict.fromkeys(found))


def _whom(reading: _Reading, mentions: list[Mention], signed: list[Person], side: Known | None) -> None:
    """Settle whom it was with: a side the words name, the selected one, or that of a person they name."""
    page = reading.page
    kept = told(page, mentions, side)
    selected = side and not any(side in mention.found for mention in kept[:1]) and not _led(kept)
    ours = bare_people(page, side) if selected else []
    if side and selected and not (_instead(kept) and not ours):
        kept = _beside(side, kept, torn=not ours)
    for mention in kept:
        if side and side in mention.found and mention.marker != "or":
            mention.found = (side,)
    reading.mentions = kept
    bare = ours or bare_people(page, _first(kept))
    if not kept:
        kept += _sides_of(page, [*signed, *bare])
    named = [mention for mention in kept if mention.marker != SELECTED]
    unknown = unknown_name(page) or (None if named else unknown_actor(page))
    if unknown is None and not _led(kept):
        unknown = name_in_small_letters(page, acting=not named)
    if unknown:
        kept.append(_unknown(page, unknown))
        mentions.append(kept[-1])
    for place, mention in enumerate(kept):
        reading.sides.append(_side_named(reading, mention, place))
    for person in sorted([*signed, *bare], key=lambda one: one.first):
        _add_person(reading, person)


def _instead(kept: list[Mention]) -> bool:
    """Whether an entry says by @ that it is with another side than the selected one."""
    return bool(kept) and kept[0].marker == "@"


def _beside(side: Known, kept: list[Mention], *, torn: bool) -> list[Mention]:
    """Return the selected side and whoever took part; one named in passing may be whom it was with: that is asked."""
    others = [one for one in kept if side not in one.found]
    named = others[0] if torn and others and len(others[0].found) == 1 and others[0].marker != "@" else None
    if named is None:
        return [Mention(0, -1, side.name, (side,), marker=SELECTED), *others]
    both = (*named.found, side) if named.marker in ("", "and") else (side, *named.found)
    return [replace(named, found=both, marker="or"), *others[1:]]


def _with_whom_asked(reading: _Reading, contributions: list[Contributed]) -> list[Contributed]:
    """Settle with whom it was by whom an ask or a promise names, where no contact is told that was with another."""
    asked = [one for one in reading.questions if one.about == "side" and one.place == 0]
    named = {reading.sides[one.side].meant for one in contributions if one.side < len(reading.sides)}
    if not asked or len(named) != 1 or len(reading.sides) != 2 or reading.people:
        return contributions
    (meant,) = named
    if meant not in [choice.value for choice in asked[0].choices] or meant is None:
        return contributions
    reading.questions = [one for one in reading.questions if one not in asked]
    reading.sides = [replace(reading.sides[0], meant=meant)]
    return [replace(one, side=0) for one in contributions]


def _led(kept: list[Mention]) -> bool:
    led = bool(kept) and kept[0].marker in ("with", "w/", "w", "to", "from", "call")
    return led and (bool(kept[0].found) or len(kept) > 1)


def _first(kept: list[Mention]) -> Known | None:
    return kept[0].found[0] if kept and len(kept[0].found) == 1 else None


def _sides_of(page: Page, people: Sequence[Person]) -> list[Mention]:
    """Return the side that all people named belong to, where the entry names none itself."""
    found = [known for person in people for known in person.found or page.people(person.words, None)]
    ids = {known.side for known in found}
    only = ids.pop() if len(ids) == 1 else None
    side = page.names.side(only) if only is not None else None
    return [Mention(0, -1, side.name, (side,))] if side else []


def _unknown(page: Page, span: tuple[int, int]) -> Mention:
    page.take(*span, "unknown")
    return Mention(span[0], span[1], page.said(*span), (), marker="unknown")


def _side_named(reading: _Reading, mention: Mention, place: int) -> SideNamed:
    if len(mention.found) == 1 and not mention.slip:
        return SideNamed(words=mention.words, meant=mention.found[0], selected=mention.marker == SELECTED)
    principal = reading.sides[0] if reading.sides and mention.marker in ("unknown", "and") else None
    asked = with_whom if mention.marker == "or" else which_side
    near = () if mention.found else reading.page.nearly(mention.words)
    question = asked(mention, place) if mention.found else who_is(mention, place, principal, near)
    reading.questions.append(question)
    return SideNamed(words=mention.words, meant=None)


def _add_person(reading: _Reading, person: Person) -> None:
    place = _side_of(reading, person)
    side = reading.sides[place].meant if place < len(reading.sides) else None
    named = resolved(reading.page, person, side, place)
    if isinstance(named.meant, New):
        elsewhere = _known_elsewhere(reading, person)
        named = elsewhere or _namesake(reading, person) or named
    if named.meant is None:
        reading.questions.append(which_person(person, len(reading.people)))
    reading.people.append(named)


def _side_of(reading: _Reading, person: Person) -> int:
    """Return the index of the side a person belongs to: one of the entry's own that knows them, else the first."""
    own = {known.side for known in person.found}
    sides = enumerate(reading.sides)
    return next((at for at, side in sides if isinstance(side.meant, Known) and own == {side.meant.id}), 0)


def _known_elsewhere(reading: _Reading, person: Person) -> PersonNamed | None:
    for place, side in enumerate(reading.sides):
        if place and isinstance(side.meant, Known) and (found := reading.page.people(person.words, side.meant.id)):
            person.found = tuple(found)
            return PersonNamed(words=person.words, meant=found[0] if len(found) == 1 else None, side=place)
    return None


def _namesake(reading: _Reading, person: Person) -> PersonNamed | None:
    """Leave it open whether a new person is not one known by exactly this name on a side the entry does not name."""
    found = [known for known in reading.page.people(person.words, None) if known.how != "prefix"]
    person.found = tuple(found)
    return PersonNamed(words=person.words, meant=None) if found else None


def _contributed(reading: _Reading, telling: Telling) -> list[Contributed]:
    for step in telling.steps:
        if step.mention and not any(_same(step.mention, mention) for mention in reading.mentions):
            reading.mentions.append(step.mention)
            reading.sides.append(_side_named(reading, step.mention, len(reading.sides)))
    return [_one(reading, step, place) for place, step in enumerate(telling.steps)]


def _same(one: Mention, other: Mention) -> bool:
    return one is other or bool(one.found and one.found == other.found)


def _one(reading: _Reading, step: Step, place: int) -> Contributed:
    page, thing = reading.page, step.thing
    said = page.said(step.first, step.last)
    due, question = _due(reading, step.due, "due", place)
    reading.questions += [*question, *asked_about(page, step, place, otherwise=reading.kind is not None)]
    if step.doubt:
        choices = (Choice(label=f"{_other(reading)} gives", value="them"), Choice(label="we give", value="us"))
        text = f"Who gives, in “{said}”?"
        reading.questions.append(Question(about="giver", text=text, choices=choices, place=place, words=said))
    if thing and thing.otherwise is not None and thing.quantity is not None:
        values = (thing.quantity, thing.otherwise)
        numbers = tuple(Choice(label=f"{value.normalize():,f}", value=value) for value in values)
        text = f"How much is meant in “{said}”?"
        reading.questions.append(Question(about="quantity", text=text, choices=numbers, place=place, words=said))
    return Contributed(
        state=step.state,
        giver=step.giver,
        what=thing.what if thing else "",
        quantity=thing.quantity if thing else None,
        unit=thing.unit if thing else None,
        kind=thing.kind if thing else "goods",
        due_on=due,
        side=_index(reading, step.mention),
        words=said,
    )


def _other(reading: _Reading) -> str:
    return reading.sides[0].words if reading.sides else "the other side"


def _index(reading: _Reading, mention: Mention | None) -> int:
    if mention is None:
        return 0
    return next((at for at, one in enumerate(reading.mentions) if _same(mention, one)), 0)


def _due(reading: _Reading, day: Day | None, about: str, place: int) -> tuple[date | None, list[Question]]:
    """Return the day something is due; a day without a year counts from the contact where that lies in the past."""
    if day is None:
        return None, []
    page, ahead = reading.page, day.ahead or day.past
    told_on = reading.when.on if reading.when and reading.when.stated else page.today
    if day.form == "yearless" and page.today - told_on > timedelta(60):
        ahead = tuple(_from_then(one, told_on) for one in ahead)
    elif day.form == "yearless" and day.past and timedelta(0) < page.today - day.past[-1] <= timedelta(31):
        ahead = (*day.past[-1:], *ahead)  # "by 20 nov", written on the 23rd, may be overdue
    if len(ahead) == 1:
        return ahead[0], []
    said = page.said(day.first, day.last)
    choices = tuple(Choice(label=spoken(one), value=one) for one in ahead)
    text = f"Which day is “{said}”?"
    asked = Question(
        about="due" if about == "due" else "follow-up", text=text, choices=choices, place=place, words=said
    )
    return None, [asked]


def _from_then(day: date, told_on: date) -> date:
    same = day.replace(year=told_on.year, day=min(day.day, 28) if day.month == 2 else day.day)
    return same if same >= told_on else same.replace(year=told_on.year + 1)


def _follow_ups(reading: _Reading, aheads: list[Ahead], subject: str) -> list[FollowUp]:
    found: list[FollowUp] = []
    for ahead in sorted(aheads, key=lambda one: one.first):
        due, questions = _due(reading, ahead.day, "follow-up", len(found))
        reading.questions += questions if ahead.day else [_by_when(reading.page.today, len(found))]
        found.append(FollowUp(what=_capital(ahead.what) if ahead.what else _plain(reading, subject), due_on=due))
    return found


def _by_when(today: date, place: int) -> Question:
    days = (
        ("in a week", today + timedelta(7)),
        ("in two weeks", today + timedelta(14)),
        ("in a month", today + timedelta(30)),
    )
    choices = tuple(Choice(label=f"{label}, {spoken(day)}", value=day) for label, day in days)
    return Question(about="follow-up", text="By when is the follow-up due?", choices=choices, place=place)


def _plain(reading: _Reading, subject: str) -> str:
    if subject:
        return f"Follow up on {subject}"
    named = reading.sides[0].words if reading.sides else ""
    return f"Follow up with {named}" if named else "Follow up"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _ask_rest(reading: _Reading, contributions: list[Contributed], follow_ups: list[FollowUp]) -> None:
    """Ask what an entry must have: whom it was with, and what it was where it tells of no deed either."""
    if reading.kind and reading.kind.question:
        reading.questions.append(reading.kind.question)
    if reading.when and reading.when.question:
        reading.questions.append(_worded(reading.when.question, reading))
    if not reading.sides:
        reading.questions.insert(0, Question(about="side", text=WITH_WHOM))
    if reading.kind is None and not contributions and not follow_ups:
        kinds = reading.page.names.kinds()
        choices = tuple(Choice(label=name, value=name) for name in kinds)
        reading.questions.append(
            Question(about="kind", text="What was it: a call, a meeting, a letter?", choices=choices)
        )


def _worded(question: Question, reading: _Reading) -> Question:
    """Give a follow-up offered as an answer its words."""
    what = f"{_capital(reading.kind.name)} with {_other(reading)}" if reading.kind else _plain(reading, "")
    choices = tuple(
        replace(choice, value=replace(choice.value, what=what)) if isinstance(choice.value, FollowUp) else choice
        for choice in question.choices
    )
    return replace(question, choices=choices)
