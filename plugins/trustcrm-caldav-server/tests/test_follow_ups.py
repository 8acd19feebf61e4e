"""Follow-ups as to-dos that a device ticks off and puts off, and what of a to-do is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from tests.caldav_device import DAV, Client, Served
from trustcrm.plugin import City, Colleague, Contribution, FollowUp, Person, Step
from trustcrm.services.erase import Ask, erase_person
from trustcrm_caldav_server.shelf import Shelf

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
    assert ana.ask("DELETE", path).status == 403
    assert (ana.ask("GET", path).body, record(served, thanks).what) == (ics, "Thank them")


def test_what_may_be_done_there_is_said_and_a_reader_does_nothing(
    ana: Client, served: Served, thanks: int, todo: tuple[str, bytes]
) -> None:
    path, ics = todo
    told = ana.propfind(f"{ana.home}follow-ups/", "<D:current-user-privilege-set/>").xml
    assert {one[0].tag for one in told.iter(f"{DAV}privilege")} >= {f"{DAV}read", f"{DAV}write-content", f"{DAV}bind"}
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


def test_a_new_to_do_with_a_day_becomes_a_follow_up_and_undoing_that_takes_it_off_the_device(
    ana: Client, served: Served
) -> None:
    path = f"{ana.home}follow-ups/mine.ics"
    ics = todo_of("mine", "SUMMARY:Call Milan", "DUE;VALUE=DATE:20300705", "X-OWN:kept")
    assert put(ana, path, ics, If_None_Match="*") == (201, True)
    (listed,) = served.context.ask.page("follow-up").rows
    assert listed.kept.record == FollowUp(what="Call Milan", due_on=date(2030, 7, 5), uid="mine")
    assert served.context.ask.history(1)[0].change.actor == "Ana"
    assert ana.ask("GET", path).body == ics
    assert put(ana, f"{ana.home}follow-ups/again.ics", ics)[0] == 409
    assert ana.ask("DELETE", path).status == 403
    served.context.do.done(listed.kept.id, date(2030, 6, 30))
    done = ana.ask("GET", path).body
    assert (b"STATUS:COMPLETED" in done, b"X-OWN:kept" in done) == (True, True)
    _, token = ana.changes(path=f"{ana.home}follow-ups/")
    for change in (one.change for one in served.context.ask.history(2)):
        served.context.do.undo(change.id)
    assert served.context.ask.count("follow-up") == 0
    ((gone, status),) = ana.changes(token, path=f"{ana.home}follow-ups/")[0].items()
    assert (gone, "404" in status) == (path, True)


def test_a_to_do_without_a_day_stays_beside_until_it_has_one_and_can_be_deleted_and_brought_back(
    ana: Client, served: Served
) -> None:
    path = f"{ana.home}follow-ups/some-day.ics"
    ics = todo_of("some-day", "SUMMARY:Some day")
    assert put(ana, path, ics) == (201, True)
    served.context.do.add(FollowUp(what="Another", due_on=date(2030, 7, 5)))
    assert ana.ask("GET", path).body == ics
    assert served.context.ask.count("follow-up") == 1
    assert ana.ask("DELETE", path).status == 204
    assert path not in ana.listed(f"{ana.home}follow-ups/")
    shelf = Shelf(served.context.tables, served.context.clock, "follow-ups")
    (gone,) = shelf.deleted("Ana")
    assert (gone.title, gone.ics) == ("Some day", ics)
    assert put(ana, path, ics.replace(b"SUMMARY", b"DUE;VALUE=DATE:20300709\r\nSUMMARY")) == (201, True)
    assert served.context.ask.count("follow-up") == 2
    assert shelf.deleted("Ana") == []


def test_a_private_to_do_is_its_owner_s_alone_and_a_device_deletes_no_more_than_a_share(
    ana: Client, served: Served
) -> None:
    bo, calendar = served.device("Bo"), "follow-ups/"
    private = todo_of("own", "SUMMARY:Dentist", "DUE;VALUE=DATE:20300705", "CLASS:PRIVATE")
    assert put(ana, f"{ana.home}{calendar}own.ics", private)[0] == 201
    served.context.do.add(FollowUp(what="Another", due_on=date(2030, 7, 5)))
    assert (len(ana.listed(f"{ana.home}{calendar}")), len(bo.listed(f"{bo.home}{calendar}"))) == (2, 1)
    assert bo.ask("GET", f"{bo.home}{calendar}own.ics").status == 404
    assert served.context.ask.count("follow-up") == 1
    for number in range(6):
        assert put(ana, f"{ana.home}{calendar}{number}.ics", todo_of(str(number), "SUMMARY:x"))[0] == 201
    told = [ana.ask("DELETE", f"{ana.home}{calendar}{number}.ics").status for number in range(6)]
    assert told == [204] * 5 + [403]
    assert Shelf(served.context.tables, served.context.clock, "follow-ups").deleted("Bo")[0].device


def todo_of(uid: str, *lines: str) -> bytes:
    told = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", "BEGIN:VTODO", f"UID:{uid}",
            "DTSTAMP:20300601T080000Z", *lines, "END:VTODO", "END:VCALENDAR", ""]  # fmt: skip
    return "\r\n".join(told).encode()


def test_a_promise_is_kept_by_ticking_it_off_and_what_was_promised_is_put_right(ana: Client, served: Served) -> None:
    do, home = served.context.do, served.context.ask.home().side
    milan = do.add(City(name="Milan", country="IT")).ids[0]
    row = do.add(Contribution(what="masks", giver=home, receiver=milan, unit="masks")).ids[0]
    step = Step(contribution=row, state="pledged", on=date(2030, 6, 1), quantity=Decimal(500), due_on=date(2030, 7, 9))
    do.add_step(step)
    (path,) = ana.listed(f"{ana.home}follow-ups/")
    ics = ana.ask("GET", path).body
    assert b"SUMMARY:We owe Milan (IT): 500 masks" in ics
    later = ics.replace(b"DUE;VALUE=DATE:20300709", b"DUE;VALUE=DATE:20300719").replace(
        b"END:VTODO", b"X-A:b\r\nEND:VTODO"
    )
    assert put(ana, path, later) == (204, False)
    kept = ana.ask("GET", path).body
    assert (b"DUE;VALUE=DATE:20300709" in kept, b"X-A:b" in kept) == (True, True)
    assert put(ana, path, kept.replace(b"STATUS:NEEDS-ACTION", TICKED)) == (204, True)
    received = served.context.ask.whole("contribution", str(row)).parts["step"][-1].kept.record
    assert received == Step(contribution=row, state="received", on=date(2030, 6, 30), quantity=Decimal(500))
    change = served.context.ask.history(1)[0].change
    assert (change.verb, change.actor) == ("step", "Ana")
    do.undo(change.id)
    assert b"STATUS:NEEDS-ACTION" in ana.ask("GET", path).body
    do.correct("contribution", row, {"confidentiality": "restricted"})
    assert ana.listed(f"{ana.home}follow-ups/") == {}
