"""`trustcrm membership …`: which networks we are members of, what that costs, and what came back."""

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
    WrongUsage,
    json_option,
    pass_plugin_context,
    say,
    shown,
    tell,
    tell_json,
    tell_table,
    year_or_day,
)
from trustcrm_networks_and_lessons.convening_commands import KINDS
from trustcrm_networks_and_lessons.memberships import (
    Bill,
    CameBack,
    Dues,
    Membership,
    Service,
    membership,
    memberships,
    owe,
    pay,
    take_as_dues,
    use,
)
from trustcrm_networks_and_lessons.telling import on_option

YEARS = click.IntRange(1900, 2999)


@click.group("membership")
def membership_group() -> None:
    """Memberships in networks: dues by year, and what came back for them."""


@membership_group.command("list")
@click.option("--year", type=YEARS, default=None, help="Dues of one year, and what came back in it.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, year: int | None, as_json: bool) -> None:
    """List our memberships with their dues beside what came back. Currencies are never added together."""
    found = memberships(context, year)
    if as_json:
        tell_json([_told(one) for one in found])
    elif found:
        rows = [(one.name, one.state, dues_in_words(one.dues), back_in_words(one.came_back)) for one in found]
        tell_table(("network", "tie", "dues", "came back"), rows)
    else:
        say("We are a member of no network; `trustcrm tie add --kind network` makes a membership.")


@membership_group.command("show")
@click.argument("network")
@click.option("--year", type=YEARS, default=None, help="Dues of one year, and what came back in it.")
@json_option
@pass_plugin_context
def show_command(context: PluginContext, network: str, year: int | None, as_json: bool) -> None:
    """Show our membership in NETWORK: dues by year, and each thing that came back."""
    tie, _, _ = membership(context, network)
    one = next(each for each in memberships(context, year) if each.tie == tie)
    if as_json:
        tell_json(_told(one))
        return
    since = f", since {year_or_day(one.since)}" if one.since else ""
    tell(f"{one.name}: {one.state}{since}")
    for due in one.dues:
        by = f", due {due.due_on.isoformat()}" if due.due_on else ""
        tell(f"  dues {due.year}: {shown(due.amount)} {due.currency}, {due.standing}{by}")
    back = one.came_back
    for word, accounts in (("service", back.services), ("offer", back.offers), ("ask of ours", back.asks)):
        for account in accounts:
            tell(f"  {word}: {account.contribution.what} (contribution {account.id}, {account.state})")
    for lesson in back.lessons:
        tell(f"  lesson: {lesson.measure}, from {lesson.origin} ({lesson.standing})")
    for met in back.convenings:
        tell(f"  convening: {met.title}, {met.on.isoformat()}")
    if back.is_nothing:
        tell("  Nothing is on record as having come back.")


@membership_group.command("dues")
@click.argument("network")
@click.option("--year", type=YEARS, required=True, help="The year they are for.")
@click.option("--amount", type=Amount(), default=None, help="How much.")
@click.option("--currency", default="", help="ISO 4217 code, such as EUR.")
@click.option("--due", "due_on", type=Day(), default=None, help="By when they are to be paid.")
@on_option("The day of the invoice")
@click.option("--source", default=None, help="Where it is known from.")
@click.option("--contribution", type=int, default=None, help="A contribution of money that is these dues already.")
@pass_plugin_context
def dues_command(
    context: PluginContext, network: str, year: int, amount: Decimal | None, currency: str, due_on: date | None,
    on: date | None, source: str | None, contribution: int | None,
) -> None:  # fmt: skip
    """Keep the dues of NETWORK for a year; until they are paid the ledger shows them as a promise of ours."""
    if contribution is not None:
        take_as_dues(context, network, year, contribution)
        tell(f"Contribution {contribution} is the dues for {year}.")
        return
    if amount is None or not currency:
        raise WrongUsage("Dues are an amount in a currency; give --amount and --currency.")
    bill = Bill(
        year=year, amount=amount, currency=currency, on=on or context.clock.today(), due_on=due_on, source=source
    )
    row = owe(context, network, bill)
    tell(f"Dues for {year}: {shown(amount)} {currency}, unpaid (contribution {row}).")


@membership_group.command("paid")
@click.argument("network")
@click.option("--year", type=YEARS, required=True, help="The year they are for.")
@on_option("The day of payment")
@click.option("--amount", type=Amount(), default=None, help="How much, where not all that is open.")
@pass_plugin_context
def paid_command(context: PluginContext, network: str, year: int, on: date | None, amount: Decimal | None) -> None:
    """Say that the dues of NETWORK for a year were paid."""
    one = pay(context, network, year, on or context.clock.today(), amount)
    left = f", {shown(one.open)} {one.currency} open" if one.open else ""
    tell(f"Dues for {year}: {shown(one.paid)} {one.currency} paid{left}.")


@membership_group.command("service")
@click.argument("network")
@click.argument("what")
@on_option("The day on which we used it")
@click.option("--kind", type=click.Choice(KINDS), default="expertise", show_default=True, help="What sort of value.")
@click.option("--quantity", type=Amount(), default=None, help="How much.")
@click.option("--unit", default=None, help="What it is counted in.")
@click.option("--thanked", default=None, metavar="WORDS", help="How we thanked for it at once.")
@click.option("--source", default=None, help="Where it is known from.")
@pass_plugin_context
def service_command(
    context: PluginContext, network: str, what: str, on: date | None, kind: str, quantity: Decimal | None,
    unit: str | None, thanked: str | None, source: str | None,
) -> None:  # fmt: skip
    """Keep that we used WHAT of NETWORK: a review, a toolkit, a desk at its secretariat."""
    service = Service(
        what=what, on=on or context.clock.today(), kind=kind, unit=unit, quantity=quantity, thanks=thanked,
        source=source,
    )  # fmt: skip
    row = use(context, network, service)
    tell(f"Contribution {row}: {what}, received.{'' if thanked is not None else ' Thanks are owed for it.'}")


def dues_in_words(dues: tuple[Dues, ...]) -> str:
    """Return what was paid and what is open, currency by currency."""
    if not dues:
        return "none on record"
    told = []
    for currency in sorted({one.currency for one in dues}):
        some = [one for one in dues if one.currency == currency]
        paid, left = sum(one.paid for one in some), sum(one.open for one in some)
        told.append(f"{shown(paid)} {currency} paid" + (f", {shown(left)} {currency} open" if left else ""))
    return "; ".join(told)


def back_in_words(back: CameBack) -> str:
    """Return how much of each sort came back, in words."""
    counted = (
        ("service", back.services), ("offer", back.offers), ("lesson", back.lessons), ("ask", back.asks),
        ("convening", back.convenings),
    )  # fmt: skip
    told = [f"{len(some)} {word}{'s' if len(some) > 1 else ''}" for word, some in counted if some]
    return ", ".join(told) or "nothing on record"


def _told(one: Membership) -> dict[str, Any]:
    back = one.came_back
    return {
        "tie": one.tie, "network": one.network, "name": one.name, "state": one.state, "since": one.since,
        "dues": [
            {
                "year": due.year, "contribution": due.account.id, "amount": due.amount, "currency": due.currency,
                "paid": due.paid, "open": due.open, "due_on": due.due_on, "standing": due.standing,
            }
            for due in one.dues
        ],
        "services": [_told_account(each) for each in back.services],
        "offers": [_told_account(each) for each in back.offers],
        "asks": [_told_account(each) for each in back.asks],
        "lessons": [{"id": each.id, "measure": each.measure, "standing": each.standing} for each in back.lessons],
        "convenings": [{"title": each.title, "on": each.on, "label": each.label} for each in back.convenings],
    }  # fmt: skip


def _told_account(account: Account) -> dict[str, Any]:
    return {"contribution": account.id, "what": account.contribution.what, "state": account.state}
