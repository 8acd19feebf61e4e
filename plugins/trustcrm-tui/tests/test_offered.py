"""Screens of plugins: listed by one key, shown as data, and harmless whatever they raise."""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from trustcrm.cli.app import main
from trustcrm.plugin import City, PluginContext
from trustcrm_tui.offered import offered
from trustcrm_tui.screens import register_screens

SOURCE = """
from trustcrm.plugin import Document, Paragraph, hookimpl as core_hook, words, PluginSpec, Refused
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSides, ScreenSpec, hookimpl


@core_hook
def describe_plugin():
    return PluginSpec(summary="Harbours")


def good(context):
    home = context.ask.home()
    return [
        ScreenRow(key=1, cells=("[@click=app.quit]Genoa[/]", "IT"), state="!", side=home.side, name=home.name),
        ScreenRow(key=2, cells=("\\x1b[2JBusan", "KR")),
    ]


def card(context, row):
    if row.key == 2:
        raise SystemExit("no card")
    told = Paragraph(words(f"deep, says {context.name}"))
    return Document(title="Card of " + row.cells[0], day=context.clock.today(), blocks=(told,))


def bad(context):
    raise KeyError("nothing there")


def wrong(context):
    return ["no row"]


def quarrels(context):
    told = "The harbour of Genoa opens for the ferries at "
    return [ScreenRow(key=one, cells=(one, told + "six", told + "nine")) for one in ("first", "later", "second")]


def decide(context, row, side):
    if row.key == "later":
        raise Refused("Not before noon.")
    if row.key == "second":
        raise SystemExit("no decision")
    return f"{context.name} took {side} of {row.key}"


def mad(context):
    return [ScreenRow(key=[], cells=None)]


@hookimpl
def register_screens():
    columns = (ScreenColumn(title="harbour", share=3), ScreenColumn(title="land", width=4))
    yield ScreenSpec(name="good", title="Harbours", summary="Two", columns=columns, load=good, card=card)
    yield ScreenSpec(name="bad", title="Storms", summary="Raises", columns=columns, load=bad)
    sides = ScreenSides(ours=1, theirs=2, decide=decide)
    three = (ScreenColumn(title="which", width=8), ScreenColumn(title="ours"), ScreenColumn(title="theirs"))
    yield ScreenSpec(name="two", title="Quarrels", summary="Both", columns=three, load=quarrels, sides=sides)
    yield ScreenSpec(name="mad", title="Madness", summary="Cells of None", columns=columns, load=mad)
    yield ScreenSpec(name="wrong", title="Wrecks", summary="No rows", columns=columns, load=wrong)
"""


GROUPS = ("trustcrm", "trustcrm.tui")


@pytest.fixture
def harbours(install: Any) -> None:
    """A plugin with a screen that works and two that do not."""
    install("harbours", SOURCE, groups=GROUPS)


async def opened(seat: Any, title: str) -> None:
    """Open the screen of that title."""
    await seat.press("0")
    place = next(n for n, one in enumerate(seat.app.listing.rows.rows) if one.spec and one.spec.title == title)
    seat.app.listing.go(place)
    await seat.press("enter")


@pytest.mark.parametrize("size", [(60, 18), (120, 36)])
def test_a_screen_shows_its_lines_and_cards_as_data(harbours: None, show: Any, size: tuple[int, int]) -> None:
    async def act(seat: Any) -> None:
        await opened(seat, "Harbours")
        assert "[Harbours]" in seat.text()
        assert "! [@click=app.quit]Genoa[/]" in seat.text()
        await seat.press("enter")
        assert "Card of [@click=app.quit]Genoa[/]" in seat.text()
        assert "deep, says harbours" in seat.text()
        await seat.press(*(["escape"] if seat.app.reading else []), "down", "enter")
        assert "harbours:good stopped: SystemExit: no card" in "".join(line.plain for line in seat.app.card.lines)
        assert "\x1b" not in seat.text()
        await seat.press("1")
        assert "late" in seat.text()
        assert seat.app.is_running

    show(act, size)


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Storms", "KeyError: 'nothing there'"),
        ("Wrecks", "TypeError: load returned a str"),
        ("Madness", "TypeError: unhashable"),
    ],
)
def test_a_screen_that_raises_is_a_line(harbours: None, show: Any, title: str, told: str) -> None:
    async def act(seat: Any) -> None:
        await opened(seat, title)
        assert told in " ".join(seat.text().split())
        await seat.press("escape", "escape", "2")
        assert "[2 Ties]" in seat.text()

    show(act)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_two_sides_are_cut_where_they_differ_and_decided_by_a_key(
    harbours: None, show: Any, size: tuple[int, int]
) -> None:
    async def act(seat: Any) -> None:
        await opened(seat, "Quarrels")
        lines = [line.partition("▏")[0] for line in seat.text().splitlines()]
        line = next(line for line in lines if "first" in line)
        assert ("at six" in line, "at nine" in line) == (True, True)
        await seat.press("right")
        assert "harbours took theirs of first" in seat.text()
        await seat.press("left")
        assert "Not before noon." in seat.text()
        assert "▌  later" in seat.text()
        await seat.press("down", "left")
        assert "harbours:two stopped: SystemExit: no decision" in " ".join(seat.text().split())
        assert seat.app.is_running

    show(act, size)


