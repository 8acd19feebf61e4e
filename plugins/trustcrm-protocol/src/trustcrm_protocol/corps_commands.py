"""`trustcrm protocol corps` and `verify`: the consular board, and keeping that an entry was checked."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import click

from trustcrm.plugin import (
    Day,
    InvalidValue,
    Organisation,
    PluginContext,
    Subject,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_consular.seats import Seat, in_order, seats_of
from trustcrm_protocol.telling import as_of_option


@click.command("corps", short_help="Every consular post here: holder, precedence, national day, when it was checked.")
@click.option("--stale", is_flag=True, help="Those alone that nobody checked within a year.")
@as_of_option
@json_option
@pass_plugin_context
def corps_command(context: PluginContext, stale: bool, as_of: date | None, as_json: bool) -> None:
    """Show every consular post of our city in its order of precedence; what was not checked for a year is marked."""
    home, day = context.ask.home(), as_of or context.clock.today()
    seats = in_order(seats_of(context, Subject(noun="city", id=home.side, name=home.name, day=day)))
    told = [seat for seat in seats if seat.is_stale(day) or not stale]
    if as_json:
        tell_json([_told(seat, day) for seat in told])
        return
    if not told:
        say("Every post was checked within a year." if seats else _nobody(context, home.name))
        return
    titles = ("post", "place", "for", "title", "holder", "since", "district", "national day", "checked", "by", "")
    tell_table(titles, [_row(seat, day) for seat in told], right=(0, 1), spare=(6, 5, 9))
    count = sum(seat.is_stale(day) for seat in seats)
    if count:
        posts = counted(count, "post was", "posts were")
        say(f"{posts} not checked within a year; `trustcrm protocol verify POST --by WHO` keeps that one was.")


@click.command("verify", short_help="Keep that a consular post was checked.")
@click.argument("post")
@click.option("--by", "by", required=True, help="Who checked it, or which list.")
@click.option("--on", "on", type=Day(), default=None, help="When; today where not given.")
@pass_plugin_context
def verify_command(context: PluginContext, post: str, by: str, on: date | None) -> None:
    """Keep that what is on record of POST was checked."""
    day = on or context.clock.today()
    if day > context.clock.today():
        raise InvalidValue(f"{day.isoformat()} lies ahead; a post is checked by then by nobody.")
    row = context.ask.found("post", post)
    context.do.correct("post", row, {"verified_on": day, "verified_by": by})
    tell(f"Post {row}, {context.ask.one('post', row).title}: checked on {day.isoformat()} by {by}.")


def _row(seat: Seat, day: date) -> tuple[Any, ...]:
    post, tenure = seat.post.record, seat.tenure
    return (
        seat.post.id, post.precedence, seat.country, f"{post.title}, honorary" if post.honorary else post.title,
        seat.holder or "vacant", tenure.record.from_on if tenure else None, post.district, post.national_day,
        post.verified_on or "never", post.verified_by, "stale" if seat.is_stale(day) else "",
    )  # fmt: skip


def _nobody(context: PluginContext, home: str) -> str:
    """Say that the corps is empty, and of which consulates nobody said that they are here."""
    consulates = context.ask.page("organisation", {"kind": "consulate"}).rows
    unplaced = [row.kept.id for row in consulates if cast(Organisation, row.kept.record).city is None]
    told = "No consular post in our city is on record."
    if not unplaced:
        kept = f"`trustcrm organisation add NAME --kind consulate --city '{home}'` and `trustcrm post add` keep one."
        return f"{told} {kept}"
    sits = "consulate sits" if len(unplaced) == 1 else "consulates sit"
    return (
        f"{told} In which city {len(unplaced)} {sits} is not said: "
        f"`trustcrm organisation correct {unplaced[0]} --city '{home}'` says it."
    )


def _told(seat: Seat, day: date) -> dict[str, Any]:
    post, tenure = seat.post.record, seat.tenure
    return {
        "post": seat.post.id, "title": post.title, "honorary": post.honorary, "country": seat.country,
        "side": seat.side, "consulate": seat.consulate, "precedence": post.precedence, "district": post.district,
        "national_day": post.national_day, "holder": seat.holder or None,
        "tenure": tenure.id if tenure else None, "since": tenure.record.from_on if tenure else None,
        "verified_on": post.verified_on, "verified_by": post.verified_by, "stale": seat.is_stale(day),
    }  # fmt: skip
