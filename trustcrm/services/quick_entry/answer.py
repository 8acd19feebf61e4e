"""Settling what an entry left open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from trustcrm.errors import InvalidValue
from trustcrm.services.quick_entry.values import (
    WITH_WHOM,
    Choice,
    Contributed,
    FollowUp,
    Known,
    New,
    PersonNamed,
    Question,
    SideNamed,
    Understood,
)

_T = TypeVar("_T")
Answer = Choice | Known | New | FollowUp | date | Decimal | str | None


def answer(understood: Understood, question: Question, choice: Answer) -> Understood:
    """Return the entry with one question settled by one of its choices, or by any value that fits it.

    Raises `InvalidValue` where the question is not one of the entry's, or the answer does not fit it.
    """
    if question not in understood.questions:
        raise InvalidValue(
            f"“{question.text}” is not asked, or was answered already; ask what the entry still leaves open."
        )
    value = choice.value if isinstance(choice, Choice) else choice
    left = replace(
        understood, questions=tuple(one for one in understood.questions if one is not question and one != question)
    )
    settled = _settled(left, question, value)
    if settled is None:
        raise InvalidValue(f"{value!r} does not answer “{question.text}”; choose one of the answers offered.")
    return settled


def _settled(left: Understood, question: Question, value: object) -> Understood | None:
    place = question.place
    if question.about == "side":
        return _side(left, question, value)
    if question.about == "person" and (value is None or isinstance(value, Known | New)):
        gone = _person(left, place, value)
        return gone if value is not None else _in_note(gone, question)
    if question.about == "kind" and isinstance(value, str) and value.strip():
        return replace(left, kind=value)
    if question.about == "on":
        return _on(left, value)
    if question.about == "way" and value in ("us", "them"):
        return replace(left, giver="us" if value == "us" else "them")
    if question.about == "step":
        return _step(left, place, value)
    if question.about == "giver" and value in ("us", "them"):
        return _contribution(left, place, replace(left.contributions[place], giver="us" if value == "us" else "them"))
    if question.about == "quantity" and isinstance(value, Decimal):
        return _contribution(left, place, replace(left.contributions[place], quantity=value))
    if question.about == "due" and isinstance(value, date):
        return _contribution(left, place, replace(left.contributions[place], due_on=value))
    if question.about == "follow-up" and isinstance(value, date):
        return replace(left, follow_ups=_put(left.follow_ups, place, replace(left.follow_ups[place], due_on=value)))
    return None


def _put(values: tuple[_T, ...], place: int, value: _T) -> tuple[_T, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _without(values: tuple[_T, ...], place: int) -> tuple[_T, ...]:
    return (*values[:place], *values[place + 1 :])


def _contribution(left: Understood, place: int, told: Contributed) -> Understood:
    return replace(left, contributions=_put(left.contributions, place, told))


_OF_CONTRIBUTIONS = ("step", "giver", "quantity", "due")


def _step(left: Understood, place: int, value: object) -> Understood | None:
    """Settle a step of which the word was misspelt; without a value it is none, and what points behind it moves up."""
    if value is not None:
        return left if value == left.contributions[place].state else None
    asked = [one for one in left.questions if one.about not in _OF_CONTRIBUTIONS or one.place != place]
    questions = tuple(
        replace(one, place=one.place - 1) if one.about in _OF_CONTRIBUTIONS and one.place > place else one
        for one in asked
    )
    return replace(left, contributions=_without(left.contributions, place), questions=questions)


def _on(left: Understood, value: object) -> Understood | None:
    if isinstance(value, FollowUp):
        return replace(left, kind=None, on=left.today, follow_ups=(*left.follow_ups, value))
    if isinstance(value, date) and value <= left.today:
        return replace(left, on=value)
    return None


def _side(left: Understood, question: Question, value: object) -> Understood | None:
    place = question.place
    if isinstance(value, Known | New) and value.noun != "person":
        words = question.words or value.name
        named = SideNamed(words=words, meant=value)
        sides = _put(left.sides, place, named) if place < len(left.sides) else (*left.sides, named)
        put = replace(left, sides=sides)
        if place == 1 and sides[0].selected:
            return _side_gone(put, 0)
        twice = next((at for at in range(1, len(sides)) if place == 0 and _is_same(sides[at], named)), None)
        return put if twice is None else _side_gone(put, twice)
    if isinstance(value, Known | New):
        gone = _side_gone(left, place)
        person = PersonNamed(words=question.words or value.name, meant=value)
        return replace(gone, people=(*gone.people, person))
    return _in_note(_side_gone(left, place), question) if value is None and place < len(left.sides) else None


def _is_same(one: SideNamed, other: SideNamed) -> bool:
    """Return whether both are the same row of the office, by whatever name each was found."""
    if not isinstance(one.meant, Known) or not isinstance(other.meant, Known):
        return False
    return (one.meant.noun, one.meant.id) == (other.meant.noun, other.meant.id)


def _in_note(left: Understood, question: Question) -> Understood:
    """Leave a name that is nobody's to be recorded in the note, from which it was taken."""
    if not question.words or question.words in left.words:
        return left
    return replace(left, words=f"{left.words}, {question.words}" if left.words else question.words)


def _side_gone(left: Understood, place: int) -> Understood:
    """Take a name out of the sides; whatever pointed at it concerns whom the entry is with."""
    if place >= len(left.sides):
        return left
    sides = _without(left.sides, place)
    questions = tuple(
        replace(one, place=one.place - 1) if one.about == "side" and one.place > place else one
        for one in left.questions
    )
    if not sides:
        questions = (Question(about="side", text=WITH_WHOM), *questions)
    return replace(
        left, sides=sides, questions=questions,
        people=tuple(replace(one, side=_moved(one.side, place)) for one in left.people),
        contributions=tuple(replace(one, side=_moved(one.side, place)) for one in left.contributions),
        follow_ups=tuple(replace(one, side=_moved(one.side, place)) for one in left.follow_ups),
    )  # fmt: skip


def _moved(side: int, gone: int) -> int:
    return 0 if side == gone else side - (side > gone)


def _person(left: Understood, place: int, value: Known | New | None) -> Understood:
    if value is not None:
        return replace(left, people=_put(left.people, place, replace(left.people[place], meant=value)))
    questions = tuple(
        replace(one, place=one.place - 1) if one.about == "person" and one.place > place else one
        for one in left.questions
    )
    return replace(left, people=_without(left.people, place), questions=questions)
