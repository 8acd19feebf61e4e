"""The panel beside a person or organisation: which notices they hold, in which version, and what they asked."""

from __future__ import annotations

from typing import cast

from trustcrm.plugin import (
    Bullets,
    Citation,
    DatabaseUnusable,
    Document,
    Person,
    PluginContext,
    Refused,
    Subject,
    Words,
    counted,
    words,
)
from trustcrm_outreach.ledger import WENT, Named, deliveries
from trustcrm_outreach.notices import Notice, notices
from trustcrm_outreach.questions import open_questions
from trustcrm_outreach.standing import holdings


def panel(context: PluginContext, subject: Subject) -> Document | None:
    """Return what is to be told of somebody; None where nothing is, or the plugin's tables are not made yet."""
    try:
        items = [*_held(context, subject), *_waiting(context, subject), *_asked(context, subject)]
    except (DatabaseUnusable, Refused):
        return None
    return Document(title="Notices", day=subject.day, blocks=(Bullets(tuple(items)),)) if items else None


def _held(context: PluginContext, subject: Subject) -> list[Words]:
    """Return which version of each notice they hold; of an organisation how many of its people do."""
    by_notice: dict[int, list[tuple[Notice, int, int]]] = {}
    for one in holdings(context, subject.day, concerning=_named(context, subject)):
        if _is_about(subject, one.who, one.side) and one.holds:
            by_notice.setdefault(one.notice.id, []).append((one.notice, one.holds, one.newest))
    found = []
    for own in by_notice.values():
        notice, _, newest = own[0]
        for version in sorted({holds for _, holds, _ in own}):
            who = "" if subject.noun == "person" else _of_people(sum(holds == version for _, holds, _ in own))
            old = f", outdated: version {newest} is out" if version < newest else ""
            found.append(words(f"{who}holds notice {notice.id} version {version}{old} ({notice.title})."))
    return found


def _named(context: PluginContext, subject: Subject) -> Named:
    side = subject.id
    if subject.noun == "person":
        side = cast("int | None", cast(Person, context.ask.one("person", subject.id).kept.record).side) or 0
    return Named(noun=subject.noun, id=subject.id, side=side)


def _of_people(count: int) -> str:
    return f"{counted(count, 'person', 'people')} here: "


def _waiting(context: PluginContext, subject: Subject) -> list[Words]:
    """Return the notices that were released for them and did not reach them."""
    of = {version.id: (notice, version) for notice in notices(context) for version in notice.versions}
    found = []
    for one in deliveries(context, concerning=_named(context, subject)):
        state = one.state_on(subject.day)
        mine = any(_is_about(subject, (named.noun, named.id), named.side) for named in one.people)
        if mine and state not in (*WENT, "drafted", "dropped"):
            notice, version = of[one.version]
            how = {"bounced": "bounced", "sending": "may have left, nobody knows", "released": "is not sent yet"}[state]
            found.append(words(f"Notice {notice.id} version {version.number} {how} ({notice.title})."))
    return found


def _asked(context: PluginContext, subject: Subject) -> list[Words]:
    found = []
    for one in open_questions(context, subject.day):
        if one.person == subject.id if subject.noun == "person" else one.side == subject.id:
            late = "overdue, " if one.is_overdue(subject.day) else ""
            told = f"Waits for our answer, {late}promised for {one.promised_by.isoformat()}: {one.words}"
            found.append(words(told, cites=(Citation("interaction", one.interaction),)))
    return found


def _is_about(subject: Subject, who: tuple[str, int], side: int) -> bool:
    return who == (subject.noun, subject.id) or (subject.noun == "organisation" and side == subject.id)
