"""Names of WebDAV and CalDAV, and writing them as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

DAV = "DAV:"
CALDAV = "urn:ietf:params:xml:ns:caldav"
SERVER = "http://calendarserver.org/ns/"
APPLE = "http://apple.com/ns/ical/"
_PREFIXES = {DAV: "D", CALDAV: "C", SERVER: "S", APPLE: "A"}
HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n'
OPEN = " ".join(f'xmlns:{prefix}="{space}"' for space, prefix in _PREFIXES.items())
_NAME = re.compile(r"\{(.*)\}([^{}]+)", re.DOTALL)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dav(name: str) -> str:
    """Return the full name of something of WebDAV's."""
    return f"{{{DAV}}}{name}"


def caldav(name: str) -> str:
    """Return the full name of something of CalDAV's."""
    return f"{{{CALDAV}}}{name}"


def element(name: str, inner: str = "") -> str:
    """Return an element of a full name with XML inside; one of a foreign namespace declares it."""
    found = _NAME.fullmatch(name)
    space, local = (found[1], found[2]) if found else ("", name)
    if space in _PREFIXES:
        tag, declared = f"{_PREFIXES[space]}:{local}", ""
    elif space:
        tag, declared = f"x:{local}", f" xmlns:x={quoteattr(space)}"
    else:
        tag, declared = local, ""
    return f"<{tag}{declared}>{inner}</{tag}>" if inner else f"<{tag}{declared}/>"


def text(told: str) -> str:
    """Return a text as it stands in XML; carriage returns are written out, since readers of XML drop them."""
    return escape(told, {"\r": "&#13;"})


def is_xml(told: str) -> bool:
    """Return whether a text can stand in XML at all."""
    return _NOT_XML.search(told) is None


def href(path: str) -> str:
    """Return the element that holds a path."""
    return f"<D:href>{escape(quote(path, safe='/'))}</D:href>"


def empty(names: Iterable[str]) -> str:
    """Return empty elements of full names."""
    return "".join(element(name) for name in names)


def is_plain(name: str) -> bool:
    """Return whether a name that somebody asked for can be written back."""
    found = _NAME.fullmatch(name)
    local = found[2] if found else name
    return re.fullmatch(r"[^\W\d][\w.-]*", local) is not None and is_xml(name)
