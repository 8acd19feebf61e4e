"""`trustcrm log`: what happened, in somebody's own words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.days import day_option
from trustcrm.cli.output import emit_json, emit_line, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import TrustCrmError

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.services.desk import Desk
    from trustcrm.services.log import Logged
    from trustcrm.services.quick_entry import Question, Understood


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--with", "with_side", metavar="SIDE", help="Whom it was with, where the words do not say.")
@day_option("--on", help="The day it happened, whatever the words say.")
@click.option("--yes", is_flag=True, help="Ask nothing: log what is certain, refuse what is not.")
@json_option
@pass_session
def log(
    session: Session, text: Sequence[str], with_side: str | None, on: date | None, yes: bool, as_json: bool
) -> None:
    """Record what happened, in your own words.

    \b
    trustcrm log "call with Milan +Giulia re test kits, they offer 5000 masks, friday follow up"

    A contact, who took part, what was offered, promised, received or thanked for, what is to be done by when: whatever
    the words say is shown and then kept in one change, and `trustcrm undo` takes all of it back.
    """
    from trustcrm.services.log import keep, say_back
    from trustcrm.services.log_answers import read_entry, settle_the_certain

    desk = session.desk
    understood = read_entry(desk, " ".join(text), with_side=with_side, on=on)
    settle = settle_the_certain if yes or not _on_terminal() else _asked
    understood = settle(desk, understood)
    if not as_json:
        for line in say_back(desk, understood):
            say(line)
    logged = keep(desk, understood)
    if as_json:
        emit_json(_told(understood, logged))
        return
    emit_line(f"Logged {logged.said} (change {logged.change}). `trustcrm undo` takes it back.")


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _asked(desk: Desk, understood: Understood) -> Understood:
    """Ask what an entry leaves open, one question after the other, until each has an answer that fits."""
    from trustcrm.services.log import say_back
    from trustcrm.services.log_answers import answer_in_words

    if understood.questions:
        for line in say_back(desk, understood):
            if not line.startswith("? "):
                say(line)
    while understood.questions:
        question = understood.questions[0]
        words = _answer_to(question)
        try:
            understood = answer_in_words(desk, understood, question, words)
        except TrustCrmError as error:
            say(str(error))
    return understood


def _answer_to(question: Question) -> str:
    say(question.text)
    for number, choice in enumerate(question.choices, start=1):
        say(f"  {number}  {choice.label}")
    default: dict[str, Any] = {"default": "1"} if question.choices else {}
    answered: str = click.prompt("Answer", err=True, prompt_suffix=": ", **default)
    return answered


def _told(understood: Understood, logged: Logged) -> dict[str, Any]:
    said = asdict(understood)
    del said["questions"], said["pieces"]
    return {
        "change": logged.change,
        "said": logged.said,
        "ids": logged.ids,
        "made": [{"noun": noun, "id": row} for noun, row in logged.made],
        "understood": said,
    }


COMMANDS = {"log": log}
