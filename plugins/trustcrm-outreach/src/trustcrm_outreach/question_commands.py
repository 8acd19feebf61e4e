"""`trustcrm outreach ask`, `answer` and `questions`: the inbox of questions and what was promised of each."""

from __future__ import annotations

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
    tell,
    tell_json,
    tell_table,
)
from trustcrm_outreach.notices import the_notice
from trustcrm_outreach.questions import Asking, answer, ask, question, questions
from trustcrm_outreach.telling import who_of


@click.command("ask")
@click.argument("words")
@click.option("--from", "who", required=True, help='Who asks: a city or organisation, or as in "person 4".')
@click.option("--by", "promised_by", required=True, type=Day(), help="By when an answer is promised.")
@click.option("--on", "on", type=Day(), default=None, help="The day it came; today if not given.")
@click.option("--notice", "which", default="", help="About which notice.")
@click.option("--kind", default="email", show_default=True, help="How it came: email, call, letter.")
@click.option("--restricted", is_flag=True, help="Not for everybody's eyes.")
@pass_plugin_context
def ask_command(
    context: PluginContext, words: str, who: str, promised_by: date, on: date | None, which: str, kind: str,
    restricted: bool,
) -> None:  # fmt: skip
    """Keep the question WORDS, and that an answer is promised; `trustcrm due` reminds of it."""
    (noun, row), side = who_of(context, who)
    asking = Asking(
        side=side, person=row if noun == "person" else None, words=words, asked_on=on or context.clock.today(),
        promised_by=promised_by, notice=the_notice(context, which).id if which else None, kind=kind,
        restricted=restricted,
    )  # fmt: skip
    tell(f"Question {ask(context, asking)}: an answer is promised by {promised_by.isoformat()}.")


@click.command("answer")
@click.argument("number", metavar="QUESTION", type=int)
@click.argument("words")
@click.option("--on", "on", type=Day(), default=None, help="The day it was answered; today if not given.")
@click.option("--kind", default="email", show_default=True, help="How: email, call, letter.")
@pass_plugin_context
def answer_command(context: PluginContext, number: int, words: str, on: date | None, kind: str) -> None:
    """Keep the answer WORDS to QUESTION; the promise is then kept."""
    asked = question(context, number)
    day = on or context.clock.today()
    answer(context, asked, words, day, kind)
    late = (day - asked.promised_by).days
    told = f", {counted(late, 'day')} late" if late > 0 else ""
    tell(f"Question {number}: answered on {day.isoformat()}{told}.")


@click.command("questions")
@click.option("--all", "everything", is_flag=True, help="Those that are answered too.")
@json_option
@pass_plugin_context
def questions_command(context: PluginContext, everything: bool, as_json: bool) -> None:
    """List the questions that wait for an answer, the one promised soonest first."""
    today = context.clock.today()
    found = [one for one in questions(context) if everything or one.is_open(today)]
    sides: dict[int, Any] = {
        row: one.kept.record for row, one in context.ask.several("side", {one.side for one in found}).items()
    }
    if as_json:
        tell_json([vars(one) | {"from": sides[one.side].name, "overdue": one.is_overdue(today)} for one in found])
    elif found:
        rows = [
            (one.id, one.asked_on, sides[one.side].name, one.words, one.promised_by,
             f"answered {one.answered_on}" if one.answered_on else "overdue" if one.is_overdue(today) else "open")
            for one in found
        ]  # fmt: skip
        tell_table(("id", "asked", "by", "question", "promised for", ""), rows, right=(0,), spare=(1,))
    else:
        say("No question waits for an answer.")
