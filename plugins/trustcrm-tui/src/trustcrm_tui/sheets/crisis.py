"""Crisis: what we need and who gave such things before, what was offered, what we owe, and who was not told yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm_tui.accepting import CAN_BE_ACCEPTED
from trustcrm_tui.crises import begun, crises_on
from trustcrm_tui.ink import Content, Role, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.ledger import Between, LedgerSheet
from trustcrm_tui.sheets.needs import Ask, Needed, gave_before, open_needs, who_gave, words_of
from trustcrm_tui.sheets.sheet import Card, Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import is_given, side_card
from trustcrm_tui.words import as_shown, day_words, late_words, points, short_name, thing

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Glance, Kept, Ledger, Listed, PluginContext, Step

NEED, OFFER, OWED, THANKS, UNTOLD = "need", "offer", "we owe", "thanks", "not told"
ORDER = (NEED, OFFER, OWED, THANKS, UNTOLD)
UNANSWERED = "unanswered · "
"""How an offer begins that we neither accepted nor saw arrive."""
PAGE, MOST_PAGES = 200, 20
"""How many of the interactions written last are looked through for whom we told something."""


@dataclass(frozen=True)
class Board:
    """A line of the board: a need, a contribution of this crisis, or a tie that heard nothing of us since it began."""

    section: str
    between: Between | None = None
    glance: Glance | None = None
    first: tuple[Ask, ...] = ()
    needed: Needed | None = None


class CrisisSheet:
    """The board of a crisis that is on: of several the latest begun, or that which was `chosen`, by its id.

    `shown` is the one on it by now, with its name.
    """

    id = "crisis"
    name = "Crisis"

    def __init__(self) -> None:
        self.chosen: int | None = None
        self.shown: tuple[int, str] | None = None
        self._on: Sequence[int] = ()

    @property
    def told(self) -> int | None:
        """The crisis that what is entered here belongs to; None where one alone is on, since its days tell that."""
        return self.shown[0] if self.shown is not None and len(self._on) > 1 else None

    def turn(self) -> bool:
        """Choose the next of several; return whether there is another."""
        if self.told is not None:
            self.chosen = self._on[(self._on.index(self.told) + 1) % len(self._on)]
        return self.told is not None

    def load(self, office: PluginContext) -> Loaded:
        """Return what is needed, offered, owed and untold since it began."""
        on = crises_on(office)
        self._on = [row.kept.id for row in on]
        window = next((row for row in on if row.kept.id == self.chosen), next(iter(on), None))
        self.shown = (window.kept.id, window.title) if window is not None else None
        if window is None:
            return Loaded(Held((), key=id), (ink("no crisis is on", "quiet"),))
        began, today = begun(window), office.clock.today()
        ledger, glances = office.ask.ledger(), office.ask.overview()
        trust = {glance.them: glance.trust or 0.0 for glance in glances}
        own = {account.id for account in office.ask.ledger(window=window.kept.id).accounts}
        needs = open_needs(office, window.kept.id, ledger)
        answering = {one.kept.id for one in needs}
        dealings = [
            row
            for row in _contributions(ledger, trust, own)
            if row.section != NEED or row.between is None or row.between.account.contribution.need not in answering
        ]
        told_since = _told_since(office, ledger.home, window) | _heard_by_deeds(ledger, own)
        rows = [*_needs(needs, ledger, trust), *dealings, *_silent(glances, began, told_since)]
        rows.sort(key=lambda row: (ORDER.index(row.section), not _presses(row)))
        ours = [glance for glance in glances if glance.state == "active"]
        told = len(ours) - sum(row.section == UNTOLD for row in rows)
        counts = [ink(f"{window.title} · day {(today - began).days + 1}{_until(window, today)}", "alert")]
        counts += [
            ink(_offers(rows) if section == OFFER else f"{words} {_count(rows, section)}")
            for section, words in _COUNTED
        ]
        others = [row.title for row in on if row is not window]
        if others:
            counts.insert(1, joined(ink("w", "field"), ink(f" {', '.join(others)}", "warn")))
        return Loaded(Held(rows, key=_key), (*counts[:2], ink(f"told {told} of {len(ours)}"), *counts[2:]))

    def draw(self, row: Board, width: int, manner: Manner) -> Content:
        """Return a line: what it is, the thing, with whom, and who gave such things before."""
        left = joined(ink("! " if _presses(row) else "  ", "alert"), cell(ink(row.section, _role(row)), 9))
        room = width - left.cell_length
        if row.needed is not None:
            return joined(left, _need_words(row, row.needed, room, manner))
        if row.between is None:
            return joined(left, cell(ink(_untold_words(row, manner)), room))
        account, whom = row.between.account, short_name(row.between.names[row.between.other])
        due = late_words(account.due_on, manner.today) if account.due_on else ink("")
        what_wide = max(10, room // 3 if row.section == NEED else room * 2 // 5)
        told = f"of {whom}{_others_to_ask(row)}" if row.section == NEED else f"{UNANSWERED * _waits(row)}{whom}"
        return joined(
            left, cell(ink(thing(account)), what_wide), ink(" "), cell(ink(told), max(8, room - what_wide - 11)),
            cell(due, 10, right=True),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Board, manner: Manner) -> Sequence[Content] | Card:
        """Return the chain of a contribution and whom to ask first, or the card of a tie."""
        if row.needed is not None:
            return row.needed.card(row.first, manner.today).lines
        if row.between is None:
            return side_card(office, row.glance.them, manner) if row.glance is not None else ()
        facts = Facts(list(LedgerSheet().card(office, row.between, manner)))
        if row.section == NEED:
            who_gave(facts, row.first)
        return facts.lines

    def subject(self, row: Board) -> Subject:
        """Return the need, or the other side."""
        if row.needed is not None:
            return Subject(noun="need", id=row.needed.kept.id, name=row.needed.what)
        if row.between is not None:
            return LedgerSheet().subject(row.between)
        glance = row.glance
        return Subject() if glance is None else Subject(side=glance.them, name=glance.name, noun="tie", id=glance.tie)

    def kind(self, row: Board) -> str:
        """Return the section."""
        return row.section

    def empty(self) -> tuple[Content, ...]:
        """Return how one is opened."""
        return (
            ink("No crisis is on, or nothing of it is open."),
            joined(ink("!", "field"), ink(" opens one · "), ink("n", "field"), ink(" notes what we need, and of whom")),
        )


def _until(window: Listed, today: date) -> str:
    """Return the last day of a crisis that has one already: on that day the board still stands."""
    ends: date | None = getattr(window.kept.record, "ends_on", None)
    return f" · until {day_words(ends, today)}" if ends is not None else ""


_COUNTED = ((NEED, "needs"), (OFFER, "offers"), (OWED, "we owe"), (THANKS, "thanks owed"), (UNTOLD, "not told"))


def _count(rows: Iterable[Board], section: str) -> int:
    return sum(row.section == section and (row.needed is None or _presses(row)) for row in rows)


def _offers(rows: Sequence[Board]) -> str:
    waiting = sum(map(_waits, rows))
    return f"offers {_count(rows, OFFER)}{f', {waiting} unanswered' if waiting else ''}"


def _presses(row: Board) -> bool:
    if row.needed is not None:
        return row.needed.lacks and not row.needed.whose
    return row.section in (NEED, UNTOLD) or _waits(row)


def _waits(row: Board) -> bool:
    """Whether an offer waits for our answer."""
    return row.section == OFFER and row.between is not None and row.between.account.state in CAN_BE_ACCEPTED


def _key(row: Board) -> object:
    if row.needed is not None:
        return row.needed.kept.id, "need"
    if row.between is not None:
        return row.between.account.id, ""
    return row.glance.tie if row.glance is not None else 0, "tie"


def _role(row: Board) -> Role:
    return "alert" if row.section == NEED else "strong" if row.section in (OWED, THANKS) else ""


def _untold_words(row: Board, manner: Manner) -> str:
    if row.glance is None:
        return ""
    last = day_words(row.glance.last_contact, manner.today) if row.glance.last_contact else "never"
    return f"{short_name(row.glance.name)}, last contact {last}"


def _others_to_ask(row: Board) -> str:
    """Return who gave such things before and was not asked for this yet."""
    named = ", ".join(f"{short_name(name)} {points(trust)}" for name, trust in row.first)
    return f" · or ask {named}" if named else ""


def _need_words(row: Board, needed: Needed, room: int, manner: Manner) -> Content:
    what_wide = max(10, room // 3)
    due = late_words(needed.by_on, manner.today) if needed.by_on and needed.lacks else ink("")
    told = f"{needed.how}{_others_to_ask(row)}"
    return joined(
        cell(ink(needed.what), what_wide), ink(" "), cell(ink(told), max(8, room - what_wide - 11)),
        cell(due, 10, right=True),
    )  # fmt: skip


def _needs(needs: Iterable[Needed], ledger: Ledger, trust: Mapping[int, float]) -> Iterator[Board]:
    for one in needs:
        asked = {account.giver for account in one.accounts}
        first = () if one.whose or not one.lacks else tuple(gave_before(ledger, one.kept.record.what, "", asked, trust))
        yield Board(NEED, needed=one, first=first)


def _contributions(ledger: Ledger, trust: Mapping[int, float], own: Collection[int]) -> Iterator[Board]:
    """Yield the open ones of the contributions that belong to the crisis, what is due first in front."""
    standing = [one for one in ledger.accounts if one.is_open and one.id in own]
    for account in sorted(standing, key=lambda one: (one.due_on or date.max, one.id)):
        between = Between(account, ledger.home, ledger.names)
        if between.of_others or (between.ours and is_given(account)):
            continue
        section = _section(account, ours=between.ours)
        first: tuple[Ask, ...] = ()
        if section == NEED:
            what, kind = account.contribution.what, account.contribution.kind
            asked = {one.giver for one in standing if words_of(one.contribution.what) == words_of(what)}
            first = tuple(gave_before(ledger, what, kind, asked, trust))
        yield Board(section, between, first=first)


def _section(account: Account, *, ours: bool) -> str:
    if ours:
        return OWED
    if account.is_received and not account.is_partial:
        return THANKS
    return NEED if account.state == "asked" else OFFER


_BY_RECEIVER = frozenset({"asked", "received", "inspected", "distributed", "acknowledged"})
"""The steps that the side takes which is to receive; the others are the giver's, and a firm one both have agreed on."""


