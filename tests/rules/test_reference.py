"""The reference says what the code does, and leaves nothing out."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

import trustcrm.plugin
from tools.reference.commands import commands
from tools.reference.errors import CODES, all_errors
from tools.reference.pages import FOLDER, stale
from tools.reference.plugins import hooks
from trustcrm.cli.catalogue import COMMANDS
from trustcrm.domain.kinds import SIGNALS, first_kinds
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.hooks.config import OfficeSettings, PluginSettings
from trustcrm.store.tables import METADATA

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,4}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"nothing stands under {heading!r}"
    return found[2]


def test_no_page_is_stale() -> None:
    assert stale() == [], "run `uv run python -m tools.reference`"


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


def test_every_error_and_exit_code_is_told() -> None:
    told, codes = page("errors.md"), page("exit-codes.md")
    assert [kind.__name__ for kind in all_errors() if f"| `{kind.__name__}` |" not in told] == []
    assert {kind.exit_code for kind in all_errors()} <= set(CODES)
    assert [code for code in CODES if f"| {code} |" not in codes] == []


@pytest.mark.parametrize(("table", "kind"), [("office", OfficeSettings), ("plugins", PluginSettings)])
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
