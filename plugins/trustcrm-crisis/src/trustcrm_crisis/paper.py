"""What both papers share: which crisis they are about, what they rest on, and how a contribution is told."""

from __future__ import annotations

from collections.abc import Iterable

from trustcrm.plugin import Account, Citation, Document, Paragraph, PluginContext, Subject, words
from trustcrm_crisis.board import TOLD, Line
from trustcrm_crisis.windows import Crisis, crises, crisis_on


def crisis_of(context: PluginContext, subject: Subject) -> Crisis | None:
    """Return the crisis a paper is about; about the office, the one that is on, else the latest; None for none."""
    if subject.noun == "window":
        return next((one for one in crises(context) if one.id == subject.id), None)
    on = crisis_on(context, subject.day)
    return on or next((one for one in crises(context) if one.starts_on <= subject.day), None)


def nothing(subject: Subject, title: str) -> Document:
    """Return the honest paper where there is no crisis."""
    told = f"No crisis is on record for {subject.name} as of {subject.day.isoformat()}."
    return Document(title=title, day=subject.day, blocks=(Paragraph(words(told)),))


def cites(account: Account, *states: str) -> tuple[Citation, ...]:
    """Return the steps of an account, or those of some states alone, each with where it is known from."""
    own = account.contribution.source or ""
    return tuple(
        Citation("step", kept.id, kept.record.source or own)
        for kept in account.steps
        if not states or kept.record.state in states
    )


def cites_of(accounts: Iterable[Account], *states: str) -> tuple[Citation, ...]:
    """Return the steps of several accounts."""
    return tuple(cited for account in accounts for cited in cites(account, *states))


def line_cites(line: Line) -> tuple[Citation, ...]:
    """Return the need of a line and the steps its sums are of."""
    own = (Citation("need", line.need.id, line.need.record.source or ""),) if line.need is not None else ()
    return (*own, *cites_of(line.accounts))


def what_became(account: Account) -> str:
    """Return a contribution and how far it came: "10,000 masks: thanked; 4,000 of 10,000 received"."""
    state = TOLD.get(account.state, account.state)
    if account.in_words:
        return f"{account.contribution.what}: {state}; {account.in_words}"
    return f"{account.thing('received', 'in transit', 'committed', 'pledged', 'offered', 'asked')}: {state}"