def _heard_by_deeds(ledger: Ledger, own: Collection[int]) -> set[int]:
    """Return whom we asked, promised, answered or thanked in a crisis: an offer alone, unanswered, heard nothing."""
    betweens = (Between(one, ledger.home, ledger.names) for one in ledger.accounts if one.id in own)
    ours = (one for one in betweens if not one.of_others and any(_is_ours(one, kept) for kept in one.account.steps))
    return {one.other for one in ours}


def _is_ours(between: Between, kept: Kept[Step]) -> bool:
    return kept.record.state == "committed" or (kept.record.state in _BY_RECEIVER) is not between.ours


def _told_since(office: PluginContext, home: int, window: Listed) -> set[int]:
    """Return who heard of us since a crisis began, though they did not answer: what was written last tells.

    What they wrote to us tells them nothing, and a two-way contact does. Of its first day that counts alone which was
    written down after the crisis was: a call of that morning told nothing.
    """
    began = begun(window)
    found: set[int] = set()
    first_day: dict[int, Any] = {}
    before: int | None = None
    for _ in range(MOST_PAGES):
        page = office.ask.page("interaction", before=before, limit=PAGE).rows
        since = [(row.kept.id, record) for row in page if (record := _record(row)).on >= began]
        first_day |= {row: record for row, record in since if record.on == began}
        found |= {record.receiver for _, record in since if record.giver == home and record.on > began}
        if len(page) < PAGE or not since:
            break
        before = page[-1].kept.id
    return found | _told_on_the_first_day(office, home, window, first_day)


