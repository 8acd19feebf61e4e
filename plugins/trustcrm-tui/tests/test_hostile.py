"""Names that would act, lose letters or tear a line: shown as they are on every screen, and nothing happens."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trustcrm.plugin import (
    Agreement,
    City,
    Contribution,
    Engagement,
    FollowUp,
    Interaction,
    Note,
    Person,
    PluginContext,
    Step,
    Tie,
    TrustCrmError,
    visible,
)

NAMES = (
    "[@click=app.quit]Press[/]",
    "Consul [acting]",
    "[/] [/b] [bold red]loud",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "\x1b[2J\x1b[Hgone",
    "abc\u202edcba\u202c end",
    "\u2066isolate\u2069 \u200fmark",
    "zero\u200bwidth\u200djoined\ufeff",
    "東京都 国際課 連絡室",
    "קונסוליה كنصلية",
    "e\u0301\u0302\u0303\u0304\u0305 combining",
    "{name} %s $error ${HOME} \\[b]",
)
TODAY = date(2020, 6, 30)


@pytest.fixture
def hostile(context: PluginContext) -> list[str]:
    """An office full of such names, in every field that a screen shows; returns those that the office took."""
    home = context.ask.home().side
    taken = []
    for name in NAMES:
        try:
            city = context.do.add(City(name=name, country="US")).ids[0]
        except TrustCrmError:
            continue
        taken.append(name)
        tie = context.do.add(Tie(one=home, other=city, cadence_days=30, since=date(2010, 1, 1))).ids[0]
        context.do.add(Interaction(kind="call", giver=home, receiver=city, on=date(2020, 1, 2), words=name))
        given = context.do.add(Contribution(what=name, giver=home, receiver=city, kind="goods")).ids[0]
        context.do.add_step(
            Step(contribution=given, state="pledged", on=date(2020, 2, 1), due_on=date(2020, 6, 1), words=name)
        )
        context.do.add(FollowUp(what=name, due_on=TODAY, side=city))
        context.do.add(Agreement(title=name, tie=tie, ends_on=date(2020, 7, 9), words=name))
        context.do.add(Engagement(title=name, starts_on=TODAY, side=city, place=name))
        context.do.add(Person(name=name, side=city))
        context.do.add(Note(words=name, about_noun="city", about_row=city))
    return taken


def test_the_office_takes_most_of_them(hostile: list[str]) -> None:
    assert len(hostile) >= 8


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "7"])
def test_hostile_names_are_shown_and_do_nothing(show: Any, hostile: list[str], key: str) -> None:
    seen: list[str] = []

    async def look(seat: Any) -> None:
        await seat.press(key)
        while not seen or seat.text() != seen[-1]:
            seen.append(seat.text())
            await seat.press("pagedown")
        await seat.press("home", "enter")
        for _ in range(12):
            seen.append(seat.text())
            await seat.press("down")
        assert seat.app.is_running
        assert seat.app.last_words == ()

    show(look, (200, 60))
    whole = "\n".join(seen)
    assert not set(whole) & {chr(code) for code in (*range(10), *range(11, 32), 0x202E, 0x200B, 0x2066, 0xFEFF)}
    for name in hostile:
        assert visible(name)[:12].rstrip() in whole, name


def test_hostile_names_are_marked_told_and_ranked_and_do_nothing(show: Any, hostile: list[str]) -> None:
    seen: list[str] = []

    async def act(seat: Any) -> None:
        await seat.press("2", "V", "t")
        await seat.type("[@click=app.quit]x[/] and so on")
        seen.append(seat.text())
        await seat.press("enter")
        seen.append(seat.text())
        await seat.press("V", "d", "escape", "v", "end")
        seen.append(seat.text())
        await seat.press("4", "end", "enter")
        seen.append(seat.text())
        assert seat.app.is_running
        assert seat.app.last_words == ()

    show(act, (200, 60))
    whole = "\n".join(seen)
    assert "told" in whole
    assert not set(whole) & {chr(code) for code in (*range(10), *range(11, 32), 0x202E, 0x200B, 0x2066, 0xFEFF)}


def test_hostile_words_can_be_logged_found_and_explained(show: Any, hostile: list[str]) -> None:
    async def act(seat: Any) -> None:
        await seat.press("/")
        await seat.type("consul")
        await seat.press("enter", "l")
        await seat.type("call [@click=app.quit]x[/] [b]")
        await seat.press("enter")
        assert "Logged call" in seat.text()
        await seat.press("y", "U", "enter", "escape", "escape", "escape")
        assert seat.app.is_running

    show(act)


def test_hostile_names_stand_in_a_briefing_and_on_the_map(show: Any, hostile: list[str]) -> None:
    seen: list[str] = []

    async def act(seat: Any) -> None:
        await seat.press("/")
        await seat.type("consul [acting]")
        await seat.press("enter", "b")
        seen.append("\n".join(line.plain for line in seat.app.card.lines))
        await seat.press("enter")
        assert "Wrote" in seat.text()
        await seat.press("2", "m")
        seen.append("\n".join(line.plain for line in seat.app.card.lines))
        assert seat.app.is_running

    show(act, (200, 60))
    assert "Consul [acting]" in seen[0]
    whole = "\n".join(seen)
    assert not set(whole) & {chr(code) for code in (*range(10), *range(11, 32), 0x202E, 0x200B, 0x2066, 0xFEFF)}
