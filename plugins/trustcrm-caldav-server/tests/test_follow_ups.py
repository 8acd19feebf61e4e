"""Follow-ups as to-dos that a device ticks off and puts off, and what of a to-do is refused."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from tests.caldav_device import DAV, Client, Served
from trustcrm.plugin import Colleague, FollowUp, Person
from trustcrm.services.erase import Ask, erase_person

TICKED = b"STATUS:COMPLETED\r\nPERCENT-COMPLETE:100\r\nCOMPLETED:20300630T080000Z"


@pytest.fixture
def thanks(served: Served) -> int:
    return served.context.do.add(FollowUp(what="Thank them", due_on=date(2030, 7, 5))).ids[0]


@pytest.fixture
def todo(thanks: int, ana: Client) -> tuple[str, bytes]:
    """The address and the octets of the one to-do."""
    (path,) = ana.listed(f"{ana.home}follow-ups/")
    return path, ana.ask("GET", path).body


def record(served: Served, row: int) -> FollowUp:
    return cast(FollowUp, served.context.ask.one("follow-up", row).kept.record)


def put(ana: Client, path: str, ics: bytes, **headers: str) -> tuple[int, bool]:
    reply = ana.ask("PUT", path, ics, Content_Type="text/calendar", **headers)
    return reply.status, bool(reply.etag)


def test_what_a_device_ticks_off_is_done_in_its_person_s_name(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes]
) -> None:
    path, ics = todo
    alarm = b"X-OWN:kept\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT1H\r\nDESCRIPTION:x\r\nEND:VALARM\r\nEND:VTODO"
    ticked = ics.replace(b"STATUS:NEEDS-ACTION", TICKED).replace(b"END:VTODO", alarm)
    assert put(ana, path, ticked) == (204, True)
    assert record(served, thanks).done_on == date(2030, 6, 30)
    change = served.context.ask.history(1)[0].change
    assert (change.verb, change.actor) == ("done", "Ana")
    assert ana.ask("GET", path).body == ticked
    served.context.do.undo(change.id)
    opened = ana.ask("GET", path).body
    assert (b"STATUS:NEEDS-ACTION" in opened, b"COMPLETED" in opened, alarm in opened) == (True, False, True)
    assert record(served, thanks).done_on is None


def test_a_new_day_and_new_words_are_one_change_and_reach_the_other_device(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes]
) -> None:
    path, ics = todo
    _, token = ana.changes(path=f"{ana.home}follow-ups/")
    before = served.context.ask.newest_change()
    edited = (
        ics.replace(b"20300705", b"20300709")
        .replace(b"Thank them", b"Thank all")
        .replace(b"NEEDS-ACTION", b"COMPLETED")
    )
    assert put(ana, path, edited) == (204, True)
    assert served.context.ask.newest_change() == before + 1
    told = record(served, thanks)
    assert (told.due_on, told.what, told.done_on) == (date(2030, 7, 9), "Thank all", date(2030, 6, 30))
    changed, _ = ana.changes(token, path=f"{ana.home}follow-ups/")
    assert list(changed) == [path]


def test_a_late_edit_changes_nothing_and_one_that_names_no_version_is_merged(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes]
) -> None:
    path, ics = todo
    etag = ana.ask("GET", path).etag
    served.context.do.correct("follow-up", thanks, {"due_on": date(2030, 7, 20)})
    assert put(ana, path, ics.replace(b"Thank them", b"Late"), If_Match=etag) == (412, False)
    assert record(served, thanks).what == "Thank them"
    assert put(ana, path, ics.replace(b"Thank them", b"Thank all")) == (204, False)
    assert (record(served, thanks).what, record(served, thanks).due_on) == ("Thank all", date(2030, 7, 20))


def test_what_no_follow_up_can_be_is_refused_plainly(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes]
) -> None:
    path, ics = todo
    refused = {
        ics.replace(b"DUE;VALUE=DATE:20300705\r\n", b""): "due on a day",
        ics.replace(b"Thank them", b""): "what is to be done",
        ics.replace(b"NEEDS-ACTION", b"CANCELLED"): "open or done",
        ics.replace(b"END:VTODO", b"CLASS:PRIVATE\r\nEND:VTODO"): "everybody's",
        ics.replace(b"END:VTODO", b"RRULE:FREQ=DAILY\r\nEND:VTODO"): "single to-do",
        ics.replace(b"VTODO", b"VEVENT"): "to-dos alone",
        ics.replace(b"UID:", b"UID:other-"): "has this UID",
    }
    for octets, why in refused.items():
        reply = ana.ask("PUT", path, octets, Content_Type="text/calendar")
        assert (reply.status in (403, 409), why in reply.body.decode()) == (True, True), (why, reply)
    other = f"{ana.home}follow-ups/mine.ics"
    assert ana.ask("PUT", other, ics.replace(b"UID:", b"UID:my-")).status == 403
    assert ana.ask("DELETE", path).status == 403
    assert (ana.ask("GET", path).body, record(served, thanks).what) == (ics, "Thank them")


def test_what_may_be_done_there_is_said_and_a_reader_does_nothing(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes]
) -> None:
    path, ics = todo
    told = ana.propfind(f"{ana.home}follow-ups/", "<D:current-user-privilege-set/>").xml
    assert {one[0].tag for one in told.iter(f"{DAV}privilege")} >= {f"{DAV}read", f"{DAV}write-content"}
    assert told.find(f".//{DAV}bind") is None
    served.context.do.add(Colleague(name="Kit", login="kit", role="steward"))
    for octets in (ics.replace(b"STATUS:NEEDS-ACTION", TICKED), ics.replace(b"END:VTODO", b"X-A:b\r\nEND:VTODO")):
        assert put(ana, path, octets) == (403, False)
    assert record(served, thanks).done_on is None


def test_what_a_device_wrote_beside_is_told_anew_when_somebody_is_erased(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes], request: pytest.FixtureRequest
) -> None:
    path, ics = todo
    person = served.context.do.add(Person(name="Bo Ek")).ids[0]
    assert put(ana, path, ics.replace(b"END:VTODO", b"DESCRIPTION:Ask Bo Ek\r\nX-A:b\r\nEND:VTODO"))[0] == 204
    etag = ana.ask("GET", path).etag
    erase_person(request.getfixturevalue("trustcrm_office").desk, person, Ask(why="asked"))
    reply = ana.ask("GET", path)
    assert (b"Bo Ek" in reply.body, b"X-A:b" in reply.body, reply.etag == etag) == (False, True, False)
