"""Requests that nobody well-meaning sends: refused in a sentence, quickly, and nothing of the inside goes out."""

from __future__ import annotations

import socket
from base64 import b64encode

import pytest

from tests.caldav_device import CALDAV, NAMES, Client, Served, event

BOMB = (
    '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;">]>'
    '<D:propfind xmlns:D="DAV:"><D:prop><D:displayname>&d;</D:displayname></D:prop></D:propfind>'
)
OUTSIDE = (
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    '<D:propfind xmlns:D="DAV:"><D:prop><D:displayname>&b;</D:displayname></D:prop></D:propfind>'
)
DEEP = "<a>" * 100_000
TODO = "BEGIN:VTODO\nUID:theirs@x\nEND:VTODO\n"


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PROPPATCH"])
@pytest.mark.parametrize(
    "body",
    [
        BOMB, OUTSIDE, DEEP, "<a" + ' b="c"' * 10 + ">", "<", "\0", "no xml", "<a/>" * 3, "<a><b></a></b>",
        '<?xml version="1.0" encoding="utf-7"?><a/>', '<?xml version="1.0" encoding="nothing"?><a/>', b"\xff\xfe\x00",
        "<a>" + "<b/>" * 70_000 + "</a>", '<D:propfind xmlns:D="urn:other"/>',
    ],
    ids=range(14),
)  # fmt: skip
def test_xml_that_is_none_of_a_client_s_is_refused(ana: Client, method: str, body: str | bytes) -> None:
    refused = ana.ask(method, ana.calendar, body, Depth="0")
    assert refused.status in (400, 403)
    assert b"Traceback" not in refused.body


@pytest.mark.parametrize(
    "path",
    [
        "/calendars/Ana/engagements/../../../etc/passwd",
        "/calendars/Ana/engagements/%2e%2e/%2e%2e/x.ics",
        "/calendars/Ana/engagements/..%2f..%2fx.ics",
        "/calendars/Ana/engagements/..%5cx.ics",
        "/calendars/Ana/engagements/a%00b.ics",
        "/calendars/Ana/engagements/a%0d%0aX-Bad:1.ics",
        "/calendars/Ana/engagements/" + "x" * 300 + ".ics",
        "/calendars/Ana/engagements/%ff%fe.ics",
        "/calendars/Ana/engagements/.hidden",
        "/calendars//engagements/a.ics",
        "/calendars/Ana/engagements/sub/a.ics",
    ],
)
def test_an_address_that_leads_elsewhere_is_none(ana: Client, path: str) -> None:
    for method in ("PUT", "GET", "DELETE", "PROPFIND"):
        refused = ana.ask(method, path, event() if method == "PUT" else b"")
        assert refused.status in (400, 403, 404, 405), (method, refused)
        assert "x-bad" not in refused.headers
    assert ana.listed() == {}


@pytest.mark.parametrize(
    "href", ["a b.ics", "ñ名.ics", "a%41.ics", "a&b<c>.ics", "a'\";.ics", "no suffix", "a\u202eb.ics"]
)
def test_an_odd_address_is_the_same_wherever_it_is_told(ana: Client, href: str) -> None:
    from urllib.parse import quote

    path = ana.calendar + quote(href)
    assert ana.ask("PUT", path, event()).status == 201
    assert list(ana.listed()) == list(ana.changes()[0]) == [path]
    assert ana.ask("GET", path).body == event()


