"""`trustcrm strategy …`: where the time went, then and now, and the paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    PluginContext,
    counted,
    json_option,
    pass_plugin_context,
    say,
    shown,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_strategy.comparing import WARMTH, Arrived, Compared, Moment, compare, side_by_side, usual_days
from trustcrm_strategy.priorities import Priority, priorities
from trustcrm_strategy.spent import UNASSIGNED, Spent, hours, spent
from trustcrm_strategy.telling import as_of_option, period_options
from trustcrm_strategy.ties import period, ties_of


@click.group("strategy")
def strategy() -> None:
    """What the city wants, where its time goes, and how its ties stood then and stand now."""


@strategy.command("time")
@period_options
@click.option("--each", is_flag=True, help="Also with whom it was spent.")
@json_option
@pass_plugin_context
def time_command(context: PluginContext, from_on: date | None, to_on: date | None, each: bool, as_json: bool) -> None:
    """Show how many hours went to each priority, in shares that sum to 100, with what none of them has.

    An hour with a city is divided as the shares of its tie said on that day.
    """
    first, last = period(from_on, to_on, context.clock.today())
    found = priorities(context)
    went = spent(context, found, first, last)
    if as_json:
        tell_json(_time(went, found))
        return
    if not went.total:
        say(f"No interaction from {first.isoformat()} to {last.isoformat()} says how long it lasted.")
    else:
        rows = []
        for row, name in [*((one.id, one.name) for one in found), (UNASSIGNED, "unassigned")]:
            if row == UNASSIGNED or row in went.by_priority:
                rows.append((name, hours(went.whole_minutes[row]), f"{went.shares[row]}"))
                rows += [(f"  {went.names[side]}", hours(part), "") for side, part in went.whole_sides_of(row) if each]
        rows.append(("all", hours(went.total), "100"))
        tell_table(("priority", "hours", "%"), rows, right=(1, 2))
    _say_untimed(went)


def _say_untimed(went: Spent) -> None:
    say(
        f"{went.untimed:,} of {counted(went.interactions, 'interaction')} from {went.first.isoformat()} to "
        f"{went.last.isoformat()}: nobody wrote down for how long, and no figure has it."
    )
    if not went.whole:
        say("What is restricted is in no figure either.")


def _time(went: Spent, found: Sequence[Priority]) -> dict[str, Any]:
    names: dict[int, str | None] = {one.id: one.name for one in found} | {UNASSIGNED: None}
    return {
        "from_on": went.first, "to_on": went.last, "interactions": went.interactions, "untimed": went.untimed,
        "whole": went.whole, "minutes": float(went.total),
        "priorities": [
            {
                "id": row or None, "name": names[row], "minutes": float(minutes), "percent": went.shares.get(row, 0),
                "with": [{"side": side, "minutes": float(part)} for side, part in went.sides_of(row)],
            }
            for row, minutes in sorted(went.by_priority.items(), key=lambda pair: (pair[0] == UNASSIGNED, pair[0]))
        ],
    }  # fmt: skip


@strategy.command("ties")
@as_of_option
@json_option
@pass_plugin_context
def ties_command(context: PluginContext, as_of: date | None, as_json: bool) -> None:
    """Show which share of each tie's time is for which priority; ties that serve none stand last."""
    day = as_of or context.clock.today()
    found = priorities(context)
    rows = []
    for tie in ties_of(context):
        own = [(share, one) for one in found for share in one.on(day) if share.tie == tie.tie]
        if own or tie.stood(day):
            rows.append((tie, own))
    rows.sort(key=lambda row: not row[1])
    if as_json:
        tell_json(
            [
                {
                    "tie": tie.tie, "with": tie.name,
                    "priorities": [{"id": one.id, "percent": share.percent} for share, one in own],
                }
                for tie, own in rows
            ]
        )  # fmt: skip
    elif rows:
        cells = [
            (tie.tie, tie.name, "; ".join(f"{one.name} {share.percent} %" for share, one in own) or "–")
            for tie, own in rows
        ]
        tell_table(("tie", "with", "serves"), cells, right=(0,))
    else:
        say("There is no tie yet; `trustcrm tie add` begins one.")


