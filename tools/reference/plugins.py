"""What a plugin author meets: the hooks with their examples, the specs, the Protocols, the other promised names."""

from __future__ import annotations

import dataclasses
import inspect
from types import GenericAlias
from typing import Any

import trustcrm.plugin
from tools.reference.markdown import code, page, table, told
from trustcrm.domain.act import Act
from trustcrm.domain.change import CommittedChange
from trustcrm.domain.document import (
    Bar,
    Bars,
    Bullets,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
)
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.figures import Happening, Spoke, Spot, Timeline, Wheel, WorldMap
from trustcrm.domain.noun import Mention, Record
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.domain.reading import Reading, Share
from trustcrm.hooks import calendar_specs, hookspecs, notifier_specs, specs
from trustcrm.hooks.context import (
    Calendars,
    KeyValues,
    Notifiers,
    OfficeServices,
    PluginContext,
    PluginTables,
    TableAccess,
    TrustModels,
)
from trustcrm.hooks.notifiers import ClosingNotifier
from trustcrm.services.deeds import Deeds
from trustcrm.services.questions import Questions
from trustcrm.services.questions_of_entries import QuestionsOfEntries
from trustcrm.services.questions_of_the_past import QuestionsOfThePast

INTRODUCTION = """
A plugin is a package with one entry point in the group `trustcrm`; its value is a module that only declares. That
module imports `trustcrm.plugin` and nothing else of TrustCRM. Each example below is a whole plugin, run by the tests.
"""

VALUES = (Draft, Rejected, Mention, PlaceQuery, PlaceMatch, Act, Reading, Share, CommittedChange)
"""The values that core and plugins hand each other."""

CONTENT = (
    Document, Heading, Paragraph, Run, Citation, Bullets, Facts, Fact, Table, Column, Row, Bars, Bar, WorldMap, Spot,
    Wheel, Spoke, Timeline, Happening,
)  # fmt: skip
"""What a report or panel tells."""


def hooks_page() -> str:
    """Return the page of hooks, specs, Protocols and promised names."""
    return page(
        "Hooks", INTRODUCTION, told(hookspecs),
        "## The hooks", *(_hook(name) for name in hooks()),
        "## What a hook may yield", *(_spec(kind) for kind in _offered() if dataclasses.is_dataclass(kind)),
        "## How an offer behaves", *(_protocol(kind) for kind in _offered() if not dataclasses.is_dataclass(kind)),
        "## What a plugin is given", _spec(PluginContext), _protocol(OfficeServices),
        _protocol(Questions, QuestionsOfEntries, QuestionsOfThePast),
        _protocol(Deeds), _protocol(KeyValues), _protocol(Calendars), _protocol(TrustModels),
        _protocol(Notifiers), _protocol(ClosingNotifier),
        _protocol(PluginTables), _protocol(TableAccess),
        "## What goes to and fro", *(_spec(kind) for kind in VALUES),
        "## What a document is made of", *(_spec(kind) for kind in CONTENT), _protocol(Figure),
        "## Every promised name", _promised(),
    )  # fmt: skip


def hooks() -> tuple[str, ...]:
    """Return the names of the hooks, in the order they are told."""
    functions = inspect.getmembers(hookspecs, inspect.isfunction)
    own = [(name, made) for name, made in functions if made.__module__ == hookspecs.__name__]
    return tuple(name for name, made in sorted(own, key=lambda item: item[1].__code__.co_firstlineno))


def _hook(name: str) -> str:
    function = getattr(hookspecs, name)
    arguments = ", ".join(inspect.signature(function).parameters)
    return f"### `{name}({arguments})`\n\n{told(function)}"


def _own(module: Any) -> list[Any]:
    return [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == module.__name__]


def _offered() -> list[Any]:
    return [*_own(specs), *_own(calendar_specs), *_own(notifier_specs)]


def _spec(kind: Any) -> str:
    rows = [(code(field.name), code(field.type), _default(field)) for field in dataclasses.fields(kind)]
    return f"### `{kind.__name__}`\n\n{told(kind)}\n\n{table(('field', 'type', 'where not given'), rows)}"


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return code(repr(field.default))
    made_by = field.default_factory
    return "" if made_by is dataclasses.MISSING else code(f"{getattr(made_by, '__name__', made_by)}()")


def _protocol(kind: Any, *extended: Any) -> str:
    every = [(name, made) for told_by in (kind, *extended) for name, made in vars(told_by).items()]
    methods = [(name, made) for name, made in every if inspect.isfunction(made) and name[0] != "_"]
    parts = [f"### `{kind.__name__}`", told(kind)]
    for name, made in methods:
        arguments = [str(item) for item in inspect.signature(made).parameters if item != "self"]
        parts.append(f"**`{name}({', '.join(arguments)})`**: {told(made)}")
    return "\n\n".join(parts)


def _promised() -> str:
    rows = []
    for name in trustcrm.plugin.__all__:
        thing = getattr(trustcrm.plugin, name)
        words = told(thing) if callable(thing) and not isinstance(thing, GenericAlias) else ""
        is_noun = inspect.isclass(thing) and issubclass(thing, Record)
        first = words.split("\n\n")[0] if words and not words.startswith("dict(") else ""
        rows.append((code(name), f"{first}{' A noun.' if is_noun and thing is not Record else ''}"))
    return table(("name", "what it is"), rows)
