"""Questions and answers of WebDAV in XML (RFC 4918, 4791, 6578), read by a parser that expands nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from trustcrm.plugin import Unreachable

DAV = "{DAV:}"
CAL = "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<{root} xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/">'
)
_PREFIXES = {DAV: "D:", CAL: "C:", SERVER: "S:"}


class Unintelligible(Unreachable):
    """An answer that is not what the standards say."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told of one address: its path, the status of the whole, and the properties that it has."""

    path: str
    status: int
    properties: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return the text of a property, "" where it has none."""
        found = self.properties.get(name)
        return (found.text or "").strip() if found is not None else ""

    def has(self, name: str, child: str) -> bool:
        """Return whether a property holds an element."""
        found = self.properties.get(name)
        return found is not None and found.find(child) is not None

    def hrefs(self, name: str) -> list[str]:
        """Return the addresses that a property holds."""
        found = self.properties.get(name)
        return [(one.text or "").strip() for one in found.findall(f"{DAV}href")] if found is not None else []


@dataclass(frozen=True, kw_only=True)
class MultiStatus:
    """What was told of each address, and the token that stands for all of it."""

    told: tuple[Told, ...]
    token: str


def propfind(*names: str) -> bytes:
    """Return a question for properties."""
    return _asked("D:propfind", f"<D:prop>{_named(names)}</D:prop>")


def multiget(paths: Iterable[str]) -> bytes:
    """Return a question for the octets of these objects."""
    wanted = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return _asked("C:calendar-multiget", f"<D:prop><D:getetag/><C:calendar-data/></D:prop>{wanted}")


def sync_collection(token: str) -> bytes:
    """Return a question for what changed since a token."""
    return _asked(
        "D:sync-collection",
        f"<D:sync-token>{escape(token)}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop>",
    )


def read(body: bytes, who: str) -> MultiStatus:
    """Return an answer; raise `Unintelligible` where it is none, or was cut short."""
    root = parsed(body, who)
    if root.tag != f"{DAV}multistatus":
        raise Unintelligible(f"{who} answers in no way that a calendar server does; look at the address.")
    return MultiStatus(
        told=tuple(_told(one, who) for one in root.findall(f"{DAV}response")),
        token=(root.findtext(f"{DAV}sync-token") or "").strip(),
    )


def parsed(body: bytes, who: str) -> Any:
    """Return the root of an XML document; raise `Unintelligible` where it is none, or one that would expand."""
    try:
        return fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unintelligible(f"{who} answers with something that cannot be read; nothing was done with it.") from None


def path_of(href: str) -> str:
    """Return the path of an address as it stands, without scheme and server."""
    return urlsplit(href.strip()).path


def same_path(one: str, other: str) -> bool:
    """Return whether two paths are one, however they are escaped."""
    return unquote(one).rstrip("/") == unquote(other).rstrip("/")


def _told(response: Any, who: str) -> Told:
    properties: dict[str, Any] = {}
    for part in response.findall(f"{DAV}propstat"):
        if _status(part.findtext(f"{DAV}status"), who) < 300:
            properties |= {one.tag: one for found in part.findall(f"{DAV}prop") for one in found}
    status = response.findtext(f"{DAV}status")
    return Told(
        path=path_of(response.findtext(f"{DAV}href") or ""),
        status=_status(status, who) if status is not None else 200,
        properties=properties,
    )


def _status(line: str | None, who: str) -> int:
    words = (line or "").split()
    if len(words) < 2 or not words[1].isdigit():
        raise Unintelligible(f"{who} answers with no status where one belongs; nothing was done with it.")
    return int(words[1])


def _asked(root: str, content: str) -> bytes:
    return f"{_HEAD.format(root=root)}{content}</{root}>".encode()


def _named(names: Iterable[str]) -> str:
    return "".join(_elements(names))


def _elements(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        space, _, own = name.rpartition("}")
        yield f"<{_PREFIXES[space + '}']}{own}/>"
