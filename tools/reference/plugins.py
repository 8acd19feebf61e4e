"""What a plugin author meets: the hooks with their examples, the specs, the Protocols, the other promised names."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import trustcrm.plugin
from tools.reference.markdown import code, page, table, told
from trustcrm.domain.noun import Record
from trustcrm.hooks import hookspecs, specs

INTRODUCTION = """
A plugin is a package with one entry point in the group `trustcrm`; its value is a module that only declares. That
module imports `trustcrm.plugin` and nothing else of TrustCRM. Each example below is a whole plugin, run by the tests.
"""


def hooks_page() -> str:
    """Return the page of hooks, specs, Protocols and promised names."""
    return page(
        "Hooks", INTRODUCTION, told(hookspecs),
        "## The hooks", *(_hook(name) for name in hooks()),
        "## What a hook may yield", *(_spec(kind) for kind in _own(specs) if dataclasses.is_dataclass(kind)),
        "## How an offer behaves", *(_protocol(kind) for kind in _own(specs) if not dataclasses.is_dataclass(kind)),
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


def _spec(kind: Any) -> str:
    rows = [
        (code(field.name), code(field.type), "" if field.default is dataclasses.MISSING else code(repr(field.default)))
        for field in dataclasses.fields(kind)
    ]
    return f"### `{kind.__name__}`\n\n{told(kind)}\n\n{table(('field', 'type', 'where not given'), rows)}"


def _protocol(kind: Any) -> str:
    methods = [(name, made) for name, made in vars(kind).items() if inspect.isfunction(made) and name[0] != "_"]
    parts = [f"### `{kind.__name__}`", told(kind)]
    for name, made in methods:
        arguments = [str(item) for item in inspect.signature(made).parameters if item != "self"]
        parts.append(f"**`{name}({', '.join(arguments)})`**: {told(made)}")
    return "\n\n".join(parts)


def _promised() -> str:
    rows = []
    for name in trustcrm.plugin.__all__:
        thing = getattr(trustcrm.plugin, name)
        words = told(thing) if callable(thing) else ""
        is_noun = inspect.isclass(thing) and issubclass(thing, Record)
        first = words.split("\n\n")[0] if words and not words.startswith("dict(") else ""
        rows.append((code(name), f"{first}{' A noun.' if is_noun and thing is not Record else ''}"))
    return table(("name", "what it is"), rows)
