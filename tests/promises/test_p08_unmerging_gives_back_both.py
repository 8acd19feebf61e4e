"""P8: unmerge(merge(a, b)) gives back a and b whole, with whatever referred to them and what plugins keep of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NewDesk
from tests.offices import address_of
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import (
    Agreement,
    City,
    Contribution,
    Engagement,
    FollowUp,
    Interaction,
    Note,
    Organisation,
    Participant,
    Person,
    Post,
    Seat,
    Signal,
    Step,
    Tag,
    Tenure,
    Tie,
)
from trustcrm.services.desk import Desk
from trustcrm.services.merge import merge, unmerge
from trustcrm.services.record import record
from trustcrm.store.plugin_values import PluginKeys

Facts = Callable[[str], dict[str, list[tuple[Any, ...]]]]

DAY = date(2020, 3, 1)
US = 1
PAIRS = {"city": (2, 3), "organisation": (4, 5), "person": (1, 2)}
"""Who is merged: the rows `begin` makes, two of each noun that can be merged, every one with something of its own."""


def begin(desk: Desk) -> None:
    record(
        desk, "add", "everyone",
        City(name="Milan", aliases=("Milano",), region="Lombardy", wikidata="Q490"),
        City(name="Mailand", aliases=("Mediolanum", "Milano"), country="IT", latitude=45.46, longitude=9.19),
        Organisation(name="C40", kind="network", website="https://c40.example"),
        Organisation(name="C40 Cities", aliases=("C40",), emails=("office@c40.example",), city=2),
        Person(name="Giulia Conti", side=2, languages=("it",)),
        Person(name="G. Conti", aliases=("Conti",), emails=("giulia@milan.example",), phones=("+39 02 1",)),
        Post(title="Mayor", side=2), Post(title="Sindaco", side=3),
        Contribution(what="masks", giver=US, receiver=2, unit="masks"),
        Interaction(kind="call", giver=US, receiver=4, on=DAY),
        Engagement(title="Summit", starts_on=DAY, side=3),
    )  # fmt: skip


SIDES = st.sampled_from((2, 3, 4, 5))
PAIRED = st.permutations((2, 3, 4, 5))
PEOPLE = st.sampled_from((1, 2))
REFERRING: st.SearchStrategy[Record] = st.one_of(
    st.builds(lambda side, name: Person(name=name, side=side), SIDES, st.sampled_from("PQ")),
    st.builds(lambda side, kind: Tie(one=US, other=side, kind=kind), SIDES, st.sampled_from(("sister", "partner"))),
    st.builds(lambda ends: Tie(one=ends[0], other=ends[1]), PAIRED),
    st.builds(lambda ends: Interaction(kind="call", giver=ends[0], receiver=ends[1], on=DAY), PAIRED),
    st.builds(lambda side: Interaction(kind="letter", giver=side, receiver=US, on=DAY, tone=-1), SIDES),
    st.builds(lambda ends: Signal(kind="praised us", giver=ends[0], receiver=US, on=DAY, witness="Ana"), PAIRED),
    st.builds(lambda side: Contribution(what="masks", giver=side, receiver=US), SIDES),
    st.builds(lambda who, side: Participant(interaction=1, person=who, side=side), st.none() | PEOPLE, SIDES),
    st.builds(lambda who, post: Tenure(person=who, post=post, from_on=DAY), PEOPLE, PEOPLE),
    st.builds(lambda who, side: Seat(engagement=1, person=who, side=side), PEOPLE, SIDES),
    st.builds(lambda who, side: FollowUp(what="write", due_on=DAY, person=who, side=side), st.none() | PEOPLE, SIDES),
    st.builds(lambda side: Organisation(name="Consulate", city=side), st.sampled_from((2, 3))),
    st.builds(lambda state: Step(contribution=1, state=state, on=DAY), st.sampled_from(("pledged", "received"))),
    st.builds(lambda row: Tag(name="health", about_noun="city", about_row=row), st.sampled_from((2, 3))),
    st.builds(lambda row: Note(words="a note", about_noun="person", about_row=row), PEOPLE),
    st.builds(lambda row: Note(words="another", about_noun="organisation", about_row=row), st.sampled_from((4, 5))),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    referring=st.lists(REFERRING, max_size=14),
    noun=st.sampled_from(tuple(PAIRS)),
    turned=st.booleans(),
    pacts=st.integers(0, 2),
)
def test_p08_unmerging_gives_back_both(
    new_desk: NewDesk, facts: Facts, referring: list[Record], noun: str, turned: bool, pacts: int
) -> None:
    stays, goes = reversed(PAIRS[noun]) if turned else PAIRS[noun]
    with new_desk() as desk:
        begin(desk)
        ties = sum(isinstance(told, Tie) for told in referring)
        record(desk, "add", "what refers to them", *referring)
        if ties:
            record(
                desk,
                "add",
                "pacts",
                *(Agreement(title="pact", tie=1 + at % ties, signed_on=DAY) for at in range(pacts)),
            )
        plugin = PluginKeys(desk.database, "mailbox")
        kept = {f"{noun}:{row}": f"kept about {noun} {row}" for row in (stays, goes)}
        for key, words in kept.items():
            plugin.put(key, words)
        before = facts(address_of(desk.database))
        merge(desk, noun, stays, goes)
        assert {key: plugin.get(key) for key in kept} == kept, "what a plugin keeps is no one's to merge"
        assert facts(address_of(desk.database)) != before
        unmerge(desk, noun, goes)
        assert facts(address_of(desk.database)) == before
