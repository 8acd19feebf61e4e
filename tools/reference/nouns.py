"""Every noun with its told fields, and the office's first list of kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tools.reference.markdown import code, page, table, told
from trustcrm.domain import kinds
from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS, Kind
from trustcrm.domain.rules import dashed

NOUNS_INTRODUCTION = """
What an office keeps. Each field is told once, in the code, and is everywhere the same: a flag of `trustcrm NOUN add`, a
column an importer may fill, a key in JSON, a column of the database. A field that refers to another noun takes a name
or a number; its column and key end in `_id`. "Side" means a city or an organisation.
"""

KINDS_INTRODUCTION = """
The kinds a new office starts with. They are the office's own from then on: `trustcrm kind list` shows them, `trustcrm
kind correct` changes one, and every reading follows. Trust looks at the sign alone; goodwill and expected intensity use
the figure.
"""


def nouns_page() -> str:
    """Return the page of all nouns."""
    merging = f"Rows of {', '.join(MERGEABLE)} can be merged and unmerged."
    return page("Nouns and their fields", NOUNS_INTRODUCTION, merging, *(_noun(kind) for kind in NOUNS.values()))


def kinds_page() -> str:
    """Return the page of the first kinds."""
    signals = [
        Kind(
            name=kind.name, family="signal", cameo=kind.cameo, intensity=kind.leans * kind.weight, summary=kind.summary
        )
        for kind in kinds.SIGNALS
    ]
    listed = [*kinds.first_kinds(), *signals]
    families = dict.fromkeys(kind.family for kind in listed)
    sections = [_family(family, [kind for kind in listed if kind.family == family]) for family in families]
    return page("Kinds and their intensities", KINDS_INTRODUCTION, told(kinds), *sections)


def _noun(kind: type[Record]) -> str:
    rows = [
        (
            code(field.name),
            code(field.column),
            _type(field),
            "yes" if field.required else "",
            _default(field),
            _what(field),
        )
        for field in fields_of(kind).values()
    ]
    fields = table(("field", "column", "holds", "must be given", "else", "what it is"), rows)
    return f"## {kind.noun}\n\n{told(kind)}\n\n{fields}"


def _type(field: Field) -> str:
    if field.is_ref:
        return f"a {', '.join(field.about.refers)}"
    if field.is_many:
        return "words, as often as needed"
    names = {"str": "text", "int": "whole number", "float": "number", "bool": "yes or no", "Decimal": "exact number"}
    name = getattr(field.type, "__name__", str(field.type))
    return names.get(name, {"date": "day", "time": "hour"}.get(name, name))


def _default(field: Field) -> str:
    return "" if field.required or field.default in (None, ()) else code(_plain(field.default))


def _plain(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _what(field: Field) -> str:
    choices = ", ".join(code(choice) for choice in field.about.choices)
    return f"{field.about.summary} (`--{dashed(field.name)}`){f': {choices}' if choices else ''}"


def _family(family: str, listed: Iterable[Kind]) -> str:
    rows = [(kind.name, kind.cameo, f"{kind.intensity:+g}" if kind.intensity else "0", kind.summary) for kind in listed]
    return f"## {family}\n\n{table(('kind', 'CAMEO code', 'intensity', 'what it is'), rows)}"
