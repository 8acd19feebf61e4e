"""`trustcrm crisis leads …`: offers of strangers, and the checks that none of them can skip."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import click

from trustcrm.plugin import Amount, PluginContext, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_crisis.board import number
from trustcrm_crisis.counting import counted
from trustcrm_crisis.leads import CHECKS, Lead, Offer, check, commit, drop, lead, leads, take_in
from trustcrm_crisis.telling import crisis_option
from trustcrm_crisis.windows import the_crisis


@click.group("leads", short_help="Offers of suppliers nobody here knows, and what was checked.")
def leads_group() -> None:
    """Offers of suppliers nobody here knows: nothing is committed before every check is passed."""


@leads_group.command("list")
@crisis_option
@json_option
@pass_plugin_context
def list_command(context: PluginContext, crisis: str, as_json: bool) -> None:
    """List the offers of a crisis."""
    window = the_crisis(context, crisis, context.clock.today()).id
    found = leads(context, window)
    if as_json:
        tell_json([_told(context, one) for one in found])
    elif found:
        rows = [(one.id, _name(context, one), one.what, _much(one), _price(one), one.state) for one in found]
        tell_table(("lead", "supplier", "what", "how much", "price", "state"), rows, right=(0,))
    else:
        say("Nobody offered anything to look into.")


@leads_group.command("add")
@click.argument("supplier")
@click.argument("what", nargs=-1, required=True)
@click.option("--quantity", type=Amount(), default=None, help="How much is offered, where WHAT does not say it.")
@click.option("--unit", default=None, help="What it is counted in.")
@click.option("--price", type=Amount(), default=None, help="The price of all of it.")
@click.option("--currency", default=None, help="ISO 4217 code of the price.")
@click.option("--terms", default=None, help="How it is to be paid and delivered.")
@click.option("--contact", default=None, help="How the supplier is reached.")
@click.option("--need", type=int, default=None, help="The need it would answer.")
@crisis_option
@pass_plugin_context
def add_command(
    context: PluginContext, supplier: str, what: tuple[str, ...], quantity: Decimal | None, unit: str | None,
    price: Decimal | None, currency: str | None, terms: str | None, contact: str | None, need: int | None, crisis: str,
) -> None:  # fmt: skip
    """Write down that SUPPLIER offers WHAT; it counts nowhere before it is checked and committed."""
    thing = counted(what, quantity, unit)
    window = the_crisis(context, crisis, context.clock.today()).id
    if need is not None:
        context.ask.one("need", need)
    offer = Offer(
        supplier=supplier, what=thing.what, unit=thing.unit, quantity=thing.quantity, price=price, currency=currency,
        terms=terms, contact=contact, need=need,
    )  # fmt: skip
    row = take_in(context, window, offer)
    tell(f"Lead {row}: {supplier} offers {thing.what}. To check: {', '.join(CHECKS)}.")


@leads_group.command("show")
@click.argument("number_of_lead", metavar="LEAD", type=int)
@json_option
@pass_plugin_context
def show_command(context: PluginContext, number_of_lead: int, as_json: bool) -> None:
    """Show the card of LEAD: what is offered, and each check with who made it, when, and on what evidence."""
    found = lead(context, number_of_lead)
    if as_json:
        tell_json(_told(context, found))
        return
    tell(f"Lead {found.id}: {_name(context, found)} offers {found.what}, {found.offered_on.isoformat()}, {found.state}")
    for label, words in (
        ("how much", _much(found)), ("price", _price(found)), ("terms", found.terms), ("contact", found.contact),
        ("contribution", str(found.contribution or "")), ("dropped because", found.why),
    ):  # fmt: skip
        if words:
            tell(f"  {label}: {words}")
    for name in CHECKS:
        made = found.latest(name)
        if made is None:
            tell(f"  [ ] {name}")
        else:
            mark = "x" if made.passed else "!"
            result = "" if made.passed else "not passed, "
            tell(f"  [{mark}] {name}: {result}{made.login}, {made.at:%Y-%m-%d %H:%M} UTC: {made.words}")


@leads_group.command("check")
@click.argument("number_of_lead", metavar="LEAD", type=int)
@click.argument("name", metavar="CHECK", type=click.Choice(CHECKS))
@click.option("--evidence", required=True, help="What was looked at, and where it can be seen again.")
@click.option("--failed", is_flag=True, help="It was not passed.")
@pass_plugin_context
def check_command(context: PluginContext, number_of_lead: int, name: str, evidence: str, failed: bool) -> None:
    """Keep that CHECK of LEAD was made, by you and now; the latest of each counts, and all are kept."""
    found = check(context, number_of_lead, name, evidence, passed=not failed)
    tell(f"Lead {found.id}, {name}: {'not passed' if failed else 'passed'}. Now {found.state}.")


@leads_group.command("commit")
@click.argument("number_of_lead", metavar="LEAD", type=int)
@pass_plugin_context
def commit_command(context: PluginContext, number_of_lead: int) -> None:
    """Make LEAD a contribution that is committed; refused (1) while any check is not passed."""
    row = commit(context, number_of_lead)
    tell(f"Lead {number_of_lead} is committed: contribution {row}.")


@leads_group.command("drop")
@click.argument("number_of_lead", metavar="LEAD", type=int)
@click.option("--why", required=True, help="Why it is let go.")
@pass_plugin_context
def drop_command(context: PluginContext, number_of_lead: int, why: str) -> None:
    """Let LEAD go; it stays on record with why."""
    drop(context, number_of_lead, why)
    tell(f"Lead {number_of_lead} is dropped.")


def _name(context: PluginContext, found: Lead) -> str:
    return context.ask.mention("side", found.supplier).name


def _much(found: Lead) -> str:
    return f"{number(found.quantity)} {found.unit}" if found.quantity is not None else ""


def _price(found: Lead) -> str:
    return f"{found.currency} {number(found.price)}" if found.price is not None else ""


def _told(context: PluginContext, found: Lead) -> dict[str, Any]:
    told = {name: value for name, value in vars(found).items() if name != "checks"}
    checks = [vars(one) for one in found.checks]
    return told | {"supplier_name": _name(context, found), "state": found.state, "checks": checks}
