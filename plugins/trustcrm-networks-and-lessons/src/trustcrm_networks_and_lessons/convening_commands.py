"""`trustcrm convening …`: who sat there and as what, what was born there, and what a seat counts as."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import click

from trustcrm.plugin import (
    Account,
    Amount,
    Day,
    PluginContext,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_networks_and_lessons.convenings import (
    Born,
    Convening,
    Place,
    Plan,
    bear,
    convening,
    convenings,
    plan,
    seat,
)
from trustcrm_networks_and_lessons.lessons import lessons

KINDS = ("goods", "money", "expertise", "voice", "access", "hospitality", "condolence")


@click.group("convening")
def convening_group() -> None:
    """Convenings: seats and roles, and the asks, offers and lessons that were born there."""


@convening_group.command("list")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_json: bool) -> None:
    """List convenings, the latest first."""
    found = convenings(context)
    if as_json:
        tell_json([_told(one) for one in found])
    elif found:
        rows = [(one.label, one.on, one.title, "" if one.interaction else "ahead") for one in found]
        tell_table(("convening", "on", "what", "standing"), rows)
    else:
        say("No convening is on record; `trustcrm convening add TITLE --with NETWORK --on DAY` plans one.")


@convening_group.command("add")
@click.argument("title")
@click.option("--with", "host", required=True, metavar="SIDE", help="With whom it is organised, such as a network.")
@click.option("--on", "on", type=Day(), required=True, help="Its day.")
@click.option("--role", default="chair", show_default=True, help="Our own role there.")
@click.option("--words", default=None, help="What it is for.")
@click.option("--place", default=None, help="Where it is.")
@pass_plugin_context
def add_command(
    context: PluginContext, title: str, host: str, on: date, role: str, words: str | None, place: str | None
) -> None:  # fmt: skip
    """Plan the convening TITLE, with a seat of our own."""
    row = plan(context, Plan(title=title, host=host, on=on, role=role, words=words, place=place))
    tell(f"{title} on {on.isoformat()} is engagement {row}; we are there as {role}.")


@convening_group.command("seat")
@click.argument("which", metavar="CONVENING")
@click.argument("sides", nargs=-1, required=True, metavar="CITY...")
@click.option("--role", default=None, help="As what: speaker, guest.")
@click.option("--person", default=None, help="Who is expected, for a single city.")
@pass_plugin_context
def seat_command(
    context: PluginContext, which: str, sides: tuple[str, ...], role: str | None, person: str | None
) -> None:  # fmt: skip
    """Give each CITY a seat at CONVENING. A seat by itself moves no reading."""
    one = convening(context, which)
    seated = seat(context, one, sides, role, person)
    if seated:
        say(f"Seated already: {', '.join(seated)}.")
    after = convening(context, one.label)
    have = "has" if len(after.sides) == 1 else "have"
    tell(f"{_sides(after)} {have} a seat at {after.title}. Seats alone move no reading.")


@convening_group.command("show")
@click.argument("which", metavar="CONVENING")
@json_option
@pass_plugin_context
def show_command(context: PluginContext, which: str, as_json: bool) -> None:
    """Show who sat at CONVENING, what a seat counts as, and what was born there."""
    one = convening(context, which)
    taught = {each.id for each in lessons(context)}
    if as_json:
        tell_json(_told(one) | _told_whole(context, one, taught))
        return
    home = context.ask.home().side
    tell(f"{one.title}, {one.on.isoformat()}: {_sides(one)}")
    if role := one.role_of(home):
        tell(f"  our role: {role}")
    tell(f"  {weight_in_words(one)}")
    rows = [(place.name, place.person, place.role, place.country, _weight(place)) for place in one.places]
    tell_table(("seat", "person", "role", "country", "counts as"), rows, right=(4,))
    for word, accounts in born_by_sort(one, taught, home).items():
        for account in accounts:
            tell(f"{word}: {account.contribution.what} (contribution {account.id}, {account.state})")


def weight_in_words(one: Convening) -> str:
    """Return what the seats did to readings: nothing before it was held, afterwards a part of one meeting."""
    if one.interaction is None:
        return "not held yet: seats alone move no reading"
    weights = {place.weight for place in one.places if place.weight is not None}
    if not weights:
        return "none of them is tied with us, so it moves no reading of ours"
    return f"counts as {max(weights):.3f} of a meeting for each tie, however many seats a side had"


def born_by_sort(one: Convening, taught: set[int], home: int) -> dict[str, list[Account]]:
    """Return what was born at a convening: lessons, asks of ours and of others, offers of theirs and of ours."""
    found: dict[str, list[Account]] = {}
    for account in one.born:
        states = {kept.record.state for kept in account.steps if kept.record.interaction == one.interaction}
        ours = account.receiver == home
        if account.id in taught:
            word = "lesson"
        elif "asked" in states:
            word = "we asked" if ours else "they asked"
        else:
            word = "they offered" if ours else "we offered"
        found.setdefault(word, []).append(account)
    return found


@convening_group.command("ask")
@click.argument("which", metavar="CONVENING")
@click.argument("what")
@click.option("--of", "other", default="", metavar="CITY", help="Whom we asked.")
@click.option("--by", "by", default="", metavar="CITY", help="Who asked us.")
@click.option("--kind", type=click.Choice(KINDS), default="goods", show_default=True, help="What sort of value.")
@click.option("--quantity", type=Amount(), default=None, help="How much.")
@click.option("--unit", default=None, help="What it is counted in.")
@pass_plugin_context
def ask_command(
    context: PluginContext, which: str, what: str, other: str, by: str, kind: str, quantity: Decimal | None,
    unit: str | None,
) -> None:  # fmt: skip
    """Keep that WHAT was asked at CONVENING: by us of a city, or by a city of us."""
    _bear(context, which, _one_of(what, other, by, "asked", "--of", "--by"), kind, quantity, unit)


@convening_group.command("offer")
@click.argument("which", metavar="CONVENING")
@click.argument("what")
@click.option("--from", "other", default="", metavar="CITY", help="Who offered it to us.")
@click.option("--to", "to", default="", metavar="CITY", help="To whom we offered it.")
@click.option("--kind", type=click.Choice(KINDS), default="goods", show_default=True, help="What sort of value.")
@click.option("--quantity", type=Amount(), default=None, help="How much.")
@click.option("--unit", default=None, help="What it is counted in.")
@pass_plugin_context
def offer_command(
    context: PluginContext, which: str, what: str, other: str, to: str, kind: str, quantity: Decimal | None,
    unit: str | None,
) -> None:  # fmt: skip
    """Keep that WHAT was offered at CONVENING: to us by a city, or by us to a city."""
    _bear(context, which, _one_of(what, other, to, "offered", "--from", "--to"), kind, quantity, unit)


def _one_of(what: str, to_us: str, from_us: str, state: str, *flags: str) -> Born:
    if bool(to_us) == bool(from_us):
        raise click.UsageError(f"Say which city with {flags[0]} or with {flags[1]}.")
    return Born(what=what, other=to_us or from_us, state=state, from_us=bool(from_us))


def _bear(
    context: PluginContext, which: str, told: Born, kind: str, quantity: Decimal | None, unit: str | None
) -> None:  # fmt: skip
    one = convening(context, which)
    whole = Born(
        what=told.what, other=told.other, state=told.state, kind=kind, unit=unit, quantity=quantity,
        from_us=told.from_us,
    )  # fmt: skip
    row = bear(context, one, whole)
    tell(f"Contribution {row}: {told.what}, {told.state} at {one.title}.")


def _weight(place: Place) -> str:
    return "" if place.weight is None else f"{place.weight:.3f}"


def _sides(one: Convening) -> str:
    countries = f" of {counted(len(one.countries), 'country', 'countries')}" if one.countries else ""
    return f"{counted(len(one.sides), 'side')}{countries}"


def _told(one: Convening) -> dict[str, Any]:
    return {
        "engagement": one.engagement, "interaction": one.interaction, "title": one.title, "on": one.on,
        "held": one.interaction is not None,
    }  # fmt: skip


def _told_whole(context: PluginContext, one: Convening, taught: set[int]) -> dict[str, Any]:
    home = context.ask.home().side
    return {
        "our_role": one.role_of(home), "sides": len(one.sides), "countries": list(one.countries),
        "seats": [
            {
                "side": place.side, "name": place.name, "person": place.person, "role": place.role,
                "country": place.country, "weight": place.weight, "record": str(place.cite),
            }
            for place in one.places
        ],
        "born": [
            {"sort": word, "contribution": account.id, "what": account.contribution.what, "state": account.state}
            for word, accounts in born_by_sort(one, taught, home).items() for account in accounts
        ],
    }  # fmt: skip
