"""Which events of others become engagements: those that lie ahead and that nobody here decided about otherwise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from trustcrm_calendar.reading import Fields


@dataclass(frozen=True)
class Out:
    """Why an event becomes none; whether that is so as long as it does not change, or from a day on."""

    why: str
    lasting: bool = False
    last_on: date | None = None


def out(fields: Fields, uid: str, known: Collection[str], mark: str, today: date) -> Out | None:
    """Return why an event that says this becomes no engagement, None where it does.

    `known` are the UIDs of engagements there are or were, `mark` is what those end with that were made here.
    """
    if uid in known or uid.endswith(mark):
        return Out("An engagement of this UID was withdrawn here, is restricted, or is there several times.")
    over = "It is over or called off; `trustcrm import ics` takes it in."
    if fields["state"] == "cancelled":
        return Out(over, lasting=True)
    if (last_on := fields["ends_on"] or fields["starts_on"]) < today:
        return Out(over, lasting=True, last_on=last_on)
    return None
