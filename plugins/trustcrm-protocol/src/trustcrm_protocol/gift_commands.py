"""`trustcrm protocol gifts …`: the register, what became of each gift, and the year's sums."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

import click

from trustcrm.plugin import (
    Ambiguous,
    Amount,
    Currency,
    Day,
    InvalidValue,
    PluginContext,
    Tenure,
    WrongUsage,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_protocol.asks import Nearness, belongings, nearnesses, raise_notes
from trustcrm_protocol.gifts import DISPOSITIONS, Gift, Giver, Parcel, dispose, enter, gift, gifts, register
from trustcrm_protocol.sums import YearSum, rates_given, year_sums
from trustcrm_protocol.telling import meant
from trustcrm_protocol.threshold_commands import threshold_command, thresholds_command
from trustcrm_protocol.thresholds import threshold_of, thresholds
from trustcrm_protocol.visits import tenures_on


@click.group("gifts", short_help="The gift register, and the year's sums against the threshold.")
def gifts_group() -> None:
    """The gift register: who gave what, in which role, on what occasion, what became of it, and the year's sums."""


for _command in (threshold_command, thresholds_command):
    gifts_group.add_command(_command)


@gifts_group.command("list")
@click.option("--year", type=int, default=None, help="Those of a year alone.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, year: int | None, as_json: bool) -> None:
    """List the gifts received, in their order, with the notes they raise."""
    found = gifts(context) if year is None else gifts(context, *_year(year))
    near = nearnesses(context, found)
    if as_json:
        tell_json([gift_told(one, near) for one in found])
    elif found:
        titles = ("gift", "on", "from", "what", "value", "currency", "disposition", "note")
        noted = {one.gift.id for one in near}
        rows = [
            (
                one.id, one.parcel.on, one.donor, one.parcel.what, one.parcel.value, one.parcel.currency,
                one.disposition or "not said", "near an ask" if one.id in noted else "",
            )
            for one in found
        ]  # fmt: skip
        tell_table(titles, rows, right=(0, 4))
    else:
        say("The register is empty; `trustcrm protocol gifts add` enters a gift.")


@gifts_group.command("show")
@click.argument("number", metavar="GIFT", type=int)
@json_option
@pass_plugin_context
def show_command(context: PluginContext, number: int, as_json: bool) -> None:
    """Show GIFT with its circumstances, all that became of it, and the notes it raises."""
    found = gift(context, number)
    near = nearnesses(context, [found])
    if as_json:
        tell_json(gift_told(found, near))
        return
    parcel = found.parcel
    tell(f"Gift {found.id}: {parcel.what}, {parcel.on.isoformat()}, from {found.donor}  [{found.cited}]")
    value = f"{parcel.value:f} {parcel.currency}" if parcel.value is not None else "not valued"
    tell(f"  value: {value}{f' ({parcel.method})' if parcel.method else ''}")
    if parcel.circumstances:
        tell(f"  circumstances: {parcel.circumstances}")
    for one in found.disposed:
        tell(f"  {one.on.isoformat()}: {one.what}{f', {one.words}' if one.words else ''} (entered by {one.login})")
    for each in near:
        tell(f"  note: {each.words}")


@gifts_group.command("add")
@click.argument("what", default="")
@click.option("--from", "side", default=None, help="The city or organisation that gives.")
@click.option("--person", default=None, help="The person who gives it, or hands it over.")
@click.option("--post", default=None, help="The post as whose holder the person gives: it is its consulate's gift.")
@click.option("--privately", is_flag=True, help="The person gives it for themselves.")
@click.option("--contribution", type=int, default=None, help="Enter a contribution that is on record already.")
@click.option("--on", "on", type=Day(), default=None, help="When it was received; today where not given.")
@click.option("--value", type=Amount(), default=None, help="What it is worth.")
@click.option("--currency", type=Currency(), default=None, help="ISO 4217 code of that value.")
@click.option("--method", default=None, help="How it was valued: invoice, shop price, estimate.")
@click.option("--circumstances", default="", help="On what occasion, and to whom it was handed.")
@click.option("--hospitality", is_flag=True, help="A dinner or a journey, no thing.")
@click.option("--restricted", is_flag=True, help="Only for those who may read what is restricted.")
@pass_plugin_context
def add_command(
    context: PluginContext, what: str, side: str | None, person: str | None, post: str | None, privately: bool,
    contribution: int | None, on: date | None, value: Decimal | None, currency: str | None, method: str | None,
    circumstances: str, hospitality: bool, restricted: bool,
) -> None:  # fmt: skip
    """Enter a gift that was received: WHAT, from whom, and where a person gives it, in which role."""
    who, day = meant(context, "person", person), on or context.clock.today()
    if contribution is not None:
        if what or side or post or privately or value is not None:
            raise WrongUsage("A contribution on record says what it is and who gave it; leave the rest out.")
        found = register(context, contribution, who)
    else:
        if not what:
            raise WrongUsage("Say what was given, or which contribution on record it is.")
        giver = _giver(context, meant(context, "side", side), who, post, day, privately=privately)
        parcel = Parcel(
            what=what, on=day, value=value, currency=currency, method=method, circumstances=circumstances,
            kind="hospitality" if hospitality else "goods",
            confidentiality="restricted" if restricted else "internal",
        )  # fmt: skip
        found = enter(context, giver, parcel)
    tell(f"Gift {found.id}: {found.parcel.what}, from {found.donor}  [{found.cited}].")
    near = nearnesses(context, [found])
    for one in near:
        say(f"Note: {one.words}")
    raise_notes(context, near)
    _say_sums(context, found)


@gifts_group.command("dispose")
@click.argument("number", metavar="GIFT", type=int)
@click.argument("what", metavar="DISPOSITION", type=click.Choice(DISPOSITIONS))
@click.option("--on", "on", type=Day(), default=None, help="When; today where not given.")
@click.option("--words", default="", help="Where it is, to whom it went.")
@pass_plugin_context
def dispose_command(context: PluginContext, number: int, what: str, on: date | None, words: str) -> None:
    """Keep what became of GIFT; the latest counts, and all are kept."""
    found = dispose(context, number, what, on or context.clock.today(), words)
    tell(f"Gift {number}, {found.parcel.what}: {what}.")


@gifts_group.command("sums")
@click.option("--year", type=int, default=None, help="The year; this one where not given.")
@json_option
@pass_plugin_context
def sums_command(context: PluginContext, year: int | None, as_json: bool) -> None:
    """Sum what each donor gave in a year, apart and together, against the office's threshold in its own rates."""
    which = year or context.clock.today().year
    found = sums_of(context, which)
    if as_json:
        tell_json([sum_told(one) for one in found])
    elif found:
        titles = ("reckoned", "donor", "gifts", "sums", "in all", "standing")
        tell_table(titles, [_sum_row(one) for one in found], right=(2,))
    else:
        say(f"No gift of {which} stands in the register.")


@gifts_group.command("notes")
@json_option
@pass_plugin_context
def notes_command(context: PluginContext, as_json: bool) -> None:
    """Tell which gifts came near an ask of the same side, and keep a note of each that has none yet."""
    found = nearnesses(context, gifts(context))
    if as_json:
        tell_json([near_told(one) for one in found])
    elif found:
        for one in found:
            tell(one.words)
        made = raise_notes(context, found)
        say(f"{len(made)} of them noted now." if made else "A note of each is kept already.")
    else:
        say("No gift came near an ask of the same side.")


def sums_of(context: PluginContext, year: int) -> list[YearSum]:
    """Return the sums of a year."""
    found = gifts(context, *_year(year))
    return year_sums(
        found, belongings(context, found), threshold_of(thresholds(context), year), rates_given(context), year
    )


def sum_told(one: YearSum) -> dict[str, Any]:
    """Return a year's sum as JSON holds it."""
    return {
        "reckoned": one.donor.reckoning, "noun": one.donor.noun, "id": one.donor.id, "donor": one.donor.name,
        "gifts": [each.id for each in one.gifts], "sums": dict(one.sums), "not_valued": one.unvalued,
        "threshold": one.threshold.amount if one.threshold else None,
        "currency": one.threshold.currency if one.threshold else None, "in_all": one.against,
        "at_least": one.at_least, "rates": [str(cited) for cited in one.rates],
        "missing_rates": [{"currency": code, "on": on} for code, on in one.lacking],
        "over": one.is_over, "standing": one.verdict,
    }  # fmt: skip


def gift_told(one: Gift, near: list[Nearness]) -> dict[str, Any]:
    """Return a gift as JSON holds it."""
    parcel = one.parcel
    return {
        "gift": one.id, "on": parcel.on, "what": parcel.what, "donor": one.donor, "private": one.is_private,
        "side": one.giver.side, "person": one.giver.person, "post": one.giver.post, "value": parcel.value,
        "currency": parcel.currency, "method": parcel.method, "circumstances": parcel.circumstances,
        "record": str(one.cited), "disposition": one.disposition or None,
        "disposed": [vars(each) for each in one.disposed],
        "notes": [near_told(each) for each in near if each.gift.id == one.id],
    }  # fmt: skip


def near_told(one: Nearness) -> dict[str, Any]:
    """Return a gift near an ask as JSON holds it."""
    return {
        "gift": one.gift.id, "gift_record": str(one.gift.cited), "ask_record": str(one.ask.cited),
        "side": one.ask.side, "days": one.days, "words": one.words,
    }  # fmt: skip


def _giver(
    context: PluginContext, side: int | None, person: int | None, post: str | None, day: date, *, privately: bool
) -> Giver:  # fmt: skip
    """Return who gives, in one role alone; a person is never taken for their consulate or firm unsaid."""
    if person is None:
        if post or privately:
            raise WrongUsage("Name the person with --person who holds the post or gives privately.")
        if side is None:
            raise WrongUsage("Say who gives: --from CITY-OR-ORGANISATION, or --person NAME and in which role.")
        return Giver(side=side)
    if (side is not None) + bool(post) + privately != 1:
        roles = _roles(context, person, day)
        raise Ambiguous(f"In which role does the person give? Say one: {' or '.join(roles)}.", roles)
    if privately:
        return Giver(person=person)
    if not post:
        return Giver(side=side, person=person)
    found = tenures_on(context, person, day)
    held = {cast(int, cast(Tenure, row.kept.record).post): row.referred["post"] for row in found}
    row = _held(held, post)
    if row is None:
        raise InvalidValue(f"The person holds no post {post} on {day.isoformat()}; see `trustcrm person show`.")
    told: Any = context.ask.one("post", row).kept.record
    return Giver(side=told.side, person=person, post=row)


def _held(held: dict[int, str], words: str) -> int | None:
    """Return the post that a number or a title means among those that somebody holds."""
    number = words.lstrip("#")
    if number.isdigit():
        return int(number) if int(number) in held else None
    named = [row for row, title in held.items() if title.casefold() == words.casefold()]
    return named[0] if len(named) == 1 else None


def _roles(context: PluginContext, person: int, day: date) -> list[str]:
    titles = [f"--post {row.referred['post']!r}" for row in tenures_on(context, person, day)]
    told: Any = context.ask.one("person", person)
    side = told.referred.get("side")
    return [*titles, *([f"--from {side!r}"] if side else []), "--privately"]


def _say_sums(context: PluginContext, found: Gift) -> None:
    for one in sums_of(context, found.parcel.on.year):
        if found.id in {each.id for each in one.gifts} and (one.is_over or one.lacking):
            say(f"{one.donor.name} in {found.parcel.on.year}, {_RECKONED[one.donor.reckoning]}: {one.verdict}.")


_RECKONED = {"apart": "apart", "person": "in every role", "organisation": "with all who belong to it"}


def _sum_row(one: YearSum) -> tuple[Any, ...]:
    sums = ", ".join(f"{amount:f} {currency}" for currency, amount in one.sums.items())
    in_all = f"{one.against:f} {one.threshold.currency}" if one.against is not None and one.threshold else ""
    return (
        _RECKONED[one.donor.reckoning], one.donor.name, len(one.gifts), sums or "not valued", in_all, one.verdict
    )  # fmt: skip


def _year(year: int) -> tuple[date, date]:
    if not date.min.year <= year <= date.max.year:
        raise InvalidValue(f"{year} is no year of the calendar.")
    return date(year, 1, 1), date(year, 12, 31)
