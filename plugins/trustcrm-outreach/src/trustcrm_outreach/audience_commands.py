"""`trustcrm audience …`: questions that are kept, and who belongs to them now."""

from __future__ import annotations

from typing import Any

import click

from trustcrm.plugin import PluginContext, counted, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_outreach.audiences import KINDS, Audience, Wanted, audiences, keep, retire, the_audience
from trustcrm_outreach.drafting import Group, Plan, plan
from trustcrm_outreach.members import members
from trustcrm_outreach.opt_outs import heeding
from trustcrm_outreach.telling import member_row


@click.group("audience")
def audience() -> None:
    """Who is to hear of something: a question that is kept, and asked anew each time."""


@audience.command("add")
@click.argument("name")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Organisations of this kind.")
@click.option("--country", "countries", multiple=True, metavar="CC", help="Those that stand for a country.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Those who speak a language.")
@click.option("--district", "districts", multiple=True, help="Those whose post serves a district.")
@click.option("--tag", "tags", multiple=True, help="Those who bear a tag, themselves or their organisation.")
@click.option("--words", default="", help="What it is for.")
@pass_plugin_context
def add_command(
    context: PluginContext, name: str, kinds: tuple[str, ...], countries: tuple[str, ...], languages: tuple[str, ...],
    districts: tuple[str, ...], tags: tuple[str, ...], words: str,
) -> None:  # fmt: skip
    """Keep a question as the audience NAME. An option may be given several times: any of them then fits."""
    wanted = Wanted(
        kinds=kinds, countries=tuple(one.upper() for one in countries), languages=languages, districts=districts,
        tags=tags,
    )  # fmt: skip
    number = keep(context, name, wanted, words)
    told = _plan(context, the_audience(context, str(number)))
    tell(f"Audience {number}, {name}: {wanted.in_words}. {_reach(told)}")


@audience.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that are retired too.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, everything: bool, as_json: bool) -> None:
    """List the audiences and what each of them asks."""
    found = audiences(context, retired=everything)
    if as_json:
        tell_json([_told(one) for one in found])
    elif found:
        rows = [
            (one.id, one.name, one.wanted.in_words, one.words, "retired" if one.is_retired else "") for one in found
        ]
        tell_table(("id", "name", "asks for", "for", ""), rows, right=(0,))
    else:
        say("There is no audience yet; `trustcrm audience add` keeps one.")


@audience.command("show")
@click.argument("name")
@json_option
@pass_plugin_context
def show_command(context: PluginContext, name: str, as_json: bool) -> None:
    """Ask the audience NAME anew: who belongs to it now, by which mailbox, and how many mails that makes."""
    found = the_audience(context, name)
    told = _plan(context, found)
    if as_json:
        tell_json(_told(found) | plan_row(told))
        return
    tell(f"{found.name}: {found.wanted.in_words}")
    tell(_reach(told))
    tell_plan(context, told)


@audience.command("retire")
@click.argument("name")
@pass_plugin_context
def retire_command(context: PluginContext, name: str) -> None:
    """Use the audience NAME no more; what was sent by it stays on record."""
    found = the_audience(context, name)
    retire(context, found, context.clock.now())
    tell(f"Audience {found.id}, {found.name}, is retired.")


def tell_plan(context: PluginContext, told: Plan) -> None:
    """Tell a plan, a line a mailbox, with all who read it."""
    rows = [
        (group.mailbox or "no address", context.ask.mention("side", group.members[0].side).name, _names(group))
        for group in told.groups
    ]
    rows += [("opted out", context.ask.mention("side", one.side).name, one.name) for one in told.opted_out]
    if rows:
        tell_table(("mailbox", "of", "who reads it"), rows)


def plan_row(told: Plan) -> dict[str, Any]:
    """Return a plan as JSON has it."""
    mails = [group for group in told.groups if group.mailbox]
    return {
        "people": told.people,
        "mails": len(mails),
        "people_by_mail": sum(len(group.members) for group in mails),
        "without_address": sum(len(group.members) for group in told.groups if not group.mailbox),
        "opted_out": len(told.opted_out),
        "groups": [
            {"mailbox": one.mailbox, "members": [member_row(who) for who in one.members]} for one in told.groups
        ],
        "members_opted_out": [member_row(who) for who in told.opted_out],
    }


def reach_in_words(mails: int, by_mail: int, shared: int, without: int, out: int) -> str:
    """Return in a sentence whom so many mails reach: a mailbox of five officers is one mail and five people."""
    told = f"{counted(mails, 'mail')} {'reaches' if mails == 1 else 'reach'} {counted(by_mail, 'person', 'people')}"
    parts = []
    if shared:
        parts.append(f"{counted(shared, 'mailbox is', 'mailboxes are')} read by several")
    if without:
        parts.append(f"{counted(without, 'person has', 'people have')} no address")
    if out:
        parts.append(f"{counted(out, 'person has', 'people have')} opted out")
    return f"{told}{'; ' if parts else ''}{', '.join(parts)}."


def _reach(told: Plan) -> str:
    row = plan_row(told)
    shared = sum(bool(one.mailbox) and len(one.members) > 1 for one in told.groups)
    return reach_in_words(row["mails"], row["people_by_mail"], shared, row["without_address"], row["opted_out"])


def _names(group: Group) -> str:
    return ", ".join(one.name for one in group.members)


def _plan(context: PluginContext, found: Audience) -> Plan:
    there = members(context, found.wanted)
    with context.tables.reading() as tables:
        return plan(there, heeding(tables))


def _told(one: Audience) -> dict[str, Any]:
    wanted = {name: list(values) for name, values in vars(one.wanted).items()}
    return {
        "id": one.id, "name": one.name, "asks": wanted, "words": one.words, "kept_by": one.kept_by,
        "retired": one.is_retired,
    }  # fmt: skip
