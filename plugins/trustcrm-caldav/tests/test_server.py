"""Servers that answer oddly, slowly, too much, or from elsewhere: one that answers what each test tells it to."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.http_server import listening
from trustcrm.plugin import (
    ConfigError,
    EventExists,
    NoSuchEvent,
    NotFound,
    ReadOnly,
    Refused,
    Secret,
    StaleEtag,
    TokenExpired,
    Unreachable,
)
from trustcrm_caldav import server
from trustcrm_caldav.calendar import CalDav
from trustcrm_caldav.credentials import login_of
from trustcrm_caldav.discovery import calendars_of
from trustcrm_caldav.objects import silenced, would_be_written_to
from trustcrm_caldav.server import Patience, Server, address

Told = tuple[int, dict[str, str], str]
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a@x\r\nSUMMARY:A\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
GUESTS = ICS.replace(b"SUMMARY", b"ORGANIZER:mailto:a@x\r\nATTENDEE;CN=B;\r\n PARTSTAT=ACCEPTED:mailto:b@x\r\nSUMMARY")


class Scripted:
    """A server that answers as `says` does, and keeps what it was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.says: Callable[[str, str, bytes, Any], Told] = lambda *_: (404, {}, "")
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self._server = listening(self.answer, tls)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}/cal/"

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        self.asked.append((asked.command, asked.path, dict(asked.headers)))
        status, headers, text = self.says(asked.command, asked.path, body, asked.headers)
        told = text.encode()
        asked.send_response(status)
        for name, value in headers.items():
            asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(told)))
        asked.end_headers()
        asked.wfile.write(told)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    made = Scripted()
    yield made
    made.close()


@pytest.fixture
def calendar(scripted: Scripted) -> Iterator[CalDav]:
    made = CalDav(Server(scripted.url, lambda: ("lee", "pass word"), patience=Patience(again=2, pause=0)))
    yield made
    made.close()


def multistatus(*responses: str, token: str = "") -> str:
    end = f"<sync-token>{token}</sync-token>" if token else ""
    return f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{"".join(responses)}{end}</multistatus>'


def one(path: str, properties: str = "", status: str = "") -> str:
    if status:
        return f"<response><href>{path}</href><status>HTTP/1.1 {status}</status></response>"
    found = f"<propstat><prop>{properties}</prop><status>HTTP/1.1 200 OK</status></propstat>"
    return f"<response><href>{path}</href>{found}</response>"


COLLECTION = one("/cal/", "<resourcetype><collection/><C:calendar/></resourcetype><displayname>Mine</displayname>")


def says(*, dav: str = "1, calendar-access", **told: Told) -> Callable[[str, str, bytes, Any], Told]:
    """Return what answers by method, and as a calendar to whoever looks whether it is one."""

    def answer(method: str, path: str, body: bytes, headers: Any) -> Told:
        if method == "OPTIONS":
            return 200, {"DAV": dav}, ""
        if method in told:
            return told[method]
        if method == "PROPFIND" and headers["Depth"] == "0" and path == "/cal/":
            return 207, {}, multistatus(COLLECTION)
        return told.get(f"{method}{headers.get('Depth', '')}", (404, {}, ""))

    return answer


def test_an_etag_is_passed_on_as_it_came(scripted: Scripted, calendar: CalDav) -> None:
    scripted.says = says(PUT=(204, {"ETag": 'W/"2-gzip"'}, ""))
    assert calendar.replace("a.ics", ICS, 'W/"1"') == 'W/"2-gzip"'
    assert scripted.asked[-1][2]["If-Match"] == 'W/"1"'


