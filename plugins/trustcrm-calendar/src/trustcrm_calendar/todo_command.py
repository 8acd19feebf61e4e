"""`trustcrm calendar follow-ups` and `held`: what is done becomes done here, what was held an interaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import date
from typing import Any, cast

import click

from trustcrm.plugin import (
    Closes,
    Conflict,
    InvalidValue,
    NotFound,
    Participant,
    PluginContext,
    Refused,
    counted,
    pass_plugin_context,
    visible,
)
from trustcrm_calendar.ahead import Ahead, Told
from trustcrm_calendar.invite import guests
from trustcrm_calendar.last_run import Ran, noted
from trustcrm_calendar.received import Received
from trustcrm_calendar.sync import alone
from trustcrm_calendar.todos import Act, ToDos

_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")


@click.command("follow-ups", short_help="Bring follow-ups, promises and a calendar of to-dos together.")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@_JSON
@pass_plugin_context
def follow_ups(context: PluginContext, name: str, dry_run: bool, as_json: bool) -> None:
    """Bring follow-ups, promises and the calendar NAME of the configuration together, one for to-dos alone.

    Every follow-up and every promise with a day is put there, and each new to-do of others with a day becomes a
    follow-up. A follow-up ticked off there is done here, a promise is kept: the rest of it was received. What either
    side changed last stands; of a promise the office says what and by when. Nothing is deleted. Ends with 5 where
    something could not be done.
    """
    with alone(context, name):
        if dry_run:
            _bring(context, name, dry_run=True, as_json=as_json)
        else:
            with noted(context, name) as ran:
                ran.todos = 0
                _bring(context, name, ran, as_json=as_json)


def _bring(
    context: PluginContext, name: str, ran: Ran | None = None, *, dry_run: bool = False, as_json: bool = False
) -> None:  # fmt: skip
    backend, failed = context.calendars.open(name), list[str]()
    with closing(backend) if isinstance(backend, Closes) else nullcontext():
        todos = ToDos(context, name, backend)
        found = list(todos.acts())
        if ran is not None:
            ran.todos = todos.count + sum(act.did == "put there" for act in found)
        batch = context.do.batch(f"to-dos of {name}")
        for act in found if not dry_run else ():
            try:
                todos.carry_out(batch, act)
            except (Conflict, InvalidValue, NotFound, Refused) as error:
                failed.append(str(error))
    _tell([act for act in found if act.did != "agreed"], as_json=as_json)
    if failed:
        raise Conflict(f"{len(failed)} of {len(found)} could not be done: {failed[0]} Run it again.")


def _tell(found: Sequence[Act], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "did": act.did, "noun": act.due.noun if act.due is not None else None,
                "id": act.due.row if act.due is not None else None, "uid": act.uid, "what": act.what, "why": act.why,
                "fields": {name: _plain(value) for name, value in act.fields.items()},
            }
            for act in found
        ]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for act in found:
        click.echo(visible(f"{act.did:<16}  {act.what}{f': {act.why}' if act.why else ''}"))
    counts = Counter(act.did for act in found)
    click.echo(", ".join(f"{count} {did}" for did, count in counts.items()) or "Nothing to do.", err=True)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@click.command(short_help="Say that engagements took place; each becomes an interaction.")
@click.argument("engagements", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All that are over and neither held nor called off.")
@_JSON
@pass_plugin_context
def held(context: PluginContext, engagements: tuple[int, ...], everything: bool, as_json: bool) -> None:
    """Say that ENGAGEMENTS took place: each becomes an interaction with those of its guests who did not decline.

    Without any, lists those that are over and wait for it. All of one run are one batch that can be taken back.
    """
    over = list(_over(context))
    wanted = [one.row for one in over] if everything else list(engagements)
    if not wanted:
        _tell_waiting(over, as_json=as_json)
        return
    own, rows, failed = replace(context, do=context.do.batch("engagements held")), list[dict[str, int]](), list[str]()
    for row in wanted:
        try:
            rows.append({"engagement_id": row, "interaction_id": _hold(own, row)})
        except (Refused, NotFound, InvalidValue) as error:
            failed.append(str(error))
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        for one in rows:
            click.echo(f"engagement {one['engagement_id']} became interaction {one['interaction_id']}")
    for sentence in failed:
        click.echo(visible(sentence), err=True)
    if failed:
        raise Refused(f"{len(failed)} of {len(wanted)} could not be said to be held, and are as they were.")


def _over(context: PluginContext) -> Iterator[Told]:
    """Yield the engagements that are over and of which nobody has said what became of them."""
    ahead = Ahead(context)
    for one in ahead.told():
        told = one.engagement
        if told.state in ("planned", "confirmed") and (told.ends_on or told.starts_on) < ahead.today:
            yield one


def _hold(context: PluginContext, row: int) -> int:
    """Keep the interaction that an engagement became, without whoever declined, and return its id."""
    uid = next((one.uid for one in Ahead(context).told() if one.row == row), "")
    answers = Received(context.tables)
    declined = {one.person for one in guests(context, row) if answers.answer(uid, one.address) == "DECLINED"}
    interaction = context.do.hold(row)
    if declined:
        for listed in context.ask.whole("interaction", str(interaction)).parts.get("participant", ()):
            if cast(Participant, listed.kept.record).person in declined:
                context.do.withdraw("participant", listed.kept.id, "declined the invitation")
    return interaction


def _tell_waiting(over: Sequence[Told], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {"engagement_id": one.row, "title": one.engagement.title, "starts_on": one.engagement.starts_on.isoformat()}
            for one in over
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for one in over:
        click.echo(visible(f"{one.row:>4}  {one.engagement.starts_on}  {one.engagement.title}"))
    if over:
        said = counted(len(over), "engagement is over and waits", "engagements are over and wait")
        click.echo(f"{said}; say --all, or which of them took place.", err=True)
    else:
        click.echo("No engagement that is over waits.", err=True)
