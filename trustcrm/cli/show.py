"""`trustcrm show`: one city or organisation with its ties, or any other record, whole."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.noun_show import tell_record
from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option
from trustcrm.cli.overview import trend_words
from trustcrm.cli.panels import panel_json, panels_beside, print_panels
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.days import year_or_day
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import WrongUsage
from trustcrm.text import counted, listed

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.domain.kept import Kept
    from trustcrm.domain.noun import Record
    from trustcrm.services.card import SideCard, TieCard


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="WHAT...")
@day_option("--as-of", help="As things stood on a day; of a city or organisation.")
@json_option
@pass_session
def show(session: Session, what: tuple[str, ...], as_of: date | None, as_json: bool) -> None:
    """Show a city or organisation whole: its ties and how they read, its people, the last contacts, what comes next.

    WHAT is its name, or any record by its noun: `trustcrm show Milan`, `trustcrm show contribution 6`.
    """
    from trustcrm.services.card import card
    from trustcrm.services.find import find

    noun, city = _parted(" ".join(what))
    if noun:
        if as_of is not None:
            raise WrongUsage(f"--as-of is for a city or organisation; a {noun} is shown as it stands.")
        tell_record(session, noun, city, as_json=as_json)
        return
    desk = session.desk
    with desk.database.reading() as connection:
        side = find(connection, "side", city)
    told = card(desk, side, as_of)
    found = panels_beside(session, told.noun, side, as_of)
    if as_json:
        emit_json(_content(told) | {"panels": [panel_json(panel) for panel in found]})
    else:
        _print(told)
        print_panels(found)


def _parted(words: str) -> tuple[str, str]:
    """Return the noun that words begin with and the rest, as in "contribution 6"; no noun where they name a side."""
    first, _, rest = words.replace(":", " ", 1).partition(" ")
    if first not in NOUNS or not rest.strip():
        return "", words
    return ("" if first in ("city", "organisation") else first), rest.strip()


def _content(told: SideCard) -> dict[str, Any]:
    return {
        "noun": told.noun,
        "name": told.name,
        "day": told.day,
        told.noun: _record(told.side),
        "ties": [
            {
                "tie": _record(tie.tie),
                "other": tie.other,
                "other_name": tie.other_name,
                "reading": asdict(tie.glance) | {"certainty": tie.glance.certainty},
                "custodians": list(tie.custodians),
                "agreements": [_record(agreement) for agreement in tie.agreements],
                "last_contacts": [_record(contact) for contact in tie.contacts],
            }
            for tie in told.ties
        ],
        "holders": [{"post": post, "person": person, "person_id": row} for post, person, row in told.holders],
        "follow_ups": [_record(follow_up) for follow_up in told.follow_ups],
        "notes": [_record(note) for note in told.notes],
        "next_engagement": told.next_engagement,
    }


def _record(kept: Kept[Record]) -> dict[str, Any]:
    told = {field.column: getattr(kept.record, name) for name, field in fields_of(type(kept.record)).items()}
    return {"id": kept.id, **told, "version": kept.version}


def _print(told: SideCard) -> None:
    emit_heading(told.name)
    side = told.side.record
    for label, value in (
        ("also called", listed(getattr(side, "aliases", ()), 8)),
        ("time zone", getattr(side, "time_zone", None)),
        ("next engagement", told.next_engagement),
    ):
        if value:
            emit_line(f"{label}: {value}")
    for post, person, _ in told.holders:
        emit_line(f"{post}: {person}")
    if not told.ties:
        emit_line("No tie yet; `trustcrm tie add --other` makes one.")
    for tie in told.ties:
        _print_tie(tie, told)
    if told.follow_ups:
        emit_line()
        emit_heading("To do")
        for kept in told.follow_ups:
            follow_up: Any = kept.record
            emit_line(f"{follow_up.due_on}  {follow_up.what} (follow-up {kept.id})")
    for kept in told.notes:
        note: Any = kept.record
        emit_line(f"note: {note.words}")


def _print_tie(tie: TieCard, told: SideCard) -> None:
    record: Any = tie.tie.record
    emit_line()
    since = f", since {year_or_day(record.since)}" if record.since else ""
    emit_heading(f"{record.kind} tie with {tie.other_name}, {record.state}{since} (tie {tie.tie.id})")
    emit_line(f"origin: {record.origin or 'not recorded'}")
    if record.why:
        emit_line(f"why: {record.why}")
    if tie.custodians:
        emit_line(f"looked after by: {', '.join(tie.custodians)}")
    _print_reading(tie, told)
    for kept in tie.agreements:
        agreement: Any = kept.record
        term = f", until {agreement.ends_on}" if agreement.ends_on else ""
        notice = f", notice by {agreement.notice_on}" if agreement.notice_on else ""
        emit_line(
            f"agreement {kept.id}: {agreement.title}, signed {agreement.signed_on or 'on no known day'}{term}{notice}"
        )
    if tie.contacts:
        contacts: list[Any] = [kept.record for kept in tie.contacts]
        rows = [(one.on, one.kind, told.names.get(one.giver, one.giver), one.words or "") for one in contacts]
        emit_table(("last contacts", "what", "by", "words"), rows)


def _print_reading(tie: TieCard, told: SideCard) -> None:
    glance = tie.glance
    us, them = told.names.get(glance.us, str(glance.us)), told.names.get(glance.them, str(glance.them))
    trust = "unavailable" if glance.trust is None else f"{100 * glance.trust:.1f} %"
    breach = "; a breach is fresh" if glance.breaches else ""
    emit_line(
        f"trust of {us} in {them}: {trust}, {glance.certainty}, {counted(glance.acts, 'act')}, "
        f"trend {trend_words(glance.trend)}{breach}"
    )
    balance = "nothing given either way" if glance.balance is None else f"balance {glance.balance:+.2f}"
    emit_line(f"goodwill of {them}: {glance.goodwill:.2f} Goldstein units; {balance} (above 0: {us} gave more)")
    last = glance.last_contact or "never"
    emit_line(
        f"warmth: {glance.warmth_word}, last two-way contact {last}" + (", cadences paused" if glance.paused else "")
    )


COMMANDS = {"show": show}
