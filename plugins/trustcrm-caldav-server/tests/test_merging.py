"""Edits that do not say where they come from, or come too late: merged, told, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.caldav_device import NAMES, Client, Served, event
from trustcrm_calendar.collided import collisions

JULY = '<C:time-range start="20300701T000000Z" end="20300801T000000Z"/>'


def test_a_put_without_a_version_keeps_what_others_changed_meanwhile(ana: Client, served: Served) -> None:
    ana.put("a.ics", event(more="LOCATION:Hall\n"))
    mine = ana.get("a.ics").body
    row, _ = served.engagements()["From there"]
    served.context.do.correct("engagement", row, {"place": "Harbour"})
    put = ana.put("a.ics", mine.replace(b"From there", b"Renamed"))
    assert (put.status, put.etag) == (204, "")
    got = ana.get("a.ics").body
    assert (b"SUMMARY:Renamed" in got, b"LOCATION:Harbour" in got) == (True, True)
    (_, told), *_ = served.engagements().values()
    assert (told.title, told.place) == ("Renamed", "Harbour")


def test_a_put_without_a_version_that_meets_nothing_is_kept_as_it_came(ana: Client) -> None:
    ana.put("a.ics", event())
    new = ana.get("a.ics").body.replace(b"From there", b"Renamed")
    put = ana.put("a.ics", new)
    assert (put.status, put.etag, ana.get("a.ics").body) == (204, ana.get("a.ics").etag, new)


def test_the_same_octets_again_change_nothing(ana: Client) -> None:
    etag = ana.put("a.ics", event()).etag
    _, token = ana.changes()
    again = ana.put("a.ics", event())
    assert (again.status, again.etag) == (204, etag)
    assert ana.changes(token)[0] == {}


def test_of_two_edits_of_the_same_the_later_stands_and_the_other_is_told(ana: Client, served: Served) -> None:
    ana.put("a.ics", event())
    mine = ana.get("a.ics").body
    row, _ = served.engagements()["From there"]
    served.context.do.correct("engagement", row, {"title": "Office says"})
    assert ana.put("a.ics", mine.replace(b"From there", b"Phone says")).status == 204
    assert list(served.engagements()) == ["Phone says"]
    (told,) = collisions(served.calendar.tables)
    assert (told.row, told.ours, told.theirs, told.kept) == (
        row, "SUMMARY:Office says", "SUMMARY:Phone says", "theirs",
    )  # fmt: skip


def test_each_device_s_edit_is_held_against_what_that_device_saw(ana: Client, served: Served) -> None:
    """Ben's program read the event before it was moved; it must not move it back."""
    ben = served.device("Ben")
    path = ben.calendar + "a.ics"
    ana.put("a.ics", event(stamp="20300601T000000Z"))
    seen = ben.ask("GET", path).body
    moved = event(day=20, stamp="20300602T000000Z")
    ana.put("a.ics", moved, If_Match=ana.get("a.ics").etag)
    edited = seen.replace(b"DTSTAMP:20300601T000000Z", b"DTSTAMP:20300603T000000Z")
    assert ben.ask("PUT", path, edited.replace(b"From there", b"Ben's")).status == 204
    got = ana.get("a.ics").body
    assert (b"SUMMARY:Ben's" in got, b"DTSTART;VALUE=DATE:20300720" in got) == (True, True)


def test_an_edit_after_a_restart_is_held_against_every_version(ana: Client, served: Served) -> None:
    from tests.caldav_device import serving

    ana.put("a.ics", event(stamp="20300601T000000Z"))
    ana.put("a.ics", event(day=20, stamp="20300602T000000Z"), If_Match=ana.get("a.ics").etag)
    with serving(served.context, served.calendar) as again:
        ben = again.device("Ben")
        late = event(title="Ben's", stamp="20300603T000000Z")
        assert ben.put("a.ics", late).status == 204
        got = ben.get("a.ics").body
    assert (b"SUMMARY:Ben's" in got, b"DTSTART;VALUE=DATE:20300720" in got) == (True, True)


def test_where_that_is_set_a_late_edit_is_merged_instead_of_refused(merging: Client) -> None:
    merging.put("a.ics", event(more="LOCATION:Hall\n"))
    first = merging.get("a.ics")
    moved = first.body.replace(b"Hall", b"Harbour")
    merging.put("a.ics", moved, If_Match=first.etag)
    late = merging.put("a.ics", first.body.replace(b"From there", b"Late"), If_Match=first.etag)
    assert (late.status, late.etag) == (204, "")
    got = merging.get("a.ics").body
    assert (b"SUMMARY:Late" in got, b"LOCATION:Harbour" in got) == (True, True)
    assert merging.put("none.ics", event(uid="none"), If_Match=first.etag).status == 412
    assert merging.ask("DELETE", merging.calendar + "a.ics", If_Match=first.etag).status == 412


@pytest.mark.parametrize(
    "asks",
    [
        lambda ana: ana.ask("HEAD", ana.calendar + "a.ics"),
        lambda ana: ana.query(f'<C:comp-filter name="VEVENT">{JULY}</C:comp-filter>'),
    ],
    ids=["head", "etags of a range"],
)
def test_what_a_device_was_told_of_and_not_given_is_nothing_it_edits(
    ana: Client, served: Served, asks: Callable[[Client], object]
) -> None:
    ana.put("a.ics", event(more="LOCATION:Hall\nRRULE:FREQ=YEARLY\n"))
    mine = ana.get("a.ics").body
    served.context.do.correct("engagement", served.engagements()["From there"][0], {"place": "Harbour"})
    asks(ana)
    edited = mine.replace(b"From there", b"Renamed").replace(b"DTSTAMP:20300601", b"DTSTAMP:20300615")
    assert ana.put("a.ics", edited).status == 204
    got = ana.get("a.ics").body
    assert (b"SUMMARY:Renamed" in got, b"LOCATION:Harbour" in got) == (True, True)


def test_what_a_report_gave_is_what_an_edit_comes_from(ana: Client, served: Served) -> None:
    """Whoever puts a place back that the office had changed has seen that it was."""
    ana.put("a.ics", event(more="LOCATION:Hall\n"))
    mine = ana.get("a.ics").body
    served.context.do.correct("engagement", served.engagements()["From there"][0], {"place": "Harbour"})
    body = (
        f"<C:calendar-multiget {NAMES}><D:prop><C:calendar-data/></D:prop><D:href>{ana.calendar}a.ics</D:href>"
        "</C:calendar-multiget>"
    )
    assert b"LOCATION:Harbour" in ana.ask("REPORT", ana.calendar, body).body
    assert ana.put("a.ics", mine.replace(b"DTSTAMP:20300601", b"DTSTAMP:20300615")).status == 204
    assert served.engagements()["From there"][1].place == "Hall"
