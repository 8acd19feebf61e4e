"""`trustcrm calendar sync` and `conflicts`: engagements and calendars brought together, and what collided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

import click

from trustcrm.plugin import Conflict, PluginContext, pass_plugin_context, visible
from trustcrm_calendar.collided import Told, collisions
from trustcrm_calendar.collision_words import in_words, named, title_of
from trustcrm_calendar.last_run import noted
from trustcrm_calendar.merge import Collision
from trustcrm_calendar.plan import Act
from trustcrm_calendar.sync import Done, Sync, alone

MOST_NAMED = 3
"""So many of what is left alone for one reason are named."""

_SAID = {
    "create there": "put there",
    "change there": "changed there",
    "change here": "changed here",
    "change both": "merged on both sides",
    "take in": "taken in",
    "agree": "agreed on",
    "remove there": "removed there",
    "call off here": "called off here",
    "missed": "missing there",
    "forget": "let go of",
    "left": "left alone",
}


@click.command(short_help="Bring engagements and a calendar together, both ways.")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--deletions",
    type=click.IntRange(0),
    help="The number of deletions you agree to; without it a few are done, and many are not.",
)
@click.option("--whole", is_flag=True, help="Look at everything that is there, and not at what changed alone.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def sync(
    context: PluginContext, name: str, dry_run: bool, deletions: int | None, whole: bool, as_json: bool
) -> None:  # fmt: skip
    """Bring engagements and the calendar NAME of the configuration together, both ways.

    What one side changed the other takes; what both changed is merged property by property, and where both changed
    the same, yours stands, and `trustcrm calendar conflicts` tells theirs. An event of the calendar becomes an
    engagement, one that repeats by its next meeting; one that is missing there twice in a row is called off here. All
    that a run does here is one batch, which `trustcrm batches undo` takes back. Ends with 5 where something could not
    be done.
    """
    with alone(context, name):
        if dry_run:
            with closing(Sync(context, name, whole=whole)) as run:
                _tell([Done(act=act) for act in run.acts()], as_json=as_json)
        else:
            with noted(context, name):
                _sync(context, name, deletions=deletions, whole=whole, as_json=as_json)


def _sync(context: PluginContext, name: str, *, deletions: int | None, whole: bool, as_json: bool) -> None:
    """Carry a plan out, look again at what was not done or is unsure, and tell what became of it."""
    with closing(Sync(context, name, whole=whole)) as run:
        acts = run.acts()
        run.check(acts, deletions)
        done = list(run.carry_out(acts))
        if again := {one.act.uid for one in done if one.why_not and one.act.uid} | run.unsure:
            done = _with(done, list(run.carry_out(run.acts(only=again))))
        run.finish(done)
        _tell(done, as_json=as_json)
        if run.batch is not None:
            click.echo(f"`trustcrm batches undo {run.batch}` takes back what this did here.", err=True)
    failed = [one for one in done if one.why_not]
    if failed:
        raise Conflict(f"{len(failed)} of {len(done)} could not be done and are as they were; sync again.")


def _with(done: Sequence[Done], again: Sequence[Done]) -> list[Done]:
    """Return what was done, with what came of looking again in place of what had not come about."""
    second = {one.act.uid: one for one in again}
    first = [second.pop(one.act.uid, one) if one.why_not and one.act.uid else one for one in done]
    return [*first, *(one for one in second.values() if one.act.kind not in ("agree", "left") or one.why_not)]


@click.command(short_help="Tell what both sides had changed otherwise.")
@click.option("--all", "everything", is_flag=True, help="Tell also what was settled.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def conflicts(context: PluginContext, everything: bool, as_json: bool) -> None:
    """Tell, newest first, what the office and a calendar had both changed otherwise: before, ours, theirs.

    `*` is what stands now; `trustcrm calendar settle` decides about it.
    """
    told = collisions(context.tables, settled=everything)
    if as_json:
        _emit([asdict(one) | {"at": one.at.isoformat()} for one in told])
        return
    for one in told:
        _tell_collision(one, title_of(context, one))
    if not told:
        click.echo("Nothing was changed differently on both sides.", err=True)


def _tell_collision(one: Told, title: str) -> None:
    settled, called = f", settled: {one.settled}" if one.settled else "", named(one.unit, one.uid)
    about = f"{one.calendar}, engagement {one.row}, {title}: {called}{settled}"
    click.echo(visible(f"{one.number}  {one.at:%Y-%m-%d %H:%M}Z  {about}"))
    for side, lines, by in (
        ("before", one.base, ""),
        ("ours", one.ours, one.ours_by),
        ("theirs", one.theirs, one.theirs_by),
    ):
        mark = "*" if side == (one.settled or one.kept) else " "
        click.echo(visible(f"  {mark} {side:<6}  {in_words(lines)}{f'  ({by})' if by else ''}"))


def _tell(done: Sequence[Done], *, as_json: bool) -> None:
    done = [one for one in done if one.act.kind != "agree" or one.act.collisions or one.why_not]
    if as_json:
        _emit([_row(one) for one in done])
        return
    for one in done:
        if one.act.kind != "left" or one.why_not:
            _tell_done(one)
    _tell_left([one.act for one in done if one.act.kind == "left" and not one.why_not])
    counts = Counter("not done" if one.why_not else _SAID[one.act.kind] for one in done)
    click.echo(", ".join(f"{count} {said}" for said, count in counts.items()) or "Nothing to do.", err=True)


def _tell_done(one: Done) -> None:
    why = one.why_not or one.act.why
    said = "not done" if one.why_not else _SAID[one.act.kind]
    click.echo(visible(f"{said:<20}  {one.act.title}{f': {why}' if why else ''}"))
    for collision in one.act.collisions:
        stands, other = ("ours", "theirs") if collision.kept == "ours" else ("theirs", "ours")
        lines = {"ours": in_words(collision.ours), "theirs": in_words(collision.theirs)}
        called = named(str(collision.unit), one.act.uid)
        click.echo(visible(f"{'':<20}  both changed {called}; {stands} stands: {lines[stands]}"))
        click.echo(visible(f"{'':<20}  {other} was: {lines[other]}"))


def _tell_left(left: Sequence[Act]) -> None:
    """Tell what is left alone: what is bad one by one, else by reason, as a calendar may hold years of what is over."""
    reasons: dict[str, list[str]] = {}
    for act in left:
        reasons.setdefault(act.why if act.uid else f"{act.href}: {act.why}", []).append(act.title)
    for why, titles in reasons.items():
        why = why.removeprefix(f"{titles[0]}: ")
        named = ", ".join(titles[:MOST_NAMED]) + (
            f" and {len(titles) - MOST_NAMED:,} more" if len(titles) > MOST_NAMED else ""
        )
        click.echo(visible(f"{_SAID['left']:<20}  {named}: {why}"))


def _row(one: Done) -> Mapping[str, Any]:
    act: Act = one.act
    return {
        "uid": act.uid, "title": act.title, "did": act.kind, "engagement_id": act.row or None, "why": act.why,
        "why_not": one.why_not, "fields": {name: _plain(value) for name, value in act.fields.items()},
        "conflicts": [_told(collision) for collision in act.collisions],
    }  # fmt: skip


def _told(collision: Collision) -> Mapping[str, str]:
    return {
        "what": str(collision.unit), "before": collision.base, "ours": collision.ours, "theirs": collision.theirs,
        "kept": collision.kept,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _emit(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
