"""Feeds over HTTP, as a WSGI application: `/TOKEN.ics`, and not found whatever else is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from trustcrm.plugin import PluginContext
from trustcrm_calendar.feed_body import Body, body_of, pieces
from trustcrm_calendar.feeds import Feed, Feeds

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

A_MINUTE = 60
"""How often a feed may be read in a minute, and how often one address may ask for what is not there."""
_PATH = re.compile(r"/([A-Za-z0-9_-]{16,64})\.ics")
_MOST_REMEMBERED = 4096
_TEXT = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
_GUARDS = [("X-Content-Type-Options", "nosniff"), ("X-Robots-Tag", "noindex"), ("Referrer-Policy", "no-referrer")]


def feed_application(context: PluginContext, now: Callable[[], float] = monotonic) -> WSGIApplication:
    """Return what answers for the feeds of an office; `now` counts seconds."""
    return _Application(context, now)


@dataclass(frozen=True)
class _Fresh:
    """A feed as of a change and a day of the office."""

    change: int
    day: date
    name: str
    body: Body
    at: datetime


class _Application:
    def __init__(self, context: PluginContext, now: Callable[[], float]) -> None:
        self._context, self._feeds = context, Feeds(context.tables)
        self._pace = Pace(A_MINUTE, now)
        self._fresh: dict[int, _Fresh] = {}
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; what fails is logged without the address, which a server would else write down with it."""
        try:
            return self._answer(environ, start_response)
        except Exception:
            self._context.log.exception("A feed could not be given.")
            return _said(start_response, "503 Service Unavailable", [("Retry-After", "60")])

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ.get("REQUEST_METHOD", "GET")
        if method not in ("GET", "HEAD"):
            return _said(start_response, "405 Method Not Allowed", [("Allow", "GET, HEAD")])
        asked = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        feed = self._feeds.of_token(asked[1] if asked else "")
        whose = f"feed {feed.number}" if feed is not None else f"from {environ.get('REMOTE_ADDR', '')}"
        if not self._pace.allows(whose):
            return _said(start_response, "429 Too Many Requests", [("Retry-After", "60")])
        if feed is None:
            return _said(start_response, "404 Not Found", [])
        fresh = self._as_of_now(feed)
        return _answered(environ, start_response, fresh, whole=method == "GET")

    def _as_of_now(self, feed: Feed) -> _Fresh:
        """Return a feed, worked out again only where the office was written in, or it is another day."""
        with self._lock:
            change, day = self._context.ask.newest_change(), self._context.clock.today()
            kept = self._fresh.get(feed.number)
            if kept is None or (kept.change, kept.day) != (change, day):
                body = body_of(self._context, feed.name, feed.scope, change)
                same = kept is not None and kept.body.etag == body.etag
                at = kept.at if kept is not None and same else self._context.clock.now().astimezone(UTC)
                kept = _Fresh(change, day, feed.name, kept.body if kept is not None and same else body, at)
                self._fresh[feed.number] = kept
            return kept


class Pace:
    """Allows each so many requests a minute: as many at once, and then as fast as time gives them back."""

    def __init__(self, a_minute: int, now: Callable[[], float]) -> None:
        self._a_minute, self._now = a_minute, now
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def allows(self, whose: str) -> bool:
        """Count one request and return whether it is within the measure."""
        with self._lock:
            at = self._now()
            left, since = self._left.get(whose, (float(self._a_minute), at))
            left = min(self._a_minute, left + (at - since) * self._a_minute / 60)
            if len(self._left) >= _MOST_REMEMBERED and whose not in self._left:
                self._left.clear()
            self._left[whose] = (max(0.0, left - 1), at)
            return left >= 1


def _answered(
    environ: WSGIEnvironment, start_response: StartResponse, fresh: _Fresh, *, whole: bool
) -> Iterable[bytes]:  # fmt: skip
    packs = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    etag = f'"{fresh.body.etag}{"-gzip" if packs else ""}"'
    headers = [
        ("ETag", etag), ("Last-Modified", format_datetime(fresh.at, usegmt=True)), ("Vary", "Accept-Encoding"),
        ("Cache-Control", "private, no-cache"), *_GUARDS,
    ]  # fmt: skip
    if _is_known(environ, etag, fresh.at):
        start_response("304 Not Modified", headers)
        return ()
    octets = fresh.body.packed if packs else fresh.body.octets
    headers += [
        ("Content-Type", "text/calendar; charset=utf-8"), ("Content-Length", str(len(octets))),
        ("Content-Disposition", 'inline; filename="calendar.ics"'),
    ]  # fmt: skip
    start_response("200 OK", headers + ([("Content-Encoding", "gzip")] if packs else []))
    return pieces(octets) if whole else ()


def _is_known(environ: WSGIEnvironment, etag: str, at: datetime) -> bool:
    """Return whether whoever asks has it already; an etag they tell decides, and only without one the time."""
    told = environ.get("HTTP_IF_NONE_MATCH")
    if told is not None:
        return any(one.strip().removeprefix("W/") in (etag, "*") for one in told.split(","))
    try:
        since = parsedate_to_datetime(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        return since.tzinfo is not None and at.replace(microsecond=0) <= since
    except (ValueError, TypeError):
        return False


def _takes_gzip(told: str) -> bool:
    for one in told.split(","):
        name, _, quality = one.partition(";")
        if name.strip().lower() in ("gzip", "*") and not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", quality):
            return True
    return False


def _said(start_response: StartResponse, status: str, headers: list[tuple[str, str]]) -> Iterable[bytes]:
    text = f"{status.partition(' ')[2]}.\n".encode()
    start_response(status, [*_TEXT, ("Content-Length", str(len(text))), *headers])
    return (text,)
