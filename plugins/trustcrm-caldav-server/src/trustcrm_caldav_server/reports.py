"""The REPORTs: what lies in a range, what stands at addresses, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from xml.etree.ElementTree import Element

from trustcrm_caldav_server.answers import Answer, Failed, gone, multistatus, response
from trustcrm_caldav_server.calendars import Collection
from trustcrm_caldav_server.filters import Chosen, Range, filter_of, looked_into, narrowed, range_of
from trustcrm_caldav_server.kept import Kept
from trustcrm_caldav_server.names import caldav, dav, is_plain, text
from trustcrm_caldav_server.occurrences import expanded
from trustcrm_caldav_server.passwords import Device
from trustcrm_caldav_server.places import Place, hrefs_in
from trustcrm_caldav_server.properties import of_object

DATA = caldav("calendar-data")
_REMEMBERED, _EXPANDED = 50_000, 2_000


@dataclass(frozen=True)
class Wanted:
    """What a report is to say of each object: the properties, and whether occurrences are told one by one."""

    names: tuple[str, ...]
    expand: Range | None = None

    @property
    def data(self) -> bool:
        """Whether the octets are wanted."""
        return DATA in self.names


@dataclass
class Reports:
    """Answers reports about one calendar to one device.

    `known` and `told` keep what was worked out about objects and ranges before, by etag.
    """

    collection: Collection
    place: Place
    device: Device
    zone: str
    known: dict[tuple[str, int, int], bool] = field(default_factory=dict)
    told: dict[tuple[str, int, int], bytes] = field(default_factory=dict)

    def answer(self, body: Element) -> Answer:
        """Return the answer to a report. Raises `Failed`."""
        match body.tag:
            case name if name == caldav("calendar-query"):
                return self._query(body)
            case name if name == caldav("calendar-multiget"):
                return self._multiget(body)
            case name if name == dav("sync-collection"):
                return self._sync(body)
        raise Failed(
            HTTPStatus.FORBIDDEN, "This report is not answered here.", condition=dav("supported-report")
        )  # fmt: skip

    def _query(self, body: Element) -> Answer:
        wanted, chosen = wanted_of(body), Chosen(filter_of(body), self.zone, self.known)
        if len(self.known) > _REMEMBERED:
            self.known.clear()
        span = chosen.range
        found = self.collection.shelf.within(self.device.person, chosen.kinds, span.first, span.last)
        sure, unsure = narrowed(found, chosen)
        meant = looked_into(self._loaded(unsure), chosen)
        told = self._loaded(sure) if wanted.data else iter(sure)
        return multistatus(self._said(one, wanted) for some in (told, meant) for one in some)

    def _multiget(self, body: Element) -> Answer:
        wanted = wanted_of(body)
        hrefs, strange = hrefs_in((one.text for one in body.findall(dav("href"))), self.place)
        return multistatus(self._at(hrefs, strange, wanted))

    def _at(self, hrefs: list[str], strange: list[str], wanted: Wanted) -> Iterator[str]:
        there = set()
        for kept in self.collection.shelf.many(hrefs, self.device.person):
            there.add(kept.href)
            yield self._said(kept, wanted)
        for href in hrefs:
            if href not in there:
                yield gone(self._path(href))
        for path in strange:
            yield gone(path or "/")

    def _sync(self, body: Element) -> Answer:
        told = (body.findtext(dav("sync-token")) or "").strip()
        since = self.collection.since(told) if told else 0
        if since is None:
            sentence = "This state is none that is known here; begin anew without a token."
            raise Failed(HTTPStatus.FORBIDDEN, sentence, condition=dav("valid-sync-token"))
        wanted, limit = wanted_of(body), _limit(body)
        until = self.collection.shelf.standing().modseq
        changed = self.collection.shelf.changes(since, None if limit is None else limit + 1)
        more = limit is not None and len(changed) > limit
        changed = changed[:limit] if more else changed
        token = self.collection.token(changed[-1].modseq if more else until)
        return multistatus(self._changes(changed, told, wanted, more), f"<D:sync-token>{text(token)}</D:sync-token>")

    def _changes(self, changed: list[Kept], told: str, wanted: Wanted, more: bool) -> Iterator[str]:
        live = [one for one in changed if not one.gone and one.shown_to(self.device.person)]
        yield from (self._said(one, wanted) for one in (self._loaded(live) if wanted.data else live))
        if told:
            there = {one.href for one in live}
            yield from (gone(self._path(one.href)) for one in changed if one.href not in there)
        if more:
            yield gone(self.place.path, "507 Insufficient Storage", dav("number-of-matches-within-limits"))

    def _loaded(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        yield from self.collection.shelf.many([one.href for one in kept], self.device.person)

    def _said(self, kept: Kept, wanted: Wanted) -> str:
        there = of_object(kept.etag, kept.kind, len(kept.ics) if kept.ics else None)
        found = {name: there[name] for name in wanted.names if name in there}
        if wanted.data:
            if self.collection.intake is not None:
                self.collection.intake.saw(self.device, kept)
            ics = kept.ics
            if wanted.expand is not None and wanted.expand.first is not None and wanted.expand.last is not None:
                ics = self._expanded(kept, wanted.expand.first, wanted.expand.last)
            found[DATA] = text(ics.decode("utf-8", "replace"))
        return response(self._path(kept.href), found, [name for name in wanted.names if name not in found])

    def _expanded(self, kept: Kept, first: int, last: int) -> bytes:
        key = (kept.etag, first, last)
        if key not in self.told:
            if len(self.told) >= _EXPANDED:
                self.told.clear()
            self.told[key] = expanded(kept.ics, first, last, self.zone)
        return self.told[key]

    def _path(self, href: str) -> str:
        return f"{self.place.path}{href}"


def wanted_of(body: Element) -> Wanted:
    """Return what a report is to say of each object."""
    prop = body.find(dav("prop"))
    if prop is None:
        return Wanted((dav("getetag"), dav("getcontenttype")))
    names = tuple(one.tag for one in prop if isinstance(one.tag, str) and is_plain(one.tag))
    data = prop.find(DATA)
    return Wanted(names, range_of(data.find(caldav("expand"))) if data is not None else None)


def _limit(body: Element) -> int | None:
    told = (body.findtext(f"{dav('limit')}/{dav('nresults')}") or "").strip()
    return int(told[:9]) or None if told.isascii() and told.isdigit() else None
