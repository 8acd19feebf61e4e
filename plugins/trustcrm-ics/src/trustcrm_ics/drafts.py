"""What a meeting becomes here: always an engagement, and an interaction beside it once it was held."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from trustcrm.plugin import Draft, Engagement, Interaction, Mention, Participant, Rejected, Seat
from trustcrm_ics.event import Event, Guest
from trustcrm_ics.here import Here

KIND = "meeting"
_LONGEST_UID = 400
_LONGEST_TITLE = 500
_DAY = timedelta(days=1)


def drafts(event: Event, here: Here, where: str, raw: Mapping[str, str]) -> Iterator[Draft | Rejected]:
    """Yield what a meeting becomes: where it was held its interaction, and then its engagement, which refers to that.

    One that was over before the first day wanted yields nothing; one with nobody knowable is rejected, or an engagement
    alone where such are kept.
    """
    ended = _last_day(event, here)
    if here.since is not None and ended < here.since:
        return
    guests = [guest for guest in event.guests if guest.name and not here.is_ours(guest.name, guest.address)]
    if not event.takes_time and not event.guests:
        yield Rejected(where=where, reason="The entry takes up no time and has no guests; it is no meeting.", raw=raw)
        return
    other = _other(guests, here)
    if other is None and not here.keeps_unknown:
        reason = "The entry does not tell with whom it is: no guest's city or body is known here; say it with --with."
        yield Rejected(where=where, reason=reason, raw=raw)
        return
    key = key_of(event)
    held = other if event.state != "cancelled" and ended < here.today else None
    if held is not None:
        yield Draft(
            key=f"interaction {key}", record=_interaction(event, held, here), parts=tuple(_participants(event, here)),
            where=where, raw=raw,
        )  # fmt: skip
    became = Mention(noun="interaction", name=f"interaction {key}") if held is not None else None
    seats = tuple(
        Seat(engagement=Mention(noun="engagement", name=""), person=_person(guest),
             side=here.side_of(guest.name, guest.address), role=guest.role)
        for guest in guests
    )  # fmt: skip
    yield Draft(key=f"engagement {key}", record=_engagement(event, other, became), parts=seats, where=where, raw=raw)


def key_of(event: Event) -> str:
    """Return what names a meeting within any calendar: its UID, and which one of a series it is.

    One without a UID, as some programs write it, is named by what it is called and when it begins.
    """
    told = event.uid or f"{event.title} {event.starts.isoformat()}"
    if len(told) > _LONGEST_UID:
        told = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return told if event.instance is None else f"{told} {_basic(event.instance)}"


def _basic(moment: date | datetime) -> str:
    """Return a moment of a series as iCalendar writes it."""
    if not isinstance(moment, datetime):
        return moment.strftime("%Y%m%d")
    return moment.strftime("%Y%m%dT%H%M%S") + ("Z" if moment.tzinfo else "")


def _last_day(event: Event, here: Here) -> date:
    """Return the day on which a meeting is over, in the office's own zone."""
    if not isinstance(event.starts, datetime):
        return event.ends - _DAY if event.ends is not None and event.ends > event.starts else event.starts
    ends = event.ends if isinstance(event.ends, datetime) else event.starts
    if ends > event.starts:
        ends -= timedelta(seconds=1)  # what lasts until midnight is over on the day before
    return here.moment(ends).date()


def _other(guests: list[Guest], here: Here) -> Mention | None:
    """Return whom the meeting is with: the side of the first guest known here, else the one that the user named."""
    sides = (here.side_of(guest.name) for guest in guests)
    return next((side for side in sides if side is not None and not here.is_home(side)), here.other)


def _engagement(event: Event, other: Mention | None, became: Mention | None) -> Engagement:
    starts, ends = event.starts, event.ends
    on, at = event.day, starts.time() if isinstance(starts, datetime) else None
    if isinstance(ends, datetime):
        until, until_at = ends.date(), ends.time()
    else:
        until, until_at = (ends - _DAY if ends is not None and ends > on else on), None
    title, words = event.title, event.words
    if len(title) > _LONGEST_TITLE:
        title, words = f"{title[: _LONGEST_TITLE - 1]}…", _said(event)
    return Engagement(
        title=title, starts_on=on, starts_at=at, ends_on=until if until != on else None, ends_at=until_at,
        time_zone=event.zone, kind=KIND, state="held" if became else event.state, side=other, place=event.place,
        words=words, uid=event.uid or None, interaction=became, confidentiality=_confidentiality(event),
    )  # fmt: skip


def _interaction(event: Event, other: Mention, here: Here) -> Interaction:
    on, at = event.day, None
    if isinstance(event.starts, datetime):
        here_it_was = here.moment(event.starts)
        on, at = here_it_was.date(), here_it_was.time()
    return Interaction(
        kind=KIND, giver=here.home, receiver=other, on=on, at=at, minutes=event.minutes, place=event.place,
        words=_said(event), source="calendar",
        confidentiality=_confidentiality(event),
    )  # fmt: skip


def _said(event: Event) -> str:
    return "\n\n".join(part for part in (event.title, event.words) if part)


def _participants(event: Event, here: Here) -> Iterator[Participant]:
    back = Mention(noun="interaction", name="")
    for guest in event.guests:
        if here.is_colleague(guest.name):
            colleague = Mention(noun="colleague", name=guest.name, create=False)
            yield Participant(interaction=back, colleague=colleague, role=guest.role)
        elif guest.name and not here.is_ours(guest.name, guest.address):
            person, side = _person(guest), here.side_of(guest.name, guest.address)
            yield Participant(interaction=back, person=person, side=side, role=guest.role)


def _person(guest: Guest) -> Mention:
    ids = (("email", guest.address),) if guest.address else ()
    return Mention(noun="person", name=guest.name, ids=ids)


def _confidentiality(event: Event) -> str:
    return "restricted" if event.is_private else "internal"
