"""What came of a crisis: every number counts records that are cited with it, so that it can be counted again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from statistics import median
from typing import Any, cast

from trustcrm.plugin import (
    Account,
    Bar,
    Bars,
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Happening,
    Heading,
    Paragraph,
    PluginContext,
    Row,
    Signal,
    Subject,
    Table,
    Tie,
    Timeline,
    Words,
    counted,
    unit_for,
    words,
)
from trustcrm_crisis.asking import OVERRIDDEN
from trustcrm_crisis.board import PROMISED, TOLD, Board, as_of, board_of, exact_sum
from trustcrm_crisis.in_need import ANSWERS
from trustcrm_crisis.paper import cites, cites_of, crisis_of, line_cites, nothing
from trustcrm_crisis.windows import Crisis


@dataclass(frozen=True, kw_only=True)
class Response:
    """An ask and what first answered it; `days` from the one to the other, None while nothing did."""

    account: Account
    asked_on: date
    answer: str
    answered_on: date | None
    cites: tuple[Citation, ...]

    @property
    def days(self) -> int | None:
        """The days until the first answer."""
        return None if self.answered_on is None else (self.answered_on - self.asked_on).days


def after_action(context: PluginContext, subject: Subject) -> Document:
    """Return the paper."""
    crisis = crisis_of(context, subject)
    if crisis is None:
        return nothing(subject, f"After-action: {subject.name}")
    board = board_of(context, crisis, subject.day)
    ledger, aids = context.ask.ledger(window=crisis.id), partial(_is_aid, _networks(context))
    given = [one for one in as_of(ledger.accounts, subject.day) if one.giver == board.home and aids(one, crisis)]
    accounts = [*(one for one in board.accounts if one.receiver == board.home), *given]
    blocks: list[Block] = [*_summary(board, crisis, subject.day, accounts)]
    blocks += _glance(board, accounts)
    blocks += _board(board)
    blocks += _arrived(board, accounts)
    blocks += _responses(board, accounts)
    blocks += _promises(board, accounts, subject.day)
    blocks += _thanks(board, accounts)
    blocks += _overridden(board, accounts)
    blocks += _timeline(context, board, accounts, subject.day)
    return Document(title=f"After-action: {crisis.name}", day=subject.day, blocks=tuple(blocks))


def _networks(context: PluginContext) -> frozenset[int]:
    """Return the networks that we are in, to which we owe dues."""
    ties = [cast(Tie, row.kept.record) for row in context.ask.page("tie", {"kind": "network"}).rows]
    return frozenset(cast(int, side) for tie in ties for side in (tie.one, tie.other))


def _is_aid(networks: frozenset[int], account: Account, crisis: Crisis) -> bool:
    """Return whether what we gave is of this crisis: it answers a need, was told for it, or began in its days.

    Money for a network is none where no need asks for it: dues fall due whatever happens.
    """
    given = account.contribution
    if given.need is not None:
        return True
    if given.kind == "money" and account.receiver in networks:
        return False
    return given.window == crisis.id or any(crisis.is_on(kept.record.on) for kept in account.steps[:1])


def _summary(board: Board, crisis: Crisis, day: date, accounts: Sequence[Account]) -> Iterator[Block]:
    yield Paragraph(words(_head(crisis, day), cites=(Citation("window", crisis.id),)))
    ours = [one for one in accounts if one.receiver == board.home]
    asked, received = ([one for one in ours if state in one.quantities] for state in ("asked", "received"))
    gave = [one for one in accounts if one.giver == board.home and "received" in one.quantities]
    promised = [one for one in ours if one.was_promised]
    owed = [one for one in ours if one.awaits_thanks and one.is_open]
    answered = [one for one in responses(ours) if one.days is not None]
    items = [
        _counted(len(asked), "ask of ours", "asks of ours", cites_of(asked, "asked")),
        _counted(len(received), "contribution reached us", "contributions reached us", cites_of(received, "received")),
        _counted(len(promised), "was promised to us", "were promised to us", cites_of(promised, *PROMISED)),
        _counted(len(owed), "still waits for our thanks", "still wait for our thanks", cites_of(owed, "received")),
        _counted(
            len(gave), "contribution of ours arrived", "contributions of ours arrived", cites_of(gave, "received")
        ),
    ]
    if answered:
        days = median(cast(int, one.days) for one in answered)
        several = f"Of the {len(answered)} asks of ours that were answered, half"
        which = several if len(answered) > 1 else "The one ask of ours that was answered"
        told = f"{which} had a first answer {_within(days)}."
        items.append(words(told, cites=tuple(cited for one in answered for cited in one.cites)))
    yield Bullets(tuple(items))


def _within(days: float) -> str:
    return f"within {days:g} {'day' if days == 1 else 'days'}" if days else "on the same day"


def _head(crisis: Crisis, day: date) -> str:
    if crisis.ends_on is None or crisis.ends_on > day:
        return f"{crisis.name} has been on since {crisis.starts_on.isoformat()}, {_days(crisis, day)}. It is not over."
    return (
        f"{crisis.name} lasted from {crisis.starts_on.isoformat()} to {crisis.ends_on.isoformat()}, "
        f"{_days(crisis, day)}."
    )


def _days(crisis: Crisis, day: date) -> str:
    return counted(crisis.day_number(day), "day")


def _counted(count: int, one: str, many: str, rest_on: tuple[Citation, ...]) -> Words:
    return words(f"{counted(count, one, many)}.", cites=rest_on)


def _board(board: Board) -> Iterator[Block]:
    lines = [line for line in board.lines if line.need is not None]
    if not lines:
        return
    yield Heading("What was needed")
    columns = (
        Column("what"), Column("unit"), Column("needed", "number"), Column("asked", "number"),
        Column("pledged", "number"), Column("committed", "number"), Column("received", "number"), Column("in words"),
    )  # fmt: skip
    rows = []
    for line in lines:
        reached = (line.sums.get(state) for state in ("asked", "pledged", "committed", "received"))
        for_whom = "" if line.side == board.home else f" for {board.names[line.side]}"
        closed = line.need.record.closed_on if line.need is not None else None
        told = "; ".join(filter(None, (line.in_words, f"closed on {closed.isoformat()}" if closed else "")))
        cells = (f"{line.what}{for_whom}", line.unit or None, line.wanted, *reached, told or None)
        rows.append(Row(cells, line_cites(line)))
    yield Table(columns, tuple(rows))


def _arrived(board: Board, accounts: Sequence[Account]) -> Iterator[Block]:
    groups: dict[tuple[str, str], list[Account]] = {}
    for one in accounts:
        if one.quantities.get("received") is not None:
            groups.setdefault((one.contribution.kind, one.contribution.unit or ""), []).append(one)
    bars = []
    for (kind, unit), alike in sorted(groups.items()):
        given, got = (
            exact_sum(one.quantities["received"] for one in alike if (one.giver == board.home) is ours)  # type: ignore[misc]
            for ours in (True, False)
        )
        bars.append(Bar(kind, given, got, unit, cites_of(alike, "received")))
    if bars:
        us = board.names[board.home]
        yield Bars(tuple(bars), f"{us} gave", f"{us} received", "What arrived, both ways")


def responses(accounts: Sequence[Account]) -> list[Response]:
    """Return each ask with the first step that answered it, in the order they were asked."""
    found = []
    for account in accounts:
        asked = next((kept for kept in account.steps if kept.record.state == "asked"), None)
        if asked is None:
            continue
        later = account.steps[account.steps.index(asked) + 1 :]
        answer = next((kept for kept in later if kept.record.state in ANSWERS), None)
        rest_on = [Citation("step", kept.id, kept.record.source or "") for kept in (asked, answer) if kept is not None]
        found.append(
            Response(
                account=account, asked_on=asked.record.on, cites=tuple(rest_on),
                answer=answer.record.state if answer is not None else "",
                answered_on=answer.record.on if answer is not None else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.asked_on, one.account.id))


def _responses(board: Board, accounts: Sequence[Account]) -> Iterator[Block]:
    yield Heading("How soon asks were answered")
    found = responses(accounts)
    if not found:
        yield Paragraph(words("Nobody asked for anything."))
        return
    columns = (
        Column("asked", "day"), Column("by whom"), Column("for"), Column("first answer"), Column("on", "day"),
        Column("days", "number"),
    )  # fmt: skip
    rows = []
    for one in found:
        us = one.account.receiver == board.home
        by = f"we asked {board.names[one.account.giver]}" if us else f"{board.names[one.account.receiver]} asked us"
        answer = TOLD.get(one.answer, one.answer) or "none yet"
        what = one.account.thing("asked")
        rows.append(Row((one.asked_on, by, what, answer, one.answered_on, one.days), one.cites))
    yield Table(columns, tuple(rows))


def verdict(account: Account, day: date) -> str:
    """Return what became of a promise: kept, kept late, kept in part, not kept, in part, late, or open."""
    if account.is_received and not account.is_partial:
        due = [kept.record.due_on for kept in account.steps if kept.record.due_on is not None]
        arrived = max(kept.record.on for kept in account.steps if kept.record.state == "received")
        return "kept late" if due and arrived > due[-1] else "kept"
    if account.state in ("declined", "lapsed"):
        return "not kept" if not account.is_received else "kept in part"
    late = account.due_on is not None and account.due_on < day
    if account.is_received:
        return "in part, late" if late else "in part"
    return "late" if late else "open"


HOPED_FOR = {
    "late": "still hoped for", "open": "hoped for", "in part, late": "in part, the rest still hoped for",
    "in part": "in part, the rest hoped for", "not kept": "it did not come about",
}  # fmt: skip
"""How a promise of somebody else's is told: a partner never owes."""


