"""What somebody here must do by a day: "friday follow up", "follow up in 2 weeks: send list", "next fri"."""

from __future__ import annotations

from trustcrm.services.quick_entry.days import Day
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import ARTICLES, DUE_MARKERS, NEGATIONS, words_of
from trustcrm.values import dataclass

_NOT_OURS = (
    frozenset(["will", "they", "they'll", "he", "she", "to", "would", "should", "could", "can", "shall", "must", "its"])
    | NEGATIONS
)
_LEADING = frozenset(
    {"on", "by", "with", "re", "about", "regarding", "to", "and", "-", "for", "that", "me", "due", "until", "re:"}
)


@dataclass(frozen=True)
class Ahead:
    """A follow-up as found: what is to be done ("" where the entry does not say) and the day, where it names one."""

    first: int
    what: str
    day: Day | None


def follow_ups_in(page: Page, days: dict[int, Day]) -> list[Ahead]:
    """Return the follow-ups that say so in words, and take their words."""
    found = []
    at = 0
    while at < len(page):
        last = _keyword(page, at)
        ahead = _around(page, days, at, last) if last is not None else None
        if ahead:
            found.append(ahead)
        at = (last if last is not None else at) + 1
    return found


def _keyword(page: Page, at: int) -> int | None:
    low, after = page.low(at), page.low(at + 1)
    if page.mark(at):
        return None
    if low in ("follow-up", "followup", "follow-ups", "f/u"):
        return at
    both = (low, after) in {("follow", "up"), ("remind", "me"), ("remind", "us"), ("call", "back")}
    return at + 1 if both and page.joined(at + 1) and not page.mark(at + 1) else None


def _around(page: Page, days: dict[int, Day], at: int, keyword: int) -> Ahead | None:
    """Read a follow-up around its keyword: a day right before it, and everything behind it to the end of the clause."""
    before = _day_ending(page, days, at - 1)
    start = before.first if before else at
    if start and page.joined(start) and page.low(start - 1) in ("on", "by", "for", "due", "until"):
        start -= 1
    nearest = [page.low(start - step) for step in (1, 2, 3) if start - step >= page.clause(at)[0]]
    if any(low in _NOT_OURS for low in nearest[:2]) or page.low(at - 1) in ARTICLES - {"a"}:
        return None
    last = _end(page, keyword)
    day = before or next((days[one] for one in range(keyword + 1, last + 1) if one in days), None)
    if day is None and page.low(at) == "call":
        return None
    what = _what(page, keyword, last, day)
    page.take(start, last, "follow-up")
    page.cuts |= {start, last + 1}
    return Ahead(start, f"call back{' ' + what if what else ''}" if page.low(at) == "call" else what, day)


def _day_ending(page: Page, days: dict[int, Day], last: int) -> Day | None:
    return next((day for day in days.values() if day.last == last and page.joined(last + 1)), None)


def _end(page: Page, keyword: int) -> int:
    """Return the last word of a follow-up: its clause, and the next one behind a colon."""
    if page.tokens[keyword].stop == ":" and keyword + 1 < len(page):
        last = page.clause(keyword + 1)[1]
    else:
        last = page.clause(keyword)[1]
    if page.tokens[last].stop == ":" and last + 1 < len(page):
        last = page.clause(last + 1)[1]
    limit = next(
        (at for at in range(keyword + 1, last + 1) if page.mark(at) in _ENDS or page.low(at) in ("owe", "owed")), None
    )
    return last if limit is None else limit - 1


_ENDS = frozenset({"tag", "duration", "hour", "kind"})


def _what(page: Page, keyword: int, last: int, day: Day | None) -> str:
    read = set(range(day.first, day.last + 1)) if day else set()
    colon = next((at for at in range(keyword, last) if page.tokens[at].stop == ":"), keyword)
    keyword = max(colon, keyword)
    rest = [at for at in range(keyword + 1, last + 1) if at not in read]
    while rest and page.low(rest[-1]) in DUE_MARKERS | {"on", "in", "at", "-"}:
        rest.pop()
    if not rest:
        return ""
    lead = page.low(rest[0])
    behind_colon = rest[0] and page.tokens[rest[0] - 1].stop == ":"
    while (
        rest
        and page.low(rest[0]) in _LEADING
        and not (lead in ("with", "re", "on", "about", "for") and not behind_colon)
    ):
        rest.pop(0)
    if not rest:
        return ""
    said = _joined(page, rest)
    return f"follow up {said}" if page.low(rest[0]) in ("with", "re", "on", "about", "for", "regarding") else said


