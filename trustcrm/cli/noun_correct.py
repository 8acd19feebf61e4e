"""`NOUN correct` and `NOUN withdraw`: set fields of a record, or mark it wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.noun_flags import (
    Word,
    about_option,
    flag,
    given,
    meant,
    option_of,
    told_fields,
    version_option,
)
from trustcrm.cli.noun_words import kept_now
from trustcrm.cli.output import json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.noun import Field, Record
from trustcrm.domain.nouns import ABOUT
from trustcrm.domain.rules import dashed
from trustcrm.errors import WrongUsage
from trustcrm.text import listed, nearest, visible

if TYPE_CHECKING:
    from trustcrm.services.desk import Desk


ADDED = "added_"
"""What the parameters begin with that add to a field which holds many words."""


def correct_command(kind: type[Record]) -> click.Command:
    """Return the command that sets fields of one record; only flags that are given change anything."""
    names = tuple(dashed(field.name) for field in told_fields(kind))
    many = tuple(field.name for field in told_fields(kind) if field.is_many)

    @click.argument("which")
    @click.option("--clear", multiple=True, type=Word(names), metavar="FIELD", help="Empty a field; may repeat.")
    @version_option()
    @json_option
    @pass_session
    def correct(
        session: Session, /, which: str, clear: tuple[str, ...], version: int | None, as_json: bool, **params: Any
    ) -> None:
        from trustcrm.services.browse import found, thing
        from trustcrm.services.record import correct as set_fields

        added = {name: params.pop(f"{ADDED}{name}") for name in many if params.get(f"{ADDED}{name}")}
        values = given(params)
        cleared = _cleared(kind, clear, values)
        about = params.get("about")
        if not values and not cleared and not about and not added:
            raise WrongUsage(f"Say what to correct; `trustcrm {kind.noun} correct --help` lists the fields.")
        desk = session.desk
        row = found(desk, kind.noun, which)
        wanted = meant(kind, values) | cleared
        if added:
            version = _add(desk, kind, row, wanted, added, version)
        if about:
            wanted["about_noun"], wanted["about_row"] = thing(desk, about)
        differs = set_fields(desk, kind.noun, row, wanted, version=version)
        kept_now(desk, kind.noun, row, "Corrected" if differs else "Nothing to correct in", as_json=as_json)

    command = click.command("correct", help=f"Correct one {kind.noun}; only what is given changes.")(correct)
    own = [about_option()] if kind.noun in ABOUT else []
    fields = [option for field in told_fields(kind) for option in _options(field)]
    command.params = [*command.params[:1], *fields, *own, *command.params[1:]]
    return command


def _options(field: Field) -> list[click.Option]:
    """Return the flag that sets a field; of one that holds many, also the flag that adds to what is there."""
    if not (field.is_many and field.about.one):
        return [option_of(field)]
    sets = option_of(replace(field, about=replace(field.about, one="")), summary=f"All {field.about.summary}.")
    adds = click.Option([f"{ADDED}{field.name}", flag(field.about.one)], multiple=True, help="One more; may repeat.")
    return [sets, adds]


def _add(
    desk: Desk, kind: type[Record], row: int, wanted: dict[str, Any], added: dict[str, Any], version: int | None
) -> int | None:
    """Put what is added behind what a record has, or will have; return the version at which it has that."""
    from trustcrm.services.browse import one

    kept = one(desk, kind.noun, row).kept
    for name, words in added.items():
        there = wanted.get(name, getattr(kept.record, name))
        wanted[name] = tuple(dict.fromkeys((*there, *words)))
    return kept.version if version is None else version


def _cleared(kind: type[Record], clear: tuple[str, ...], values: dict[str, Any]) -> dict[str, Any]:
    fields = {dashed(field.name): field for field in told_fields(kind)}
    cleared = {}
    for name in clear:
        field = fields.get(dashed(name))
        if field is None:
            near = nearest(name, tuple(fields))
            hint = f"did you mean {near!r}?" if near else f"it has {listed(tuple(fields), most=30)}."
            raise WrongUsage(f"The {kind.noun} has no field {visible(name)!r}; {hint}")
        if field.required:
            raise WrongUsage(f"The {field.name} of a {kind.noun} cannot be empty; give another by {flag(field.name)}.")
        if field.name in values:
            raise WrongUsage(f"The {field.name} is both given and cleared; do one of the two.")
        cleared[field.name] = field.default
    return cleared


def withdraw_command(kind: type[Record]) -> click.Command:
    """Return the command that marks one record wrong."""

    @click.command(
        "withdraw",
        help=f"Mark one {kind.noun} wrong, so that nothing is read from it any more.",
        short_help=f"Mark one {kind.noun} wrong.",
    )
    @click.argument("which")
    @click.option("--why", default="", help="Why it is wrong; the journal keeps it.")
    @version_option()
    @json_option
    @pass_session
    def withdraw(session: Session, which: str, why: str, version: int | None, as_json: bool) -> None:
        from trustcrm.services.browse import found
        from trustcrm.services.record import withdraw as mark_wrong

        desk = session.desk
        row = found(desk, kind.noun, which)
        if not mark_wrong(desk, kind.noun, row, why, version=version):
            say("It was withdrawn already.")
        kept_now(desk, kind.noun, row, "Withdrew", as_json=as_json)

    return withdraw