def _promises(board: Board, accounts: Sequence[Account], day: date) -> Iterator[Block]:
    yield Heading("Promises")
    found = [one for one in accounts if one.was_promised]
    if not found:
        yield Paragraph(words("Nothing was promised, either way."))
    for ours, title, whom in ((True, "What we promised", "to"), (False, "What was promised to us", "by")):
        told = [one for one in found if (one.giver == board.home) is ours]
        if told:
            columns = (Column(whom), Column("what"), Column("due", "day"), Column("how far"), Column("became"))
            yield Table(columns, tuple(_promise(board, one, day, ours=ours) for one in told), title)


def _promise(board: Board, one: Account, day: date, *, ours: bool) -> Row:
    due = [kept.record.due_on for kept in one.steps if kept.record.due_on is not None]
    became = verdict(one, day)
    cells = (
        board.names.get(one.receiver if ours else one.giver), one.thing("committed", "pledged"),
        due[-1] if due else None, one.in_words or None, became if ours else HOPED_FOR.get(became, became),
    )  # fmt: skip
    return Row(cells, cites(one, *PROMISED, "received", "declined", "lapsed"))


def _thanks(board: Board, accounts: Sequence[Account]) -> Iterator[Block]:
    yield Heading("Thanks we still owe")
    owed = [one for one in accounts if one.receiver == board.home and one.awaits_thanks and one.is_open]
    if not owed:
        yield Paragraph(words("None: everything that arrived was thanked for."))
        return
    items = []
    for one in owed:
        on = max(kept.record.on for kept in one.steps if kept.record.state == "received")
        told = f"{board.names[one.giver]}: {one.thing('received')}, received on {on.isoformat()}"
        items.append(words(told, cites=cites(one, "received")))
    yield Bullets(tuple(items))


