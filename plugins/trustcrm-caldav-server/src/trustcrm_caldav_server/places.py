"""Addresses: of the server, of people, of their calendars, and of the objects in these."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from trustcrm_caldav_server.answers import Failed
from trustcrm_caldav_server.names import is_xml

LONGEST_HREF = 255
_IN_NO_HREF = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, kw_only=True)
class Place:
    """What an address means: the calendar of a person, and the object in it; "" where it names none."""

    kind: str
    person: str = ""
    collection: str = ""
    href: str = ""

    @property
    def path(self) -> str:
        """The address, as it is told to clients before it is quoted."""
        if self.kind == "root":
            return "/"
        if self.kind == "principal":
            return f"/principals/{self.person}/"
        pieces = ["/calendars", self.person, self.collection, self.href]
        return "/".join(piece for piece in pieces if piece) + ("" if self.href else "/")


def place_of(path: str) -> Place:
    """Return what a path means, its percent signs undone already. Raises `Failed` where it means nothing here."""
    pieces = path.split("/")
    if not path.startswith("/") or not is_xml(path) or any(piece in (".", "..") for piece in pieces):
        raise Failed(HTTPStatus.NOT_FOUND)
    match pieces[1:] if pieces[-1] else pieces[1:-1]:
        case []:
            return Place(kind="root")
        case ["principals"] | ["calendars"]:
            return Place(kind="root")
        case ["principals", person] if person:
            return Place(kind="principal", person=person)
        case ["calendars", person] if person:
            return Place(kind="home", person=person)
        case ["calendars", person, collection] if person and collection:
            return Place(kind="collection", person=person, collection=collection)
        case ["calendars", person, collection, href] if person and collection and _is_href(href, path):
            return Place(kind="object", person=person, collection=collection, href=href)
    raise Failed(HTTPStatus.NOT_FOUND)


def _is_href(href: str, path: str) -> bool:
    plain = href and not path.endswith("/") and len(href) <= LONGEST_HREF and not href.startswith(".")
    return bool(plain) and _IN_NO_HREF.search(href) is None


def hrefs_in(told: Iterable[str | None], collection: Place) -> tuple[list[str], list[str]]:
    """Return the hrefs of a calendar that are among addresses a client names, and those addresses that are none."""
    own: list[str] = []
    strange: list[str] = []
    for address in told:
        path, place = named(address or "")
        if place is not None and place.href and replace(place, kind="collection", href="") == collection:
            own.append(place.href)
        else:
            strange.append(path)
    return list(dict.fromkeys(own)), strange


def named(address: str) -> tuple[str, Place | None]:
    """Return the path of an address that a client names, and what that means, None where it means nothing here."""
    path = address.strip()
    try:
        path = unquote(urlsplit(path).path)
        return path, place_of(path)
    except (Failed, ValueError):  # of an address whose server is none
        return path, None
