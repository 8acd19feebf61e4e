"""A device that talks to the CalDAV server over a socket, and an office that is served to it."""

from __future__ import annotations

import http.client
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, cast
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from tests.waitress_server import running
from trustcrm.plugin import Engagement, PluginContext
from trustcrm_caldav_server.passwords import Passwords
from trustcrm_caldav_server.serve_command import server_of

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/" '
    'xmlns:A="http://apple.com/ns/ical/"'
)

EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//there//EN
BEGIN:VEVENT
UID:{uid}
DTSTAMP:{stamp}
{when}
SUMMARY:{title}
{more}END:VEVENT
END:VCALENDAR
"""


def event(
    uid: str = "theirs@x", title: str = "From there", day: int = 9, more: str = "", when: str = "",
    stamp: str = "20300601T000000Z",
) -> bytes:  # fmt: skip
    """Return an event as some program wrote it."""
    told = when or f"DTSTART;VALUE=DATE:203007{day:02}"
    return EVENT.format(uid=uid, when=told, title=title, more=more, stamp=stamp).replace("\n", "\r\n").encode()


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def xml(self) -> Element:
        return cast(Element, fromstring(self.body))

    @property
    def responses(self) -> dict[str, Element]:
        """The responses of a multistatus by their href."""
        found = self.xml.findall(f"{DAV}response")
        return {one.findtext(f"{DAV}href", ""): one for one in found}

    @property
    def condition(self) -> str:
        """The precondition that did not hold."""
        return next(iter(self.xml)).tag


@dataclass
class Client:
    """A device that talks to the server over a socket."""

    port: int
    person: str = "Ana"
    password: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def home(self) -> str:
        return f"/calendars/{self.person}/"

    @property
    def calendar(self) -> str:
        return f"{self.home}engagements/"

    def ask(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> Reply:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.password and "Authorization" not in told:
            told["Authorization"] = "Basic " + b64encode(f"{self.person}:{self.password}".encode()).decode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, self.headers | told)
            answer = connection.getresponse()
            named = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, named, answer.read())
        finally:
            connection.close()

    def put(self, name: str, ics: bytes, **headers: str) -> Reply:
        return self.ask("PUT", self.calendar + name, ics, **({"Content_Type": "text/calendar"} | headers))

    def get(self, name: str) -> Reply:
        return self.ask("GET", self.calendar + name)

    def propfind(self, path: str, props: str, depth: str = "0") -> Reply:
        return self.ask("PROPFIND", path, f"<D:propfind {NAMES}><D:prop>{props}</D:prop></D:propfind>", Depth=depth)

    def listed(self, path: str = "") -> dict[str, str]:
        """Return the etag of every object of a calendar by its href."""
        reply = self.propfind(path or self.calendar, "<D:getetag/>", depth="1")
        assert reply.status == 207, reply
        etags = {href: one.findtext(f".//{DAV}getetag", "") for href, one in reply.responses.items()}
        return {href: etag for href, etag in etags.items() if etag}

    def query(self, inner: str, data: str = "", path: str = "") -> dict[str, str]:
        """Return href and text of the events that a query finds, each with its octets where `data` asks for them."""
        body = (
            f"<C:calendar-query {NAMES}><D:prop><D:getetag/>{data}</D:prop><C:filter>"
            f'<C:comp-filter name="VCALENDAR">{inner}</C:comp-filter></C:filter></C:calendar-query>'
        )
        reply = self.ask("REPORT", path or self.calendar, body, Depth="1")
        assert reply.status == 207, reply
        found = reply.responses
        return {href: one.findtext(f".//{CALDAV}calendar-data", "") for href, one in found.items()}

    def changes(self, token: str = "", limit: int | None = None, path: str = "") -> tuple[dict[str, str], str]:
        """Return the status of everything that changed since by its href, and the next token."""
        most = f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>" if limit else ""
        body = (
            f"<D:sync-collection {NAMES}><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level>{most}"
            "<D:prop><D:getetag/></D:prop></D:sync-collection>"
        )
        reply = self.ask("REPORT", path or self.calendar, body)
        assert reply.status == 207, reply
        told = {
            href: one.findtext(f"{DAV}status", "") or one.findtext(f".//{DAV}getetag", "")
            for href, one in reply.responses.items()
        }
        return told, reply.xml.findtext(f"{DAV}sync-token", "")


@dataclass
class Served:
    """An office that is served."""

    context: PluginContext
    calendar: PluginContext
    port: int

    def device(self, person: str = "Ana", name: str = "phone") -> Client:
        """Return a new device of somebody."""
        _, password = Passwords(self.context.tables, self.context.clock).new(person, name)
        return Client(self.port, person, password)

    def engagements(self) -> dict[str, tuple[int, Engagement]]:
        """Return every engagement by its title, with its row."""
        rows = [one.kept for one in self.context.ask.page("engagement").rows]
        return {(told := cast("Engagement", one.record)).title: (one.id, told) for one in rows}

    def add(self, **told: Any) -> int:
        """Add an engagement, and return its row."""
        fields: dict[str, Any] = {"title": "Visit", "starts_on": date(2030, 7, 4), "starts_at": time(10)} | told
        return self.context.do.add(Engagement(**fields), again=True).ids[0]


@contextmanager
def serving(context: PluginContext, calendar: PluginContext, **options: Any) -> Iterator[Served]:
    """Serve an office over a socket of this machine."""
    server = server_of(context, calendar, host="127.0.0.1", port=0, **options)
    with running(server):
        yield Served(context, calendar, server.effective_port)
