"""`trustcrm search`: words in names, notes and everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_json, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--noun", help="Search in one noun alone, such as interaction or city.")
@click.option("--limit", type=HowMany(1, 10_000), default=20, show_default=True, help="How many at most.")
@json_option
@pass_session
def search(session: Session, words: Sequence[str], noun: str | None, limit: int, as_json: bool) -> None:
    """Find words in names, notes and everything else, newest first.

    Accents, scripts and former names do not matter: Kiev finds what says Kyiv, Zuerich finds Zürich. Words may be
    beginnings. Those whose name begins so stand first. What is restricted shows its title alone.
    """
    from trustcrm.services.search import search as look

    found = look(session.desk, " ".join(words), noun=noun, limit=limit)
    if as_json:
        emit_json([asdict(one) for one in found])
        return
    if not found:
        say("Nothing here says that. Fewer words, or the beginning of one, find more.")
        return
    emit_table(
        ("noun", "id", "title", "words"), [(one.noun, one.id, one.title, one.snippet) for one in found], right=(1,)
    )


COMMANDS = {"search": search}
