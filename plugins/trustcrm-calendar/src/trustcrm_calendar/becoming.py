"""Which events and to-dos of others become the office's: those ahead that nobody here decided about otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from trustcrm_calendar.lines import Component
from trustcrm_calendar.reading import Fields

_PRIVATE = frozenset(("PRIVATE", "CONFIDENTIAL"))


@dataclass(frozen=True)
class Out:
    """Why something becomes none; whether that is so as long as it does not change, or from a day on.

    What `is_private` is not even called by its name.
    """

    why: str
    lasting: bool = False
    last_on: date | None = None
    is_private: bool = False


def is_private(component: Component) -> bool:
    """Return whether its owner marked a component as private."""
    return component.value("CLASS").strip().upper() in _PRIVATE


def out(fields: Fields, uid: str, known: Collection[str], mark: str, today: date, *, private: bool) -> Out | None:
    """Return why an event that says this becomes no engagement, None where it does.

    `known` are the UIDs of engagements there are or were, `mark` is what those end with that were made here.
    """
    if private:
        return Out("It is marked as private.", lasting=True, is_private=True)
    if uid in known or uid.endswith(mark):
        return Out("An engagement of this UID was withdrawn here, is restricted, or is there several times.")
    over = "It is over or called off; `trustcrm import ics` takes it in."
    if fields["state"] == "cancelled":
        return Out(over, lasting=True)
    if (last_on := fields["ends_on"] or fields["starts_on"]) < today:
        return Out(over, lasting=True, last_on=last_on)
    return None


def todo_out(todo: Component, known: Collection[str], mark: str) -> Out | None:
    """Return why a to-do becomes no follow-up, None where it does; on which day it is due is not looked at."""
    uid = todo.text("UID")
    if is_private(todo):
        return Out("It is marked as private.", lasting=True, is_private=True)
    if not uid:
        return Out("It has no UID by which to know it again.")
    if uid in known or uid.endswith(mark):
        return Out("A follow-up of this UID was withdrawn here, or is there several times.")
    if todo.lines("COMPLETED") or todo.value("STATUS").strip().upper() in ("COMPLETED", "CANCELLED"):
        return Out("It is done or called off.", lasting=True)
    if not todo.text("SUMMARY").strip():
        return Out("It does not say what is to be done.")
    if not todo.lines("DUE"):
        return Out("It names no day by which it is to be done.")
    return None
