"""What a plugin author imports: cheap, complete, and only re-exported."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import trustcrm.plugin
from trustcrm.domain.nouns import NOUNS

HEAVY = (
    "sqlalchemy",
    "alembic",
    "textual",
    "icalendar",
    "numpy",
    "click",
    "dateparser",
    "packaging",
    "tomlkit",
    "socket",
)


def test_importing_the_plugin_names_loads_nothing_heavy() -> None:
    code = f"import sys, trustcrm.plugin; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


OF_THE_MODULE = {"annotations", "import_module", "TYPE_CHECKING", "Any"}


def test_every_name_offered_is_promised_and_told() -> None:
    public = {
        name
        for name, value in vars(trustcrm.plugin).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert public - OF_THE_MODULE <= set(trustcrm.plugin.__all__)
    assert [name for name in trustcrm.plugin.__all__ if not hasattr(trustcrm.plugin, name)] == []


def test_a_name_that_is_not_promised_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Desk'"):
        trustcrm.plugin.Desk  # noqa: B018


def test_every_noun_can_be_imported() -> None:
    assert {kind.__name__ for kind in NOUNS.values()} <= set(trustcrm.plugin.__all__)


def test_the_module_defines_nothing_itself() -> None:
    own = [
        name
        for name in trustcrm.plugin.__all__
        if getattr(getattr(trustcrm.plugin, name), "__module__", "") == "trustcrm.plugin"
    ]
    assert own == []
