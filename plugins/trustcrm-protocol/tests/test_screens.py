"""The screen tells what opens, and then who was not met since a change, each with the card of its tie."""

from __future__ import annotations

from datetime import date
from typing import Any

from trustcrm.plugin import City, Person, PluginContext, Post, Tenure, Tie
from trustcrm_protocol.screens import register_screens


def test_the_screen_tells_openings_and_who_was_not_met(request: Any) -> None:
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today() == date(2030, 6, 30)
    context: PluginContext = office.host.context("protocol")
    (screen,) = register_screens()
    assert screen.load(context) == []
    us = context.ask.home().side
    them = context.do.add(City(name="Ost[/]ia", country="ZZ")).ids[0]
    context.do.add(Tie(one=us, other=them, since=date(2000, 7, 10)))
    post = context.do.add(Post(title="Mayor", side=them, national_day="11-02")).ids[0]
    for name, first, last in (("Old", date(2020, 1, 1), date(2030, 5, 1)), ("[b]New", date(2030, 5, 2), None)):
        person = context.do.add(Person(name=name, side=them)).ids[0]
        context.do.add(Tenure(person=person, post=post, from_on=first, to_on=last))
    near, far, changed = screen.load(context)
    assert (changed.cells[2], changed.state, changed.kind) == (
        "[b]New followed Old, Mayor: not met since",
        "!",
        "changed",
    )
    assert (near.cells[0], near.state, far.cells[0], far.state) == ("2030-07-10", "~", "2030-11-02", "")
    assert screen.card is not None
    card = screen.card(context, near)
    assert card is not None
    assert any("[b]New followed Old" in text for text in card.texts())
    assert any("30 years of the sister tie" in text for text in card.texts())
