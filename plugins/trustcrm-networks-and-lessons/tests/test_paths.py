"""Warm paths: over posts held now or once, few people first, warmest first, the same whatever the order of rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Citation, Encounter
from trustcrm_networks_and_lessons.paths import Stay, Who, paths_to_person, paths_to_side

Office = Any
"""The office of `conftest.py`."""

DAY = date(2020, 6, 30)
HOME, SOUGHT = 1, 2
SIDES, PEOPLE, COLLEAGUES = (1, 2, 3, 4), (1, 2, 3, 4, 5), (None, 1, 2)


@dataclass(frozen=True)
class Kept:
    """Records in memory, in some order."""

    stays: Sequence[Stay]
    encounters: Sequence[Encounter]

    def people_at(self, side: int) -> Collection[Stay]:
        return [one for one in self.stays if one.side == side]

    def stays_of(self, person: int) -> Collection[Stay]:
        return [one for one in self.stays if one.person == person]

    def met(self, people: Collection[int]) -> Collection[Encounter]:
        return [one for one in self.encounters if one.person in people]

    def who(self, noun: str, row: int) -> Who:
        return Who(noun="city" if noun == "side" else noun, id=row, name=f"{noun} {row}")

    def shuffled(self, seed: int) -> Kept:
        order = Random(seed)
        return Kept(order.sample(self.stays, len(self.stays)), order.sample(self.encounters, len(self.encounters)))


def stay(row: int, person: int, side: int, title: str = "Clerk", *years: int | None) -> Stay:
    since, until = (date(year, 1, 1) if year else None for year in (*years, None, None)[:2])
    cites = (Citation("tenure", row),) if title else (Citation("person", person),)
    return Stay(person=person, side=side, title=title, from_on=since, to_on=until, cites=cites)


YEARS = st.none() | st.integers(2000, 2020)
STAYS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(SIDES), st.sampled_from(("Clerk", "Mayor", "")), YEARS, YEARS),
    max_size=9,
)
MET = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.integers(0, 4000), st.integers(1, 45), st.sampled_from(COLLEAGUES)),
    max_size=4,
)


def kept(stays: list[Any], met: list[Any]) -> Kept:
    return Kept(
        [stay(row, *told) for row, told in enumerate(stays, 1)],
        [
            Encounter(person=person, interaction=row, on=DAY - timedelta(ago), others=others, colleague=colleague)
            for row, (person, ago, others, colleague) in enumerate(met, 1)
        ],
    )


@settings(max_examples=80)
@given(stays=STAYS, met=MET, seed=st.integers(0, 99), depth=st.integers(1, 3))
def test_paths_are_the_same_whatever_the_order_of_rows(
    stays: list[Any], met: list[Any], seed: int, depth: int
) -> None:  # fmt: skip
    records = kept(stays, met)
    found = paths_to_side(records, SOUGHT, HOME, DAY, depth)
    assert paths_to_side(records.shuffled(seed), SOUGHT, HOME, DAY, depth) == found
    assert [len(one.people) for one in found] == sorted(len(one.people) for one in found)
    for one in found:
        assert len(set(one.people)) == len(one.people) <= depth
        assert one.score == sum(reason.points for reason in one.reasons)
        assert all(hop.cites for hop in one.hops)
        assert all(reason.cites for reason in one.reasons)
    assert (len(found[0].people) if found else None) == _fewest(records, depth)


def _fewest(records: Kept, depth: int) -> int | None:
    """Return how many people lie between at the least, by trying everybody in turn."""
    level = {one.person for one in records.people_at(SOUGHT)}
    for people in range(1, depth + 1):
        known = {one.person for one in records.encounters}
        known |= {one.person for one in records.stays if one.side == HOME and one.title}
        if level & known:
            return people
        level = {
            other.person
            for person in level
            for one in records.stays_of(person)
            for other in records.people_at(one.side)
            if one.side not in (HOME, SOUGHT) and one.meets(other)
        }
    return None


def test_a_path_leads_over_whoever_served_somewhere_else_at_the_same_time() -> None:
    stays = [stay(1, 1, 2, "Mayor", 2018), stay(2, 1, 3, "Clerk", 2010, 2014), stay(3, 2, 3, "Clerk", 2013, 2016)]
    met = [Encounter(person=2, interaction=1, on=date(2019, 1, 1), others=1, colleague=1)]
    (found,) = paths_to_side(Kept(stays, met), SOUGHT, HOME, DAY)
    assert found.in_words == "colleague 1 → person 2 → person 1 → Mayor → side 2"
    assert [str(cited) for cited in found.hops[1].cites] == ["tenure 3", "tenure 2"]
    assert [one.points for one in found.reasons] == [2, 1, 1, 0, 1]
    apart = [*stays[:2], stay(3, 2, 3, "Clerk", 2015, 2016)]
    assert paths_to_side(Kept(apart, met), SOUGHT, HOME, DAY) == []
    assert paths_to_side(Kept(stays, met), SOUGHT, HOME, DAY, 1) == []
    (person,) = paths_to_person(Kept(stays, met), 1, HOME, DAY)
    assert person.in_words == "colleague 1 → person 2 → person 1"


def test_recent_and_frequent_contact_goes_before_seats_at_a_convening() -> None:
    stays = [stay(row, row, 2, f"Post {row}", 2015) for row in (1, 2, 3)]
    often = [Encounter(person=1, interaction=row, on=date(2016, 1, row), others=1) for row in range(1, 13)]
    crowd = [Encounter(person=2, interaction=20 + row, on=date(2020, 6, row), others=45) for row in range(1, 13)]
    lately = [Encounter(person=3, interaction=40, on=date(2020, 6, 20), others=1)]
    found = paths_to_side(Kept(stays, often + crowd + lately), SOUGHT, HOME, DAY)
    told = [(one.people[0], [each.points for each in one.reasons]) for one in found]
    assert told == [("person 3", [3, 1, 1]), ("person 1", [1, 3, 1]), ("person 2", [3, 0, 1])]
    assert "counted as 0.27 for the others there" in found[2].reasons[1].words


def test_former_colleagues_and_our_own_former_mayor_lead_there_too(office: Office) -> None:
    office.tie("Milan", country="IT")
    office.run("colleague", "add", "Walter", "--from-on", "2009-01-01", "--to-on", "2016-12-30")
    for person, side, title, days in (
        ("Giulia Conti", "Milan", "Head of protocol", ("--from-on", "2009-01-01", "--to-on", "2018-05-01")),
        ("Ada Stone", "Los Angeles", "Deputy mayor", ("--from-on", "2001-01-01", "--to-on", "2005-01-01")),
        ("Ada Stone", "Milan", "Adviser", ("--from-on", "2019-01-01")),
    ):
        if person not in {one["name"] for one in office.told("person", "list")}:
            office.run("person", "add", person)
        office.run("post", "add", title, "--side", side)
        post = str(len(office.told("post", "list")))
        office.run("tenure", "add", "--person", person, "--post", post, *days)
    office.run("interaction", "add", "meeting", "--with", "Milan", "--person", "Giulia Conti", "--on", "2012-03-01")
    office.run("participant", "add", "--interaction", "1", "--colleague", "Walter")
    found = office.told("paths", "Milan")
    assert [one["path"] for one in found] == [
        "Walter → Giulia Conti → Head of protocol → Milan", "Los Angeles → Ada Stone → Adviser → Milan",
    ]  # fmt: skip
    words = [reason["words"] for one in found for reason in one["reasons"]]
    assert "Ada Stone was Deputy mayor of Los Angeles, from 2001-01-01 until 2005-01-01" in words
    assert "Walter left on 2016-12-30" in words
    assert "Giulia Conti was Head of protocol of Milan, from 2009-01-01 until 2018-05-01" in words
    assert found[0]["hops"][0]["records"] == ["colleague 1", "interaction 1"]
    assert [one["path"] for one in office.told("paths", "Milan", "--as-of", "2013-01-01")] == [found[0]["path"]]
    assert "Nobody on record leads to" in office.result("paths", "Milan", "--as-of", "1990-01-01").stderr
    assert "our own city" in office.refused("paths", "Los Angeles", ends=2)
    assert "No city or organisation here is called" in office.refused("paths", "Atlantis", ends=3)
