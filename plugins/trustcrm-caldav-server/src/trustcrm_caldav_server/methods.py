"""What each method of HTTP does at an address, for one device."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from xml.etree.ElementTree import Element

from trustcrm.plugin import Conflict, Refused
from trustcrm_caldav_server import states
from trustcrm_caldav_server.answers import Answer, Failed, at_path, multistatus, patched, properties, response
from trustcrm_caldav_server.calendars import Collection
from trustcrm_caldav_server.kept import Kept, etag_of
from trustcrm_caldav_server.listings import Listings
from trustcrm_caldav_server.looks import CHANGEABLE, LONGEST, Looks
from trustcrm_caldav_server.names import caldav, dav, is_plain, is_xml
from trustcrm_caldav_server.passwords import Device
from trustcrm_caldav_server.places import Place, named
from trustcrm_caldav_server.properties import Described, asked, of_object
from trustcrm_caldav_server.reports import Reports
from trustcrm_caldav_server.requests import Request
from trustcrm_caldav_server.taking import TooManyDeletions, UidTaken, WrongKind
from trustcrm_calendar.lines import LARGEST, NotACalendar

ALLOWED = "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, PROPPATCH, REPORT"
SPEAKS = "1, 3, access-control, calendar-access"
T = TypeVar("T")
_ETAG, _OCTETS = "\0", "\1"
"""What stands for these until they are put in; no XML holds them."""


@dataclass(frozen=True)
class Methods:
    """Answers the requests of one device."""

    device: Device
    collections: Mapping[str, Collection]
    looks: Looks
    zone: Callable[[], str]
    merge_stale: bool
    known: dict[tuple[str, int, int], bool]
    told: dict[tuple[str, int, int], bytes]
    listings: Listings

    def answer(self, request: Request, place: Place) -> Answer:
        """Return the answer to a request about a place. Raises `Failed`."""
        if place.kind != "root" and place.person != self.device.person:
            raise Failed(HTTPStatus.FORBIDDEN, "That is somebody else's.", condition=dav("need-privileges"))
        if place.collection and place.collection not in self.collections:
            if request.method in ("MKCALENDAR", "MKCOL"):
                return self._no_calendar(request, place)
            raise Failed(HTTPStatus.NOT_FOUND)
        if place.collection:
            self.collections[place.collection].refresh()
        does = _METHODS.get(request.method)
        if does is None:
            raise Failed(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ALLOWED})
        if told := request.header("HTTP_IF"):
            states.check(told, lambda address: self._states(named(address)[1] if address else place))
        return does(self, request, place)

    def _states(self, place: Place | None) -> list[str]:
        """Return the states in which something is, none where there is nothing."""
        one = self.collections.get(place.collection) if place is not None else None
        if place is None or one is None or place.person != self.device.person:
            return []
        one.refresh()
        if place.kind == "collection":
            return [one.token()]
        kept = one.shelf.at(place.href)
        return [f'"{kept.etag}"'] if kept is not None and not kept.gone and kept.shown_to(self.device.person) else []

    def _options(self, request: Request, place: Place) -> Answer:
        return Answer(HTTPStatus.OK, headers={"Allow": ALLOWED, "DAV": SPEAKS})

    def _no_calendar(self, request: Request, place: Place) -> Answer:
        raise Failed(
            HTTPStatus.FORBIDDEN, "The office says which calendars there are; none can be made here.",
            condition=dav("need-privileges"),
        )  # fmt: skip

    def _get(self, request: Request, place: Place) -> Answer:
        kept = self._live(place)
        headers = {"ETag": f'"{kept.etag}"', "Content-Type": "text/calendar; charset=utf-8"}
        if request.conditions.is_known(kept.etag):
            return Answer(HTTPStatus.NOT_MODIFIED, headers={"ETag": f'"{kept.etag}"'})
        intake = self.collections[place.collection].intake
        if intake is not None and request.method == "GET":
            intake.saw(self.device, kept)
        return Answer(HTTPStatus.OK, kept.ics, headers)

    def _put(self, request: Request, place: Place) -> Answer:
        if place.kind != "object":
            raise Failed(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ALLOWED})
        collection = self.collections[place.collection]
        intake = collection.intake
        if intake is None:
            raise _read_only()
        ics = self._octets(request)
        conditions = request.conditions

        def check(etag: str | None) -> Sequence[str] | None:
            conditions.check(etag, merging=self.merge_stale)
            return None if etag is None or etag in conditions.versions else conditions.versions

        try:
            took = self._twice(collection, lambda: intake.put(self.device, place.href, ics, check))
        except UidTaken as error:
            about = Place(kind="object", person=place.person, collection=place.collection, href=error.href).path
            raise Failed(
                HTTPStatus.CONFLICT, str(error), condition=caldav("no-uid-conflict"), about=about if error.href else ""
            ) from None  # fmt: skip
        except WrongKind as error:
            raise Failed(HTTPStatus.FORBIDDEN, str(error), condition=caldav("supported-calendar-component")) from None
        except NotACalendar as error:
            raise Failed(HTTPStatus.FORBIDDEN, str(error), condition=caldav("valid-calendar-object-resource")) from None
        except Refused as error:
            raise Failed(HTTPStatus.FORBIDDEN, str(error), condition=dav("need-privileges")) from None
        headers = {"ETag": f'"{etag_of(ics)}"'} if took.ics == ics else {}
        return Answer(HTTPStatus.CREATED if took.new else HTTPStatus.NO_CONTENT, headers=headers)

    def _octets(self, request: Request) -> bytes:
        if request.header("HTTP_CONTENT_RANGE"):
            raise Failed(HTTPStatus.BAD_REQUEST, "An entry is sent whole, and never a part of it.")
        try:
            ics = request.body(LARGEST)
        except Failed as error:
            if error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                error.condition = caldav("max-resource-size")
            raise
        kind = request.header("CONTENT_TYPE").partition(";")[0].strip().lower()
        if kind not in ("", "text/calendar", "application/octet-stream"):
            sentence = "What is kept here is text/calendar."
            raise Failed(HTTPStatus.FORBIDDEN, sentence, condition=caldav("supported-calendar-data"))
        try:
            if is_xml(ics.decode("utf-8")):
                return ics
        except UnicodeError:
            pass
        sentence = "It is not UTF-8, or holds control characters, which no calendar may."
        raise Failed(HTTPStatus.FORBIDDEN, sentence, condition=caldav("valid-calendar-data"))

    def _delete(self, request: Request, place: Place) -> Answer:
        if place.kind != "object":
            raise Failed(HTTPStatus.FORBIDDEN, "A calendar is not removed here.", condition=dav("need-privileges"))
        self._live(place)
        collection = self.collections[place.collection]
        intake = collection.intake
        if intake is None:
            raise _read_only()

        def delete() -> None:
            kept = self._live(place)
            request.conditions.check(kept.etag)
            intake.delete(self.device, kept)

        try:
            self._twice(collection, delete)
        except TooManyDeletions as error:
            raise Failed(HTTPStatus.FORBIDDEN, str(error)) from None
        except Refused as error:
            raise Failed(HTTPStatus.FORBIDDEN, str(error), condition=dav("need-privileges")) from None
        return Answer(HTTPStatus.NO_CONTENT)

    def _twice(self, collection: Collection, act: Callable[[], T]) -> T:
        """Do something in a calendar, and once more where the office was changed in the very moment.

        What changes nothing that a calendar shows must cost no edit. Raises `Failed` where it was changed again.
        """
        try:
            return act()
        except Conflict:
            collection.refresh()
        try:
            return act()
        except Conflict:
            raise Failed(HTTPStatus.PRECONDITION_FAILED, "It was changed meanwhile; read it again.") from None

    def _propfind(self, request: Request, place: Place) -> Answer:
        depth = request.depth or "0"
        if depth not in ("0", "1"):
            raise Failed(HTTPStatus.FORBIDDEN, condition=dav("propfind-finite-depth"))
        names, wanted = _names(request.xml())
        return multistatus(self._found(place, wanted, names, deep=depth == "1"))

    def _found(self, place: Place, wanted: list[str] | None, names: bool, *, deep: bool) -> Iterator[str]:
        described = Described(self.device.person, self.collections, self.looks, self.zone)
        if place.kind == "object":
            kept = self._live(place)
            yield at_path(place.path, _said(of_object(kept.etag, kept.kind, len(kept.ics)), wanted, names))
            return
        places = [place]
        if deep and place.kind == "home":
            for name, one in self.collections.items():
                one.refresh()
                places.append(Place(kind="collection", person=place.person, collection=name))
        for one_place in places:
            there = described.of(one_place)
            if names:
                yield response(one_place.path, dict.fromkeys(there, ""))
            else:
                yield response(one_place.path, *asked(wanted, there))
        if deep and place.kind == "collection":
            standing = self.collections[place.collection].shelf.standing()
            question = (place, names, None if wanted is None else tuple(wanted))
            state = (standing.epoch, standing.modseq)
            yield from self.listings.told(question, state, lambda: self._listed(place, wanted, names))

    def _listed(self, place: Place, wanted: list[str] | None, names: bool) -> Iterator[str]:
        """Yield what is said of each object of a calendar; what is alike for all of a kind is put together once."""
        shelf, alike = self.collections[place.collection].shelf, dict[str, str]()
        sized = names or wanted is None or dav("getcontentlength") in wanted
        for href, etag, kind, octets in shelf.listing(self.device.person, sized=sized):
            if kind not in alike:
                alike[kind] = _said(of_object(_ETAG, kind, _OCTETS if sized else None), wanted, names)
            said = alike[kind].replace(_ETAG, etag)
            yield at_path(place.path + href, said.replace(_OCTETS, str(octets)) if sized else said)

    def _proppatch(self, request: Request, place: Place) -> Answer:
        if place.kind == "object":
            self._live(place)
        body = request.xml()
        if body is None or body.tag != dav("propertyupdate"):
            raise Failed(HTTPStatus.BAD_REQUEST, "The body says of no property what it is to be.")
        told: dict[str, str | None] = {}
        for step in body:
            if step.tag in (dav("set"), dav("remove")):
                prop = step.find(dav("prop"))
                for one in prop if prop is not None else ():
                    told[one.tag] = (one.text or "") if step.tag == dav("set") else None
        refused = [
            name for name, value in told.items()
            if place.kind != "collection" or name not in CHANGEABLE or len(value or "") > LONGEST
        ]  # fmt: skip
        if told and not refused:
            self.looks.put(self.device.person, place.collection, told)
        done = [name for name in told if name not in refused]
        return multistatus([patched(place.path, [*filter(is_plain, done)], [*filter(is_plain, refused)])])

    def _report(self, request: Request, place: Place) -> Answer:
        body = request.xml()
        if body is None:
            raise Failed(HTTPStatus.BAD_REQUEST, "The body says of no report which it is.")
        if place.kind != "collection":
            sentence = "Reports are answered by calendars."
            raise Failed(HTTPStatus.FORBIDDEN, sentence, condition=dav("supported-report"))
        return Reports(
            self.collections[place.collection], place, self.device, self.zone(), self.known, self.told
        ).answer(body)

    def _live(self, place: Place) -> Kept:
        kept = self.collections[place.collection].shelf.at(place.href) if place.kind == "object" else None
        if kept is None or kept.gone or not kept.shown_to(self.device.person):
            raise Failed(HTTPStatus.NOT_FOUND)
        return kept


_METHODS: Mapping[str, Callable[[Methods, Request, Place], Answer]] = {
    "OPTIONS": Methods._options,
    "GET": Methods._get,
    "HEAD": Methods._get,
    "PUT": Methods._put,
    "DELETE": Methods._delete,
    "PROPFIND": Methods._propfind,
    "PROPPATCH": Methods._proppatch,
    "REPORT": Methods._report,
    "MKCALENDAR": Methods._no_calendar,
    "MKCOL": Methods._no_calendar,
}


def _read_only() -> Failed:
    return Failed(HTTPStatus.FORBIDDEN, "This calendar is only to be read.", condition=dav("need-privileges"))


def _names(body: Element | None) -> tuple[bool, list[str] | None]:
    """Return whether only names are asked, and which properties are; None stands for all."""
    if body is None:
        return False, None
    if body.tag != dav("propfind"):
        raise Failed(HTTPStatus.BAD_REQUEST, "The body is no propfind.")
    prop = body.find(dav("prop"))
    if prop is None:
        return body.find(dav("propname")) is not None, None
    return False, [one.tag for one in prop if isinstance(one.tag, str) and is_plain(one.tag)]


def _said(there: Mapping[str, str], wanted: list[str] | None, names: bool) -> str:
    if names:
        return properties(dict.fromkeys(there, ""))
    if wanted is None:
        return properties(there)
    found = {name: there[name] for name in wanted if name in there}
    return properties(found, [name for name in wanted if name not in found])
