"""What is restricted is on no screen of whoever is not cleared for it, and a reader's keys record nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.plugin import Colleague, Contribution, Engagement, Interaction, PluginContext, Step

SECRET = "Zyzzyva"
"""A word that stands in everything restricted, and nowhere else."""


@pytest.fixture
def kept(context: PluginContext) -> None:
    """Ana, a steward, keeps restricted things; Ben is a reader."""
    for name, login, role in (("Ana", "Ana", "steward"), ("Ben", "ben", "reader")):
        context.do.add(Colleague(name=name, login=login, role=role))
    home, milan = context.ask.home().side, context.ask.found("side", "Milan")
    spring = date(2020, 6, 1)
    context.do.add(
        Interaction(kind="call", giver=home, receiver=milan, on=spring, words=SECRET, confidentiality="restricted")
    )
    given = context.do.add(
        Contribution(what=SECRET, giver=milan, receiver=home, kind="money", confidentiality="restricted")
    ).ids[0]
    context.do.add_step(Step(contribution=given, state="pledged", on=spring, due_on=date(2020, 6, 20), words=SECRET))
    context.do.add(
        Engagement(title="Closed talk", place=SECRET, starts_on=date(2020, 6, 30), side=milan, words=SECRET,
                   confidentiality="restricted")
    )  # fmt: skip


@pytest.fixture
def bens(kept: None, demo_path: Path) -> Iterator[OpenOffice]:
    """The office as Ben may see it."""
    with closing(Premises(Wishes(database=str(demo_path), actor="ben", environ=os.environ)).enter()) as opened:
        _ = opened.desk
        yield opened


async def _everything(seat: Any) -> str:
    seen = []
    for digit in "123456789":
        await seat.press(digit)
        seen.append(seat.text())
        for key in ("end", "pageup", "home"):
            await seat.press(key)
            seen.append(seat.text())
    await seat.press("2", "/", "m", "i", "l", "enter")
    seen.append(seat.text())
    await seat.press("pagedown", "y", "U", "enter")
    seen.append(seat.text())
    return "\n".join(seen)


@pytest.mark.usefixtures("kept")
def test_whoever_is_cleared_sees_it(show: Any) -> None:
    seen: list[str] = []

    async def act(seat: Any) -> None:
        seen.append(await _everything(seat))

    show(act, (200, 60))
    assert SECRET in seen[0]


def test_whoever_is_not_cleared_sees_none_of_it(show_as: Any, bens: OpenOffice) -> None:
    seen: list[str] = []

    async def act(seat: Any) -> None:
        seen.append(await _everything(seat))
        await seat.press("1", "/")
        await seat.type(SECRET.lower())
        assert "nothing found for" in seat.text()

    show_as(bens.host.context("tui"), act, (200, 60))
    assert SECRET not in seen[0]


def test_a_readers_keys_record_nothing_and_say_why(show_as: Any, bens: OpenOffice, context: PluginContext) -> None:
    before = context.ask.history(1)[0].change.id

    async def act(seat: Any) -> None:
        await seat.press("l", "c", "enter")
        assert "reader" in seat.text()
        await seat.press("escape", "d", "u")

    show_as(bens.host.context("tui"), act)
    assert context.ask.history(1)[0].change.id == before
