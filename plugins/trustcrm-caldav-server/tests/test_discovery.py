"""How a program that knows nothing but an address finds the calendars, and what it is told of them."""

from __future__ import annotations

import pytest

from tests.caldav_device import CALDAV, DAV, Client, Served, event

ICAL = "{http://apple.com/ns/ical/}"


def test_from_the_well_known_address_to_the_calendars(ana: Client) -> None:
    found = ana.ask("GET", "/.well-known/caldav")
    assert (found.status, found.headers["location"]) == (301, "/")
    (root,) = ana.propfind("/", "<D:current-user-principal/>").responses.values()
    principal = root.findtext(f".//{DAV}current-user-principal/{DAV}href", "")
    (own,) = ana.propfind(principal, "<C:calendar-home-set/>").responses.values()
    home = own.findtext(f".//{CALDAV}calendar-home-set/{DAV}href", "")
    told = ana.propfind(home, "<D:resourcetype/><C:supported-calendar-component-set/>", depth="1").responses
    calendars = {
        href: [comp.get("name") for comp in one.iter(f"{CALDAV}comp")]
        for href, one in told.items()
        if one.find(f".//{DAV}resourcetype/{CALDAV}calendar") is not None
    }
    assert calendars == {
        f"{home}engagements/": ["VEVENT"],
        f"{home}programme/": ["VEVENT"],
        f"{home}agreements/": ["VEVENT"],
        f"{home}follow-ups/": ["VTODO"],
    }


def test_without_a_password_only_options_and_the_well_known_address_are_answered(ana: Client) -> None:
    stranger = Client(ana.port)
    assert stranger.ask("OPTIONS", "/").headers["dav"] == "1, 3, access-control, calendar-access"
    assert "calendar-auto-schedule" not in ana.ask("OPTIONS", ana.calendar).headers["dav"]
    for method, path in (("GET", "/"), ("PROPFIND", "/"), ("REPORT", ana.calendar), ("PUT", ana.calendar + "a.ics")):
        refused = stranger.ask(method, path)
        assert (refused.status, refused.headers["www-authenticate"][:5]) == (401, "Basic"), method


def test_what_may_be_written_is_said_and_held_to(ana: Client) -> None:
    told = ana.propfind(ana.home, "<D:current-user-privilege-set/>", depth="1").responses
    writes = {href for href, one in told.items() if one.find(f".//{DAV}write") is not None}
    assert writes == {ana.calendar, f"{ana.home}follow-ups/"}
    for calendar in ("programme", "agreements", "follow-ups"):
        for method, body in (("PUT", event()), ("DELETE", b"")):
            refused = ana.ask(method, f"{ana.home}{calendar}/a.ics", body)
            assert refused.status in (403, 404), (calendar, method)
    for calendar in ("programme", "agreements"):
        assert ana.ask("PUT", f"{ana.home}{calendar}/a.ics", event()).condition == f"{DAV}need-privileges"


@pytest.mark.parametrize("method", ["MKCALENDAR", "MKCOL"])
def test_no_calendar_is_made_and_none_removed(ana: Client, method: str) -> None:
    made = ana.ask(method, f"{ana.home}mine/")
    assert (made.status, made.condition) == (403, f"{DAV}need-privileges")
    assert ana.ask("DELETE", ana.calendar).status == 403
    assert ana.propfind(f"{ana.home}mine/", "<D:displayname/>").status == 404


def test_a_name_and_a_colour_are_each_person_s_own(ana: Client, served: Served) -> None:
    body = (
        '<D:propertyupdate xmlns:D="DAV:" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop>'
        "<D:displayname>Work &amp; so</D:displayname><A:calendar-color>#ff0000ff</A:calendar-color>"
        "</D:prop></D:set></D:propertyupdate>"
    )
    told = ana.ask("PROPPATCH", ana.calendar, body)
    assert (told.status, told.xml.findtext(f".//{DAV}status")) == (207, "HTTP/1.1 200 OK")
    ben = served.device("Ben")
    for who, name, colour in ((ana, "Work & so", "#ff0000ff"), (ben, "Engagements", None)):
        (one,) = who.propfind(who.calendar, "<D:displayname/><A:calendar-color/>").responses.values()
        ok = next(part for part in one.iter(f"{DAV}propstat") if "200" in part.findtext(f"{DAV}status", ""))
        assert (ok.findtext(f".//{DAV}displayname"), ok.findtext(f".//{ICAL}calendar-color")) == (name, colour)


def test_what_nobody_may_set_is_refused_and_with_it_all_the_rest(ana: Client) -> None:
    body = (
        '<D:propertyupdate xmlns:D="DAV:"><D:set><D:prop><D:displayname>X</D:displayname><D:getetag>1</D:getetag>'
        "</D:prop></D:set></D:propertyupdate>"
    )
    told = ana.ask("PROPPATCH", ana.calendar, body)
    statuses = [one.text for one in told.xml.iter(f"{DAV}status")]
    assert statuses == ["HTTP/1.1 403 Forbidden", "HTTP/1.1 424 Failed Dependency"]
    assert ana.ask("PROPPATCH", f"{ana.calendar}none.ics", body).status == 404
    (one,) = ana.propfind(ana.calendar, "<D:displayname/>").responses.values()
    assert one.findtext(f".//{DAV}displayname") == "Engagements"


def test_properties_that_are_not_there_are_said_not_to_be(ana: Client) -> None:
    ana.put("a.ics", event())
    for path in ("/", f"/principals/{ana.person}/", ana.home, ana.calendar, ana.calendar + "a.ics"):
        reply = ana.propfind(path, '<D:resourcetype/><x:odd xmlns:x="urn:x&amp;y"/>')
        (one,) = reply.responses.values()
        missing = next(part for part in one.iter(f"{DAV}propstat") if "404" in part.findtext(f"{DAV}status", ""))
        assert [prop.tag for prop in missing.iterfind(f"{DAV}prop/*")] == ["{urn:x&y}odd"], path


@pytest.mark.parametrize("body", ["", '<D:propfind xmlns:D="DAV:"><D:allprop/></D:propfind>'])
def test_everything_and_its_names_can_be_asked(ana: Client, body: str) -> None:
    ana.put("a.ics", event())
    told = ana.ask("PROPFIND", ana.calendar, body, Depth="1").responses
    assert (
        told[ana.calendar + "a.ics"].findtext(f".//{DAV}getcontenttype")
        == "text/calendar;charset=utf-8;component=VEVENT"
    )
    assert told[ana.calendar].findtext(f".//{DAV}displayname") == "Engagements"
    names = ana.ask("PROPFIND", ana.calendar, '<D:propfind xmlns:D="DAV:"><D:propname/></D:propfind>', Depth="0")
    assert names.xml.find(f".//{DAV}sync-token") is not None
    assert names.xml.findtext(f".//{DAV}sync-token") in (None, "")


def test_a_whole_tree_is_not_told_at_once(ana: Client) -> None:
    refused = ana.propfind("/", "<D:displayname/>", depth="infinity")
    assert (refused.status, refused.condition) == (403, f"{DAV}propfind-finite-depth")
