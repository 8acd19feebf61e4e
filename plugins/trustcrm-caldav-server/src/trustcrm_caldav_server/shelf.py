"""The shelf: what is served, in this plugin's own tables, with the order in which it came to be so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Integer, Select, and_, delete, func, insert, literal_column, or_, select, update
from sqlalchemy.exc import IntegrityError

from trustcrm.plugin import Clock, PluginTables, StaleEtag, TableAccess
from trustcrm_caldav_server.kept import Gone, Kept, Put
from trustcrm_caldav_server.tables import COLLECTION, OBJECT, TEXT
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse

MOST_VERSIONS = 20
"""So many versions of an object are kept at least, and all of the last days."""
VERSION_DAYS = 400
_AT_ONCE = 400
_PARTS = [column for column in OBJECT.c if column.name not in ("gone_by", "gone_as")]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a collection stands: its epoch, how many changes it has seen, and up to which change it knows the office."""

    epoch: str
    modseq: int
    seen: int


@dataclass(frozen=True, kw_only=True)
class Around:
    """What is or was at an href, what has a UID, and what had it last and is gone."""

    at: Kept | None
    of: Kept | None
    was: Kept | None


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """An object that a device took away, with the octets it had, and when that was."""

    kept: Kept
    ics: bytes
    device: int
    at: datetime

    @property
    def title(self) -> str:
        """What it is called."""
        try:
            found = (one.text("SUMMARY") for one in calendar_in(parse(self.ics)).components())
            return next((title for title in found if title), "an event")
        except NotACalendar:
            return "an event"