def _overridden(board: Board, accounts: Sequence[Account]) -> Iterator[Block]:
    found = [
        (one, kept)
        for one in accounts
        for kept in one.steps
        if (kept.record.words or "").startswith(OVERRIDDEN) and one.receiver == board.home
    ]
    if found:
        yield Heading("Asked though something stood against it")
        yield Bullets(
            tuple(
                words(
                    f"{kept.record.on.isoformat()}, {board.names[one.giver]} for {one.contribution.what}: "
                    f"{(kept.record.words or '').removeprefix(OVERRIDDEN)}",
                    cites=(Citation("step", kept.id),),
                )
                for one, kept in found
            )
        )


RECEIVERS = ("asked", "received", "inspected", "distributed", "acknowledged")
"""States that the one who is to receive brings about."""


def _who_did(state: str, *, we_give: bool) -> str:
    """Return a step with who took it: "we asked", "they pledged"."""
    if state == "in transit":
        return "on its way to them" if we_give else "on its way to us"
    if state == "lapsed":
        return "lapsed"
    who = "we" if we_give is (state not in RECEIVERS) else "they"
    return f"{who} {TOLD.get(state, state)}"


def _glance(board: Board, accounts: Sequence[Account]) -> Iterator[Block]:
    """Yield what was asked and what arrived as one picture."""
    told: list[tuple[date, int, Happening]] = []
    for account in accounts:
        other = board.names.get(account.receiver if account.giver == board.home else account.giver)
        for kept in account.steps:
            step, about = kept.record, account.contribution
            if step.state in ("asked", "received") and (board.crisis.is_on(step.on) or about.need is not None):
                cited = Citation("step", kept.id, step.source or about.source or "")
                way = "to" if account.giver == board.home else "from"
                thing = account.thing_at(step)
                label = f"{thing}, {way} {other}" if other else thing
                told.append((step.on, kept.id, Happening(step.on, label, step.state == "received", (cited,))))
    if told:
        yield Heading("Asked and received")
        found = tuple(one for _, _, one in sorted(told, key=lambda each: each[:2]))
        yield Timeline(found, "asked, by us or them", "received, by us or them")


