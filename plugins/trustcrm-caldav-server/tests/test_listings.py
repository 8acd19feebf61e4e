"""What is asked again and again is answered as it was, until anything is another."""

from __future__ import annotations

from collections.abc import Iterator

from tests.caldav_device import DAV, Client, Served, event
from trustcrm_caldav_server.listings import Listings


def test_a_listing_that_was_told_before_tells_what_came_went_and_is_another(ana: Client) -> None:
    ana.put("a.ics", event("a", "Tea"))
    first = ana.listed()
    assert ana.listed() == first
    ana.put("b.ics", event("b", "Walk"))
    second = ana.listed()
    assert second.keys() - first.keys() == {f"{ana.calendar}b.ics"}
    ana.put("a.ics", event("a", "Coffee"))
    third = ana.listed()
    assert {href for href in third if third[href] != second[href]} == {f"{ana.calendar}a.ics"}
    assert ana.ask("DELETE", f"{ana.calendar}b.ics").status == 204
    assert ana.listed().keys() == first.keys()


def test_what_is_asked_otherwise_or_by_another_is_answered_by_itself(served: Served, ana: Client) -> None:
    ana.put("a.ics", event("a", "Tea"))
    assert ana.listed() == ana.listed()
    told = ana.propfind(ana.calendar, "<D:getcontentlength/>", depth="1").responses
    lengths = [one.findtext(f".//{DAV}getcontentlength") for one in told.values()]
    assert lengths[-1] == str(len(event("a", "Tea")))
    assert [*served.device("Bo").listed()] == ["/calendars/Bo/engagements/a.ics"]


def test_a_listing_is_made_once_a_state_and_only_so_many_are_kept() -> None:
    listings, made = Listings(), list[str]()

    def make() -> Iterator[str]:
        made.append("made")
        yield from map(str, range(250))

    def told(question: int, state: int) -> list[str]:
        return "\n".join(listings.told(question, state, make)).split("\n")

    assert told(1, 1) == told(1, 1) == told(1, 2) == told(1, 2) == [*map(str, range(250))]
    assert len(made) == 2
    for question in (2, 3, 4, 5, 1):
        told(question, 2)
    assert len(made) == 7
    next(listings.told(9, 1, make))
    told(9, 1)
    assert len(made) == 9