def _told_on_the_first_day(office: PluginContext, home: int, window: Listed, there: Mapping[int, Any]) -> set[int]:
    if not there:
        return set()
    opened = office.ask.added_in("window", [window.kept.id]).get(window.kept.id, 0)
    added = office.ask.added_in("interaction", list(there))
    after = {row: record for row, record in there.items() if added.get(row, 0) > opened}
    met = [row for row, record in after.items() if record.direction == "mutual"]
    found = {record.receiver for record in after.values() if record.giver == home}
    found |= {after[row].giver for row in met}
    took_part = (one for row in met for one in office.ask.page("participant", {"interaction": str(row)}).rows)
    return found | {side for one in took_part if (side := _record(one).side) is not None}


def _record(row: Listed) -> Any:
    return row.kept.record


def _silent(glances: Iterable[Glance], began: date, told: set[int]) -> Iterator[Board]:
    """Yield the active ties that heard nothing of us since, the most trusted first.

    The last contact may be of the day it began and before it: whoever was told on that day stands among `told`.
    """
    silent = [
        glance
        for glance in glances
        if glance.state == "active"
        and (glance.last_contact is None or glance.last_contact <= began)
        and glance.them not in told
    ]
    for glance in sorted(silent, key=lambda one: (-(one.trust or 0.0), as_shown(one.name))):
        yield Board(UNTOLD, glance=glance)
