"""Objects over HTTP: octets as they came, versions that cannot be overwritten unseen, and what becomes of them here."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from tests.caldav_device import CALDAV, DAV, Client, Served, event
from trustcrm_caldav_server.mirror import Mirror
from trustcrm_calendar.ahead import Standing


def test_octets_come_back_as_they_came(ana: Client) -> None:
    odd = event(more='X-ODD;X-P="a;b":one,two\\,three\r\nSUMMARY:folded \r\n  twice\r\nDESCRIPTION:名古屋 ñ\r\n')
    put = ana.put("odd.ics", odd, If_None_Match="*")
    got = ana.get("odd.ics")
    assert (put.status, got.status, got.body, got.etag) == (201, 200, odd, put.etag)
    assert put.etag.startswith('"')


def test_head_tells_what_get_does_without_the_octets(ana: Client) -> None:
    ana.put("a.ics", event())
    head, got = ana.ask("HEAD", ana.calendar + "a.ics"), ana.get("a.ics")
    assert (head.status, head.body, head.etag, head.headers["content-length"]) == (
        200,
        b"",
        got.etag,
        str(len(got.body)),
    )


def test_what_is_known_is_not_sent_again(ana: Client) -> None:
    etag = ana.put("a.ics", event()).etag
    assert ana.ask("GET", ana.calendar + "a.ics", If_None_Match=etag).status == 304


def test_stale_etag_changes_nothing(ana: Client) -> None:
    first = ana.put("a.ics", event()).etag
    second = ana.put("a.ics", event(title="Second"), If_Match=first)
    assert (second.status, second.etag != first) == (204, True)
    assert ana.put("a.ics", event(title="Third"), If_Match=first).status == 412
    assert ana.ask("DELETE", ana.calendar + "a.ics", If_Match=first).status == 412
    assert b"SUMMARY:Second" in ana.get("a.ics").body


@pytest.mark.parametrize("weak", ["W/{}", '"other", W/{}'])
def test_a_weak_etag_is_no_match_for_a_change(ana: Client, weak: str) -> None:
    etag = ana.put("a.ics", event()).etag
    assert ana.put("a.ics", event(title="Second"), If_Match=weak.format(etag)).status == 412
    assert ana.put("a.ics", event(title="Second"), If_Match=f'"x", {etag}').status == 204


def test_the_header_if_is_held_against_etags_and_sync_tokens(ana: Client) -> None:
    etag = ana.put("a.ics", event()).etag
    _, token = ana.changes()
    path = ana.calendar + "a.ics"
    for told, status in {
        f"([{etag}])": 200, '(["x"])': 412, f'(["x"]) ( [{etag}] )': 200, f"(Not [{etag}])": 412,
        f"<{ana.calendar}> (<{token}>)": 200, f"(<{token}>)": 412, f"<{ana.calendar}> (<{token}x>)": 412,
        f"<{ana.url[:-1]}{path}> (Not <DAV:no-lock> [{etag}])": 200, "(<urn:uuid:1> Not <DAV:no-lock>)": 412,
        "</calendars/Ben/engagements/> (Not <DAV:no-lock>)": 200, f"<{ana.home}none/a.ics> ([{etag}])": 412,
        "<http://[x> (<a>)": 412, "": 200, "()": 400, "x": 400, f"([{etag}]": 400, f"[{etag}]": 400, "(" * 5_000: 400,
    }.items():  # fmt: skip
        assert ana.ask("GET", path, If=told).status == status, told
    assert ana.put("b.ics", event(uid="b"), If=f"<{ana.calendar}> (<{token}>)").status == 201
    assert ana.put("c.ics", event(uid="c"), If=f"<{ana.calendar}> (<{token}>)").status == 412
    assert ana.ask("DELETE", path, If='(["x"])').status == 412
    assert list(ana.listed()) == [path, ana.calendar + "b.ics"]


@pytest.mark.parametrize("method", ["MOVE", "COPY", "LOCK"])
def test_what_is_not_answered_is_refused_by_name_and_changes_nothing(ana: Client, method: str) -> None:
    ana.put("a.ics", event())
    before = ana.listed()
    refused = ana.ask(method, ana.calendar + "a.ics", Destination=f"{ana.url[:-1]}{ana.calendar}b.ics", Overwrite="T")
    assert (refused.status, method in refused.headers["allow"], "PUT" in refused.headers["allow"]) == (405, False, True)
    assert ana.listed() == before


def test_creating_does_not_replace(ana: Client) -> None:
    ana.put("a.ics", event())
    assert ana.put("a.ics", event(title="Other"), If_None_Match="*").status == 412
    assert ana.put("b.ics", event(uid="b@x"), If_Match='"x"').status == 412
    assert ana.get("b.ics").status == 404


def test_one_uid_is_one_object(ana: Client) -> None:
    ana.put("a.ics", event())
    again = ana.put("b.ics", event())
    assert (again.status, again.condition) == (409, f"{CALDAV}no-uid-conflict")
    assert again.xml.findtext(f".//{DAV}href") == ana.calendar + "a.ics"
    other = ana.put("a.ics", event(uid="other@x"))
    assert (other.status, other.condition) == (409, f"{CALDAV}no-uid-conflict")


def test_what_was_deleted_may_come_again_anywhere(ana: Client, served: Served) -> None:
    ana.put("a.ics", event())
    assert ana.ask("DELETE", ana.calendar + "a.ics").status == 204
    assert (ana.get("a.ics").status, ana.ask("DELETE", ana.calendar + "a.ics").status) == (404, 404)
    assert served.engagements()["From there"][1].state == "cancelled"
    assert ana.put("b.ics", event(), If_None_Match="*").status == 201
    assert [row.state for _, row in served.engagements().values()] == ["confirmed"]
    assert list(ana.listed()) == [ana.calendar + "b.ics"]
    assert ana.put("a.ics", event(uid="new@x", title="Another"), If_None_Match="*").status == 201


def test_an_event_becomes_an_engagement_of_whoever_put_it(ana: Client, served: Served) -> None:
    ana.put("a.ics", event(when="DTSTART;TZID=Asia/Tokyo:20300709T090000\nDTEND;TZID=Asia/Tokyo:20300709T103000"))
    row, told = served.engagements()["From there"]
    assert (told.starts_on, told.starts_at, told.ends_at, told.time_zone, told.uid) == (
        date(2030, 7, 9), time(9), time(10, 30), "Asia/Tokyo", "theirs@x",
    )  # fmt: skip
    (change, _), *_ = served.context.ask.history_of(f"engagement:{row}")
    assert change.change.actor == "Ana"


def test_an_edit_corrects_the_engagement_and_an_office_edit_reaches_the_device(ana: Client, served: Served) -> None:
    ana.put("a.ics", event(more="X-THEIRS:kept\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT5M\nEND:VALARM\n"))
    etag = ana.put("a.ics", ana.get("a.ics").body.replace(b"From there", b"Moved"), If_Match=ana.get("a.ics").etag).etag
    row, told = served.engagements()["Moved"]
    assert len(served.engagements()) == 1
    served.context.do.correct("engagement", row, {"place": "Town hall"})
    got = ana.get("a.ics")
    assert (b"LOCATION:Town hall\r\n" in got.body, b"X-THEIRS:kept" in got.body, b"TRIGGER:-PT5M" in got.body) == (
        True, True, True,
    )  # fmt: skip
    assert got.etag not in ("", etag)
    assert ana.put("a.ics", event(title="Late"), If_Match=etag).status == 412
    assert told.title == "Moved"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_an_office_edit_of_the_very_moment_that_no_calendar_shows_costs_no_edit(
    ana: Client, served: Served, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    etag = ana.put("a.ics", event()).etag
    row, _ = served.engagements()["From there"]
    standing, changed = Mirror.standing, list[object]()

    def standing_then(self: Mirror, *told: Any) -> Standing | None:
        found = standing(self, *told)
        if not changed:
            changed.append(served.context.do.correct("engagement", row, {"kind": "dinner"}))
        return found

    monkeypatch.setattr(Mirror, "standing", standing_then)
    ics = event(title="Edited") if method == "PUT" else b""
    assert ana.ask(method, ana.calendar + "a.ics", ics, If_Match=etag).status == 204
    ((_, told),) = served.engagements().values()
    assert (told.kind, told.title, told.state) == (
        ("dinner", "Edited", "confirmed") if method == "PUT" else ("dinner", "From there", "cancelled")
    )  # fmt: skip


def test_an_office_edit_that_no_calendar_shows_changes_no_octet(ana: Client, served: Served) -> None:
    etag = ana.put("a.ics", event()).etag
    row, _ = served.engagements()["From there"]
    served.context.do.correct("engagement", row, {"kind": "dinner"})
    assert (ana.get("a.ics").etag, ana.get("a.ics").body) == (etag, event())


def test_what_is_ahead_in_the_office_is_there_and_what_is_restricted_is_not(ana: Client, served: Served) -> None:
    row = served.add(title="Visit")
    served.add(title="Quiet", confidentiality="restricted")
    (href,) = ana.listed()
    assert b"SUMMARY:Visit" in ana.ask("GET", href).body
    served.context.do.correct("engagement", row, {"confidentiality": "restricted"})
    assert (ana.listed(), ana.ask("GET", href).status) == ({}, 404)


def test_undoing_a_device_s_edit_is_seen_by_the_device(ana: Client, served: Served) -> None:
    ana.put("a.ics", event())
    ana.put("a.ics", event(title="Wrong"), If_Match=ana.get("a.ics").etag)
    served.context.do.in_the_name_of("Ana").undo()
    assert b"SUMMARY:From there" in ana.get("a.ics").body
    assert len(served.engagements()) == 1


def test_undoing_a_device_s_new_event_takes_it_away(ana: Client, served: Served) -> None:
    ana.put("a.ics", event())
    _, token = ana.changes()
    served.context.do.in_the_name_of("Ana").undo()
    assert (ana.listed(), served.engagements()) == ({}, {})
    assert ana.changes(token)[0] == {ana.calendar + "a.ics": "HTTP/1.1 404 Not Found"}


def test_undoing_a_deletion_brings_the_event_back(ana: Client, served: Served) -> None:
    ana.put("a.ics", event())
    ana.ask("DELETE", ana.calendar + "a.ics")
    served.context.do.in_the_name_of("Ana").undo()
    (href,) = ana.listed()
    assert b"SUMMARY:From there" in ana.ask("GET", href).body


@pytest.mark.parametrize(
    "told",
    [
        {"more": "RRULE:FREQ=HOURLY\n"},
        {"more": "CLASS:PRIVATE\n"},
        {"when": "DTSTART;VALUE=DATE:20200709"},
        {"more": "STATUS:CANCELLED\n"},
    ],
    ids=["repeats by the hour", "private", "over", "called off"],
)
def test_what_is_no_engagement_is_kept_as_it_is(ana: Client, served: Served, told: dict[str, Any]) -> None:
    assert ana.put("a.ics", event(**told)).status == 201
    assert (served.engagements(), ana.get("a.ics").body) == ({}, event(**told))
    assert ana.put("a.ics", event(title="Second", **told), If_Match=ana.get("a.ics").etag).status == 204
    assert ana.ask("DELETE", ana.calendar + "a.ics").status == 204


def test_what_is_private_is_its_owner_s_alone(ana: Client, served: Served) -> None:
    ana.put("a.ics", event(more="CLASS:PRIVATE\n"))
    ben = served.device("Ben")
    path = ben.calendar + "a.ics"
    assert (len(ana.listed()), ben.listed(), ben.ask("GET", path).status) == (1, {}, 404)
    taken = ben.put("a.ics", event(title="Mine"))
    assert (taken.status, taken.condition, taken.xml.findtext(f".//{DAV}href")) == (
        409, f"{CALDAV}no-uid-conflict", None,
    )  # fmt: skip
    assert ben.ask("DELETE", path).status == 404
    assert list(ben.changes()[0]) == []
    assert b"From there" in ana.get("a.ics").body


def test_an_event_whose_text_an_engagement_cannot_hold_keeps_it(ana: Client, served: Served) -> None:
    ana.put("a.ics", event())
    repeats = event(more="RRULE:FREQ=HOURLY\n")
    assert ana.put("a.ics", repeats, If_Match=ana.get("a.ics").etag).status == 204
    served.context.do.correct("engagement", served.engagements()["From there"][0], {"place": "Hall"})
    assert ana.get("a.ics").body == repeats


def test_two_devices_see_each_other_s_events(ana: Client, served: Served) -> None:
    ben = served.device("Ben")
    ana.put("a.ics", event())
    assert ben.ask("GET", ben.calendar + "a.ics").body == event()
    assert ben.ask("GET", ana.calendar + "a.ics").status == 403
