"""What lies ahead: engagements that calendars show, what somebody here must do by a day, and what can wait."""

from datetime import date, time
from typing import Annotated, ClassVar

from trustcrm.domain.noun import About, Record, Ref
from trustcrm.domain.nouns.dealings import CONFIDENTIALITY
from trustcrm.values import dataclass

ENGAGEMENT_STATES = ("planned", "confirmed", "cancelled", "held")

DUE_KINDS = (
    "thanks", "follow-up", "contact", "notice", "term", "promise", "ask", "hope", "national day", "custody",
)  # fmt: skip
"""Why somebody is needed, as `trustcrm due` tells it."""

DUE_NOUNS = ("contribution", "follow-up", "tie", "agreement", "post", "custody")
"""The nouns of what can be due."""


@dataclass(frozen=True, kw_only=True)
class Engagement(Record):
    """Something scheduled; once held it becomes an interaction. Times are wall times in `time_zone`."""

    noun: ClassVar[str] = "engagement"
    plural: ClassVar[str] = "engagements"
    title_fields: ClassVar[tuple[str, ...]] = ("starts_on", "title")

    title: Annotated[str, About("what it is called")]
    starts_on: Annotated[date, About("first day")]
    starts_at: Annotated[time | None, About("wall time it begins; empty where it lasts all day")] = None
    ends_on: Annotated[date | None, About("last day, included")] = None
    ends_at: Annotated[time | None, About("wall time it ends")] = None
    time_zone: Annotated[str | None, About("IANA time zone key of its wall times; the office's where empty")] = None
    kind: Annotated[str, About("what it will be: meeting, call, visit hosted, …")] = "meeting"
    state: Annotated[str, About("how firm it is", choices=ENGAGEMENT_STATES)] = "planned"
    side: Annotated[Ref | None, About("with whom", refers=("side",))] = None
    place: Annotated[str | None, About("where")] = None
    words: Annotated[str | None, About("what it is for")] = None
    uid: Annotated[str | None, About("its iCalendar UID")] = None
    interaction: Annotated[Ref | None, About("what it became once held", refers=("interaction",))] = None
    confidentiality: Annotated[str, About("who may read it", choices=CONFIDENTIALITY)] = "internal"


@dataclass(frozen=True, kw_only=True)
class Seat(Record):
    """Somebody expected at an engagement."""

    noun: ClassVar[str] = "seat"
    plural: ClassVar[str] = "seats"
    title_fields: ClassVar[tuple[str, ...]] = ("person", "side", "role")

    engagement: Annotated[Ref, About("the engagement", refers=("engagement",))]
    person: Annotated[Ref | None, About("who is expected", refers=("person",))] = None
    side: Annotated[Ref | None, About("for which city or organisation", refers=("side",))] = None
    role: Annotated[str | None, About("as what: chair, speaker, guest")] = None


@dataclass(frozen=True, kw_only=True)
class FollowUp(Record):
    """Something someone here must do by a day."""

    noun: ClassVar[str] = "follow-up"
    plural: ClassVar[str] = "follow-ups"
    title_fields: ClassVar[tuple[str, ...]] = ("due_on", "what")

    what: Annotated[str, About("what is to be done")]
    due_on: Annotated[date, About("by when")]
    side: Annotated[Ref | None, About("concerning which city or organisation", refers=("side",))] = None
    person: Annotated[Ref | None, About("concerning whom", refers=("person",))] = None
    colleague: Annotated[Ref | None, About("who does it", refers=("colleague",))] = None
    interaction: Annotated[Ref | None, About("the interaction it came from", refers=("interaction",))] = None
    contribution: Annotated[Ref | None, About("the contribution it serves", refers=("contribution",))] = None
    done_on: Annotated[date | None, About("when it was done; empty while it is open")] = None
    uid: Annotated[str | None, About("its iCalendar UID, where it came from a calendar")] = None


@dataclass(frozen=True, kw_only=True)
class Snooze(Record):
    """Something due that was put aside until a day: for this one occasion, not for the next that arises there."""

    noun: ClassVar[str] = "snooze"
    plural: ClassVar[str] = "snoozes"
    title_fields: ClassVar[tuple[str, ...]] = ("kind", "about_noun", "about_row", "until")

    kind: Annotated[str, About("why it is due", choices=DUE_KINDS)]
    about_noun: Annotated[str, About("the noun of what is due, such as contribution", choices=DUE_NOUNS)]
    about_row: Annotated[int, About("the id of what is due")]
    until: Annotated[date, About("the day on which it is due again")]
    arose_on: Annotated[
        date | None, About("the day it arose from, as `due --json` tells it; empty where there is none")
    ] = None
    words: Annotated[str | None, About("why it can wait")] = None
