"""A server of events that keeps nothing: what no server can be quicker than, for whoever measures a client's own part.

It knows no office, no disk and no XML. A PUT is answered with the ETag its octets would have, a listing and a report
with octets that were ready before anybody asked; so whatever a client takes with it is the client's own time. It is
served by the same WSGI server as ours.

    python -m tests.benchmarks.canned FOLDER

where the folder holds the events that it lists.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from waitress.server import create_server  # type: ignore[import-untyped]

HOME = "/calendars/Ana/"
CALENDAR = f"{HOME}engagements/"
_BEGIN = (
    b'<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
)
_END = b"</D:multistatus>"


def application(events: Iterable[Path]) -> Callable[[dict[str, Any], Callable[..., Any]], list[bytes]]:
    """Return the server as a WSGI application that lists these events."""
    kept = {event.name: event.read_bytes() for event in events}
    listed = "".join(_listed(name, octets) for name, octets in kept.items())
    told = "".join(_told(name, octets) for name, octets in kept.items())
    ready = {"": _ROOT + _CALENDAR, "0": _CALENDAR, "1": _CALENDAR + listed, "REPORT": told}
    bodies = {about: _BEGIN + body.encode() + _END for about, body in ready.items()}

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        octets = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ["REQUEST_METHOD"] == "PUT":
            start("201 Created", [("ETag", f'"{_etag(octets)}"'), ("Content-Length", "0")])
            return []
        about = "REPORT" if environ["REQUEST_METHOD"] == "REPORT" else environ.get("HTTP_DEPTH", "0")
        body = bodies[about if environ["PATH_INFO"] == CALENDAR else ""]
        headers = [("Content-Type", "application/xml; charset=utf-8"), ("Content-Length", str(len(body)))]
        start("207 Multi-Status", headers)
        return [body]

    return answer


def _etag(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()[:40]


def _response(path: str, properties: str) -> str:
    return (
        f"<D:response><D:href>{path}</D:href><D:propstat><D:prop>{properties}</D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )


def _listed(name: str, octets: bytes) -> str:
    properties = (
        "<D:resourcetype/><D:getcontenttype>text/calendar; charset=utf-8; component=VEVENT</D:getcontenttype>"
        f'<D:getetag>"{_etag(octets)}"</D:getetag>'
    )
    return _response(CALENDAR + name, properties)


def _told(name: str, octets: bytes) -> str:
    properties = f'<D:getetag>"{_etag(octets)}"</D:getetag><C:calendar-data>{escape(octets.decode())}</C:calendar-data>'
    return _response(CALENDAR + name, properties)


_ROOT = _response(
    HOME,
    f"<D:current-user-principal><D:href>{HOME}</D:href></D:current-user-principal><C:calendar-home-set><D:href>{HOME}"
    "</D:href></C:calendar-home-set><D:resourcetype><D:collection/></D:resourcetype>",
)
_CALENDAR = _response(
    CALENDAR,
    "<D:displayname>engagements</D:displayname><D:resourcetype><D:collection/><C:calendar/></D:resourcetype>",
)


if __name__ == "__main__":
    server = create_server(application(Path(sys.argv[1]).iterdir()), host="127.0.0.1", port=0, threads=4)
    print(f"Serving at http://127.0.0.1:{server.effective_port}/; stop it with Ctrl-C.", file=sys.stderr, flush=True)
    server.run()
