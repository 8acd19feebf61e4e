"""`NOUN add`: keep one thing, every field a flag, whatever belongs to it in the same change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.noun_flags import about_option, given, meant, option_of, require, told_fields
from trustcrm.cli.noun_words import kept_now
from trustcrm.cli.output import json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.noun import Mention, Record, fields_of
from trustcrm.domain.nouns import (
    ABOUT,
    City,
    Colleague,
    Contribution,
    Engagement,
    Interaction,
    Participant,
    Person,
    Seat,
    Step,
)
from trustcrm.errors import InvalidValue, Refused, WrongUsage
from trustcrm.text import visible

if TYPE_CHECKING:
    from trustcrm.services.desk import Desk

BETWEEN = ("interaction", "contribution", "signal")
"""Nouns with a giver and a receiver; --with means from the home city to that side."""

_TODAY = ("interaction", "signal", "note", "step")
_STEP_FLAGS = ("state", "on", "quantity", "due_on")
_NAMED = ("city", "organisation", "person", "post", "colleague", "tie", "kind", "window", "retention-class")


def positional_of(kind: type[Record]) -> str | None:
    """Return the field that may stand first on the line without its flag: what names such a thing."""
    if kind.noun == "tie":
        return "other"
    told = (fields_of(kind)[name] for name in kind.title_fields)
    return next((field.name for field in told if field.type is str and field.required), None)


def add_command(kind: type[Record]) -> click.Command:
    """Return the command that keeps one thing of a noun."""

    @json_option
    @pass_session
    def add(session: Session, /, as_json: bool, **params: Any) -> None:
        from trustcrm.services.add import add as keep

        values = _with_positional(kind, given(params), params.pop("first", None))
        step = _given_step(values | given(params), params) if kind is Contribution else None
        desk = session.desk
        values = _with_defaults(desk, kind, meant(kind, values), params)
        require(kind, values, positional_of(kind))
        parts = _parts(desk, kind, params, step)
        options = {name: bool(params.get(name)) for name in ("bare", "again")}
        recorded = keep(desk, kind(**values), *parts, **options)
        for noun, row in recorded.made:
            _say_made(desk, noun, row)
        kept_now(desk, kind.noun, recorded.ids[0], "Kept", as_json=as_json)
        if kind is City and not options["bare"]:
            _say_unplaced(desk, recorded.ids[0])
        if kind is Person and not options["again"] and (double := _may_be(desk, recorded.ids[0])):
            say(double)
        if kind is Engagement and "side" not in values and not params["people"] and not params["also"]:
            say(f"It names nobody; `trustcrm engagement correct {recorded.ids[0]} --side SIDE` says with whom it is.")
        if "role" in values and kind is Colleague:
            _say_roles(desk, values)

    command = click.command("add", help=f"Keep {_article(kind.noun)} {kind.noun}.")(add)
    command.params = [*_positional(kind), *_own_options(kind), *map(_option, told_fields(kind)), *command.params]
    for option in command.params:
        if kind.noun in ("engagement", "follow-up") and option.name == "field_side":
            option.opts.append("--with")
    return command


def _option(field: Any) -> click.Option:
    return option_of(field)


def _positional(kind: type[Record]) -> list[click.Parameter]:
    name = positional_of(kind)
    return [click.Argument(["first"], required=False, metavar=f"[{name.upper()}]")] if name else []


def _own_options(kind: type[Record]) -> list[click.Parameter]:
    noun = kind.noun
    own: list[click.Parameter] = []
    if noun in BETWEEN:
        own.append(click.Option(["with_", "--with"], metavar="SIDE", help="From the home city to this side."))
    if noun in ABOUT:
        own.append(about_option(required=True))
    if kind in (Interaction, Engagement):
        own += [
            click.Option(["people", "--person"], multiple=True, metavar="PERSON", help="Who takes part; may repeat."),
            click.Option(["also", "--also"], multiple=True, metavar="SIDE", help="Which other side takes part."),
        ]
    if kind is Interaction:
        own.append(click.Option(["colleagues", "--colleague"], multiple=True, help="Which colleague took part."))
    if kind is Contribution:
        own += [option_of(fields_of(Step)[name], summary=f"First step: {words}") for name, words in _FIRST_STEP.items()]
    if noun == "city":
        own.append(click.Option(["bare", "--bare"], is_flag=True, help="Ask no gazetteer; keep just what is given."))
    if noun in _NAMED:
        own.append(click.Option(["again", "--again"], is_flag=True, help="Keep it even if there is one like it."))
    return own


_FIRST_STEP: Mapping[str, str] = {
    "state": "how far it came.",
    "on": "its day; today where not given.",
    "quantity": "how much, in --unit.",
    "due_on": "by when it was promised.",
}


def _with_positional(kind: type[Record], values: dict[str, Any], first: str | None) -> dict[str, Any]:
    name = positional_of(kind)
    own = {key: value for key, value in values.items() if key in fields_of(kind)}
    if first is None or name is None:
        return own
    if name in own:
        raise WrongUsage(f"The {name} of the {kind.noun} is given twice, as {first!r} and by its flag; give it once.")
    return {name: first} | own


def _with_defaults(desk: Desk, kind: type[Record], values: dict[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    if kind.noun in _TODAY:
        values.setdefault("on", desk.today())
    if kind.noun == "hold":
        values.setdefault("since", desk.today())
    if kind.noun == "note":
        values.setdefault("author", desk.actor)
    if kind.noun in ABOUT:
        from trustcrm.services.browse import thing

        values["about_noun"], values["about_row"] = thing(desk, params["about"])
    if kind.noun == "tie":
        _default_to_home(desk, values, ("one",))
    if kind.noun in BETWEEN:
        _sides(desk, kind, values, params["with_"])
    return values


def _sides(desk: Desk, kind: type[Record], values: dict[str, Any], other: str | None) -> None:
    if other is not None:
        if "giver" in values or "receiver" in values:
            raise WrongUsage("--with says both sides already; give it alone, or --giver and --receiver.")
        values |= meant(kind, {"receiver": other})
    elif "giver" not in values and "receiver" not in values:
        raise InvalidValue(f"The {kind.noun} needs two sides; say with whom: --with SIDE.")
    _default_to_home(desk, values, ("giver", "receiver"))


def _default_to_home(desk: Desk, values: dict[str, Any], names: tuple[str, ...]) -> None:
    from trustcrm.services.browse import home

    for name in names:
        if name not in values:
            values[name] = home(desk)


def _given_step(values: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any] | None:
    step = {name: values[name] for name in _STEP_FLAGS if name in values}
    if step and "state" not in step:
        raise WrongUsage("A first step needs to say how far it came; give --state, such as asked or received.")
    return step or None


def _parts(
    desk: Desk, kind: type[Record], params: Mapping[str, Any], step: Mapping[str, Any] | None
) -> tuple[Record, ...]:
    whole = Mention(noun=kind.noun, name="@0")
    if step is not None:
        return (Step(contribution=whole, **({"on": desk.today()} | meant(Step, step))),)
    if kind is Interaction:
        named = _attending(Participant, params, ("people", "also", "colleagues"))
        return tuple(Participant(interaction=whole, **who) for who in named)
    if kind is Engagement:
        return tuple(Seat(engagement=whole, **who) for who in _attending(Seat, params, ("people", "also")))
    return ()


def _attending(kind: type[Record], params: Mapping[str, Any], given_as: tuple[str, ...]) -> list[dict[str, Any]]:
    fields = {"people": "person", "also": "side", "colleagues": "colleague"}
    return [meant(kind, {fields[name]: words}) for name in given_as for words in params[name]]


def _say_made(desk: Desk, noun: str, row: int) -> None:
    from trustcrm.services.browse import one

    say(f"Also kept {noun} {row} {one(desk, noun, row).title}.")


def _may_be(desk: Desk, row: int) -> str:
    """Return in a sentence who a new person may be, by a longer or a shorter name."""
    from trustcrm.services.short_names import said_of

    with desk.database.reading() as connection:
        return said_of(connection, row)


def _say_unplaced(desk: Desk, row: int) -> None:
    """Say that nobody knows in which country a city lies: so there is no hour there, and namesakes are alike."""
    from trustcrm.services.browse import one

    city: Any = one(desk, "city", row).kept.record
    if city.country is None:
        say(
            f"No gazetteer knows where it lies; `trustcrm city correct {row} --country CN --time-zone Asia/Shanghai` "
            "says so, with its own."
        )


def _say_roles(desk: Desk, values: Mapping[str, Any]) -> None:
    """Say that roles hold from now on, to whoever may only read now and perhaps goes by another name."""
    try:
        desk.require("officer", "write")
    except Refused:
        login = values.get("login") or values["name"]
    else:
        return
    say(
        f"From now on whoever is not listed with a login may only read; you work as {visible(desk.actor)}. "
        f"`trustcrm --as {login} …` works as {values['name']}, and so does TRUSTCRM_ACTOR={login}."
    )


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