def _joined(page: Page, places: list[int]) -> str:
    parts: list[str] = []
    for before, at in zip([None, *places], places, strict=False):
        gap = (
            page.text[page.tokens[before].end : page.tokens[at].start]
            if before is not None and at == before + 1
            else " "
        )
        parts += [gap if before is not None else "", page.tokens[at].text]
    return "".join(parts).strip()


_TO_DO = words_of(
    "answer arrange ask book bring call check confirm draft email file find follow get give invite mail prepare "
    "propose remind reply report return ring schedule send share tell thank translate write"
)
"""What begins the words for a thing to do behind its day, as an order to oneself: "next fri send the leaflet"."""
_MEETINGS = words_of("meet meeting visit")
"""What one says of a meeting, too, where no contact is told that it could be."""


def days_ahead(page: Page, days: dict[int, Day], kind: str) -> list[Ahead]:
    """Return the bare days that stand for a follow-up, "next fri" among the facts of a contact, and take them."""
    found = []
    for day in days.values():
        steered = day.form == "ahead" and page.low(day.first) in ("next", "this", "coming", "tomorrow", "in", "end")
        if not steered or not page.free(day.first, day.last):
            continue
        ordered = _ordered(page, days, day) if kind else _planned(page, days, day)
        if not ordered and not _alone(page, day, kind):
            continue
        last = page.clause(day.first)[1] if ordered else day.last
        if page.tokens[last].stop == ":" and last + 1 < len(page) and page.free(last + 1, page.clause(last + 1)[1]):
            last = page.clause(last + 1)[1]
        page.take(day.first, last, "follow-up")
        found.append(Ahead(day.first, page.said(day.last + 1, last), day))
    return found


def _ordered(page: Page, days: dict[int, Day], day: Day) -> bool:
    """Whether nothing but what the contact was stands before a day, and behind it plain words of what to do then."""
    first, last = page.clause(day.first)
    before, after = range(first, day.first), range(day.last + 1, last + 1)
    return (
        page.low(day.last + 1) in _TO_DO
        and day.last < last
        and all(page.mark(at) for at in before)
        and all(not page.mark(at) and at not in days for at in after)
    )


_NAMED = ("", "side", "person")
"""What the words of a thing to do may have been taken for: a call with Milan names it."""


def _planned(page: Page, days: dict[int, Day], day: Day) -> bool:
    """Whether an entry that tells of no contact begins with a day, and what to do follows: "next week call Kim"."""
    last = page.clause(day.first)[1]
    after = range(day.last + 1, last + 1)
    return (
        day.first == 0
        and page.low(day.last + 1) in _TO_DO | _MEETINGS
        and day.last < last
        and all(page.mark(at) in _NAMED and at not in days for at in after)
    )


def _alone(page: Page, day: Day, kind: str) -> bool:
    """Whether nothing but structure stands around a day, or it ends the piece that tells of the contact itself."""
    first, last = page.clause(day.first)
    if page.low(day.first - 1) in DUE_MARKERS and page.joined(day.first):
        return False
    before, after = range(first, day.first), range(day.last + 1, last + 1)
    if not all(page.mark(at) for at in before):
        next_day = page.low(day.first) == "next" and page.low(day.last) not in ("week", "month")
        contact = bool(kind) and any(page.mark(at) == "kind" for at in before)
        if not (next_day and contact and page.low(day.first - 1) not in ("for", "on", "from", "the", "at", "about")):
            return False
        return not any(
            page.low(at) in ("meeting", "visit", "conference", "election") for at in before if not page.mark(at)
        ) and not (list(after) and not page.mark(day.last + 1))
    if page.low(day.first) in ("next", "this", "coming"):
        return not list(after) or bool(page.mark(day.last + 1))
    return len(list(before)) == 0 and not list(after)