def test_without_an_etag_in_the_answer_it_is_asked_for_at_once(scripted: Scripted, calendar: CalDav) -> None:
    found = multistatus(one("/cal/a.ics", '<getetag>"7"</getetag>'))

    def answer(method: str, path: str, body: bytes, headers: Any) -> Told:
        if method == "PROPFIND" and path != "/cal/":
            return 207, {}, found
        return says(PUT=(201, {}, ""))(method, path, body, headers)

    scripted.says = answer
    assert calendar.create(ICS)[1] == '"7"'
    assert scripted.asked[-2][2]["If-None-Match"] == "*"


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        ((409, {}, '<error xmlns="DAV:"><C:no-uid-conflict xmlns:C="urn:ietf:params:xml:ns:caldav"/></error>'),
         EventExists, "under another name"),
        ((400, {}, "Calendar object with uid already exists in this calendar collection."), EventExists, "UID"),
        ((400, {}, "Deleted calendar object with uid already exists in this calendar collection."), Refused, "trash"),
        ((403, {}, '<error xmlns="DAV:"><C:max-resource-size xmlns:C="urn:ietf:params:xml:ns:caldav"/></error>'),
         Refused, "larger than it allows"),
        ((403, {}, "Forbidden"), ReadOnly, "takes nothing in"),
        ((507, {}, ""), Unreachable, "no room left"),
        ((415, {}, "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Refused, "415"),
        ((500, {}, "Traceback"), Refused, "look whether it was written"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_it_means(
    scripted: Scripted, calendar: CalDav, told: Told, error: type[Exception], words: str
) -> None:
    scripted.says = says(PUT=told)
    with pytest.raises(error, match=words):
        calendar.create(ICS)


def test_a_busy_server_is_asked_again_and_not_waited_for_longer_than_set(scripted: Scripted) -> None:
    answers = iter([(503, {"Retry-After": "100000"}, ""), (429, {"Retry-After": "0"}, "")])
    scripted.says = lambda *told: next(answers, None) or says(PUT=(204, {"ETag": '"2"'}, ""))(*told)
    calendar = CalDav(Server(scripted.url, patience=Patience(again=3, pause=0, longest_pause=0)))
    assert calendar.replace("a.ics", ICS, '"1"') == '"2"'
    scripted.says = lambda *_: (503, {"Retry-After": "0"}, "")
    with pytest.raises(Unreachable, match="503"):
        calendar.list()
    calendar.close()


def test_whoever_is_not_let_in_is_told_what_to_do_and_no_password(scripted: Scripted, calendar: CalDav) -> None:
    scripted.says = lambda *_: (401, {"WWW-Authenticate": 'Basic realm="x"'}, "")
    with pytest.raises(Unreachable, match=r"does not let lee in.*app password") as told:
        calendar.list()
    assert "pass word" not in str(told.value)
    nobody = CalDav(Server(scripted.url))
    with pytest.raises(Unreachable, match="name the user"):
        nobody.list()
    nobody.close()


def test_a_server_that_wants_a_digest_is_given_one(scripted: Scripted, calendar: CalDav) -> None:
    def answer(method: str, path: str, body: bytes, headers: Any) -> Told:
        if not headers.get("Authorization", "").startswith("Digest "):
            return 401, {"WWW-Authenticate": 'Digest realm="x", nonce="abc", qop="auth", algorithm=SHA-256'}, ""
        return says(PROPFIND1=(207, {}, multistatus(COLLECTION)))(method, path, body, headers)

    scripted.says = answer
    assert list(calendar.list()) == []


def test_redirects_are_followed_on_the_same_host_alone(scripted: Scripted, calendar: CalDav) -> None:
    listed = says(PROPFIND1=(207, {}, multistatus(COLLECTION, one("/cal/a.ics", '<getetag>"1"</getetag>'))))
    scripted.says = lambda method, path, body, headers: (
        listed(method, path, body, headers) if headers.get("Depth") == "0" or path == "/cal/moved" else (
            308, {"Location": "/cal/moved"}, "")
    )  # fmt: skip
    assert list(calendar.list()) == [("a.ics", '"1"')]
    for place in ("http://127.0.0.2/cal/", "http://localhost/", "//evil.example/"):
        scripted.says = lambda *_, place=place: (301, {"Location": place}, "")
        with pytest.raises(Unreachable, match="leads to another server"):
            calendar.list()
    scripted.says = lambda *_: (302, {"Location": "/round"}, "")
    with pytest.raises(Unreachable, match="never answers"):
        calendar.list()


def test_what_answers_too_much_is_cut_off(
    scripted: Scripted, calendar: CalDav, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LARGEST_ANSWER", 5_000)
    scripted.says = says(PROPFIND1=(207, {}, multistatus(COLLECTION, *[one("/cal/a.ics")] * 1_000)))
    with pytest.raises(Unreachable, match="more than 5,000 octets"):
        calendar.list()


@pytest.mark.parametrize(
    "told",
    [
        (200, {}, "<html>Please log in</html>"), (207, {}, "<html/>"), (207, {}, multistatus(COLLECTION)[:-9]),
        (207, {}, multistatus()), (207, {}, "<!DOCTYPE m [<!ENTITY a 'b'>]>" + multistatus(COLLECTION)), (204, {}, ""),
        (500, {}, ""), (404, {}, ""), (207, {}, multistatus(COLLECTION, one("/cal/a.ics", status="odd"))),
        (207, {}, multistatus(COLLECTION, one("/cal/", status="507 Insufficient Storage"))),
    ],
)  # fmt: skip
def test_what_is_no_listing_is_never_taken_for_an_empty_one(scripted: Scripted, calendar: CalDav, told: Told) -> None:
    scripted.says = says(PROPFIND1=told)
    with pytest.raises(Unreachable):
        list(calendar.list())


@pytest.mark.parametrize("status", [400, 403, 404, 409, 412, 415, 500, 501, 507])
def test_whatever_happens_to_a_token_it_has_expired(scripted: Scripted, calendar: CalDav, status: int) -> None:
    scripted.says = says(PROPFIND1=(207, {}, multistatus(COLLECTION)))
    token = f"{calendar._mark} sync abc"
    scripted.says = says(REPORT=(status, {}, ""))
    with pytest.raises(TokenExpired):
        calendar.changes_since(token)


def test_changes_come_page_by_page(scripted: Scripted, calendar: CalDav) -> None:
    pages = iter([
        multistatus(
            one("/cal/a.ics", '<getetag>"1"</getetag>'), one("/cal/sub/", status="403 x"), one("/cal/", status="507 x"),
            token="t1",
        ),
        multistatus(one("/cal/a.ics", status="404 x"), one("/cal/b.ics", '<getetag>"2"</getetag>'), token="t2"),
    ])  # fmt: skip
    answer = says()
    scripted.says = lambda method, *told: (207, {}, next(pages)) if method == "REPORT" else answer(method, *told)
    changes = calendar.changes_since(f"{calendar._mark} sync t0")
    assert (changes.changed, changes.removed) == ((("b.ics", '"2"'),), ("a.ics",))
    assert changes.token.endswith(" sync t2")


def test_a_server_without_tokens_is_asked_whether_anything_changed(scripted: Scripted, calendar: CalDav) -> None:
    ctag = '<C:getctag xmlns:C="http://calendarserver.org/ns/">{}</C:getctag>'
    told = {"now": "1"}

    def answer(method: str, path: str, body: bytes, headers: Any) -> Told:
        if headers.get("Depth") == "0" and b"getctag" in body:
            return 207, {}, multistatus(one("/cal/", ctag.format(told["now"])))
        return says(PROPFIND1=(207, {}, multistatus(COLLECTION)))(method, path, body, headers)

    scripted.says = answer
    first = calendar.changes_since(None)
    assert calendar.changes_since(first.token).changed == ()
    told["now"] = "2"
    with pytest.raises(TokenExpired):
        calendar.changes_since(first.token)


def test_what_was_not_answered_together_is_asked_for_by_itself(scripted: Scripted, calendar: CalDav) -> None:
    data = f'<getetag>"1"</getetag><C:calendar-data>{ICS.decode()}</C:calendar-data>'
    several = multistatus(one("/cal/a.ics", data), one("/cal/gone.ics", status="404 x"))
    scripted.says = says(REPORT=(207, {}, several), GET=(200, {"ETag": '"9"'}, ICS.decode()))
    told = [(kept.href, kept.etag, kept.ics) for kept in calendar.get(["a.ics", "gone.ics", "left-out.ics"])]
    assert told == [("a.ics", '"1"', ICS), ("left-out.ics", '"9"', ICS)]
    scripted.says = says(REPORT=(207, {}, "<multistatus>\x01</multistatus>"), GET=(200, {"ETag": '"9"'}, ICS.decode()))
    assert [kept.etag for kept in calendar.get(["a.ics"])] == ['"9"']


def test_a_calendar_that_may_only_be_read_says_so(scripted: Scripted, calendar: CalDav) -> None:
    may = "<current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>"
    told = multistatus(one("/cal/", f"<resourcetype><C:calendar/></resourcetype>{may}"))
    scripted.says = says(PROPFIND=(207, {}, told))
    for write in (
        lambda: calendar.create(ICS), lambda: calendar.replace("a.ics", ICS, '"1"'), lambda: calendar.remove("a", '"1"')
    ):  # fmt: skip
        with pytest.raises(ReadOnly):
            write()


def test_a_write_whose_answer_was_lost_is_no_conflict_with_itself(scripted: Scripted, calendar: CalDav) -> None:
    answers = iter([(503, {"Retry-After": "0"}, ""), (412, {}, "")])
    answer = says(GET=(200, {"ETag": '"5"'}, ICS.decode()))
    scripted.says = lambda method, *told: next(answers) if method == "PUT" else answer(method, *told)
    assert calendar.replace("a.ics", ICS, '"1"') == '"5"'


def test_a_stale_write_tells_stale_from_gone(scripted: Scripted, calendar: CalDav) -> None:
    there = multistatus(one("/cal/a.ics", '<getetag>"5"</getetag>'))
    answer = says(PUT=(412, {}, ""))
    scripted.says = lambda method, path, *told: (
        (207, {}, there) if method == "PROPFIND" and path == "/cal/a.ics" else answer(method, path, *told)
    )
    with pytest.raises(StaleEtag):
        calendar.replace("a.ics", ICS, '"1"')
    with pytest.raises(NoSuchEvent):
        calendar.replace("b.ics", ICS, '"1"')


def test_nothing_with_guests_is_written_where_the_server_would_write_to_them(
    scripted: Scripted, calendar: CalDav
) -> None:
    data = f'<getetag>"1"</getetag><C:calendar-data>{GUESTS.decode()}</C:calendar-data>'
    several: Told = (207, {}, multistatus(one("/cal/a.ics", data)))
    done: Told = (204, {"ETag": '"2"'}, "")
    scripted.says = says(dav="1, calendar-auto-schedule", PUT=done, DELETE=done, REPORT=several)
    for write in (lambda: calendar.replace("a.ics", GUESTS, '"1"'), lambda: calendar.remove("a.ics", '"1"')):
        with pytest.raises(Refused, match="It has guests"):
            write()
    assert not {"PUT", "DELETE"} & {method for method, *_ in scripted.asked}
    calendar.create(GUESTS)
    calendar.replace("a.ics", silenced(GUESTS), '"1"')
    scripted.says = says(PUT=done, DELETE=done, REPORT=several)
    other = CalDav(Server(scripted.url))
    other.replace("a.ics", GUESTS, '"1"')
    other.remove("a.ics", '"1"')
    assert scripted.asked[-1][2]["Schedule-Reply"] == "F"
    other.close()


def test_every_guest_is_marked_and_nothing_else_is_touched() -> None:
    told = silenced(GUESTS)
    assert told.count(b";SCHEDULE-AGENT=CLIENT") == 2
    assert told.replace(b";SCHEDULE-AGENT=CLIENT\r\n ", b"") == GUESTS
    assert (silenced(told), would_be_written_to(told), would_be_written_to(GUESTS)) == (told, False, True)
    other = GUESTS.replace(b"CN=B;", b"CN=B;SCHEDULE-AGENT=SERVER;")
    assert b"SCHEDULE-AGENT=SERVER" not in silenced(other)
    assert silenced(ICS) == ICS


def test_calendars_are_found_by_the_well_known_address(scripted: Scripted) -> None:
    places = {
        "/.well-known/caldav": (301, {"Location": "/dav/"}, ""),
        "/dav/": (207, {}, multistatus(
            one("/dav/", "<current-user-principal><href>/p/lee/</href></current-user-principal>")
        )),
        "/p/lee/": (207, {}, multistatus(
            one("/p/lee/", "<C:calendar-home-set><href>/h/</href></C:calendar-home-set>")
        )),
        "/h/": (207, {}, multistatus(
            one("/h/", "<resourcetype><collection/></resourcetype>"),
            one("/h/work/", "<resourcetype><collection/><C:calendar/></resourcetype><displayname>Work</displayname>"),
            one("/h/tasks/", '<resourcetype><C:calendar/></resourcetype><C:supported-calendar-component-set>'
                '<C:comp name="VTODO"/></C:supported-calendar-component-set>'),
        )),
    }  # fmt: skip
    scripted.says = lambda method, path, *_: places.get(path, (405, {}, ""))
    root = scripted.url.removesuffix("cal/")
    server = Server(root)
    found = calendars_of(server)
    assert [(one.name, one.holds) for one in found] == [("Work", ()), ("tasks", ("VTODO",))]
    server.close()
    calendar = CalDav(Server(root), "Work")
    assert calendar._collection.url == f"{root}h/work/"
    calendar.close()
    for name, error, words in (("", ConfigError, "several calendars"), ("Wrok", NotFound, "has no calendar 'Wrok'")):
        with closing(CalDav(Server(root), name)) as other, pytest.raises(error, match=words):
            list(other.list())


@pytest.mark.parametrize(
    "url", ["http://cloud.example/", "ftp://x/", "", "https://lee:secret@cloud.example/", "http://[x"]
)
def test_an_address_that_would_give_something_away_is_refused(url: str) -> None:
    with pytest.raises(ConfigError) as told:
        address(url)
    assert "secret" not in str(told.value)


def test_a_host_name_is_an_address() -> None:
    assert address("cloud.example") == "https://cloud.example/"


def test_a_password_stands_in_no_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_PASSWORD", "secret")
    assert login_of("https://x/", "lee", Secret({"env": "A_PASSWORD"})) == ("lee", "secret")
    assert login_of("https://x/", "", None) is None
    with pytest.raises(ConfigError, match="in clear") as told:
        login_of("https://x/", "lee", Secret("secret"))
    assert "secret" not in str(told.value)
    with pytest.raises(ConfigError, match="no user"):
        login_of("https://x/", "", Secret({"env": "A_PASSWORD"}))


def test_a_certificate_is_checked_before_anything_is_sent(tmp_path: Path) -> None:
    openssl = shutil.which("openssl") or pytest.skip("openssl is not installed.")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = (
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate),
    )  # fmt: skip
    subprocess.run([openssl, *made], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    scripted = Scripted(context)
    scripted.says = lambda *_: (200, {}, "let in")
    stranger = Server(scripted.url, lambda: ("lee", "secret"), patience=Patience(again=0))
    with pytest.raises(Unreachable, match="does not prove who it is"):
        stranger.ask("GET", "/")
    assert scripted.asked == []
    known = Server(scripted.url, lambda: ("lee", "secret"), ca=certificate)
    assert known.ask("GET", "/").body == b"let in"
    for one_of_both in (stranger, known):
        one_of_both.close()
    scripted.close()
