"""`trustcrm due`: whom to thank and to contact, what expires, what is still to be done."""

from __future__ import annotations

from dataclasses import asdict

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_json, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session


@click.command()
@click.option("--days", type=HowMany(0, 36_600), default=30, show_default=True, help="How far to look ahead.")
@json_option
@pass_session
def due(session: Session, days: int, as_json: bool) -> None:
    """Show what needs somebody: our thanks first, then by the day it was or is due.

    Follow-ups, ties silent for longer than their cadence, agreements six times further ahead, promises whose day has
    passed, national days, and ties left with a colleague who is gone.
    """
    from trustcrm.services.due import due as look

    today = session.desk.today()
    found = look(session.desk, days)
    if as_json:
        emit_json([asdict(one) | {"days_late": one.days_late(today)} for one in found])
        return
    if not found:
        say(f"Nobody is waiting within {days} days.")
        return
    rows = [("!" if one.days_late(today) > 0 else "", one.on, one.kind, one.name or "–", one.reason) for one in found]
    emit_table(("late", "day", "kind", "with", "why"), rows)


COMMANDS = {"due": due}
