"""Saying back in plain words what an entry will be saved as."""

from __future__ import annotations

from decimal import Decimal

from trustcrm.services.quick_entry.contact import spoken
from trustcrm.services.quick_entry.names import described
from trustcrm.services.quick_entry.values import (
    Contributed,
    FollowUp,
    Known,
    New,
    PersonNamed,
    Question,
    SideNamed,
    Understood,
)
from trustcrm.text import counted, listed, visible

_TONES = {2: "very warm (++)", 1: "warm (+)", 0: "neutral (0)", -1: "cool (-)", -2: "hostile (--)"}
_ACTED = {
    "phone": ("we called", "they called"), "mail": ("we wrote", "they wrote"), "letter": ("we wrote", "they wrote"),
    "message": ("we wrote", "they wrote"),
}  # fmt: skip
_MOST_NOTE = 300


def echo(understood: Understood) -> list[str]:
    """Return what will be saved, one plain sentence a line, then what was not understood and what is asked.

    Lines hold no control characters. Questions begin with "? ", what was not understood with "! ".
    """
    lines = [_contact(understood)] if understood.kind else [_without_contact(understood)]
    lines += [_person(understood, person) for person in understood.people]
    lines += [f"About {understood.subject}."] if understood.subject else []
    lines += [_contributed(understood, contributed) for contributed in understood.contributions]
    lines += [f"Tone: {_TONES[understood.tone]}."] if understood.tone in _TONES else []
    lines += [_follow_up(understood, follow_up) for follow_up in understood.follow_ups]
    lines += [f"Tagged {listed(understood.tags, 20)}."] if understood.tags else []
    lines += [f"Note: {_shortened(understood.words)}"] if understood.words else []
    lines += [f"! {piece}" for piece in understood.not_understood]
    lines += [f"? {asked(question)}" for question in understood.questions]
    return [visible(" ".join(line.splitlines())) for line in lines if line]


def _contact(understood: Understood) -> str:
    what = understood.kind or ""
    parts = f"{what[:1].upper()}{what[1:]}"
    if understood.sides:
        link = "with" if understood.direction == "mutual" else "to" if understood.giver == "us" else "from"
        parts += f" {link} {listed([name_of(side) for side in understood.sides], 20)}"
    parts += f" on {spoken(understood.on)}"
    parts += f" at {understood.at:%H:%M}" if understood.at else ""
    parts += f", {counted(understood.minutes, 'minute')}" if understood.minutes else ""
    parts += " by video" if understood.mode == "video" else ""
    return f"{parts}{_acted(understood)}."


def _acted(understood: Understood) -> str:
    kind = understood.kind or ""
    if "visit" in kind or kind == "courtesy call":
        return ", we went there" if understood.giver == "us" else ", they came"
    told = _ACTED.get(understood.mode or "")
    return f", {told[0] if understood.giver == 'us' else told[1]}" if told else ""


def _without_contact(understood: Understood) -> str:
    if not understood.sides:
        return f"On {spoken(understood.on)}:"
    return f"With {listed([name_of(side) for side in understood.sides], 20)}, on {spoken(understood.on)}:"


def name_of(side: SideNamed) -> str:
    """Return how a side is called back: its own name, that it is new, or the words still asked about."""
    if isinstance(side.meant, Known):
        return described(side.meant)
    return f"{side.meant.name} (new {side.meant.noun})" if isinstance(side.meant, New) else f"{side.words} (?)"


def _side(understood: Understood, place: int) -> str:
    if place >= len(understood.sides):
        return "the other side"
    side = understood.sides[place]
    return side.meant.name if side.meant else side.words


def _person(understood: Understood, person: PersonNamed) -> str:
    side = _side(understood, person.side)
    if isinstance(person.meant, Known):
        of = f" of {side}" if person.meant.side is not None else ""
        renamed = f", called {person.words} from now on" if person.meant.how == "shorter" else ""
        return f"{person.meant.name}{of} took part{renamed}."
    if person.meant is None:
        return f"{person.words} (?) took part."
    return f"{person.meant.name} (new person, for {side}) took part."


def amount(quantity: Decimal | None, what: str, unit: str | None) -> str:
    """Return a quantity with its unit and thing: "5,000 masks", "2 t water", "EUR 5,000"."""
    if quantity is None:
        return what
    number = f"{quantity.normalize():,f}"
    if unit and unit.isupper() and len(unit) == 3:
        return f"{unit} {number}" if what == "money" else f"{unit} {number} ({what})"
    counted = unit is None or unit in what.split()
    return f"{number} {what}" if counted else f"{number} {unit} {what}" if what != unit else f"{number} {unit}"


def _contributed(understood: Understood, told: Contributed) -> str:
    side = _side(understood, told.side)
    thing = amount(told.quantity, told.what, told.unit)
    us = told.giver == "us"
    due = f" by {spoken(told.due_on)}" if told.due_on else ""
    if told.state == "acknowledged":
        for_what = f" for {thing}" if thing else ""
        return f"{side} thanked us{for_what}." if us else f"We thanked {side}{for_what}."
    sentence = {
        "asked": f"{side} asks us for {thing}" if us else f"We ask {side} for {thing}",
        "offered": f"We offer {side} {thing}" if us else f"{side} offers {thing}",
        "pledged": f"We promise {side} {thing}" if us else f"{side} promises {thing}",
        "committed": f"We commit {thing} to {side}" if us else f"{side} commits {thing}",
        "in transit": f"We sent {side} {thing}; in transit" if us else f"{side} sent {thing}; in transit",
        "received": f"We gave {side} {thing}; received" if us else f"{side} gave {thing}; received",
        "inspected": f"{side} inspected our {thing}" if us else f"We inspected {thing} from {side}",
        "distributed": f"{side} distributed our {thing}" if us else f"We distributed {thing} from {side}",
        "declined": f"Declined: {thing}, which we would give {side}" if us else f"Declined: {thing} from {side}",
    }[told.state]
    return f"{sentence}{due}."


def _follow_up(understood: Understood, follow_up: FollowUp) -> str:
    if follow_up.due_on is None:
        return f"{follow_up.what}, by a day still to be named."
    gone = ", which has passed" if follow_up.due_on < understood.today else ""
    return f"{follow_up.what}, by {spoken(follow_up.due_on)}{gone}."


def _shortened(words: str) -> str:
    return words if len(words) <= _MOST_NOTE else f"{words[:_MOST_NOTE].rstrip()} … (kept whole)"


def asked(question: Question) -> str:
    """Return a question with its answers, numbered."""
    if not question.choices:
        return question.text
    offered = [f"{number} {choice.label}" for number, choice in enumerate(question.choices, start=1)]
    return f"{question.text} {' · '.join(offered)}"
