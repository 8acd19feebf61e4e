"""`NOUN list`: the newest records of a noun, whatever they refer to by title."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.noun_flags import about_option, given, option_of, told_fields
from trustcrm.cli.noun_words import field_in_words, told
from trustcrm.cli.output import emit_json, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import ABOUT
from trustcrm.domain.rules import dashed

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "city": ("name", "country", "region", "time_zone", "wikidata"),
    "organisation": ("name", "kind", "city", "country"),
    "kind": ("name", "family", "intensity", "cameo", "summary", "plugin"),
    "colleague": ("name", "email", "from_on", "to_on", "role"),
    "person": ("name", "side", "languages", "emails", "phones"),
    "post": ("title", "side", "honorary", "national_day", "precedence", "verified_on"),
    "tenure": ("person", "post", "from_on", "to_on"),
    "tie": ("one", "other", "kind", "state", "since", "cadence_days"),
    "custody": ("colleague", "tie", "from_on", "to_on"),
    "agreement": ("title", "tie", "signed_on", "notice_on", "ends_on"),
    "window": ("name", "kind", "starts_on", "ends_on"),
    "need": ("what", "quantity", "unit", "by_on", "side", "window", "closed_on"),
    "interaction": ("on", "kind", "giver", "receiver", "words"),
    "participant": ("interaction", "person", "side", "colleague", "role"),
    "contribution": ("what", "giver", "receiver", "kind", "unit"),
    "step": ("on", "contribution", "state", "quantity", "due_on"),
    "signal": ("on", "kind", "giver", "receiver", "witness"),
    "engagement": ("starts_on", "starts_at", "title", "side", "state"),
    "seat": ("engagement", "person", "side", "role"),
    "follow-up": ("due_on", "what", "side", "colleague", "done_on"),
    "tag": ("name", "about_noun", "about_row"),
    "note": ("on", "author", "about_noun", "about_row", "words"),
    "rate": ("currency", "into", "worth", "since", "until", "source"),
    "retention-class": ("name", "authority", "years", "after", "for_noun", "for_kind"),
    "retention": ("retention_class", "about_noun", "about_row", "why"),
    "hold": ("about_noun", "about_row", "why", "authority", "since", "lifted_on"),
    "snooze": ("until", "kind", "about_noun", "about_row", "arose_on", "words"),
}
"""The fields a list shows, by noun; `show` and --json tell all of them."""

_FILTERS = ("kind", "country", "name", "family")
"""Fields of words that a list can be narrowed by, beside closed lists and references."""

_NUMBERS = (int, float, Decimal)

BETWEEN = ("tie", "interaction", "contribution", "signal")
"""Nouns that a list narrows by --with to those that have a side on either end."""


def list_command(kind: type[Record]) -> click.Command:
    """Return the command that lists a noun's records."""

    @click.option("--limit", type=HowMany(0), default=50, show_default=True, help="At most so many; 0: all.")
    @click.option("--withdrawn", is_flag=True, help="List those marked wrong too.")
    @json_option
    @pass_session
    def list_(session: Session, /, limit: int, withdrawn: bool, as_json: bool, **params: Any) -> None:
        from trustcrm.services.browse import page

        wanted = given(params) | _about(session, params.get("about"))
        found = page(
            session.desk, kind.noun, wanted, between=params.get("with_") or "", limit=limit or None,
            withdrawn=withdrawn,
        )  # fmt: skip
        if as_json:
            emit_json([told(row) for row in found.rows])
        elif found.rows:
            _table(kind, found.rows, withdrawn)
        else:
            say(f"There are no {kind.plural} {'like that ' if wanted else ''}here.")
        if found.more:
            say(f"The newest {limit} are shown; --limit 0 shows all.")

    command = click.command("list", help=f"List {kind.plural}, the newest first.")(list_)
    command.params = [*_filters(kind), *command.params]
    return command


def _filters(kind: type[Record]) -> list[click.Parameter]:
    told = [field for field in told_fields(kind) if field.is_ref or field.about.choices or field.name in _FILTERS]
    own: list[click.Parameter] = [option_of(field) for field in told]
    if kind.noun in BETWEEN:
        own.append(click.Option(["with_", "--with"], metavar="SIDE", help="Those with this side on either end."))
    if kind.noun in ABOUT:
        own.append(about_option())
    return own


def _about(session: Session, words: str | None) -> dict[str, str]:
    if not words:
        return {}
    from trustcrm.services.browse import thing

    noun, row = thing(session.desk, words)
    return {"about_noun": noun, "about_row": str(row)}


def _table(kind: type[Record], rows: Any, withdrawn: bool) -> None:
    columns = COLUMNS[kind.noun]
    fields = fields_of(kind)
    numbers = [
        0,
        *(p for p, name in enumerate(columns, 1) if fields[name].type in _NUMBERS and not fields[name].is_ref),
    ]
    cells = [
        [row.kept.id, *(field_in_words(row, name) for name in columns), *([_mark(row)] if withdrawn else [])]
        for row in rows
    ]
    titles = ["id", *(dashed(name).replace("-", " ") for name in columns), *(["withdrawn"] if withdrawn else [])]
    emit_table(titles, cells, right=numbers)


def _mark(row: Any) -> str:
    if row.kept.merged_into is not None:
        return f"merged into {row.kept.merged_into}"
    return "withdrawn" if row.kept.withdrawn else ""
