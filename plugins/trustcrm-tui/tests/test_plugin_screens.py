"""The screens of workflow plugins as the demo office fills them: a few keys lead there, a command tells the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from trustcrm.cli.app import main
from trustcrm.plugin import PluginContext
from trustcrm_tui.offered import offered
from trustcrm_tui.screens import ScreenRow, ScreenSpec

SCREENS = (
    "calendars", "conflicts", "corps", "plan", "needs", "leads", "lessons", "notices", "openings", "priorities",
)  # fmt: skip
"""In the order in which key 0 lists them."""


@pytest.fixture(scope="session")
def demo_template(furnished_template: Path) -> Path:
    """The demo office with what plugins add."""
    return furnished_template


def specs(context: PluginContext) -> dict[str, tuple[str, ScreenSpec]]:
    """Return each screen with its plugin, by its name."""
    return {one.spec.name: (one.plugin, one.spec) for one in offered(context) if one.spec is not None}


def test_each_screen_is_two_keys_and_a_line_from_the_nearer_end(show: Any, context: PluginContext) -> None:
    """There its columns have titles, a screen that lists nothing says what fills it, and `?` tells its keys."""
    told = specs(context)

    async def act(seat: Any) -> None:
        for place, name in enumerate(SCREENS):
            seat.pressed, behind = 0, len(SCREENS) - 1 - place
            way = ("down",) * place if place <= behind else ("end", *("up",) * behind)
            await seat.press("0", *way, "enter")
            spec = told[name][1]
            assert seat.app.lists.page.sheet.id.endswith(f":{name}")
            assert seat.pressed == 2 + len(way) <= 7
            below = " ".join(seat.text().split("\n", 3)[3].split())
            assert below.startswith(spec.columns[0].title if seat.app.listing.rows.count() else spec.empty)
            await seat.press("?")
            assert "open what the cursor stands on" in seat.text()

    show(act, (80, 24))


DAY, WORD = r"\d{4}-\d\d-\d\d", r"[^\W\d_]{4,}"
"""What is compared: every day, and the longer words of columns as wide as there is room for."""


def facts(spec: ScreenSpec, row: ScreenRow) -> set[str]:
    """Return what a line says that any other way to tell it must say too."""
    wide = [cell for column, cell in zip(spec.columns, row.cells, strict=True) if not column.width]
    return {*re.findall(DAY, " ".join(row.cells)), *re.findall(WORD, " ".join(wide).casefold())}


@pytest.mark.parametrize("name", SCREENS)
def test_the_commands_that_a_screen_names_tell_its_facts(
    context: PluginContext, demo_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    at = ["--db", str(demo_path)]
    plugin, spec = specs(context)[name]
    rows = spec.load(context.ask.context_of(plugin))
    assert rows
    assert spec.twins
    capsys.readouterr()
    for twin in spec.twins:
        words = [context.ask.home().name if word == "OUR-CITY" else word for word in twin.split(" ")]
        assert main([*at, *words]) == main([*at, *words, "--json"]) == 0
    told = capsys.readouterr().out.casefold()
    assert {fact for row in rows for fact in facts(spec, row)} <= set(re.findall(f"{DAY}|{WORD}", told))
