"""The properties of everything that has an address, each as XML under its full name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from trustcrm_caldav_server.calendars import Collection
from trustcrm_caldav_server.looks import Looks
from trustcrm_caldav_server.names import SERVER, caldav, dav, href, text
from trustcrm_caldav_server.places import Place
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import LARGEST
from trustcrm_calendar.zones import vtimezone

Properties = Mapping[str, Callable[[], str]]
"""What something has: the XML within each property, worked out when it is asked for."""
_DEAR = {caldav("calendar-timezone"), dav("supported-report-set"), caldav("supported-calendar-data")}
"""Properties that `allprop` leaves out, as RFC 4791 wants it."""
_REPORTS = (caldav("calendar-query"), caldav("calendar-multiget"), dav("sync-collection"))
_READ = ("read", "read-current-user-privilege-set")


class Described:
    """Says of places what properties they have, to one person."""

    def __init__(
        self, person: str, collections: Mapping[str, Collection], looks: Looks, zone: Callable[[], str]
    ) -> None:
        self._person, self._collections, self._looks, self._zone = person, collections, looks, zone
        self._principal = href(Place(kind="principal", person=person).path)
        self._home = href(Place(kind="home", person=person).path)

    def of(self, place: Place) -> Properties:
        """Return the properties of a place that is no object."""
        told: dict[str, Callable[[], str]] = {
            dav("current-user-principal"): lambda: self._principal,
            dav("principal-collection-set"): lambda: href("/principals/"),
            dav("resourcetype"): lambda: "<D:collection/>",
            dav("current-user-privilege-set"): lambda: _privileges(_READ),
        }
        if place.kind == "root":
            return told | {dav("displayname"): lambda: "TrustCRM"}
        told |= {dav("owner"): lambda: self._principal}
        if place.kind == "principal":
            return told | self._of_principal()
        if place.kind == "home":
            return told | {dav("displayname"): lambda: text(self._person)}
        return told | self._of_collection(self._collections[place.collection])

    def _of_principal(self) -> dict[str, Callable[[], str]]:
        return {
            dav("resourcetype"): lambda: "<D:collection/><D:principal/>",
            dav("displayname"): lambda: text(self._person),
            dav("principal-URL"): lambda: self._principal,
            caldav("calendar-home-set"): lambda: self._home,
            caldav("calendar-user-address-set"): lambda: self._principal,
        }

    def _of_collection(self, one: Collection) -> dict[str, Callable[[], str]]:
        look = self._looks.of(self._person, one.name)
        named = look.pop(dav("displayname"), one.title)
        privileges = (*_READ, *one.may)
        kinds = "".join(f'<C:comp name="{kind}"/>' for kind in one.kinds)
        reports = "".join(
            f"<D:supported-report><D:report><{_tag(name)}/></D:report></D:supported-report>" for name in _REPORTS
        )  # fmt: skip
        return {
            dav("resourcetype"): lambda: "<D:collection/><C:calendar/>",
            dav("displayname"): lambda: text(named),
            dav("current-user-privilege-set"): lambda: _privileges(privileges),
            dav("supported-report-set"): lambda: reports,
            dav("sync-token"): lambda: text(one.token()),
            f"{{{SERVER}}}getctag": lambda: text(one.token()),
            caldav("supported-calendar-component-set"): lambda: kinds,
            caldav("supported-calendar-data"): lambda: '<C:calendar-data content-type="text/calendar" version="2.0"/>',
            caldav("max-resource-size"): lambda: str(LARGEST),
            caldav("calendar-timezone"): lambda: text(_zone_calendar(self._zone())),
            **{name: _told(value) for name, value in look.items()},
        }  # fmt: skip


def _told(value: str) -> Callable[[], str]:
    return lambda: text(value)


@lru_cache(maxsize=8)
def _zone_calendar(zone: str) -> str:
    whole = calendar_of([])
    return whole.with_parts([*whole.parts, vtimezone(zone, 2020, 2037)]).octets().decode()


def _tag(name: str) -> str:
    space, _, local = name.removeprefix("{").partition("}")
    return f"{'D' if space == 'DAV:' else 'C'}:{local}"


def _privileges(names: tuple[str, ...]) -> str:
    return "".join(f"<D:privilege><D:{name}/></D:privilege>" for name in names)


def asked(wanted: list[str] | None, there: Properties) -> tuple[dict[str, str], list[str]]:
    """Return the properties that were asked for and are there, and those that are not; None stands for all."""
    if wanted is None:
        return {name: value() for name, value in there.items() if name not in _DEAR}, []
    found = {name: there[name]() for name in wanted if name in there}
    return found, [name for name in wanted if name not in there]


def of_object(etag: str, kind: str, octets: int | str | None) -> dict[str, str]:
    """Return the properties of an object but its octets, by full name."""
    told = {
        dav("getetag"): f'"{etag}"',
        dav("getcontenttype"): f"text/calendar;charset=utf-8;component={kind}",
        dav("resourcetype"): "",
    }
    return told if octets is None else told | {dav("getcontentlength"): str(octets)}
