"""The backend `caldav`: a calendar on a server (RFC 4791), its changes told by RFC 6578 or by CTag where it can.

What was asked and not answered is never taken for "nothing there". An etag is what the server says, opaque, "W/" and
all; everything written bears a condition.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from urllib.parse import quote, unquote, urljoin, urlsplit

from trustcrm.plugin import (
    CalendarChanges,
    CalendarObject,
    EventExists,
    NoSuchEvent,
    ReadOnly,
    Refused,
    StaleEtag,
    TokenExpired,
    Unreachable,
    visible,
)
from trustcrm_caldav.discovery import Found, calendars_of, chosen
from trustcrm_caldav.multistatus import (
    CAL,
    DAV,
    SERVER,
    MultiStatus,
    Unintelligible,
    multiget,
    propfind,
    read,
    same_path,
    sync_collection,
)
from trustcrm_caldav.objects import href_for, silenced, would_be_written_to
from trustcrm_caldav.refusals import refusal
from trustcrm_caldav.server import Answer, Server, TooLarge

AT_ONCE = 100
"""So many objects are asked for in one question."""
MOST_PAGES = 10_000
LONGEST_HREF = 2_000

_ETAG = f"{DAV}getetag"
_KIND = f"{DAV}resourcetype"
_TYPE = f"{DAV}getcontenttype"
_TOKEN = f"{DAV}sync-token"
_CTAG = f"{SERVER}getctag"
_ICS = f"{CAL}calendar-data"
_XML = "application/xml; charset=utf-8"
_ENTITY_TAG = re.compile(r'(?:W/)?"[^"\x00-\x1f\x7f]*"')
_GONE = (404, 410)


class CalDav:
    """Keeps one calendar of a server; where the address is that of more than one, `name` says which."""

    def __init__(self, server: Server, name: str = "", elsewhere: Callable[[str], Server] | None = None) -> None:
        self._first, self._name, self._elsewhere = server, name, elsewhere
        self._opened = [server]

    def list(self) -> Iterable[tuple[str, str]]:
        """Return href and etag of every object, each once."""
        answer = self._asked("PROPFIND", propfind(_ETAG, _KIND, _TYPE), depth="1")
        own = [one for one in answer.told if same_path(one.path, self._path)]
        if not own:
            raise Unintelligible(f"{self._who} lists what is in the calendar and not the calendar; nothing was done.")
        if any(one.status >= 300 for one in own):
            raise Unreachable(f"{self._who} does not list the whole calendar just now; nothing was done, try again.")
        found = {}
        for one in answer.told:
            kind = one.text(_TYPE).partition(";")[0].strip().lower()
            if one.status in _GONE or one.has(_KIND, f"{DAV}collection") or kind not in ("", "text/calendar"):
                continue
            if href := self._href(one.path):
                found[href] = one.text(_ETAG)
        return found.items()

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        """Yield the objects asked for, in that order; one that is not there is left out."""
        wanted = [*hrefs]
        if wanted:
            self._collection  # noqa: B018  # one that cannot be reached is no calendar that lacks what is asked for
        for first in range(0, len(wanted), AT_ONCE):
            part = wanted[first : first + AT_ONCE]
            found = self._several([href for href in part if self._url(href)])
            for href in part:
                kept = found.get(href)
                if kept is not None:
                    yield kept

    def create(self, ics: bytes) -> tuple[str, str]:
        """Keep a new object under a digest of its UID; raise `EventExists` where that UID is there."""
        href = href_for(ics)
        self._check_writable()
        ics = silenced(ics)
        answer = self._put(href, ics, {"If-None-Match": "*"})
        if answer.status == 412:
            kept = self._one(href)
            if answer.repeated and kept is not None and kept.ics == ics:
                return href, kept.etag
            raise EventExists(f"An event of this UID is on {self._who} already; nothing was written, replace it.")
        self._check(answer)
        return href, answer.headers.get("etag") or self._etag(href)

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        """Put other octets in place of an object that stands at `etag`; raise `StaleEtag` or `NoSuchEvent`."""
        self._check_writable()
        self._check_tag(href, etag)
        self._check_guests(ics)
        ics = silenced(ics)
        answer = self._put(href, ics, {"If-Match": etag})
        if answer.status == 412 and answer.repeated:
            kept = self._one(href)
            if kept is not None and kept.ics == ics:
                return kept.etag
        if answer.status in (412, *_GONE):
            self._stale(href)
        self._check(answer)
        return answer.headers.get("etag") or self._etag(href)

    def remove(self, href: str, etag: str) -> None:
        """Remove an object that stands at `etag`; raise `StaleEtag` or `NoSuchEvent`."""
        self._check_writable()
        self._check_tag(href, etag)
        if self._writes_to_guests:
            for kept in self.get([href]):
                self._check_guests(kept.ics)
        answer = self._server.ask("DELETE", self._url(href), headers={"If-Match": etag, "Schedule-Reply": "F"})
        if answer.status in _GONE and answer.repeated:
            return
        if answer.status in (412, *_GONE):
            self._stale(href)
        self._check(answer)

    def changes_since(self, token: str | None) -> CalendarChanges:
        """Return what changed since a token; raise `TokenExpired` where the server cannot tell, however it says so."""
        if token is None:
            now = self._now()  # asked before what it stands for, so that nothing falls in between
            return CalendarChanges(token=now, changed=tuple(self.list()))
        kind, told = self._told_before(token)
        if kind == "sync":
            return self._since(told)
        if kind == "ctag" and self._now() == token:
            return CalendarChanges(token=token)
        raise TokenExpired(f"{self._who} cannot tell what changed since the last time; list everything.")

    def close(self) -> None:
        """Let go of the connections."""
        for server in self._opened:
            server.close()

    @cached_property
    def _collection(self) -> Found:
        """The calendar's address; where the configuration names the server alone it is looked for there."""
        return chosen(calendars_of(self._first, self._another), self._name, self._first.name)

    def _another(self, url: str) -> Server:
        if self._elsewhere is None:
            raise Unreachable(f"{self._first.name} names another server, {url}; take that as the calendar's url.")
        self._opened.append(self._elsewhere(url))
        return self._opened[-1]

    @property
    def _server(self) -> Server:
        home = urlsplit(self._collection.url).netloc
        return next((one for one in self._opened if urlsplit(one.url).netloc == home), self._first)

    @property
    def _path(self) -> str:
        return urlsplit(self._collection.url).path

    @property
    def _who(self) -> str:
        return self._first.name

    @cached_property
    def _writes_to_guests(self) -> bool:
        """Whether the server sends invitations by itself when an event with guests is written (RFC 6638, 2)."""
        told = self._server.ask("OPTIONS", self._collection.url).headers.get("dav", "")
        return "calendar-auto-schedule" in told.lower()

    def _several(self, hrefs: Sequence[str]) -> dict[str, CalendarObject]:
        """Return objects by href, asked for together, and one by one what was not answered so."""
        found: dict[str, CalendarObject] = {}
        gone = set()
        try:
            answer = (
                self._asked("REPORT", multiget(urlsplit(self._url(href)).path for href in hrefs)) if hrefs else None
            )
        except (Unintelligible, TooLarge):  # a character that XML cannot hold, say
            answer = None
        for one in answer.told if answer is not None else ():
            href, data = self._href(one.path), one.properties.get(_ICS)
            if one.status in _GONE:
                gone.add(href)
            elif data is not None and data.text and one.text(_ETAG):
                found[href] = CalendarObject(href=href, etag=one.text(_ETAG), ics=_octets(data.text))
        for href in hrefs:
            if href not in found and href not in gone and (kept := self._one(href)) is not None:
                found[href] = kept
        return found

    def _one(self, href: str) -> CalendarObject | None:
        answer = self._server.ask("GET", self._url(href), headers={"Accept-Encoding": "identity"})
        if answer.status in _GONE:
            return None
        if answer.status != 200:
            raise Unreachable(f"{self._who} does not show {_said(href)} (it says {answer.status}); try again later.")
        return CalendarObject(href=href, etag=answer.headers.get("etag") or self._etag(href), ics=answer.body)

    def _etag(self, href: str) -> str:
        """Return the etag of an object; raise `NoSuchEvent` where it is not there."""
        headers = {"Depth": "0", "Content-Type": _XML}
        answer = self._server.ask("PROPFIND", self._url(href), propfind(_ETAG), headers)
        told = read(answer.body, self._who).told if answer.status == 207 else ()
        if answer.status in _GONE or any(one.status in _GONE for one in told):
            raise NoSuchEvent(f"There is no event {_said(href)} on {self._who} any more; list it anew.")
        found = next((one.text(_ETAG) for one in told), "")
        if not found:
            raise Unintelligible(f"{self._who} tells no etag of {_said(href)}; without one nothing can be kept safely.")
        return found

    def _put(self, href: str, ics: bytes, condition: dict[str, str]) -> Answer:
        return self._server.ask(
            "PUT", self._url(href), ics, {"Content-Type": "text/calendar; charset=utf-8", **condition}
        )

    def _stale(self, href: str) -> None:
        """Raise what a write refused for its condition means."""
        self._etag(href)
        raise StaleEtag(f"The event {_said(href)} on {self._who} was changed meanwhile; nothing was written, read it.")

    def _check_tag(self, href: str, etag: str) -> None:
        """Raise at once where a server could take the condition for none: an empty one, or one it cannot have said."""
        if not self._url(href):
            raise NoSuchEvent(f"There is no event {_said(href)} on {self._who}; list it anew.")
        if not _ENTITY_TAG.fullmatch(etag):
            if self._etag(href) != etag:
                self._stale(href)
            raise Unintelligible(f"{self._who} says etags that no condition can bear; nothing was written.")

    def _check_writable(self) -> None:
        if not self._collection.writable:
            raise ReadOnly(f"The calendar {self._collection.name!r} on {self._who} takes nothing in from you.")

    def _check_guests(self, ics: bytes) -> None:
        if would_be_written_to(ics) and self._writes_to_guests:
            raise Refused(
                f"It has guests, to whom {self._who} would write by itself; nothing was written, change it there."
            )

    def _check(self, answer: Answer) -> None:
        if not answer.good:
            raise refusal(answer, self._who)

    def _since(self, token: str) -> CalendarChanges:
        changed: dict[str, str] = {}
        removed: dict[str, None] = {}
        for _ in range(MOST_PAGES):
            told = self._page(token)
            more = False
            for one in told.told:
                if same_path(one.path, self._path):
                    more = one.status == 507
                    continue
                href, etag = self._href(one.path), one.text(_ETAG)
                if not href:  # a folder within it, say
                    continue
                if one.status in _GONE:
                    removed[href] = None
                    changed.pop(href, None)
                elif one.status < 300 and etag:
                    changed[href] = etag
                    removed.pop(href, None)
                else:
                    raise TokenExpired(f"{self._who} does not tell what became of {_said(href)}; list everything.")
            if not more or told.token == token:
                return CalendarChanges(
                    token=self._token("sync", told.token), changed=tuple(changed.items()), removed=tuple(removed)
                )
            token = told.token
        raise TokenExpired(f"{self._who} never ends telling what changed; list everything.")

    def _page(self, token: str) -> MultiStatus:
        try:
            told = self._asked("REPORT", sync_collection(token), depth="0")
        except Unreachable as error:
            raise TokenExpired(f"{error} List everything.") from None
        if not told.token:
            raise TokenExpired(f"{self._who} tells changes and no token; list everything.")
        return told

    def _now(self) -> str:
        """Return the token that stands for the calendar as it is now."""
        told = self._asked("PROPFIND", propfind(_TOKEN, _CTAG), depth="0").told
        for kind, name in (("sync", _TOKEN), ("ctag", _CTAG)):
            for one in told:
                if one.text(name):
                    return self._token(kind, one.text(name))
        return self._token("none", "")

    def _token(self, kind: str, told: str) -> str:
        return f"{self._mark} {kind} {told}"

    def _told_before(self, token: str) -> tuple[str, str]:
        """Return of which kind a token is and what the server called it; raise `TokenExpired` for any other."""
        mark, _, rest = token.partition(" ")
        if mark != self._mark:
            raise TokenExpired(f"This is no token of the calendar on {self._who}; list everything.")
        kind, _, told = rest.partition(" ")
        return kind, told

    @cached_property
    def _mark(self) -> str:
        """What tells the tokens of this calendar from those of others."""
        return hashlib.sha256(self._collection.url.encode()).hexdigest()[:16]

    def _asked(self, method: str, body: bytes, depth: str = "1") -> MultiStatus:
        answer = self._server.ask(method, self._collection.url, body, {"Depth": depth, "Content-Type": _XML})
        if answer.status == 207:
            return read(answer.body, self._who)
        if answer.status in _GONE:
            raise Unreachable(f"The calendar {self._collection.url} is not there any more; look at the address.")
        if answer.status == 403:
            raise Unreachable(f"{self._who} does not show you {self._collection.url}; look at the user.")
        if answer.status >= 500 or answer.status == 429:
            raise Unreachable(f"{self._who} cannot answer just now (it says {answer.status}); try again later.")
        raise Unintelligible(f"{self._who} answers {answer.status} where a calendar server answers 207.")

    def _href(self, path: str) -> str:
        """Return what an object of this calendar is called by its path, "" for anything else."""
        folder, _, last = path.rpartition("/")
        if not last or not same_path(folder, self._path):
            return ""
        return quote(unquote(last), safe="") if "/" not in unquote(last) else ""

    def _url(self, href: str) -> str:
        """Return the address of an object, "" where an href can be none of this calendar."""
        name = unquote(href)
        odd = "/" in name or name in ("", ".", "..") or any(ord(one) < 32 for one in name)
        return "" if odd or len(href) > LONGEST_HREF else urljoin(self._collection.url, quote(name, safe=""))


def _octets(text: str) -> bytes:
    """Return the octets of an object that stood in XML, which took the carriage returns away (XML 1.0, 2.11)."""
    return re.sub(r"\r?\n", "\r\n", text.lstrip("\n")).encode()


def _said(href: str) -> str:
    return repr(visible(href)[:80])
