"""Something new of what a list shows, and an offer accepted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from trustcrm.plugin import Contribution, PluginContext, Step


def test_each_list_makes_what_it_shows(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "n")
        await seat.type("Bogtoa")
        await seat.press("enter")
        await seat.type("fri")
        await seat.press("enter")
        assert "New here: city Bogtoa, which no gazetteer knows." in " ".join(seat.text().split())
        await seat.press("u", "n")
        await seat.type("Bogota")
        await seat.press("enter")
        assert "what sort of tie (2 of 2)" in seat.text()
        await seat.type("fri")
        await seat.press("enter")
        assert "Kept tie" in seat.text()
        assert "no gazetteer" not in seat.text()
        await seat.press("escape")
        assert "Bogot" in seat.text()
        await seat.press("5", "n")
        await seat.type("Letter on libraries")
        await seat.press("enter")
        seat.app.bar.words.value = "Bogota"
        await seat.press("enter")
        seat.app.bar.words.value = "31 Dec 2023"
        await seat.press("enter")
        assert "Kept agreement" in seat.text()
        await seat.press("u")
        assert "Taken back: the new agreement Letter on libraries" in seat.text()
        assert "[5 Pacts]" in seat.text()
        await seat.press("U", "u", "4", "n")
        seat.app.bar.words.value = "10 10:00 c 20m libraries with Bogota"
        await seat.press("enter")
        await seat.press("3", "n")
        await seat.type("Bogota offers 300 books")
        await seat.press("enter", "1", "n")
        await seat.type("call with Bogota")
        await seat.press("enter")
        assert "Logged call with Bogot" in seat.text()
        await seat.press("8", "n")
        await seat.type("ask Bogota for 20 pumps")
        await seat.press("enter", "Home")
        assert any(" need " in line and "20 pumps" in line for line in seat.text().split("\n"))

    show(act)
    bogota = context.ask.found("side", "Bogota")
    tie = next(glance for glance in context.ask.overview() if glance.them == bogota)
    assert tie.kind == "friendship"
    agreement: Any = context.ask.page("agreement", limit=1).rows[0].kept.record
    assert (agreement.title, agreement.tie, agreement.ends_on) == ("Letter on libraries", tie.tie, date(2023, 12, 31))
    engagement: Any = context.ask.page("engagement", limit=1).rows[0].kept.record
    assert (engagement.side, engagement.title) == (bogota, "libraries with Bogota")
    assert [one.contribution.what for one in context.ask.ledger(str(bogota)).accounts] == ["books", "pumps"]


def test_a_question_is_gone_back_to_and_what_cannot_be_is_said(show: Any, context: PluginContext) -> None:
    before = context.ask.history(1)[0].change.id

    async def act(seat: Any) -> None:
        await seat.press("5", "n", "enter")
        assert "? Say what it is called" in seat.text()
        await seat.type("Letter")
        await seat.press("enter")
        seat.app.bar.words.value = "Atlantis"
        await seat.press("enter")
        assert "with whom (2 of 3)" in seat.text()
        assert "! No city or organisation here is called 'Atlantis'" in seat.text()
        assert seat.app.bar.words.value == "Atlantis"
        seat.app.bar.words.value = "Milan"
        await seat.press("enter")
        await seat.type("soon")
        await seat.press("enter")
        assert "! 'soon' is no day" in seat.text()
        await seat.press("escape")
        assert seat.app.bar.words.value == "Milan"
        await seat.press("escape", "escape")
        assert seat.app.bar.mode is None

    show(act)
    assert context.ask.history(1)[0].change.id == before


def test_an_offer_of_a_crisis_is_accepted_as_it_was_offered(show: Any, context: PluginContext) -> None:
    today, home = context.clock.today(), context.ask.home().side
    milan = context.ask.found("side", "Milan")
    context.do.add(Contribution(what="tents", giver=milan, receiver=home, unit="tents"))
    row = context.ask.page("contribution", limit=1).rows[0].kept.id
    context.do.add_step(Step(contribution=row, state="offered", on=today, quantity=Decimal(40)))

    async def act(seat: Any) -> None:
        await seat.press("8", "o")
        assert "no open offer" in seat.text() or "Stand on an offer" in seat.text()
        while seat.app.lists.subject.id != row:
            await seat.press("down")
        await seat.press("o")
        assert "Accepted 40 tents from Milan" in seat.text()
        await seat.press("o")
        assert "This was accepted or has begun to arrive already; d says that it arrived whole." in seat.text()

    show(act)
    account = next(one for one in context.ask.ledger().accounts if one.id == row)
    assert (account.state, account.quantities["committed"]) == ("committed", Decimal(40))


def test_the_other_side_of_a_network_that_nobody_knows_is_an_organisation(show: Any, context: PluginContext) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "n")
        await seat.type("Eurocities")
        await seat.press("enter")
        await seat.type("net")
        await seat.press("enter")
        assert "New here: organisation Eurocities." in " ".join(seat.text().split())

    show(act)