def _timeline(context: PluginContext, board: Board, accounts: Sequence[Account], day: date) -> Iterator[Block]:
    rows: list[tuple[date, int, Row]] = []
    for account in accounts:
        for kept in account.steps:
            step = kept.record
            if board.crisis.is_on(step.on) or account.contribution.need is not None:
                we_give, about = account.giver == board.home, account.contribution
                whom = board.names.get(account.receiver if we_give else account.giver)
                did = _who_did(step.state, we_give=we_give)
                unit = unit_for(step.quantity, about.unit) if about.unit and step.quantity is not None else None
                cells = (step.on, did, whom, about.what, step.quantity, unit)
                source = step.source or about.source or ""
                rows.append((step.on, kept.id, Row(cells, (Citation("step", kept.id, source),))))
    for listed in context.ask.page("signal", between=str(board.home)).rows:
        signal = cast(Signal, listed.kept.record)
        if board.crisis.is_on(signal.on) and signal.on <= day:
            own: Any = signal.giver == board.home
            whom = listed.referred.get("receiver" if own else "giver", "")
            cited = Citation("signal", listed.kept.id, signal.source or signal.witness)
            told = Row(
                (signal.on, f"signal of {'ours' if own else 'theirs'}: {signal.kind}", whom, signal.words, None, None),
                (cited,),
            )
            rows.append((signal.on, listed.kept.id, told))
    yield Heading("Day by day")
    if not rows:
        yield Paragraph(words("Nothing is on record."))
        return
    columns = (
        Column("on", "day"), Column("what happened"), Column("with"), Column("about"), Column("how much", "number"),
        Column("unit"),
    )  # fmt: skip
    yield Table(columns, tuple(row for _, _, row in sorted(rows, key=lambda one: one[:2])))
