"""`trustcrm due`: whom to thank and to contact, what expires, what is still to be done; and putting it aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.noun_flags import Word
from trustcrm.cli.noun_words import told
from trustcrm.cli.output import emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns.ahead import DUE_KINDS
from trustcrm.text import counted, listed

if TYPE_CHECKING:
    from trustcrm.services.due import Due


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND]")
@click.option("--days", type=HowMany(0, 36_600), default=30, show_default=True, help="How far to look ahead.")
@click.option("--snoozed", is_flag=True, help="Show what was put aside too.")
@json_option
@click.pass_context
def due(context: click.Context, days: int, snoozed: bool, as_json: bool) -> None:
    """Show what needs somebody: what is due now, then what is late by more than a year, then what is ahead.

    In each of these our thanks come first.

    Follow-ups, ties silent for longer than their cadence, agreements six times further ahead, our promises, what was
    asked of us and not answered, promises of others whose day has passed, national days, and ties left with a colleague
    who is gone.
    """
    if context.invoked_subcommand is None:
        session = context.find_object(Session)
        assert session is not None
        _show(session, days, snoozed, as_json)


def _show(session: Session, days: int, snoozed: bool, as_json: bool) -> None:
    from trustcrm.services.due import due as look
    from trustcrm.services.due import paused_by

    today = session.desk.today()
    everything = look(session.desk, days, snoozed=True)
    found = [one for one in everything if snoozed or one.snoozed_until is None]
    if as_json:
        emit_json([asdict(one) | {"days_late": one.days_late(today)} for one in found])
        return
    if found:
        _print(found, today, snoozed)
    else:
        say(f"Nobody is waiting within {counted(days, 'day')}.")
    aside = len(everything) - len(found)
    if paused := paused_by(session.desk):
        say(f"No cadence runs while {listed(paused)} {'is' if len(paused) == 1 else 'are'} on.")
    if aside:
        say(f"{counted(aside, 'more was', 'more were')} put aside; --snoozed shows them too.")


def _print(found: Sequence[Due], today: date, snoozed: bool) -> None:
    titles = ("late", "day", "kind", "record", *(("aside until",) if snoozed else ()), "with", "why")
    rows = [
        (
            "!" if one.days_late(today) > 0 else "", one.on, one.kind, f"{one.noun} {one.id}",
            *((one.snoozed_until or "",) if snoozed else ()), one.name or "–", one.reason,
        )
        for one in found
    ]  # fmt: skip
    emit_table(titles, rows)


@due.command()
@click.argument("thing", metavar="RECORD")
@click.option("--until", required=True, metavar="DAY", help="When it is due again: 2020-07-03, friday, in 2 weeks.")
@click.option("--kind", type=Word(DUE_KINDS), help="Only where it is due for this reason.")
@click.option("--words", help="Why it can wait.")
@json_option
@pass_session
def snooze(session: Session, thing: str, until: str, kind: str | None, words: str | None, as_json: bool) -> None:
    """Put something due aside until a day, such as `contribution 4`; nothing else about it changes.

    What comes of it anew, by another contact or receipt say, is due all the same.
    """
    from trustcrm.services.browse import one
    from trustcrm.services.browse import thing as meant
    from trustcrm.services.snooze import day_ahead
    from trustcrm.services.snooze import snooze as put_aside

    desk = session.desk
    day = day_ahead(desk, until)
    noun, row = meant(desk, thing)
    kept = put_aside(desk, noun, row, day, kind=kind or "", words=words)
    listed = [one(desk, "snooze", number) for number in kept]
    for snoozed in listed:
        kind = getattr(snoozed.kept.record, "kind", "")
        say(f"Put aside until {day:%A}, {day.isoformat()}: {kind}, {noun} {row} {one(desk, noun, row).title}.")
    if as_json:
        emit_json([told(snoozed) for snoozed in listed])
    else:
        for number in kept:
            emit_line(str(number))


COMMANDS = {"due": due}
"""The command of this module."""