@strategy.command("compare")
@click.option("--on", "days", type=Day(), multiple=True, help="A day to look at; may be repeated.")
@click.option("--changed", is_flag=True, help="Only ties whose reading or last contact changed.")
@json_option
@pass_plugin_context
def compare_command(context: PluginContext, days: tuple[date, ...], changed: bool, as_json: bool) -> None:
    """Show the whole portfolio as of several days side by side.

    Where no day is given: the day before the latest crisis began, and today. Each reading is what `trustcrm show
    --as-of` tells of that day.
    """
    today = context.clock.today()
    found = compare(context, days or usual_days(context, today))
    if as_json:
        tell_json(compared(found))
        return
    if not found.ties:
        say("No tie stood on any of these days.")
        return
    dates = [moment.day.isoformat() for moment in found.moments]
    rows = [row for row in (_tie(found, tie.tie, tie.name) for tie in found.ties) if not changed or _moved(row)]
    tell_table(
        ("with", *(f"trust {day}" for day in dates), *(f"contact {day}" for day in dates)), rows,
        right=range(1, 1 + len(dates)), spare=range(1 + len(dates), 1 + 2 * len(dates)),
    )  # fmt: skip
    tell()
    tell_table(("", *dates), [*_counts(found.moments), *_arrived(found.moments)], right=range(1, 1 + len(dates)))


def _tie(found: Compared, tie: int, name: str) -> tuple[str, ...]:
    lines = [moment.glances.get(tie) for moment in found.moments]
    trust = ("–" if one is None or one.trust is None else f"{100 * one.trust:.1f}" for one in lines)
    last = ("–" if one is None or one.last_contact is None else one.last_contact.isoformat() for one in lines)
    return (name, *trust, *last)


def _moved(row: Sequence[str]) -> bool:
    half = (len(row) - 1) // 2
    return len(set(row[1 : 1 + half])) > 1 or len(set(row[1 + half :])) > 1


def _counts(moments: Sequence[Moment]) -> list[tuple[Any, ...]]:
    return [
        ("ties that stood", *(len(one.glances) for one in moments)),
        *((f"  {told}", *(one.warmth[word] for one in moments)) for word, told in WARMTH.items()),
    ]


def _arrived(moments: Sequence[Moment]) -> list[tuple[str, ...]]:
    """Return what arrived either way, unit by unit: the quantity and of how many contributions, "50,000 (2×)"."""
    return [
        (f"{'given' if ours else 'received'}: {kind}" + (f", {unit}" if unit else ""), *map(_in_words, cells))
        for ours, kind, unit, cells in side_by_side(moments)
    ]


def _in_words(one: Arrived | None) -> str:
    if one is None:
        return ""
    return f"{one.count}×" if one.sum is None else f"{shown(one.sum)} ({one.count}×)"


def compared(found: Compared) -> dict[str, Any]:
    """Return the days side by side, for JSON."""
    return {
        "days": [
            {
                "day": moment.day, "ties": len(moment.glances), "warmth": dict(moment.warmth),
                "arrived": [
                    {
                        "way": "given" if one.ours else "received", "kind": one.kind, "unit": one.unit or None,
                        "count": one.count, "sum": one.sum,
                    }
                    for one in moment.arrived
                ],
            }
            for moment in found.moments
        ],
        "ties": [
            {
                "tie": tie.tie, "with": tie.name,
                "on": [
                    {
                        "day": moment.day, "trust": one.trust, "last_contact": one.last_contact,
                        "warmth": one.warmth_word,
                    }
                    for moment in found.moments
                    if (one := moment.glances.get(tie.tie)) is not None
                ],
            }
            for tie in found.ties
        ],
    }  # fmt: skip


@strategy.command("paper")
@as_of_option
@json_option
@pass_plugin_context
def paper_command(context: PluginContext, as_of: date | None, as_json: bool) -> None:
    """Tell all of it on one paper; `trustcrm report strategy` writes it into files."""
    made = context.ask.report("strategy", as_of=as_of)
    click.echo(context.ask.exported(made.document, "json" if as_json else "text"), nl=False)
