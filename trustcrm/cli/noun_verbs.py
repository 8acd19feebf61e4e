"""What only some nouns can: a contribution's further step, an engagement held or cancelled, a person erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.dispose import due
from trustcrm.cli.dossier import data
from trustcrm.cli.erase import erase
from trustcrm.cli.noun_flags import Word, given, meant, option_of, require, version_option
from trustcrm.cli.noun_words import kept_now
from trustcrm.cli.output import json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import Step
from trustcrm.domain.nouns.dealings import STEP_STATES
from trustcrm.errors import WrongUsage


@click.command(help="Record how much further a contribution came.")
@click.argument("which")
@click.argument("state", required=False, type=Word(STEP_STATES), metavar="[STATE]")
@click.option("--unit", help="Unit of the quantity; it must be the contribution's own.")
@json_option
@pass_session
def step(session: Session, /, which: str, state: str | None, unit: str | None, as_json: bool, **params: Any) -> None:
    """Keep one more step of a contribution."""
    from trustcrm.services.browse import found
    from trustcrm.services.ledger import told_already
    from trustcrm.services.record import add_step

    said = given(params)
    if state is not None and "state" in said:
        raise WrongUsage(f"The state of the step is given twice, as {state!r} and by its flag; give it once.")
    desk = session.desk
    row = found(desk, "contribution", which)
    values: dict[str, Any] = {"contribution": row, "on": desk.today()} | meant(Step, said)
    if state is not None:
        values["state"] = state
    require(Step, values, "state")
    told = Step(**values)
    same = told_already(desk, row, told)
    kept_now(desk, "step", add_step(desk, told, unit), "Kept", as_json=as_json)
    if same:
        say(f"! {same}")


step.params[2:2] = [option_of(field) for name, field in fields_of(Step).items() if name != "contribution"]


@click.command(help="Mark a follow-up done.")
@click.argument("which")
@day_option("--on", help="The day it was done; today where not given.")
@version_option()
@json_option
@pass_session
def done(session: Session, which: str, on: date | None, version: int | None, as_json: bool) -> None:
    """Mark a follow-up done."""
    from trustcrm.services.ahead import done as mark_done
    from trustcrm.services.browse import found

    desk = session.desk
    row = found(desk, "follow-up", which)
    mark_done(desk, row, on or desk.today(), version=version)
    kept_now(desk, "follow-up", row, "Done:", as_json=as_json)


@click.command(help="Make an engagement held: it becomes an interaction, its seats the participants.")
@click.argument("which")
@click.option("--kind", default="", help="What it was, where that is not what was planned: call, meeting, …")
@click.option("--words", default="", help="What was said or done.")
@version_option()
@json_option
@pass_session
def hold(session: Session, which: str, kind: str, words: str, version: int | None, as_json: bool) -> None:
    """Make an engagement held."""
    from trustcrm.services.ahead import hold as make_held
    from trustcrm.services.browse import found

    desk = session.desk
    row = found(desk, "engagement", which)
    became = make_held(desk, row, kind=kind, words=words, version=version)
    kept_now(desk, "interaction", became, f"Engagement {row} was held and became", as_json=as_json)


@click.command(help="Mark an engagement cancelled.")
@click.argument("which")
@version_option()
@json_option
@pass_session
def cancel(session: Session, which: str, version: int | None, as_json: bool) -> None:
    """Mark an engagement cancelled."""
    from trustcrm.services.ahead import cancel as mark_cancelled
    from trustcrm.services.browse import found

    desk = session.desk
    row = found(desk, "engagement", which)
    mark_cancelled(desk, row, version=version)
    kept_now(desk, "engagement", row, "Cancelled", as_json=as_json)


VERBS: Mapping[str, tuple[click.Command, ...]] = {
    "person": (data, erase),
    "retention": (due,),
    "contribution": (step,),
    "engagement": (hold, cancel),
    "follow-up": (done,),
}
"""Further commands of a noun's group, by noun."""