class Shelf:
    """Keeps the objects of one collection; without `versions` of what is past only what a device took away."""

    def __init__(self, tables: PluginTables, clock: Clock, name: str, *, versions: bool = True) -> None:
        self._tables, self._clock, self.name, self._versions = tables, clock, name, versions

    def standing(self) -> Standing:
        """Return how the collection stands; it is made where there is none yet."""
        with self._tables.reading() as tables:
            found = tables.execute(self._collection()).mappings().one_or_none()
            modseq = self._modseq(tables)
        if found is None:
            begun = {"name": self.name, "epoch": uuid4().hex[:12], "seen": 0}
            with self._tables.writing() as tables:
                if tables.execute(self._collection()).first() is None:
                    tables.execute(insert(COLLECTION), begun)
            return self.standing()
        return Standing(epoch=found["epoch"], modseq=modseq, seen=found["seen"])

    def begin_anew(self) -> None:
        """Begin another epoch, in which no token of before is known."""
        with self._tables.writing() as tables:
            tables.execute(update(COLLECTION).where(COLLECTION.c.name == self.name).values(epoch=uuid4().hex[:12]))

    def at(self, href: str) -> Kept | None:
        """Return what is or was at an href, with its octets where it is."""
        return next(iter(self._all(_AT, self.name, href)), None)

    def around(self, href: str, uid: str) -> Around:
        """Return what is or was at an href, and what has or had a UID."""
        found = self._all(_AROUND, self.name, href, self.name, uid)
        same = [one for one in found if one.uid == uid]
        return Around(
            at=next((one for one in found if one.href == href), None),
            of=next((one for one in same if not one.gone), None),
            was=next((one for one in same if one.gone), None),
        )

    def of(self, uid: str) -> Kept | None:
        """Return the object of a UID that is there, with its octets."""
        return self.around("", uid).of

    def for_row(self, row: int) -> Kept | None:
        """Return the object that stands for an engagement, one that is gone where no other is."""
        return next(iter(self._all(_FOR_ROW, self.name, row)), None)

    def _all(self, asked: str, *values: Any) -> list[Kept]:
        with self._tables.reading() as tables:
            return [_kept(dict(zip(_WHOLE_NAMES, row, strict=True))) for row in tables.fetched(asked, values)]

    def everything(self) -> list[Kept]:
        """Return every object that is or was there, with its octets where it is."""
        with self._tables.reading() as tables:
            return [_kept(row) for row in tables.execute(self._whole()).mappings()]

    def series(self) -> list[Kept]:
        """Return the objects that repeat and stand for an engagement, with their octets."""
        repeat = (OBJECT.c.repeats, OBJECT.c.gone_at.is_(None), OBJECT.c.engagement_id.is_not(None))
        with self._tables.reading() as tables:
            return [_kept(row) for row in tables.execute(self._whole().where(*repeat)).mappings()]

    def emptied(self) -> list[Kept]:
        """Return the objects whose octets went with the engagement they stood for."""
        asked = self._whole().where(OBJECT.c.gone_at.is_(None), TEXT.c.id.is_(None))
        with self._tables.reading() as tables:
            return [_kept(row) for row in tables.execute(asked).mappings()]

    def listing(self, person: str, *, sized: bool = False) -> Sequence[tuple[str, str, str, int]]:
        """Return href, etag and component of every object that somebody may see, by href, its length where `sized`.

        An index tells which octets there are; how many, only the octets themselves.
        """
        octets = func.length(TEXT.c.ics) if sized else literal_column("0", Integer)
        asked = select(OBJECT.c.href, OBJECT.c.etag, OBJECT.c.kind, octets).join(TEXT, _CURRENT)
        with self._tables.reading() as tables:
            found = tables.execute(asked.where(self._shown(person)).order_by(OBJECT.c.href)).all()
        return cast("Sequence[tuple[str, str, str, int]]", found)

    def many(self, hrefs: Sequence[str], person: str) -> Iterator[Kept]:
        """Yield the objects at hrefs that somebody may see, in no order."""
        for start in range(0, len(hrefs), _AT_ONCE):
            asked = self._whole().where(self._shown(person), OBJECT.c.href.in_(hrefs[start : start + _AT_ONCE]))
            with self._tables.reading() as tables:
                found = [_kept(row) for row in tables.execute(asked).mappings()]
            yield from found

    def within(self, person: str, kinds: Sequence[str], first: int | None, last: int | None) -> list[Kept]:
        """Return the objects of kinds that somebody may see and that may lie between two instants, without octets."""
        asked = select(*_PARTS).where(self._shown(person))
        if kinds:
            asked = asked.where(OBJECT.c.kind.in_(kinds))
        if last is not None:
            asked = asked.where(OBJECT.c.first < last)
        if first is not None:
            moment = and_(OBJECT.c.first == OBJECT.c.last, OBJECT.c.first >= first)
            asked = asked.where(or_(OBJECT.c.last > first, moment))
        with self._tables.reading() as tables:
            return [_kept(row) for row in tables.execute(asked.order_by(OBJECT.c.href)).mappings()]

    def changes(self, since: int, limit: int | None) -> list[Kept]:
        """Return what came or went since so many changes, oldest first, without octets."""
        asked = select(*_PARTS).where(OBJECT.c.collection == self.name, OBJECT.c.modseq > since)
        with self._tables.reading() as tables:
            rows = tables.execute(asked.order_by(OBJECT.c.modseq).limit(limit)).mappings().all()
        return [_kept(row) for row in rows]

    def count(self, person: str) -> int:
        """Return how many objects somebody may see."""
        with self._tables.reading() as tables:
            return int(tables.execute(select(func.count()).select_from(OBJECT).where(self._shown(person))).scalar_one())

    def deletions(self, password: int, hours: int) -> int:
        """Return how many objects a device has taken away within so many hours and nobody brought back."""
        since = self._now() - timedelta(hours=hours)
        asked = select(func.count()).select_from(OBJECT)
        asked = asked.where(
            OBJECT.c.collection == self.name, OBJECT.c.gone_by == password, OBJECT.c.gone_at > since
        )  # fmt: skip
        with self._tables.reading() as tables:
            return int(tables.execute(asked).scalar_one())

    def deleted(self, person: str) -> list[Deleted]:
        """Return what devices have taken away and is still gone, newest first, of all that somebody may see."""
        asked = (
            select(*_PARTS, OBJECT.c.gone_by, TEXT.c.ics)
            .join(TEXT, _CURRENT)
            .where(OBJECT.c.collection == self.name, OBJECT.c.owner.in_(["", person]))
            .where(OBJECT.c.gone_at.is_not(None), OBJECT.c.gone_by != 0)
            .where(OBJECT.c.uid.not_in(select(OBJECT.c.uid).where(OBJECT.c.gone_at.is_(None))))
            .order_by(OBJECT.c.modseq.desc())
        )
        with self._tables.reading() as tables:
            rows = tables.execute(asked).mappings().all()
        return [
            Deleted(
                kept=_kept(row), ics=bytes(row["ics"]), device=row["gone_by"], at=row["gone_at"].replace(tzinfo=UTC)
            )
            for row in rows
        ]

    def versions(self, kept: Kept) -> list[bytes]:
        """Return every version of an object that is kept, oldest first."""
        asked = select(TEXT.c.ics).where(TEXT.c.object == kept.id).order_by(TEXT.c.id)
        with self._tables.reading() as tables:
            return [bytes(ics) for ics in tables.execute(asked).scalars()]

    def write(self, puts: Iterable[Put] = (), gone: Iterable[Gone] = ()) -> None:
        """Keep and take away in one transaction. Raises `StaleEtag` where an object is not what it was."""
        with self._tables.writing() as tables:
            self.write_in(tables, puts, gone)

    def write_in(self, tables: TableAccess, puts: Iterable[Put] = (), gone: Iterable[Gone] = ()) -> None:
        """Keep and take away in a transaction that is under way. Raises `StaleEtag`."""
        puts, gone = list(puts), list(gone)
        modseq = self._modseq(tables)
        for number, one in enumerate(puts, modseq + 1):
            self._put(tables, one, number)
        for number, other in enumerate(gone, modseq + len(puts) + 1):
            self._take(tables, other, number)

    def agree(self, versions: Mapping[int, int], seen: int) -> None:
        """Note as of which correction of their engagements objects are right, and up to which change that is known."""
        with self._tables.writing() as tables:
            for number, version in versions.items():
                tables.execute(update(OBJECT).where(OBJECT.c.id == number).values(version=version))
            tables.execute(update(COLLECTION).where(COLLECTION.c.name == self.name).values(seen=seen))

    def _put(self, tables: TableAccess, put: Put, modseq: int) -> None:
        told = {
            "collection": self.name, "uid": put.facts.uid, "href": put.href, "etag": put.etag, "modseq": modseq,
            "kind": put.facts.kind, "first": put.facts.first, "last": put.facts.last, "repeats": put.facts.repeats,
            "pace": put.facts.pace, "owner": put.owner, "version": put.version, "gone_at": None, "gone_by": 0,
            "engagement_id": put.row, "gone_as": 0,
        }  # fmt: skip
        over = put.over
        if over is not None and over.gone and over.uid != put.facts.uid:
            self._make_way(tables, over)
            over = None
        if over is None:
            try:
                number = tables.fetched(_NEW, [told[name] for name in _NEW_NAMES])[0][0]
            except IntegrityError:
                raise StaleEtag(f"An object has come to {put.href} meanwhile, or one of its UID; read it.") from None
        else:
            number = over.id
            same = and_(OBJECT.c.id == number, OBJECT.c.modseq == over.modseq)
            if not tables.execute(update(OBJECT).where(same).values(**told)).rowcount:
                raise StaleEtag(f"The object {over.href} was changed meanwhile; read it again.")
            self._prune(tables, number, put.etag)
        at = self._now().isoformat(" ", "microseconds")
        tables.fetched(_VERSION, (number, told["etag"], put.ics, put.source, at, put.row))

    def _make_way(self, tables: TableAccess, gone: Kept) -> None:
        """Let what is gone keep what it had under an address that nothing else has, for another comes to its own."""
        same = and_(OBJECT.c.id == gone.id, OBJECT.c.modseq == gone.modseq)
        if not tables.execute(update(OBJECT).where(same).values(href=f"{uuid4().hex}.ics")).rowcount:
            raise StaleEtag(f"The object {gone.href} was changed meanwhile; read it again.")

    def _prune(self, tables: TableAccess, number: int, etag: str) -> None:
        """Let go of versions that are old, and of an earlier one that is the same as the one to come."""
        asked = select(TEXT.c.id, TEXT.c.etag, TEXT.c.at).where(TEXT.c.object == number).order_by(TEXT.c.id.desc())
        rows = tables.execute(asked).mappings().all()
        since = self._now() - timedelta(days=VERSION_DAYS)
        old = [
            row["id"] for place, row in enumerate(rows, 1)
            if not self._versions or row["etag"] == etag or (place >= MOST_VERSIONS and row["at"] < since)
        ]  # fmt: skip
        if old:
            tables.execute(delete(TEXT).where(TEXT.c.id.in_(old)))

    def _take(self, tables: TableAccess, gone: Gone, modseq: int) -> None:
        told = {
            "gone_as": gone.kept.id, "modseq": modseq, "gone_at": self._now(), "gone_by": gone.by,
            "version": gone.version,
        }  # fmt: skip
        same = and_(OBJECT.c.id == gone.kept.id, OBJECT.c.modseq == gone.kept.modseq)
        if not tables.execute(update(OBJECT).where(same).values(**told)).rowcount:
            raise StaleEtag(f"The object {gone.kept.href} was changed meanwhile; read it again.")
        if not self._versions and not gone.by:
            tables.execute(delete(TEXT).where(TEXT.c.object == gone.kept.id))

    def _modseq(self, tables: TableAccess) -> int:
        return int(tables.fetched(_NEWEST_CHANGE, (self.name,))[0][0] or 0)

    def _collection(self) -> Select[Any]:
        return select(COLLECTION).where(COLLECTION.c.name == self.name)

    def _whole(self) -> Select[Any]:
        return _WHOLE.where(OBJECT.c.collection == self.name)

    def _shown(self, person: str) -> Any:
        return and_(
            OBJECT.c.collection == self.name, OBJECT.c.gone_at.is_(None), OBJECT.c.owner.in_(["", person])
        )  # fmt: skip

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC).replace(tzinfo=None)


