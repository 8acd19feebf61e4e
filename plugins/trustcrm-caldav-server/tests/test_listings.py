"""What is asked again and again is answered as it was, until anything is another."""

from __future__ import annotations

from collections.abc import Iterator

from tests.caldav_device import DAV, Client, Served, event
from trustcrm_caldav_server.listings import Listings


def etags(device: Client, *, further: str = "") -> dict[str, str | None]:
    told = device.propfind(device.calendar, f"<D:getetag/>{further}", depth="1").responses
    return {href: one.findtext(f".//{DAV}getetag") for href, one in told.items() if href != device.calendar}


def test_a_listing_that_was_told_before_tells_what_came_went_and_is_another(served: Served, ana: Client) -> None:
    ana.put("a.ics", event("a", "Tea"))
    first = etags(ana)
    assert etags(ana) == first
    ana.put("b.ics", event("b", "Walk"))
    second = etags(ana)
    assert second.keys() - first.keys() == {f"{ana.calendar}b.ics"}
    ana.put("a.ics", event("a", "Coffee"))
    third = etags(ana)
    assert {href for href in third if third[href] != second[href]} == {f"{ana.calendar}a.ics"}
    assert ana.ask("DELETE", f"{ana.calendar}b.ics").status == 204
    assert etags(ana).keys() == first.keys()


def test_what_is_asked_otherwise_or_by_another_is_answered_by_itself(served: Served, ana: Client) -> None:
    ana.put("a.ics", event("a", "Tea"))
    assert etags(ana, further="<D:getcontentlength/>") == etags(ana)
    bo = served.device("Bo")
    assert [href.replace("/Bo/", "/Ana/") for href in etags(bo)] == [*etags(ana)]


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
