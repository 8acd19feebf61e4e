"""The card of a side: how the tie reads, what is open between us, who is there, what was said last, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from trustcrm_tui.courses import told as course_told
from trustcrm_tui.ink import NOTHING, Content, ink, joined, spaced
from trustcrm_tui.panels import panel_lines
from trustcrm_tui.sheets.sheet import Card, Facts, Manner
from trustcrm_tui.words import ago_words, bar_words, day_words, late_words, points, thing, trend_words

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Ledger, PluginContext, SideCard, TieCard

MOST = 8
"""So many of a kind a card tells; the command line tells them all."""


def side_card(office: PluginContext, side: int, manner: Manner, above: Sequence[Content] = ()) -> Card:
    """Return the card of a city or organisation, below what else a row tells; what plugins tell of it ends it."""
    card = office.ask.card(side)
    lines = told(card, office.ask.ledger(str(side), open_only=True), manner)
    if above:
        lines = [*above, NOTHING, *lines]
    return Card(lines, lambda office: panel_lines(office, card.noun, side, manner))


def told(card: SideCard, ledger: Ledger, manner: Manner) -> list[Content]:
    """Return a card's lines from what the office says."""
    facts = Facts()
    facts.title(card.name)
    ours = [tie for tie in card.ties if ledger.home in (tie.glance.us, tie.glance.them)] or list(card.ties)
    for tie in ours[:1]:
        _reading(facts, tie, manner)
    _promises(facts, ledger, manner)
    _to_do(facts, card, manner)
    _people(facts, card)
    for tie in ours[:3]:
        _agreements(facts, tie, manner)
        _contacts(facts, tie, card, manner)
    _other_ties(facts, card, ours)
    _notes(facts, card)
    _called(facts, card)
    return facts.lines


def _reading(facts: Facts, tie: TieCard, manner: Manner) -> None:
    record: Any = tie.tie.record
    glance = tie.glance
    every = f"every {record.cadence_days} d" if record.cadence_days else ""
    state = "" if record.state == "active" else record.state
    since = f"since {record.since.year}" if record.since else ""
    last = f"last {ago_words(glance.last_contact, manner.today)}" if glance.last_contact else "no two-way contact yet"
    facts.line(ink(" · ".join(part for part in (record.kind, state, since, every, last) if part), "quiet"))
    facts.line(ink(""))
    if glance.trust is None:
        facts.value("Trust", ink(glance.unavailable or "unavailable", "warn"))
    else:
        bar = bar_words(glance.trust) if manner.glyphs.blocks else ""
        facts.value("Trust", spaced([ink(points(glance.trust), "strong"), ink(bar), ink(glance.certainty, "quiet")], 2))
    if glance.breaches:
        facts.value("", ink("! a breach is fresh", "alert"))
    facts.value("Trend", spaced([trend_words(glance.trend, manner.glyphs), ink("in 91 days", "quiet")], 2))
    facts.value("", course_told(manner.courses.known(glance.tie), manner.glyphs))
    facts.value("Goodwill", ink(f"{glance.goodwill:+z.1f}"))
    facts.value("Given", ink(balance_words(glance.balance)))
    warm = f"{glance.warmth_word}, cadences paused" if glance.paused else glance.warmth_word
    facts.value("Warmth", ink(warm))
    if tie.custodians:
        facts.value("Custodian", ink(", ".join(tie.custodians)))
    if record.why:
        facts.value("Why", ink(record.why))


def balance_words(balance: float | None) -> str:
    """Return in words who gave more."""
    if balance is None:
        return "nothing either way"
    if abs(balance) < 0.15:
        return "about even"
    much = "much more" if abs(balance) > 0.6 else "more"
    return f"we gave {much}" if balance > 0 else f"they gave {much}"


def _promises(facts: Facts, ledger: Ledger, manner: Manner) -> None:
    if not ledger.accounts:
        return
    facts.heading("Open between us")
    for account in ledger.accounts[:MOST]:
        facts.line(promise_line(account, ledger.home, manner))
    _rest(facts, len(ledger.accounts))


