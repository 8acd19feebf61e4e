"""On which day a contact took place, how it felt, and what it was about."""

from __future__ import annotations

from datetime import date, timedelta

from trustcrm.services.quick_entry.days import Day
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.values import Choice, FollowUp, Question
from trustcrm.services.quick_entry.vocabulary import BREAKS, DUE_MARKERS, LINKS, SUBJECT_MARKERS, TONES, words_of
from trustcrm.values import dataclass

_SOON = timedelta(65)
_MOST_SUBJECT_WORDS = 12


@dataclass(frozen=True)
class When:
    """The day of the contact, and the question about it where only a person can tell."""

    on: date
    stated: bool = False
    question: Question | None = None


def tone_in(page: Page) -> int | None:
    """Take and return how the other side was: a bare + ++ 0 - -- among structure, or "tone ++"."""
    for at in range(len(page)):
        low = page.low(at).replace("−", "-")
        if low == "tone" and page.low(at + 1).replace("−", "-") in TONES and page.free(at, at + 1):
            page.take(at, at + 1, "tone")
            return TONES[page.low(at + 1).replace("−", "-")]
        if low in ("+", "++", "0", "-", "--") and page.free(at, at) and _bare_tone(page, at, low):
            page.take(at, at, "tone")
            return TONES[low]
    return None


def _bare_tone(page: Page, at: int, low: str) -> bool:
    """Whether a sign stands for the tone, not for a dash, a bullet, a list or a number."""
    if at == 0:
        return False
    before, after = bool(page.mark(at - 1)), at + 1 == len(page) or bool(page.mark(at + 1))
    if at + 1 == len(page):
        return True
    if low in ("+", "++"):
        return low == "++" or before or after
    if low == "0":
        return before and after and page.joined(at)
    named = page.mark(at - 1) in ("side", "person", "kind") and page.mark(at + 1) in ("side", "person", "contribution")
    return before and after and not named and not page.tokens[at - 1].stop and not _dashed_on_both_sides(page, at)


def _dashed_on_both_sides(page: Page, at: int) -> bool:
    return any(page.low(near) in ("-", "--", "–", "—") for near in (at - 2, at + 2))


def day_of(page: Page, days: dict[int, Day], told: bool) -> When:
    """Return the day of the contact, taking its words; today where the entry names none."""
    for day in days.values():
        if not page.free(day.first, day.last) or not _of_contact(page, day):
            continue
        if not day.past and not told:
            continue
        page.take(day.first, day.last, "day")
        return _when(page, day)
    return When(page.today)


def _of_contact(page: Page, day: Day) -> bool:
    first, last = page.clause(day.first)
    before = page.low(day.first - 1) if page.joined(day.first) else ""
    if before in DUE_MARKERS | {"since", "after", "from", "for", "of", "about", "re", "till", "between"}:
        return False
    if day.form == "ahead" and (_about(page, day) or not any(page.mark(at) == "kind" for at in range(first, last + 1))):
        return False
    leads = all(_structure(page, at) for at in range(first, day.first))
    ends = all(_structure(page, at) for at in range(day.last + 1, last + 1))
    contact = first == 0 or any(page.mark(at) in ("kind", "contribution") for at in range(first, last + 1))
    if leads and ends:
        return True
    return contact and (leads or ends) and not _their_day(page, first, day)


def _their_day(page: Page, first: int, day: Day) -> bool:
    """Whether the day belongs to a plan of theirs: "they will land on friday"."""
    return any(page.low(at) in _PLANNED for at in range(first, day.first))


_PLANNED = words_of(
    "will plan plans planned until would shall promise promises promised pledged offer offers offered hope hopes "
    "want wants before invited invites"
)


def _about(page: Page, day: Day) -> bool:
    """Whether the day stands among what the contact was about, where it may be the day of something else."""
    first = page.clause(day.first)[0]
    return any(page.low(at) in SUBJECT_MARKERS or page.mark(at) == "subject" for at in range(first, day.first))


def _structure(page: Page, at: int) -> bool:
    return bool(page.mark(at)) or page.low(at) in LINKS


def _when(page: Page, day: Day) -> When:
    said = page.said(day.first, day.last)
    gone = tuple(one for one in day.past if one <= page.today)
    if not gone or (day.form == "exact" and any(one > page.today for one in day.past) and len(day.past) == 1):
        return When(page.today, question=_lies_ahead(page, day, said))
    coming = day.ahead[0] if day.ahead else None
    if coming and len(gone) == 1 and day.form in ("weekday", "yearless") and _about(page, day):
        text = f"What is “{said}”?"
        here = Choice(label=f"part of the subject; it happened today, {spoken(page.today)}", value=page.today)
        return When(
            page.today,
            question=Question(about="on", text=text, choices=(_on(gone[0]), *_due(coming), here), words=said),
        )
    if day.form == "yearless" and coming and len(gone) == 1 and gone[0] != page.today and coming - page.today <= _SOON:
        text = f"Was “{said}” {spoken(gone[0])}, or is it still to come?"
        choices = (_on(gone[0]), *_due(coming))
        return When(gone[0], question=Question(about="on", text=text, choices=choices, words=said))
    if len(gone) > 1:
        text = f"Which day is “{said}”?"
        likelier = max(gone)
        return When(likelier, question=Question(about="on", text=text, choices=tuple(map(_on, gone)), words=said))
    return When(gone[0], stated=day.form == "exact")


def _lies_ahead(page: Page, day: Day, said: str) -> Question:
    coming = day.ahead[0] if day.ahead else day.past[-1]
    text = f"{said} lies ahead, and only what has happened is logged. What is meant?"
    choices = (*_due(coming), Choice(label=f"it happened today, {spoken(page.today)}", value=page.today))
    return Question(about="on", text=text, choices=choices, words=said)


def _due(day: date) -> tuple[Choice, ...]:
    return (Choice(label=f"a follow-up due on {spoken(day)}", value=FollowUp(what="", due_on=day)),)


def _on(day: date) -> Choice:
    return Choice(label=f"it happened on {spoken(day)}", value=day)


def spoken(day: date) -> str:
    """Return a day as one says it: Monday 23 November 2026."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def subject_in(page: Page) -> str:
    """Return what the contact was about, the words behind "re" or "about"; they stay in the note."""
    for at in range(len(page) - 1):
        if page.low(at) not in SUBJECT_MARKERS or page.mark(at) or not (page.joined(at + 1) or page.low(at) == "re"):
            continue
        if page.low(at) == "about" and (page.low(at + 1)[:1].isdigit() or not _after_structure(page, at)):
            continue
        last = _subject_end(page, at + 1)
        if last > at:
            page.take(at, at, "subject")
            return page.said(at + 1, last)
    return ""


def _after_structure(page: Page, at: int) -> bool:
    return at == 0 or not page.joined(at) or page.mark(at - 1) != ""


def _subject_end(page: Page, start: int) -> int:
    at = start
    while at < len(page) and at - start < _MOST_SUBJECT_WORDS and (at == start or page.joined(at)):
        if page.mark(at) not in ("", "side") or page.low(at) in BREAKS - {"to", "from", "after", "is", "how", "why"}:
            break
        at += 1
    return at - 1