def test_keys_of_a_tie_work_on_a_plugins_line(harbours: None, show: Any) -> None:
    async def act(seat: Any) -> None:
        await opened(seat, "Harbours")
        await seat.press("l")
        assert "Log with Los Angeles" in seat.text()

    show(act)


NONSENSE = """
from trustcrm.plugin import PluginSpec, hookimpl as core_hook
from trustcrm_tui.screens import hookimpl


@core_hook
def describe_plugin():
    return PluginSpec(summary="Nonsense")


@hookimpl
def register_screens():
    yield 1
"""


@pytest.fixture
def nonsense(install: Any) -> None:
    """A plugin that yields something else than a screen."""
    install("other", NONSENSE, groups=GROUPS)


def test_screens_that_cannot_be_had_are_a_line_and_hinder_no_other(nonsense: None, harbours: None, show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("0")
        text = " ".join(seat.text().split())
        assert "! The screens of other stopped: TypeError: register_screens yielded int" in text
        assert "Harbours" in text
        assert "Consular corps" in text
        assert seat.app.is_running

    show(act, (200, 60))


def test_a_plugin_that_is_switched_off_is_not_imported(
    harbours: None, tmp_path: Path, demo_path: Path, request: pytest.FixtureRequest
) -> None:
    (demo_path.parent / "trustcrm.toml").write_text('[plugins]\ndisabled = ["harbours"]\n', encoding="utf-8")
    show = request.getfixturevalue("show")

    async def act(seat: Any) -> None:
        await seat.press("0")
        assert "Harbours" not in seat.text()
        assert "Consular corps" in seat.text()

    show(act)
    assert "trustcrm_harbours" not in sys.modules


def test_the_example_of_the_hook_is_a_screen(context: PluginContext) -> None:
    (example,) = re.findall(r"```python\n(.+?)```", textwrap.dedent(register_screens.__doc__ or ""), re.DOTALL)
    namespace: dict[str, Any] = {}
    exec(textwrap.dedent(example), namespace)
    (spec,) = namespace["register_screens"]()
    (city,) = context.do.add(City(name="Portopalo", country="IT")).ids
    assert (city, ("Portopalo (IT)", "IT")) in [(row.key, row.cells) for row in spec.load(context)]


def test_a_screen_that_lists_nothing_says_in_whole_words_what_fills_it(
    demo_path: Path, request: pytest.FixtureRequest
) -> None:
    assert main(["--db", str(demo_path), "db", "upgrade"]) == 0  # makes the tables of plugins, with nothing in them
    show = request.getfixturevalue("show")
    empty = [one.spec for one in offered(request.getfixturevalue("context")) if one.spec is not None]

    async def act(seat: Any) -> None:
        for spec in empty:
            await opened(seat, spec.title)
            if not seat.app.listing.rows.count():
                said.append(spec.name)
                assert spec.empty in " ".join(seat.text().split())
            await seat.press("escape", "escape")

    said: list[str] = []
    show(act, (60, 18))
    assert set(said) == {"calendars", "conflicts", "leads", "lessons", "notices", "priorities"}


def test_a_screen_whose_tables_are_missing_says_whole_what_helps(show: Any) -> None:
    async def act(seat: Any) -> None:
        await opened(seat, "Notices")
        text = " ".join(seat.text().split())
        assert "`trustcrm db upgrade`, which backs everything up first. Everything else goes on." in text

    show(act, (60, 18))