def promise_line(account: Account, home: int, manner: Manner) -> Content:
    """Return one open contribution: which way, how it stands, what, and by when."""
    ours = account.giver == home
    sign = manner.glyphs.ours if ours or account.awaits_thanks else manner.glyphs.theirs
    due = late_words(account.due_on, manner.today) if account.due_on else ink("")
    return joined(
        ink(f" {sign} "), ink(stands(account, ours=ours), "strong"), ink(f" {thing(account)}  "), due
    )  # fmt: skip


def stands(account: Account, *, ours: bool) -> str:
    """Return how an account stands, in words that blame nobody."""
    if account.awaits_thanks and account.is_open and not ours:
        return "we owe thanks:"
    if ours and is_given(account):
        return "given"
    if ours:
        asked = "asked of us" if "asked" in account.quantities else account.state
        return "we owe" if account.was_promised else asked
    return "hoped for" if account.was_promised else {"asked": "asked by us"}.get(account.state, account.state)


def is_given(account: Account) -> bool:
    """Return whether all of it arrived that was promised, offered or asked; what is left are thanks alone."""
    arrived, expected = account.quantities.get("received"), account.expected
    return account.is_received and (arrived is None or expected is None or arrived >= expected[1])


def _to_do(facts: Facts, card: SideCard, manner: Manner) -> None:
    if card.follow_ups or card.next_engagement:
        facts.heading("Next")
    if card.next_engagement:
        facts.line(joined(ink(f" {day_words(card.next_engagement, manner.today)} ", "strong"), ink("in the agenda")))
    for kept in card.follow_ups[:MOST]:
        follow_up: Any = kept.record
        facts.line(joined(ink(" "), ink(follow_up.what), ink("  "), late_words(follow_up.due_on, manner.today)))
    _rest(facts, len(card.follow_ups))


def _people(facts: Facts, card: SideCard) -> None:
    if card.holders:
        facts.heading("People")
    for post, person, _ in card.holders[:MOST]:
        facts.line(joined(ink(" "), ink(person), ink(f", {post}", "quiet")))
    _rest(facts, len(card.holders))


def _agreements(facts: Facts, tie: TieCard, manner: Manner) -> None:
    if tie.agreements:
        facts.heading("Agreements")
    for kept in tie.agreements[:MOST]:
        text: Any = kept.record
        ends = f"  until {day_words(text.ends_on, manner.today)}" if text.ends_on else ""
        facts.line(joined(ink(" "), ink(text.title), ink(ends, "quiet")))


def _contacts(facts: Facts, tie: TieCard, card: SideCard, manner: Manner) -> None:
    if tie.contacts:
        facts.heading("Last contacts")
    for kept in tie.contacts:
        contact: Any = kept.record
        said = " ".join((contact.words or "").split())
        facts.line(
            joined(
                ink(f" {day_words(contact.on, manner.today):<11} ", "quiet"),
                ink(contact.kind, "strong"),
                ink(f"  {said}"),
            )
        )


def _other_ties(facts: Facts, card: SideCard, ours: Iterable[TieCard]) -> None:
    shown = {tie.tie.id for tie in ours}
    others = [tie for tie in card.ties if tie.tie.id not in shown]
    if others:
        facts.heading("Tied with others")
        facts.line(ink(" " + ", ".join(tie.other_name for tie in others[:MOST])))
        _rest(facts, len(others))


def _notes(facts: Facts, card: SideCard) -> None:
    if card.notes:
        facts.heading("Notes")
    for kept in card.notes[:MOST]:
        note: Any = kept.record
        facts.line(ink(f" {note.words}"))


def _called(facts: Facts, card: SideCard) -> None:
    side: Any = card.side.record
    aliases = getattr(side, "aliases", ())
    zone = getattr(side, "time_zone", None)
    if aliases or zone:
        facts.heading("Besides")
    if zone:
        facts.value(" Zone", ink(zone))
    for alias in aliases[:MOST]:
        facts.value(" Also", ink(alias))


def _rest(facts: Facts, count: int) -> None:
    if count > MOST:
        facts.line(ink(f" and {count - MOST} more", "quiet"))
