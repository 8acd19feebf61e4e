"""`trustcrm checkin …`: six questions a year about a tie, and the answers beside what is computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from trustcrm.plugin import NotFound, PluginContext, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_strategy.beside import Beside, beside
from trustcrm_strategy.check_ins import LEAST, MOST, QUESTIONS, Answered, answering, check_ins, keep
from trustcrm_strategy.ties import the_tie, ties_of

F = TypeVar("F", bound=Callable[..., Any])


@click.group("checkin")
def checkin() -> None:
    """What colleagues think of a tie, once a year; kept beside the computed reading and never mixed into it."""


@checkin.command("questions")
@json_option
@pass_plugin_context
def questions_command(context: PluginContext, as_json: bool) -> None:
    """Tell the six questions, and what 1 and 7 mean."""
    if as_json:
        tell_json([vars(question) for question in QUESTIONS])
        return
    for question in QUESTIONS:
        tell(f"{question.name}: {question.asks}")
        tell(f"  1 {question.one}; 7 {question.seven}")


def _answers(command: F) -> F:
    for question in reversed(QUESTIONS):
        flag = f"--{question.key.replace('_', '-')}"
        command = click.option(
            flag, question.key, type=click.IntRange(LEAST, MOST), required=True, help=f"{question.asks} 1 to 7."
        )(command)
    return command


@checkin.command("add")
@click.argument("tie")
@click.option("--year", type=int, default=None, help="The year looked back on; this one where not given.")
@_answers
@click.option("--note", "words", required=True, help="What the answers rest on.")
@click.option("--by", default="", metavar="COLLEAGUE", help="Whose answers they are; yours where not given.")
@click.option(
    "--confidentiality", type=click.Choice(("open", "internal", "restricted")), default="internal",
    help="Who may read it.",
)  # fmt: skip
@click.option("--instead", is_flag=True, help="In place of what the same colleague answered for that year.")
@pass_plugin_context
def add_command(
    context: PluginContext, /, tie: str, year: int | None, words: str, by: str, confidentiality: str, instead: bool,
    **answers: int,
) -> None:  # fmt: skip
    """Keep the answers of a colleague about TIE, a number or a city. `trustcrm undo` takes them back."""
    meant = the_tie(context, tie)
    said = Answered(
        year=year or context.clock.today().year, answers=answers, colleague=answering(context, by), words=words,
        confidentiality=confidentiality,
    )  # fmt: skip
    row = keep(context, meant, said, instead=instead)
    tell(f"Kept check-in {row} on {meant.name} for {said.year}.")


@checkin.command("list")
@click.argument("tie", required=False)
@click.option("--year", type=int, default=None, help="Of one year alone.")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help="At most so many, the latest year first; 0: all.",
)
@json_option
@pass_plugin_context
def list_command(context: PluginContext, tie: str | None, year: int | None, limit: int, as_json: bool) -> None:
    """List the check-ins on every tie, or on TIE: the six answers, and the trust of a person beside the computed."""
    today = context.clock.today()
    every = check_ins(context, today, the_tie(context, tie).tie if tie else None)
    found = [one for one in every if year in (None, one.year)]
    rows = beside(context, found[: limit or None], ties_of(context))
    if as_json:
        tell_json([told(one) for one in rows])
    elif rows:
        titles = (
            "id",
            "with",
            "year",
            "by",
            *(question.name.split()[0] for question in QUESTIONS),
            "as 100",
            "computed",
            "apart",
        )
        tell_table(titles, [_row(one) for one in rows], right=(0, *range(4, 13)), spare=(9, 8, 7, 6, 4, 3))
        say("Answers from 1 to 7; the computed reading is that of the day of the check-in.")
    else:
        say("Nobody checked in yet; `trustcrm checkin questions` tells what is asked.")
    if len(rows) < len(found):
        say(f"{len(rows):,} of {len(found):,} are shown, the latest years first; --limit 0 shows all.")


@checkin.command("show")
@click.argument("number", type=int)
@json_option
@pass_plugin_context
def show_command(context: PluginContext, number: int, as_json: bool) -> None:
    """Show one check-in with its note, and the computed reading of the same day beside it."""
    found = next((one for one in check_ins(context, context.clock.today()) if one.id == number), None)
    if found is None:
        raise NotFound(f"There is no check-in {number}; `trustcrm checkin list` lists those there are.")
    (one,) = beside(context, [found], ties_of(context))
    if as_json:
        tell_json(told(one))
        return
    tell(f"{one.name}, {found.year}, by {found.by} on {found.on.isoformat()}")
    for question in QUESTIONS:
        tell(f"  {found.answers[question.key]}  {question.name}: {question.asks}")
    tell(f"  {found.words}")
    tell(f"  {one.in_words}")


def _row(one: Beside) -> tuple[Any, ...]:
    made = one.check_in
    answers = (made.answers[question.key] for question in QUESTIONS)
    return (
        made.id, one.name, str(made.year), made.by, *answers, _number(one.said), _number(one.read),
        _number(one.apart, "+"),
    )  # fmt: skip


def _number(value: float | None, sign: str = "") -> str:
    return "" if value is None else f"{value:{sign}.1f}"


def told(one: Beside) -> dict[str, Any]:
    """Return a check-in and what is computed beside it, for JSON."""
    made = one.check_in
    return {
        "id": made.id, "tie": made.tie, "with": one.name, "year": made.year, "by": made.by, "on": made.on,
        "answers": dict(made.answers), "words": made.words, "note": made.note,
        "trust_said": made.trust, "trust_computed": one.computed,
        "apart": None if one.computed is None else made.trust - one.computed,
    }  # fmt: skip