_CURRENT = and_(TEXT.c.object == OBJECT.c.id, TEXT.c.etag == OBJECT.c.etag)
_WHOLE = select(*_PARTS, TEXT.c.ics).outerjoin(TEXT, _CURRENT)

# What is asked and written for each request, as fixed texts.
_WHOLE_NAMES = [*(column.name for column in _PARTS), "ics"]
_WHOLE_TEXT = (
    f"SELECT {', '.join(f'o.{column.name}' for column in _PARTS)}, t.ics FROM {OBJECT.name} o "
    f"LEFT JOIN {TEXT.name} t ON t.object = o.id AND t.etag = o.etag WHERE"
)
_NEWEST = "ORDER BY o.gone_at IS NOT NULL, o.modseq DESC"
_AT = f"{_WHOLE_TEXT} o.collection = ? AND o.href = ?"
_AROUND = f"{_WHOLE_TEXT} (o.collection = ? AND o.href = ?) OR (o.collection = ? AND o.uid = ?) {_NEWEST}"
_FOR_ROW = f"{_WHOLE_TEXT} o.collection = ? AND o.engagement_id = ? {_NEWEST}"
_NEWEST_CHANGE = f"SELECT MAX(modseq) FROM {OBJECT.name} WHERE collection = ?"
"""How many changes a collection has seen: each gives the object that it changes the next number."""
_NEW_NAMES = [column.name for column in OBJECT.c if column.name != "id"]
_NEW = f"INSERT INTO {OBJECT.name} ({', '.join(_NEW_NAMES)}) VALUES ({', '.join('?' * len(_NEW_NAMES))}) RETURNING id"
_VERSION = f"INSERT INTO {TEXT.name} (object, etag, ics, source, at, engagement_id) VALUES (?, ?, ?, ?, ?, ?)"


def _kept(row: Mapping[Any, Any]) -> Kept:
    return Kept(
        id=row["id"], collection=row["collection"], uid=row["uid"], href=row["href"], etag=row["etag"],
        modseq=row["modseq"], kind=row["kind"], first=row["first"], last=row["last"],
        repeats=bool(row["repeats"]), pace=row["pace"], owner=row["owner"], version=row["version"],
        row=row["engagement_id"], gone=row["gone_at"] is not None, ics=bytes(row.get("ics") or b""),
    )  # fmt: skip