@pytest.mark.parametrize(
    ("ics", "condition"),
    [
        (b"", "valid-calendar-object-resource"),
        (b"nothing", "valid-calendar-object-resource"),
        (event()[:90], "valid-calendar-object-resource"),
        (event() * 2, "valid-calendar-object-resource"),
        (event().replace(b"UID:theirs@x\r\n", b""), "valid-calendar-object-resource"),
        (event(more=f"END:VEVENT\n{TODO}BEGIN:VEVENT\nUID:theirs@x\n"), "valid-calendar-object-resource"),
        (event().replace(b"VEVENT", b"VTODO"), "supported-calendar-component"),
        (event(more="END:VEVENT\nBEGIN:VEVENT\nUID:theirs@x\n"), "valid-calendar-object-resource"),
        (event().replace(b"VERSION:2.0", b"VERSION:2.0\r\nMETHOD:REQUEST"), "valid-calendar-object-resource"),
        (event(title="\x00"), "valid-calendar-data"),
        (event(title="\x1b[2J"), "valid-calendar-data"),
        (event().replace(b"From", b"\xff\xfe"), "valid-calendar-data"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000, "valid-calendar-object-resource"),
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_event_is_refused_by_its_name(ana: Client, ics: bytes, condition: str) -> None:
    refused = ana.put("a.ics", ics)
    assert (refused.status, refused.condition) == (403, CALDAV + condition)
    assert ana.listed() == {}


def test_a_body_is_bounded(ana: Client) -> None:
    most = ana.put("a.ics", event(more=f"DESCRIPTION:{'x' * 5_000_000}\n"))
    assert (most.status, most.condition) == (413, f"{CALDAV}max-resource-size")
    for claimed in ("100000000", "9" * 30, "-1", "1e3"):
        answer = raw(
            ana, f"PUT {ana.calendar}a.ics HTTP/1.1\r\nHost: x\r\nContent-Length: {claimed}\r\n{auth(ana)}\r\n"
        )
        assert answer[:12] in (b"HTTP/1.1 413", b"HTTP/1.1 400", b"HTTP/1.0 413", b"HTTP/1.0 400"), (claimed, answer)
    assert ana.listed() == {}


@pytest.mark.parametrize(
    "head",
    [
        "PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n{auth}\r\nhello",
        "PUT {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n{auth}\r\nhello",
        "PUT {path} HTTP/1.1\r\nHost: x\r\nX: " + "y" * 300_000 + "\r\n{auth}\r\n",
        "\r\n\r\n\r\n\0\0\0",
        "NONSENSE {path} HTTP/1.1\r\nHost: x\r\n{auth}\r\n",
        "GET {path}\r\n\r\n",
    ],
    ids=range(6),
)
def test_a_request_that_is_none_hurts_nobody(ana: Client, head: str) -> None:
    answer = raw(ana, head.replace("{path}", ana.calendar + "a.ics").replace("{auth}", auth(ana)))
    assert b"Traceback" not in answer
    assert answer == b"" or answer.split(b" ")[1][:1] in (b"4", b"5"), answer
    assert ana.listed() == {}


def test_a_body_may_come_in_pieces_after_the_server_was_asked_whether_it_wants_it(ana: Client) -> None:
    pieces = "".join(f"{len(piece):x}\r\n{piece.decode()}\r\n" for piece in (event()[:100], event()[100:], b""))
    head = f"PUT {ana.calendar}a.ics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n"
    answer = raw(ana, f"{head}{auth(ana)}\r\n{pieces}")
    assert (answer[:12], b"\r\nHTTP/1.1 201 " in answer) == (b"HTTP/1.1 100", True)
    assert ana.get("a.ics").body == event()


def test_a_part_of_a_body_is_refused(ana: Client) -> None:
    assert ana.put("a.ics", event(), Content_Range="bytes 0-199/400").status == 400
    assert ana.listed() == {}


def test_a_client_that_dribbles_does_not_keep_others_waiting(ana: Client) -> None:
    slow = [socket.create_connection(("127.0.0.1", ana.port), timeout=30) for _ in range(20)]
    try:
        for one in slow:
            one.sendall(f"PUT {ana.calendar}a.ics HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n".encode())
        assert ana.put("b.ics", event()).status == 201
    finally:
        for one in slow:
            one.close()


def test_an_answer_is_sent_beside_others_that_nobody_reads(ana: Client) -> None:
    """Ten clients ask for a large answer and read nothing of it."""
    ics = event(more=f"DESCRIPTION:{'x' * 1_000_000}\n")
    for number in range(4):
        assert ana.put(f"{number}.ics", ics.replace(b"theirs@x", b"%d" % number)).status == 201
    body = f"<D:sync-collection {NAMES}><D:sync-token/><D:prop><C:calendar-data/></D:prop></D:sync-collection>"
    head = f"REPORT {ana.calendar} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{auth(ana)}\r\n{body}"
    deaf = [socket.create_connection(("127.0.0.1", ana.port), timeout=30) for _ in range(3)]
    try:
        for one in deaf:
            one.sendall(head.encode())
        assert len(ana.listed()) == 4
    finally:
        for one in deaf:
            one.close()


def test_what_fails_inside_is_told_as_not_being_there_just_now(
    ana: Client, served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from trustcrm_caldav_server.shelf import Shelf

    def fails(*told: object) -> None:
        raise RuntimeError("the inside of it, with Ana's secret")

    monkeypatch.setattr(Shelf, "listing", fails)
    refused = ana.propfind(ana.calendar, "<D:getetag/>", depth="1")
    assert (refused.status, refused.headers["retry-after"]) == (503, "30")
    assert b"inside" not in refused.body


def test_a_line_of_the_log_names_nobody(ana: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "trustcrm.plugins.caldav-server"):
        ana.put("dinner-with-mori.ics", event(title="Dinner with Mori"))
        ana.get("dinner-with-mori.ics")
        Client(ana.port, "Mori", "wrong").ask("GET", "/Mori")
    lines = [record.getMessage() for record in caplog.records if record.name == "trustcrm.plugins.caldav-server"]
    assert [line.split()[:2] for line in lines] == [["PUT", "201"], ["GET", "200"], ["GET", "401"]]
    assert not any(word in line for line in lines for word in ("Ana", "Mori", "mori", "engagements", "127"))


def auth(client: Client) -> str:
    return f"Authorization: Basic {b64encode(f'{client.person}:{client.password}'.encode()).decode()}\r\n"


def raw(client: Client, head: str) -> bytes:
    """Send octets as they are, and return what comes back before the server or we hang up."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=20) as connection:
        connection.sendall(head.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        pieces = []
        try:
            while piece := connection.recv(65_536):
                pieces.append(piece)
        except ConnectionError:
            pass
        return b"".join(pieces)
