"""The reference says what the code does, and leaves nothing out."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

import trustcrm.plugin
from tools.reference.commands import commands
from tools.reference.errors import CODES, all_errors
from tools.reference.pages import FOLDER, PAGES
from tools.reference.plugins import hooks
from trustcrm.cli.catalogue import COMMANDS
from trustcrm.domain.kinds import SIGNALS, first_kinds
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.hooks import calendar_specs, config, context, notifier_specs, specs
from trustcrm.hooks.config import OfficeSettings, PluginSettings
from trustcrm.hooks.host import Host
from trustcrm.hooks.specs import CommandSpec, ImporterSpec
from trustcrm.scaffold import KINDS
from trustcrm.store.tables import METADATA

SETTINGS: tuple[tuple[str, type[OfficeSettings | PluginSettings]], ...] = (
    ("office", OfficeSettings), ("plugins", PluginSettings),
)  # fmt: skip

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def own_classes(module: Any) -> list[Any]:
    """Return the classes that a module defines itself."""
    return [made for made in vars(module).values() if inspect.isclass(made) and made.__module__ == module.__name__]


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,4}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"nothing stands under {heading!r}"
    return found[2]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_stale(name: str) -> None:
    assert page(name).splitlines() == PAGES[name]().splitlines(), "run `uv run python -m tools.reference`"


def test_every_command_and_flag_is_told() -> None:
    told = page("commands.md")
    for path, command in commands():
        words = section(told, " ".join(path))
        flags = [flag for param in command.params for flag in param.opts if flag.startswith("--")]
        assert [flag for flag in flags if flag not in words] == [], path


def test_every_noun_and_field_is_told() -> None:
    told = page("nouns.md")
    for noun, kind in NOUNS.items():
        words = section(told, noun)
        assert [name for name in fields_of(kind) if f"`{name}`" not in words] == [], noun


def test_every_kind_is_told() -> None:
    told = page("kinds.md")
    names = [*(kind.name for kind in first_kinds()), *(kind.name for kind in SIGNALS)]
    assert [name for name in names if f"| {name} |" not in told] == []


def test_every_hook_is_told_with_a_whole_example() -> None:
    told = page("hooks.md")
    for hook in hooks():
        heading = next(line[4:] for line in told.splitlines() if line.startswith(f"### `{hook}("))
        assert "```python" in section(told, heading)


def test_every_promised_name_is_told() -> None:
    told = page("hooks.md")
    assert [name for name in trustcrm.plugin.__all__ if f"| `{name}` |" not in told] == []


def _told_under(name: str) -> str:
    return section(page("hooks.md"), f"`{name}`")


SPECS = [*own_classes(specs), *own_classes(calendar_specs), *own_classes(notifier_specs)]


@pytest.mark.parametrize("kind", [kind for kind in SPECS if dataclasses.is_dataclass(kind)])
def test_every_field_of_every_spec_is_told(kind: Any) -> None:
    words = _told_under(kind.__name__)
    assert [item.name for item in dataclasses.fields(kind) if f"| `{item.name}` |" not in words] == []


PROTOCOLS = [kind for kind in (*SPECS, *own_classes(context)) if getattr(kind, "_is_protocol", False)]


@pytest.mark.parametrize("kind", PROTOCOLS)
def test_every_method_of_every_protocol_is_told(kind: Any) -> None:
    words = _told_under(kind.__name__)
    methods = [name for name, made in vars(kind).items() if inspect.isfunction(made) and name[0] != "_"]
    assert methods
    assert [name for name in methods if f"**`{name}(" not in words] == []


def test_everything_a_plugin_is_given_is_told() -> None:
    words = _told_under("PluginContext")
    fields = [item.name for item in dataclasses.fields(context.PluginContext)]
    assert [name for name in fields if f"| `{name}` |" not in words] == []


def test_every_error_stands_in_the_one_tree() -> None:
    """An error made elsewhere would have no exit code and no line on the page of errors."""
    names = {kind.__name__ for kind in all_errors()}
    elsewhere = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (ROOT / "trustcrm").rglob("*.py")
        if path.name != "errors.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in names for base in node.bases)
    ]
    assert elsewhere == []


def test_every_table_of_the_configuration_is_told() -> None:
    told = page("configuration.md")
    tables = [
        kind for kind in own_classes(config) if kind.__name__.endswith("Settings") and kind is not config.Settings
    ]
    assert {kind for _, kind in SETTINGS} == set(tables)
    assert [table for table, _ in SETTINGS if f"## `[{table}]`" not in told] == []


def test_every_error_and_exit_code_is_told() -> None:
    told, codes = page("errors.md"), page("exit-codes.md")
    assert [kind.__name__ for kind in all_errors() if f"| `{kind.__name__}` |" not in told] == []
    assert {kind.exit_code for kind in all_errors()} <= set(CODES)
    assert [code for code in CODES if f"| {code} |" not in codes] == []


@pytest.mark.parametrize(("table", "kind"), SETTINGS)
def test_every_key_of_the_configuration_is_told(table: str, kind: type[OfficeSettings | PluginSettings]) -> None:
    told = page("configuration.md")
    assert [item.name for item in dataclasses.fields(kind) if f"`{table}.{item.name}`" not in told] == []


def test_every_constant_is_told() -> None:
    told = page("trust-constants.md")
    assert [name for name in DEFAULT_CONSTANTS.as_figures() if f"| `{name}` |" not in told] == []


def test_every_table_and_column_is_told() -> None:
    told = page("database.md")
    for table in METADATA.sorted_tables:
        words = section(told, table.name)
        assert [column.name for column in table.columns if f"`{column.name}`" not in words] == [], table.name


def test_every_environment_variable_is_told() -> None:
    told = page("environment.md")
    read = {
        name
        for path in (ROOT / "trustcrm").rglob("*.py")
        for name in re.findall(r'"(TRUSTCRM_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert read
    assert [name for name in sorted(read) if f"`{name}`" not in told] == []


def test_every_command_is_shown_at_work_somewhere() -> None:
    pages = [path for folder in ("tutorial", "how-to", "explanation") for path in (DOCS / folder).glob("*.md")]
    shown = (ROOT / "README.md").read_text(encoding="utf-8") + "".join(path.read_text("utf-8") for path in pages)
    rarely = {"organisation", "post", "tenure", "colleague", "custody", "participant", "seat", "agreement", "tag"}
    assert [name for name in COMMANDS if f"trustcrm {name}" not in shown and name not in rarely] == []


@pytest.mark.parametrize(("kind", "shown_as"), [(CommandSpec, "trustcrm {}"), (ImporterSpec, "trustcrm import {}")])
def test_what_our_own_plugins_offer_is_shown_at_work_too(kind: Any, shown_as: str) -> None:
    pages = [path.read_text(encoding="utf-8") for path in (DOCS / "how-to").glob("*.md")]
    readmes = [path.read_text(encoding="utf-8") for path in ROOT.glob("plugins/*/README.md")]
    shown = "".join((*pages, *readmes))
    ours = {path.name for path in (ROOT / "plugins").glob("trustcrm-*")}
    offers = [offer for offer in Host().offers(kind) if offer.found.distribution in ours]
    assert offers
    assert [offer.name for offer in offers if shown_as.format(offer.name) not in shown] == []


def test_every_link_between_pages_leads_somewhere() -> None:
    broken = []
    for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *ROOT.glob("plugins/*/README.md")]:
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_page_is_in_the_list_of_pages() -> None:
    listed = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = [str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if path.name != "README.md"]
    assert [name for name in pages if f"({name})" not in listed] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_plugin_has_a_page_on_how_to_write_it(kind: str) -> None:
    named = {
        "importer": "writing-a-plugin",
        "calendar": "writing-a-calendar-backend",
        "exporter": "writing-an-exporter",
    }
    name = named.get(kind, f"writing-a-{kind}")
    text = (ROOT / "docs" / "how-to" / f"{name}.md").read_text(encoding="utf-8")
    assert f"register_{kind.replace('-', '_')}" in text
    assert f"how-to/{name}.md" in (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
