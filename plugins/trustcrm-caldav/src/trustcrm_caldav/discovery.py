"""Finding the calendars of a server from whatever address is known (RFC 6764, 5397, 4791 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from trustcrm.plugin import ConfigError, NotFound, Unreachable, visible
from trustcrm_caldav.multistatus import CAL, DAV, MultiStatus, Told, Unintelligible, propfind, read
from trustcrm_caldav.server import Server

_WELL_KNOWN = "/.well-known/caldav"
_PRINCIPAL = f"{DAV}current-user-principal"
_HOME = f"{CAL}calendar-home-set"
_KIND = f"{DAV}resourcetype"
_NAME = f"{DAV}displayname"
_HOLDS = f"{CAL}supported-calendar-component-set"
_MAY = f"{DAV}current-user-privilege-set"
_GONE = (404, 410)
_WRITING = ("all", "write", "write-content", "bind")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A calendar of a server: its address, what it is called, what it holds, and whether one may write there.

    `holds` is empty where the server does not say.
    """

    url: str
    name: str
    holds: tuple[str, ...]
    writable: bool

    def is_called(self, name: str) -> bool:
        """Return whether somebody means it by a name: its own, or the last part of its address."""
        return name in (self.name, unquote(urlsplit(self.url).path).rstrip("/").rpartition("/")[2])


class Nothing(Unintelligible):
    """An address at which there is nothing."""


def calendars_of(server: Server, elsewhere: Callable[[str], Server] | None = None) -> list[Found]:
    """Return the calendars that a server has for whoever logs in, the one at its very address alone where it is one.

    `elsewhere` opens the server of an address that this one names and that lies on another host of the same owner, as
    iCloud's do. Raises `NotFound` where there is none, `Unreachable`.
    """
    told = _first(server)
    if told is not None and told.has(_KIND, f"{CAL}calendar"):
        return [_found(server.url, told)]
    for home in _homes(server, told):
        there = _owner(server, home, elsewhere)
        answer = _asked(there, urljoin(there.url, home), "1", _KIND, _NAME, _HOLDS, _MAY)
        found = [_found(urljoin(there.url, one.path), one) for one in answer.told if one.has(_KIND, f"{CAL}calendar")]
        if found:
            return found
    raise NotFound(f"{server.name} has no calendar for you at {server.url}; look at the address and the user.")


def _first(server: Server) -> Told | None:
    """Return what the server's own address tells, None where that is its root and no place of WebDAV's.

    Where there is nothing at the address no other is looked for: a calendar that was removed is none of the others.
    """
    try:
        return next(iter(_asked(server, server.url, "0", _PRINCIPAL, _HOME, _KIND, _NAME, _HOLDS, _MAY).told), None)
    except Nothing:
        if urlsplit(server.url).path != "/":
            raise
        return None
    except Unintelligible:
        return None


def _homes(server: Server, told: Told | None) -> Iterator[str]:
    """Yield where calendars may be: the homes that are named, by way of the well-known address and the principal."""
    if told is not None and told.hrefs(_HOME):
        yield from told.hrefs(_HOME)
        return
    for start in (told, None):
        if start is None:
            try:
                start = next(iter(_asked(server, _WELL_KNOWN, "0", _PRINCIPAL, _HOME).told), None)
            except Unintelligible:
                return
        if start is None:
            return
        if start.hrefs(_HOME):
            yield from start.hrefs(_HOME)
        for principal in start.hrefs(_PRINCIPAL):
            for one in _asked(server, principal, "0", _HOME).told:
                yield from one.hrefs(_HOME)


def _owner(server: Server, url: str, elsewhere: Callable[[str], Server] | None) -> Server:
    there = urlsplit(urljoin(server.url, url))
    host, home = there.hostname or "", urlsplit(server.url).hostname or ""
    if (host, there.port) == (home, urlsplit(server.url).port) or elsewhere is None or not _of_one_owner(host, home):
        return server
    return elsewhere(there._replace(path="/", query="", fragment="").geturl())


def _of_one_owner(host: str, other: str) -> bool:
    """Return whether one of two hosts lies within the domain that the other's name is in, as p42-x.y.z and x.y.z do."""
    domain = ".".join(other.split(".")[-2:])
    return not other.replace(".", "").isdigit() and "." in domain and len(domain) > 6 and host.endswith(f".{domain}")


def _asked(server: Server, url: str, depth: str, *names: str) -> MultiStatus:
    headers = {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"}
    answer = server.ask("PROPFIND", url, propfind(*names), headers)
    if answer.status >= 500 or answer.status == 429:
        raise Unreachable(f"{server.name} cannot answer just now (it says {answer.status}); try again later.")
    told = read(answer.body, server.name) if answer.status == 207 else None
    if answer.status in _GONE or (told is not None and told.told and all(one.status in _GONE for one in told.told)):
        raise Nothing(f"There is nothing at {answer.url}; look at the address, or whether the calendar was removed.")
    if told is None:
        raise Unintelligible(f"{server.name} answers {answer.status} at {url}, where calendars were looked for.")
    return told


def _found(url: str, told: Told) -> Found:
    held = told.properties.get(_HOLDS)
    kinds: Sequence[str] = [one.get("name", "") for one in held] if held is not None else ()
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return Found(
        url=url if url.endswith("/") else f"{url}/", name=told.text(_NAME) or last, holds=tuple(kinds),
        writable=writable(told),
    )  # fmt: skip


def writable(told: Told) -> bool:
    """Return whether one may write at an address; where the server does not say, one may try."""
    held = told.properties.get(_MAY)
    if held is None or not len(held):
        return True
    return any(one.find(f"{DAV}{name}") is not None for one in held for name in _WRITING)


def chosen(found: Sequence[Found], name: str, server: str) -> Found:
    """Return the calendar that a name means, or the only one there is. Raises `NotFound`, `ConfigError`."""
    meant = [one for one in found if one.is_called(name)] if name else [*found]
    if len(meant) == 1:
        return meant[0]
    there = ", ".join(visible(f"{one.name} ({one.url})") for one in (meant or found)[:20])
    if not meant:
        raise NotFound(f"{server} has no calendar {visible(name)!r}; it has {there}.")
    raise ConfigError(f"{server} has several calendars; take the address of one of them as 'url': {there}.")
