"""`trustcrm lesson …`: what other cities taught us, who here adopted it, and to whom credit is owed."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import click

from trustcrm.plugin import (
    Day,
    PluginContext,
    WrongUsage,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_networks_and_lessons.convenings import convening
from trustcrm_networks_and_lessons.lessons import (
    Credit,
    Finding,
    Lesson,
    Role,
    Told,
    about,
    adopt,
    adopted_already,
    find_out,
    give_credit,
    lesson,
    lessons,
    mark,
    note_down,
    unmark,
)
from trustcrm_networks_and_lessons.telling import named, on_option


@click.group("lesson")
def lesson_group() -> None:
    """Measures of other cities: evidence, who here adopted them, what came of it, and credit given or owed."""


@lesson_group.command("list")
@click.argument("words", nargs=-1)
@click.option("--from", "origin", default="", metavar="CITY", help="Those of one city alone.")
@click.option("--owed", is_flag=True, help="Those alone for which credit is owed.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, words: tuple[str, ...], origin: str, owed: bool, as_json: bool) -> None:
    """List lessons, those owed credit first; with WORDS those in which they stand, in any spelling."""
    found = lessons(context)
    if words:
        found = about(context, " ".join(words), found)
    if origin:
        side = context.ask.found("side", origin)
        found = [one for one in found if one.account.giver == side]
    if owed:
        found = [one for one in found if one.is_owed_credit]
    if as_json:
        tell_json([told_of(one) for one in found])
    elif found:
        rows = [(one.id, one.measure, one.origin, len(one.evidence), one.standing) for one in found]
        tell_table(("lesson", "measure", "from", "evidence", "standing"), rows, right=(0, 3))
    else:
        say("No such lesson is on record; `trustcrm lesson add MEASURE --from CITY` keeps one.")


@lesson_group.command("add")
@click.argument("measure", default="")
@click.option("--from", "origin", default="", metavar="CITY", help="The city that does so.")
@click.option("--evidence", default="", help="What shows that it works.")
@click.option("--evidence-on", type=Day(), default=None, help="The day of that evidence; today where not given.")
@click.option("--source", default="", help="Where it is known from.")
@click.option("--words", default=None, help="Anything else worth keeping.")
@click.option("--at", "at", default="", metavar="CONVENING", help="The convening at which it was told to us.")
@click.option("--offered-on", type=Day(), default=None, help="The day on which they told it to us, elsewhere.")
@click.option("--contribution", type=int, default=None, help="A contribution that is this lesson already.")
@pass_plugin_context
def add_command(
    context: PluginContext, measure: str, origin: str, evidence: str, evidence_on: date | None, source: str,
    words: str | None, at: str, offered_on: date | None, contribution: int | None,
) -> None:  # fmt: skip
    """Keep the lesson MEASURE of a city: what it does, what shows that it works, and where we were told."""
    if contribution is not None:
        mark(context, contribution)
        row = contribution
    elif not measure or not origin:
        raise WrongUsage("A lesson is a measure and the city it comes from; give MEASURE and --from CITY.")
    else:
        interaction = None
        if at:
            interaction, offered_on = convening(context, at).held
        told = Told(
            measure=measure, origin=origin, words=words, source=source or None, offered_on=offered_on,
            interaction=interaction,
        )  # fmt: skip
        row = note_down(context, told)
    found = lesson(context, str(row))
    if evidence:
        find_out(context, found, "evidence", evidence, evidence_on or context.clock.today(), source)
    tell(f"Lesson {row}: {found.measure}, from {found.origin}; {found.standing}.")


@lesson_group.command("show")
@click.argument("which", metavar="LESSON")
@json_option
@pass_plugin_context
def show_command(context: PluginContext, which: str, as_json: bool) -> None:
    """Show the card of LESSON, by its number or its measure."""
    found = lesson(context, which)
    if as_json:
        tell_json(told_of(found))
        return
    tell(f"Lesson {found.id}: {found.measure}, from {found.origin}")
    tell(f"  {found.standing}")
    for one in found.evidence:
        tell(f"  evidence: {_found_in_words(one)}")
    for adoption in found.adoptions:
        tell(f"  adopted by {adoption.in_words}{f': {adoption.words}' if adoption.words else ''}")
    for one in found.results:
        tell(f"  result: {_found_in_words(one)}")
    for kept in found.credits:
        tell(f"  credit given on {kept.record.on.isoformat()}{f': {kept.record.words}' if kept.record.words else ''}")


@lesson_group.command("evidence")
@click.argument("which", metavar="LESSON")
@click.argument("words")
@on_option("The day of what is told")
@click.option("--source", required=True, help="Where it is known from.")
@click.option("--as", "role", type=click.Choice(get_args(Role)), default="evidence", help="Evidence, or a result here.")
@pass_plugin_context
def evidence_command(
    context: PluginContext, which: str, words: str, on: date | None, source: str, role: Role
) -> None:  # fmt: skip
    """Keep WORDS as evidence that LESSON works, or, with --as result, as what came of it here."""
    found = lesson(context, which)
    row = find_out(context, found, role, words, on or context.clock.today(), source)
    tell(f"Lesson {found.id} has {'evidence' if role == 'evidence' else 'a result'} more (note {row}).")


@lesson_group.command("adopt")
@click.argument("which", metavar="LESSON")
@click.option("--by", required=True, help="Who here adopts it: an office or a department.")
@on_option("The day of adoption")
@click.option("--words", default=None, help="What is done.")
@click.option("--step", type=int, default=None, help="The step that says already that it was received.")
@pass_plugin_context
def adopt_command(
    context: PluginContext, which: str, by: str, on: date | None, words: str | None, step: int | None
) -> None:  # fmt: skip
    """Say that somebody here adopted LESSON; thanks are owed to its city until credit is given."""
    found = lesson(context, which)
    if step is None:
        adopt(context, found, by, on or context.clock.today(), words)
    else:
        adopted_already(context, found, step, by)
    found = lesson(context, str(found.id))
    tell(f"Lesson {found.id} was adopted by {by}. {_owed(found)}")


@lesson_group.command("credit")
@click.argument("which", metavar="LESSON")
@on_option("The day on which credit was given")
@click.option("--words", default=None, help="How it was given.")
@click.option("--source", default=None, help="Where it can be read.")
@click.option("--witness", default=None, help="Who heard it in public; a signal of goodwill is kept too.")
@pass_plugin_context
def credit_command(
    context: PluginContext, which: str, on: date | None, words: str | None, source: str | None, witness: str | None
) -> None:  # fmt: skip
    """Say that credit for LESSON was given to the city it comes from."""
    found = lesson(context, which)
    credit = Credit(on=on or context.clock.today(), words=words, source=source, witness=witness)
    give_credit(context, found, credit)
    tell(f"Credit for lesson {found.id}, {found.measure}, was given to {found.origin}.")


@lesson_group.command("drop")
@click.argument("which", metavar="LESSON")
@pass_plugin_context
def drop_command(context: PluginContext, which: str) -> None:
    """Let LESSON be no lesson any more; the contribution it is stands."""
    found = lesson(context, which)
    unmark(context, found)
    tell(f"{found.measure} is no lesson any more; contribution {found.id} stands.")


def told_of(one: Lesson) -> dict[str, Any]:
    """Return a lesson as JSON tells it."""
    return {
        "id": one.id, "measure": one.measure, "from": one.origin, "side": one.account.giver, "standing": one.standing,
        "credit_owed": one.is_owed_credit,
        "evidence": [_told_finding(found) for found in one.evidence],
        "adoptions": [
            {"step": each.step, "on": each.on, "by": each.by, "words": each.words} for each in one.adoptions
        ],
        "results": [_told_finding(found) for found in one.results],
        "credits": [{"step": kept.id, "on": kept.record.on, "words": kept.record.words} for kept in one.credits],
        "records": named(one.cites),
    }  # fmt: skip


def _told_finding(one: Finding) -> dict[str, Any]:
    return {"note": one.note, "words": one.words, "on": one.on, "source": one.source}


def _found_in_words(one: Finding) -> str:
    on = f"{one.on.isoformat()}, " if one.on is not None else ""
    return f"{one.words} ({on}{one.source})"


def _owed(one: Lesson) -> str:
    return f"Credit is owed to {one.origin}." if one.is_owed_credit else f"Credit was given to {one.origin}."
