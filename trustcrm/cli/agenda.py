"""`trustcrm agenda`: what is scheduled, day by day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_json, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import WrongUsage
from trustcrm.text import counted

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.services.agenda import Agenda, AgendaEntry
    from trustcrm.services.suggestions import Suggestion


@click.command()
@day_option("--from", "first", help="The first day; today where it is left away.")
@click.option("--days", type=HowMany(1, 36_600), default=30, show_default=True, help="How many days.")
@click.option("--suggest", is_flag=True, help="Whom to meet within these days, 7 unless said, and when; not --from.")
@json_option
@pass_session
@click.pass_context
def agenda(
    context: click.Context, session: Session, first: date | None, days: int, suggest: bool, as_json: bool
) -> None:
    """Show what is scheduled, day by day, beside follow-ups due and agreements that end.

    Hours are wall times; where they are not the office's own, their time zone stands beside them. With --suggest: whom
    the rhythm, our promises or a falling trust call for, each with the first half hour that suits both cities; one on a
    national day of theirs, or on a day that something takes whole, says so first.
    """
    if suggest:
        if first is not None:
            raise WrongUsage("Suggestions are for the days from tomorrow on; leave --from out.")
        given = context.get_parameter_source("days") is not click.core.ParameterSource.DEFAULT
        _suggest(session, days if given else 7, as_json)
        return
    from trustcrm.services.agenda import agenda as look

    found = look(session.desk, first, days)
    if as_json:
        emit_json(_told(found))
        return
    if not found.entries:
        say(f"Nothing is scheduled from {found.first.isoformat()} to {found.last.isoformat()}.")
        return
    before = [None, *(entry.on for entry in found.entries)]
    rows = [_row(entry, entry.on != day) for entry, day in zip(found.entries, before, strict=False)]
    emit_table(("day", "when", "what", "with", "state"), rows)


def _suggest(session: Session, days: int, as_json: bool) -> None:
    from trustcrm.services.suggestions import suggestions

    found = suggestions(session.desk, days)
    if as_json:
        emit_json([asdict(one) for one in found])
    elif not found:
        say(f"Nobody needs to be met within {counted(days, 'day')} beyond what is in the agenda.")
    else:
        emit_table(("who", "when", "there", "as", "why"), [_suggested(one) for one in found])


def _suggested(one: Suggestion) -> tuple[str, ...]:
    when = f"{one.on:%a} {one.on.isoformat()} {one.at:%H:%M}" if one.on and one.at else "no slot is free"
    there = f"{one.there:%a %H:%M}" if one.there else "–"
    return one.name, when, there, one.kind, "; ".join((*map(_marked, one.that_day), *one.reasons))


def _marked(words: str) -> str:
    return f"! {words}"


def _row(entry: AgendaEntry, first_of_day: bool) -> tuple[str, ...]:
    day = f"{entry.on:%a} {entry.on.isoformat()}" if first_of_day else ""
    what = ", ".join(part for part in (entry.title, entry.place) if part)
    if entry.expected.seats:
        what = f"{what} ({_expected(entry)})"
    state = entry.state.upper() if entry.cancelled else entry.state or entry.kind
    return day, _when(entry), what, entry.with_whom or "–", state


def _when(entry: AgendaEntry) -> str:
    until = f" to {entry.ends_on.isoformat()}" if entry.ends_on not in (None, entry.on) and entry.ends_on else ""
    if entry.starts_at is None:
        return f"all day{until}"
    begun = "" if entry.starts_on == entry.on else f"since {entry.starts_on.isoformat()} "
    ends = f"–{entry.ends_at:%H:%M}" if entry.ends_at else ""
    zone = f" {entry.time_zone} ({entry.here:%a %H:%M} here)" if entry.here else ""
    return f"{begun}{entry.starts_at:%H:%M}{ends}{until}{zone}"


def _expected(entry: AgendaEntry) -> str:
    seats, people, sides = entry.expected.seats, entry.expected.people, entry.expected.sides
    said = [counted(seats, "seat")]
    said += [f"{counted(people, 'person', 'people')} named"] if people else []
    said += [f"{sides} sides"] if sides > 1 else []
    return ", ".join(said)


def _told(found: Agenda) -> dict[str, Any]:
    return {
        "from": found.first,
        "to": found.last,
        "time_zone": found.zone,
        "entries": [_entry(entry) for entry in found.entries],
    }


def _entry(entry: AgendaEntry) -> dict[str, Any]:
    """Return a line for scripts: an hour as an instant with its zone's offset, a whole day as the date it is."""
    return {
        "on": entry.on,
        "noun": entry.noun,
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "state": entry.state or None,
        "all_day": entry.all_day,
        "starts": _instant(entry, entry.starts_on) if entry.starts_at else entry.starts_on,
        "ends_on": entry.ends_on,
        "ends_at": entry.ends_at,
        "time_zone": entry.time_zone,
        "here": entry.here,
        "side": entry.side,
        "with": entry.with_whom or None,
        "place": entry.place or None,
        "seats": entry.expected.seats,
        "people": entry.expected.people,
        "sides": entry.expected.sides,
    }


def _instant(entry: AgendaEntry, day: date) -> datetime | None:
    if entry.starts_at is None or entry.time_zone is None:
        return None
    return datetime.combine(day, entry.starts_at, ZoneInfo(entry.time_zone))


COMMANDS = {"agenda": agenda}
