"""A crisis on the screen: opened by its name, its needs and offers and who was not told, ended by a key and Enter."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from trustcrm.plugin import Contribution, Interaction, Mention, Need, Participant, PluginContext, Step, Window
from trustcrm_tui.accepting import accepted
from trustcrm_tui.crises import open_crisis
from trustcrm_tui.doing import finish
from trustcrm_tui.glyphs import SETS
from trustcrm_tui.opening import begin
from trustcrm_tui.sheets.crisis import Board, CrisisSheet
from trustcrm_tui.sheets.sheet import Card, Manner


@pytest.fixture
def calm(context: PluginContext) -> None:
    """An office in which no crisis is on."""
    for row in context.ask.page("window", {"kind": "crisis"}).rows:
        if row.kept.record.ends_on is None:  # type: ignore[attr-defined]
            context.do.correct("window", row.kept.id, {"ends_on": date(2020, 6, 1)})


def test_a_crisis_that_is_on_shows_its_board(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("8")
        text = " ".join(seat.text().split())
        assert "COVID-19 · day 119" in text
        ((told, ours, untold),) = re.findall(r" told (\d+) of (\d+) .* not told (\d+)", text.partition(" ▌")[0])
        assert (int(told) + int(untold), int(ours)) == (53, 53)
        assert "thanks owed 6" in text

    show(act)


@pytest.mark.usefixtures("calm")
def test_the_screen_is_named_only_while_a_crisis_is_on(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        assert "8 Crisis" not in seat.text()
        await seat.press("!")
        await seat.type("Flood 2020")
        await seat.press("enter")
        assert "[8 Crisis]" in seat.text()
        await seat.press("!")
        await seat.type("FLOOD 2020")
        await seat.press("enter")
        assert "Flood 2020 is on already, since 2020-06-30" in seat.text()
        await seat.press("escape", "down")
        assert "Flood 2020 · day 1" in seat.text()
        await seat.press("v")
        assert "Its last day is" in seat.text()
        await seat.press("escape")
        assert "Flood 2020 · day 1" in seat.text()
        await seat.press("v")
        await seat.press("enter")
        assert "Flood 2020 is over" in seat.text()
        await seat.press("down")
        assert "Flood 2020 · day 1 · until 30 Jun" in seat.text()

    show(act)
    window: Any = context.ask.page("window", limit=1).rows[0].kept.record
    assert (window.name, window.kind) == ("Flood 2020", "crisis")
    assert window.ends_on == context.clock.today()


@pytest.mark.usefixtures("calm")
def test_the_screen_of_a_crisis_that_a_colleague_opens_is_there_at_the_next_key(
    show: Any, context: PluginContext
) -> None:
    async def act(seat: Any) -> None:
        seat.app.backroom.ask(lambda office: begin(office, "Storm"), lambda _: None, seat.app.failed)
        await seat.settle()
        assert "8 Crisis" not in seat.text()
        await seat.press("2")
        assert "8 Crisis" in seat.text()

    show(act)


@pytest.mark.usefixtures("calm")
def test_what_an_entry_of_the_board_leaves_open_is_asked_where_it_is_typed(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("8", "n")
        await seat.type("ask soul for 700 test kits")
        await seat.press("enter")
        assert "? Is Seoul meant by “soul”?" in seat.text()
        assert "enter answers" in seat.text()
        await seat.press("enter")
        assert "Logged ask with Seoul" in seat.text()

    show(act)
    asked = context.ask.page("contribution", limit=1).rows[0]
    assert (asked.title, asked.referred["giver"]) == ("test kits", "Seoul (KR)")


@pytest.mark.usefixtures("calm")
def test_who_was_called_before_a_crisis_was_opened_is_still_to_be_told(context: PluginContext) -> None:
    home = context.ask.ledger().home
    milan, busan = (context.ask.found("side", name) for name in ("Milan", "Busan"))
    today = context.clock.today()
    context.do.add(Interaction(kind="call", giver=home, receiver=milan, on=today))
    begin(context, "Flood 2020")

    def untold() -> set[int]:
        rows = CrisisSheet().load(context).rows.rows  # type: ignore[attr-defined]
        return {row.glance.them for row in rows if row.section == "not told"}

    assert {milan, busan} <= untold()
    context.do.add(
        Interaction(kind="call", giver=busan, receiver=home, on=today),
        Participant(interaction=Mention(noun="interaction", name="@0"), side=milan),
    )
    assert not {milan, busan} & untold()


@pytest.mark.usefixtures("calm")
def test_told_is_whom_we_turned_to_and_not_who_turned_to_us(context: PluginContext) -> None:
    home, today = context.ask.ledger().home, context.clock.today()
    names = ("Busan", "Milan", "Seoul", "Nagoya")
    busan, milan, seoul, nagoya = (context.ask.found("side", name) for name in names)
    context.do.add(Window(name="Flood 2020", kind="crisis", starts_on=today - timedelta(3)))
    context.do.add(Interaction(kind="email", giver=busan, receiver=home, on=today, direction="one-way"))
    offered = context.do.add(
        Contribution(what="tents", unit="tents", giver=milan, receiver=home),
        Step(contribution=Mention(noun="contribution", name="@0"), state="offered", on=today, quantity=Decimal(200)),
    ).ids[0]
    context.do.add(Interaction(kind="email", giver=home, receiver=seoul, on=today, direction="one-way"))
    context.do.add(Interaction(kind="call", giver=nagoya, receiver=home, on=today))

    def untold() -> set[int]:
        rows = CrisisSheet().load(context).rows.rows  # type: ignore[attr-defined]
        return {row.glance.them for row in rows if row.section == "not told"}

    assert {busan, milan} <= untold()
    assert not {seoul, nagoya} & untold()
    accepted(context, offered)
    assert milan not in untold()


def test_a_need_names_who_was_asked_and_who_else_gave_such_things_before(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("!")
        await seat.type("Flood 2020")
        await seat.press("enter")  # each is answered before the next is typed, as by somebody who looks
        await seat.press("/")
        await seat.type("busan")
        await seat.press("enter")
        await seat.press("p")
        await seat.type("we ask them for 12 pumps")
        await seat.press("enter")
        await seat.press("8")
        line = next(line for line in seat.text().split("\n") if "pumps" in line)
        assert "need" in line
        assert "of Busan (KR) · or ask " in line
        assert "Busan" not in line.partition("or ask")[2]

    show(act, (200, 60))


def test_each_of_two_crises_has_a_board_of_its_own_and_a_key_goes_from_one_to_the_other(
    show: Any, context: PluginContext
) -> None:
    async def act(seat: Any) -> None:
        await seat.press("l")
        await seat.type("@Busan ask 3 boats")
        await seat.press("enter", "!")
        await seat.type("Flood 2020")
        await seat.press("enter", "down")
        assert "Flood 2020 · day 1 w COVID-19" in " ".join(seat.text().split())
        assert "boats" not in seat.text()
        await seat.press("n")
        await seat.type("ask Seoul for 7 pumps")
        await seat.press("enter")
        assert "pumps" in seat.text()
        await seat.press("w")
        assert "COVID-19 · day 119 w Flood 2020" in " ".join(seat.text().split())
        assert "boats" in seat.text()
        assert "pumps" not in seat.text()
        await seat.press("n")
        await seat.type("ask Seoul for 9 tents")
        await seat.press("enter")
        assert "tents" in seat.text()
        await seat.press("v")
        assert "COVID-19 is over" in seat.text()
        await seat.press("escape", "w")
        assert "tents" not in seat.text()
        await seat.press("v")
        await seat.press("enter")
        assert "The crisis Flood 2020 is over" in seat.text()

    show(act)
    own = {row.title: row.kept.id for row in context.ask.page("window", {"kind": "crisis"}).rows}
    asked = {name: _things(context, window) for name, window in own.items()}
    assert asked["Flood 2020"] == {"pumps"}
    assert {"boats", "tents"} <= asked["COVID-19"]


def test_an_offer_that_waits_for_an_answer_says_so_and_stands_before_those_that_do_not(context: PluginContext) -> None:
    home, busan = context.ask.home().side, next(one.them for one in context.ask.overview() if "Busan" in one.name)
    row = context.do.add(Contribution(what="drones", giver=busan, receiver=home)).ids[0]
    context.do.add_step(Step(contribution=row, state="offered", on=date(2020, 6, 29)))
    offers = [row for row in board(context) if row.section == "offer"]
    lines = [" ".join(CrisisSheet().draw(row, 110, BY_LETTERS).plain.split()) for row in offers]
    waits = [line.startswith("! offer") and "unanswered" in line for line in lines]
    assert waits == [True, *[False] * (len(offers) - 1)]
    counts = "  ".join(part.plain for part in CrisisSheet().load(context).summary)
    assert f"offers {len(offers)}, 1 unanswered" in counts
    accepted(context, row)
    again = next(one for one in board(context) if one.between and one.between.account.id == row)
    assert "unanswered" not in CrisisSheet().draw(again, 110, BY_LETTERS).plain


def test_a_draft_of_one_of_two_crises_is_of_that_one_after_a_restart_too(show: Any, context: PluginContext) -> None:
    begin(context, "Flood 2020")

    async def half(seat: Any) -> None:
        await seat.press("8", "w", "n")
        assert "COVID-19 · day 119" in seat.text()
        await seat.type("ask Seoul for 9 tents")
        seat.app.leave()

    async def rest(seat: Any) -> None:
        assert "Your words from last time are still here." in seat.text()
        await seat.press("enter")
        assert "Logged ask with Seoul" in seat.text()

    show(half)
    show(rest)
    own = {row.title: row.kept.id for row in context.ask.page("window", {"kind": "crisis"}).rows}
    assert "tents" in _things(context, own["COVID-19"])
    assert "tents" not in _things(context, own["Flood 2020"])


def _things(context: PluginContext, window: int) -> set[str]:
    return {account.contribution.what for account in context.ask.ledger(window=window).accounts}


BY_LETTERS = Manner(SETS["letters"], date(2020, 6, 30), None)  # type: ignore[arg-type]


def board(context: PluginContext) -> list[Board]:
    rows: Any = CrisisSheet().load(context).rows
    return list(rows.rows)


def needs_on_board(context: PluginContext) -> list[str]:
    """Return what the board says of each need that is on record."""
    needs = [row for row in board(context) if row.needed is not None]
    return [" ".join(CrisisSheet().draw(row, 110, BY_LETTERS).plain.split()) for row in needs]


def test_needs_on_record_stand_on_the_board_with_what_answers_them_until_they_are_met(context: PluginContext) -> None:
    window = open_crisis(context)
    assert window is not None
    home, busan = context.ask.home().side, next(one.them for one in context.ask.overview() if "Busan" in one.name)
    before = needs_on_board(context)
    need = context.do.add(
        Need(what="pumps", window=window.kept.id, quantity=Decimal(12), unit="pumps", by_on=date(2020, 7, 3))
    ).ids[0]
    context.do.add(Need(what="tents", window=window.kept.id, side=busan))
    assert "! need 12 pumps nobody was asked 3d left" in needs_on_board(context)
    assert "need tents Busan: nobody was asked" in needs_on_board(context)
    gift = Contribution(what="pumps", giver=busan, receiver=home, unit="pumps", need=need)
    row = context.do.add(gift).ids[0]
    context.do.add_step(Step(contribution=row, state="asked", on=date(2020, 6, 29), quantity=Decimal(12)))
    assert "! need 12 pumps of Busan (KR) 3d left" in needs_on_board(context)
    told = [one.between.account.id for one in board(context) if one.between]
    assert row not in told  # what was asked is told once, with its need
    context.do.add_step(Step(contribution=row, state="received", on=date(2020, 6, 30), quantity=Decimal(5)))
    assert "! need 12 pumps 5 of 12 arrived 3d left" in needs_on_board(context)
    (shown,) = (one for one in board(context) if one.needed and one.needed.what == "12 pumps")
    lines = CrisisSheet().card(context, shown, BY_LETTERS)
    assert not isinstance(lines, Card)
    card = "\n".join(line.plain for line in lines)
    assert "needed by us" in card
    assert "Busan (KR): we owe thanks: 12 pumps" in card
    assert "met" in finish(context, CrisisSheet().subject(shown))
    assert sorted(needs_on_board(context)) == sorted([*before, "need tents Busan: nobody was asked"])


def test_a_need_of_nobody_in_particular_is_typed_on_the_board_of_its_crisis_and_taken_back(
    show: Any, context: PluginContext
) -> None:
    begin(context, "Flood 2020")

    async def act(seat: Any) -> None:
        await seat.press("8", "w")
        assert "p Need" in seat.text()
        await seat.press("n")
        await seat.type("300 cots by 3/7")
        assert "→ Needed in COVID-19, asked of nobody yet: 300 cots." in seat.text()
        await seat.press("enter")
        assert "? Which day is “3/7”?" in seat.text()
        await seat.press("1")
        await seat.press("enter")
        assert "Logged need of COVID-19: 300 cots." in seat.text()
        on_board = re.compile(r"! need +300 cots +nobody was asked")
        assert on_board.search(seat.text())
        await seat.press("n")
        await seat.type("need 20 Cots")
        assert "is open there already: 300 cots." in seat.text()
        await seat.press("escape", "n")
        await seat.type("call about it")
        await seat.press("enter")
        await seat.press("enter")
        assert "! Nothing was answered; name a city or organisation, or stop with Esc." in seat.text()
        await seat.press("escape", "escape", "u")
        assert not on_board.search(seat.text())

    before = needs_on_board(context)
    show(act)
    assert needs_on_board(context) == before


def test_a_need_is_of_nobody_though_the_cursor_stands_on_an_offer(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("8", *["down"] * 4, "p")
        assert "Promise with" in seat.text()
        await seat.type("need 300 cots")
        assert "Needed in COVID-19, asked of nobody yet: 300 cots." in seat.text()
        await seat.press("escape", "1", "p")
        await seat.type("need 300 cots")
        assert "asked of nobody yet" not in seat.text()

    show(act)
