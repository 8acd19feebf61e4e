"""What programs that cannot be run here send, written after their published sources and sent in the same order.

Thunderbird: `CalDavRequest.sys.mjs` and `CalDavRequestHandlers.sys.mjs`; Evolution: `e-webdav-session.c` and
`e-cal-backend-caldav.c`; DAVx⁵: `dav4jvm` (`DavResource.kt`, `DavCalendar.kt`) and its `SyncManager`.
"""

from __future__ import annotations

from tests.caldav_device import CALDAV, DAV, Client, Served, event

XML = "application/xml; charset=utf-8"
TYPED = "text/calendar; charset=utf-8"
THUNDERBIRD = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0"}
DAVX5 = {"User-Agent": "DAVx5/4.5-ose (dav4jvm; okhttp/5.0.0) Android/15"}
EVOLUTION = {"User-Agent": "Evolution/3.46.4"}


def test_thunderbird_sets_a_calendar_up_and_keeps_it(ana: Client, served: Served) -> None:
    ana.headers = THUNDERBIRD | {"Accept": "text/xml", "Accept-Charset": "utf-8,*;q=0.1"}
    look = ana.ask(
        "PROPFIND",
        ana.calendar,
        '<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/" '
        'xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:resourcetype/><D:owner/><D:current-user-principal/>'
        "<D:current-user-privilege-set/><D:supported-report-set/><C:supported-calendar-component-set/>"
        "<CS:getctag/></D:prop></D:propfind>",
        Depth="0",
        Content_Type="text/xml; charset=utf-8",
    )
    (told,) = look.responses.values()
    reports = {one.tag for report in told.iter(f"{DAV}report") for one in report}
    assert reports == {f"{DAV}sync-collection", f"{CALDAV}calendar-query", f"{CALDAV}calendar-multiget"}
    assert told.find(f".//{DAV}write") is not None
    served.add(title="Visit")
    first = ana.ask(
        "REPORT",
        ana.calendar,
        '<sync-collection xmlns="DAV:"><sync-token/><sync-level>1</sync-level><prop><getcontenttype/><getetag/></prop>'
        "</sync-collection>",
        Content_Type="text/xml; charset=utf-8",
        Depth="1",
    )
    (href,) = first.responses
    many = ana.ask(
        "REPORT",
        ana.calendar,
        f'<C:calendar-multiget xmlns:D="DAV:" xmlns:C="{CALDAV[1:-1]}"><D:prop><D:getetag/><C:calendar-data/></D:prop>'
        f"<D:href>{href}</D:href></C:calendar-multiget>",
        Content_Type="text/xml; charset=utf-8",
        Depth="1",
    )
    assert "SUMMARY:Visit" in many.responses[href].findtext(f".//{CALDAV}calendar-data", "")
    uid = "b6a3e1c0-0b1e-4b6d-9a0c-1f7e6b8e2f11"
    path = f"{ana.calendar}{uid}.ics"
    new = ana.ask("PUT", path, event(uid=uid), Content_Type=TYPED, If_None_Match="*")
    assert (new.status, new.etag != "") == (201, True)
    edit = ana.ask("PUT", path, event(uid=uid, title="Later"), If_Match=new.etag, Content_Type=TYPED)
    assert (edit.status, edit.etag != "") == (204, True)
    late = ana.ask("PUT", path, event(uid=uid), Content_Type=TYPED, If_Match=new.etag)
    assert late.status == 412
    assert ana.ask("DELETE", path, If_Match=edit.etag).status == 204


def test_evolution_writes_without_saying_over_what(ana: Client, served: Served) -> None:
    ana.headers = EVOLUTION | {"Prefer": "return=minimal"}
    assert "calendar-access" in ana.ask("OPTIONS", ana.calendar).headers["dav"]
    ana.put("e.ics", event(uid="e"), If_None_Match="*")
    listed = ana.ask(
        "REPORT",
        ana.calendar,
        '<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop>'
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"/></C:comp-filter></C:filter>'
        "</C:calendar-query>",
        Depth="1",
        Content_Type=XML,
    )
    assert list(listed.responses) == [ana.calendar + "e.ics"]
    seen = ana.get("e.ics").body
    served.context.do.correct("engagement", served.engagements()["From there"][0], {"place": "Harbour"})
    put = ana.put("e.ics", seen.replace(b"SUMMARY:From there", b"SUMMARY:Edited"))
    assert (put.status, put.etag) == (204, "")
    again = ana.get("e.ics").body
    assert (b"SUMMARY:Edited" in again, b"LOCATION:Harbour" in again) == (True, True)


def test_davx5_syncs_by_query_multiget_and_token(ana: Client, served: Served) -> None:
    ana.headers = DAVX5 | {"Accept-Encoding": "gzip"}
    home = ana.ask(
        "PROPFIND",
        ana.home,
        "<?xml version='1.0' encoding='UTF-8' ?><propfind xmlns=\"DAV:\" xmlns:CAL=\"urn:ietf:params:xml:ns:caldav\" "
        'xmlns:ICAL="http://apple.com/ns/ical/"><prop><resourcetype/><owner/><displayname/>'
        "<current-user-privilege-set/><CAL:calendar-description/><ICAL:calendar-color/><CAL:calendar-timezone/>"
        "<CAL:supported-calendar-component-set/></prop></propfind>",
        Depth="1",
        Content_Type=XML,
    )
    assert len(home.responses) == 5
    served.add(title="Visit")
    query = (
        "<?xml version='1.0' encoding='UTF-8' ?><CAL:calendar-query xmlns=\"DAV:\" "
        'xmlns:CAL="urn:ietf:params:xml:ns:caldav"><prop><getetag/></prop><CAL:filter>'
        '<CAL:comp-filter name="VCALENDAR">'
        '<CAL:comp-filter name="VEVENT"><CAL:time-range start="20300401T000000Z"/></CAL:comp-filter></CAL:comp-filter>'
        "</CAL:filter></CAL:calendar-query>"
    )
    (href,) = ana.ask("REPORT", ana.calendar, query, Depth="1", Content_Type=XML).responses
    got = ana.ask("GET", href, Accept='text/calendar; version="2.0", text/calendar;q=0.8, */*;q=0.7')
    edited = got.body.replace(b"SUMMARY:Visit", b"SUMMARY:Visit with Nagoya")
    put = ana.ask("PUT", href, edited, If_Match=got.etag, Content_Type=TYPED)
    assert (put.status, put.etag != "") == (204, True)
    served.context.do.correct("engagement", served.engagements()["Visit with Nagoya"][0], {"title": "Other"})
    late = ana.ask("PUT", href, edited, If_Match=put.etag, Content_Type=TYPED)
    assert late.status == 412
    assert ana.ask("DELETE", href, If_Match=put.etag).status == 412
