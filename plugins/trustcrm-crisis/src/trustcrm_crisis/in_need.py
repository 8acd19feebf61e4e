"""Who is in need themselves, and who was asked already: what speaks against asking a city now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from trustcrm.plugin import Account, Citation, Need, PluginContext, Signal, Window
from trustcrm_crisis.board import as_of
from trustcrm_crisis.windows import Crisis, crises

IN_NEED = "in need itself"
TAG = "in need"
"""The tag by which somebody here says that a city should not be asked now."""
LACKED = ("goods", "money", "expertise", "hospitality")
"""Kinds of what somebody in need asks for; a letter of support is asked for in good days."""
ANSWERS = ("offered", "pledged", "committed", "in transit", "received", "declined", "lapsed")
"""States that answer an ask."""


@dataclass(frozen=True, kw_only=True)
class Objection:
    """What speaks against asking a side: `kind` is "in need" or "asked already", and the records it rests on."""

    side: int
    kind: str
    words: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What is looked through once for every side: the accounts as of the day, and the names of the sides.

    Who lacked something `since` a day is in need; whom we asked for anything `asked_since` one waits to answer.
    """

    context: PluginContext
    day: date
    since: date
    asked_since: date
    home: int
    names: dict[int, str]
    accounts: Sequence[Account]

    def name(self, side: int) -> str:
        """Return what a side is called, our own city "us"."""
        if side == self.home:
            return "us"
        if side not in self.names:
            self.names[side] = self.context.ask.mention("side", side).name
        return self.names[side]


def in_one(told: Sequence[str]) -> str:
    """Return what speaks against asking a side as one sentence, in which it is said once that it is in need itself."""
    first = next((place for place, words in enumerate(told) if words.startswith(IN_NEED)), None)
    later = (words.removeprefix(IN_NEED).removeprefix(":").lstrip() for words in told)
    return "; ".join(words for place, rest in enumerate(later) if (words := told[place] if place == first else rest))


def matter_of(context: PluginContext, day: date, side: int | None = None, crisis: Crisis | None = None) -> Matter:
    """Gather it: what happened since the first of the crises that are on began; where none is, within ninety days.

    With `side` only what that side gives or receives is looked through; with `crisis` our own asks since it began, for
    whoever declined in another may still be asked in this one.
    """
    ledger = context.ask.ledger(None if side is None else str(side))
    ninety_days = date.fromordinal(max(1, day.toordinal() - 90))
    since = min((one.starts_on for one in crises(context) if one.is_on(day)), default=ninety_days)
    return Matter(
        context=context, day=day, since=since, asked_since=crisis.starts_on if crisis is not None else since,
        home=ledger.home, names=dict(ledger.names), accounts=as_of(ledger.accounts, day),
    )  # fmt: skip


def objections(matter: Matter) -> list[Objection]:
    """Return all that speaks against asking anybody, those in need first."""
    return [*_needs(matter), *_asking(matter), *_signals(matter), *_tagged(matter), *_asked(matter)]


def _needs(matter: Matter) -> Iterator[Objection]:
    ask = matter.context.ask
    lasting = set()
    for row in ask.page("window").rows:
        window = cast(Window, row.kept.record)
        if window.starts_on <= matter.day and (window.ends_on is None or window.ends_on >= matter.day):
            lasting.add(row.kept.id)
    for row in ask.page("need").rows:
        need = cast(Need, row.kept.record)
        is_open = need.closed_on is None or need.closed_on > matter.day
        if need.side in (None, matter.home) or need.window not in lasting or not is_open:
            continue
        words = f"{IN_NEED} of {need.what}"
        yield Objection(side=_side(need.side), kind="in need", words=words, cites=(Citation("need", row.kept.id),))


def _asking(matter: Matter) -> Iterator[Objection]:
    """Yield whoever asked somebody for something that has not arrived."""
    for account in matter.accounts:
        if (
            account.contribution.kind not in LACKED
            or account.receiver == matter.home
            or "received" in account.quantities
            or not account.is_open
        ):
            continue
        steps = [kept for kept in account.steps if kept.record.state == "asked" and kept.record.on >= matter.since]
        if steps:
            whom, on = matter.name(account.giver), steps[-1].record.on.isoformat()
            words = f"{IN_NEED}: asked {whom} for {account.thing_at(steps[-1].record)} on {on}"
            yield Objection(
                side=account.receiver, kind="in need", words=words, cites=(Citation("step", steps[-1].id),)
            )  # fmt: skip


def _signals(matter: Matter) -> Iterator[Objection]:
    for row in matter.context.ask.page("signal", {"kind": "asked us for help"}).rows:
        signal = cast(Signal, row.kept.record)
        giver = _side(signal.giver)
        if signal.receiver == matter.home and matter.since <= signal.on <= matter.day:
            words = f"{IN_NEED}: asked us for help on {signal.on.isoformat()}"
            yield Objection(side=giver, kind="in need", words=words, cites=(Citation("signal", row.kept.id),))


def _tagged(matter: Matter) -> Iterator[Objection]:
    for row in matter.context.ask.page("tag", {"name": TAG}).rows:
        tag: Any = row.kept.record
        if tag.about_noun in ("city", "organisation"):
            words = f"tagged {TAG!r} by somebody here"
            yield Objection(side=tag.about_row, kind="in need", words=words, cites=(Citation("tag", row.kept.id),))


def _asked(matter: Matter) -> Iterator[Objection]:
    """Yield whom we asked since it began, and who has not answered or declined."""
    for account in matter.accounts:
        if account.receiver != matter.home:
            continue
        asks = [kept for kept in account.steps if kept.record.state == "asked" and kept.record.on >= matter.asked_since]
        answers = [kept for kept in account.steps if kept.record.state in ANSWERS]
        if not asks or (answers and account.state != "declined"):
            continue
        newest = asks[-1]
        said = f"declined on {answers[-1].record.on.isoformat()}" if answers else "no answer yet"
        words = f"asked already, on {newest.record.on.isoformat()} for {account.thing_at(newest.record)}: {said}"
        yield Objection(side=account.giver, kind="asked already", words=words, cites=(Citation("step", newest.id),))


def _side(reference: Any) -> int:
    return cast(int, reference)
