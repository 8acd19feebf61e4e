"""What plugins tell beside a tie: a panel that raises is a line, and every other thing on the card stands."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

PANELS = """
from trustcrm.plugin import Document, Fact, Facts, Figure, PanelSpec, hookimpl, words


def raises(context, subject):
    raise RuntimeError("[@click=app.quit]no[/]")


def speaks(context, subject):
    return Document(
        title="[bold]Harbour[/]", day=subject.day, blocks=(Facts((Fact("tide", words("\\x1b[2Jlow [/]")),)),)
    )


class Torn(Figure):
    def as_table(self):
        raise ValueError("torn")


def breaks(context, subject):
    return Document(title="Torn", day=subject.day, blocks=(Torn(),))


@hookimpl
def register_panels():
    yield PanelSpec(name="a", summary="Fails", subjects=("city", "organisation"), build=raises)
    yield PanelSpec(name="c", summary="Breaks when drawn", subjects=("city", "organisation"), build=breaks)
    yield PanelSpec(name="b", summary="Speaks", subjects=("city", "organisation"), build=speaks)
"""

SLOW = """
import os, time
from trustcrm.plugin import Document, Paragraph, PanelSpec, hookimpl, words


def waits(context, subject):
    while "Armenia" in subject.name and not os.path.exists(os.environ["MAY_GO_ON"]):
        time.sleep(0.01)
    return Document(title="Slowly", day=subject.day, blocks=(Paragraph(words("at last")),))


@hookimpl
def register_panels():
    yield PanelSpec(name="slow", summary="Waits", subjects=("city", "organisation"), build=waits)
"""
LIMIT = 20.0
"""Seconds within which a card must stand."""


@pytest.fixture
def panels(install: Any) -> None:
    """A plugin with a panel that raises and one that tells hostile words."""
    install("harbour", PANELS)


def test_a_panel_that_raises_is_one_line_and_the_card_stands(panels: None, show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "enter")
        lines = [line.plain for line in seat.app.card.lines]
        text = "\n".join(lines)
        assert "! The panel harbour:a stopped: RuntimeError: [@click=app.quit]no[/]" in text
        assert "! The panel harbour:c stopped: ValueError" in text
        assert "Trust" in text
        assert "[bold]Harbour[/]" in text
        assert "low [/]" in text
        assert "\x1b" not in text
        assert seat.app.is_running

    show(act, (120, 60))


def test_the_corps_of_a_consulate_stands_on_its_card(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/")
        await seat.type("germany")
        await seat.press("enter")
        text = "\n".join(line.plain for line in seat.app.card.lines)
        assert "Consular corps" in text
        assert "Jörg Weißenböck" in text[text.index("Consular corps") :]

    show(act, (200, 60))


@pytest.fixture
def may_go_on(install: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that is not there yet; a panel waits until it is."""
    file = tmp_path / "go on"
    monkeypatch.setenv("MAY_GO_ON", str(file))
    install("snail", SLOW)
    yield file
    file.touch()


def test_a_panel_that_takes_its_time_keeps_nobody_from_the_card(may_go_on: Path, show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.pilot.press("2", "enter")
        end = time.monotonic() + LIMIT
        while "Trust" not in (text := "\n".join(line.plain for line in seat.app.card.lines)):
            assert time.monotonic() < end
            await seat.pilot.pause()
        assert "Slowly" not in text
        may_go_on.touch()
        await seat.settle()
        text = "\n".join(line.plain for line in seat.app.card.lines)
        assert text.index("Trust") < text.index("Slowly")

    show(act, (120, 60))
