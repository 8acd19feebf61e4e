"""The report `outreach`: whom each notice reached, who holds an old version, and which questions wait, as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Column,
    DatabaseUnusable,
    Document,
    Heading,
    Paragraph,
    PluginContext,
    Refused,
    Row,
    Subject,
    Table,
    Words,
    counted,
    words,
)
from trustcrm_outreach.ledger import WENT, Delivery, Named, State, Who, deliveries, opted_out
from trustcrm_outreach.notices import Notice, Version, notices
from trustcrm_outreach.questions import Asked, open_questions
from trustcrm_outreach.standing import Holding, RowsNow, holdings

_TITLES: Mapping[State, str] = {
    "released": "to be sent", "sending": "not known", "sent": "sent", "acknowledged": "acknowledged",
    "bounced": "bounced", "dropped": "dropped",
}  # fmt: skip
"""What the states are called at the head of a column."""


def report(context: PluginContext, subject: Subject) -> Document:
    """Return the report."""
    title = f"Outreach: {subject.name}"
    try:
        made = _Report(context, subject)
    except (DatabaseUnusable, Refused):
        nothing = Paragraph(words("Nothing was ever sent from here."))
        return Document(title=title, day=subject.day, blocks=(nothing,))
    return Document(title=title, day=subject.day, blocks=tuple(made.blocks()))


class _Report:
    def __init__(self, context: PluginContext, subject: Subject) -> None:
        self._context, self._day = context, subject.day
        self._names = RowsNow(context)
        self._notices = [one for one in notices(context) if one.released_by_day(self._day)]
        self._deliveries: dict[int, list[Delivery]] = {}
        for one in deliveries(context):
            if one.state_on(self._day) != "drafted":
                self._deliveries.setdefault(one.version, []).append(one)
        self._holdings = holdings(context, self._day)
        self._asked = open_questions(context, self._day)

    def blocks(self) -> Iterator[Block]:
        if not self._notices and not self._asked:
            yield Paragraph(words(f"No notice was released and no question waits as of {self._day.isoformat()}."))
            return
        yield Bullets(tuple(self._glance()))
        if self._notices:
            yield Heading("Whom each notice reached")
            yield self._reach()
            yield Paragraph(words(
                "The newest version alone is counted here. A person counts once however many mails went there, and a "
                "mailbox once however many read it."
            ))  # fmt: skip
            yield Heading("How far each version came")
            yield self._versions()
        outdated = [one for one in self._holdings if one.is_outdated]
        if outdated:
            yield Heading("Who holds an earlier version")
            yield self._outdated(outdated)
        if self._asked:
            yield Heading("Questions without an answer")
            yield self._questions(self._asked)

    def _glance(self) -> Iterator[Words]:
        reached = {one.who for one in self._holdings if one.holds}
        told = counted(len(reached), "person or organisation was", "people and organisations were")
        yield words(f"{told} reached by a notice, in any of its versions.", cites=self._cites(reached))
        outdated = {one.who for one in self._holdings if one.is_outdated}
        told = counted(len(outdated), "of them holds", "of them hold")
        yield words(f"{told} an earlier version than the one that is out.", cites=self._cites(outdated))
        if not self._asked:
            yield words("No question waits for an answer.")
            return
        late = [one for one in self._asked if one.is_overdue(self._day)]
        told = (
            f"{counted(len(self._asked), 'question waits', 'questions wait')} for an answer, {len(late)} beyond the day"
        )
        yield words(f"{told} that was promised.", cites=self._of_questions(self._asked))

    def _reach(self) -> Table:
        columns = [Column("audience"), Column("notice"), *(Column(title, kind="number") for title in (
            "belong to it", "reached", "mails that went", "mailboxes read by several", "told by hand", "not reached",
            "opted out",
        ))]  # fmt: skip
        return Table(tuple(columns), tuple(self._reach_of(one) for one in self._notices))

    def _reach_of(self, notice: Notice) -> Row:
        """Return how far the newest version reached the audience as it was when that was released."""
        version = notice.released_by_day(self._day)[-1]
        found = [one for one in self._deliveries.get(version.id, ()) if one.state_on(self._day) != "dropped"]
        out = {self._names.now(one) for one in opted_out(self._context, version.id)}
        belong = self._people(found) | out
        gone = [one for one in found if one.state_on(self._day) in WENT]
        reached = self._people(gone)
        mails = [one for one in gone if not one.by_hand]
        cells = (
            notice.audience.name, f"{notice.title}, version {version.number}", len(belong), len(reached), len(mails),
            sum(len(one.people) > 1 for one in mails), sum(one.by_hand for one in gone),
            len(belong - reached - out), len(out - reached),
        )  # fmt: skip
        return Row(cells, cites=self._cites(belong))

    def _versions(self) -> Table:
        """Return how many deliveries of each version are in each state; a state that none is in has no column."""
        there = {one.state_on(self._day) for found in self._deliveries.values() for one in found}
        states = [state for state in _TITLES if state in there]
        columns = (
            Column("notice"), Column("version", kind="number"), Column("out since", kind="day"), Column("in"),
            *(Column(_TITLES[state], kind="number") for state in states),
        )  # fmt: skip
        rows = [
            self._version(notice, version, states)
            for notice in self._notices
            for version in notice.released_by_day(self._day)
        ]
        return Table(columns, tuple(rows))

    def _version(self, notice: Notice, version: Version, states: Sequence[State]) -> Row:
        found = self._deliveries.get(version.id, [])
        counts = [sum(one.state_on(self._day) == state for one in found) for state in states]
        languages = ", ".join(dict.fromkeys(one.language for one in found))
        assert version.released_at is not None
        return Row((notice.title, version.number, version.released_at.date(), languages, *counts))

    def _outdated(self, found: Sequence[Holding]) -> Table:
        columns = (
            Column("who"), Column("of"), Column("notice"), Column("holds version", kind="number"),
            Column("newest", kind="number"),
        )  # fmt: skip
        rows = [
            Row(
                (self._names.name(one.who), self._side(one.side), one.notice.title, one.holds, one.newest),
                cites=self._cites([one.who]),
            )
            for one in found
        ]  # fmt: skip
        return Table(columns, tuple(rows))

    def _questions(self, found: Sequence[Asked]) -> Table:
        columns = (
            Column("asked on", kind="day"), Column("by"), Column("question"), Column("promised for", kind="day"),
            Column("days late", kind="number"),
        )  # fmt: skip
        rows = [
            Row(
                (
                    one.asked_on, self._side(one.side), one.words, one.promised_by,
                    max(0, (self._day - one.promised_by).days),
                ),
                cites=self._of_questions([one]),
            )
            for one in found
        ]  # fmt: skip
        return Table(columns, tuple(rows))

    def _people(self, found: Iterable[Delivery]) -> set[Who]:
        named: Iterable[Named] = (one for delivery in found for one in delivery.people)
        return {self._names.now(one) for one in named}

    def _side(self, side: int) -> str:
        return self._names.name((self._context.ask.mention("side", side).noun, side))

    def _cites(self, found: Iterable[Who]) -> tuple[Citation, ...]:
        return tuple(Citation(*who) for who in sorted(found) if self._names.is_there(who))

    def _of_questions(self, found: Iterable[Asked]) -> tuple[Citation, ...]:
        return tuple(Citation("interaction", one.interaction) for one in found)
