"""What came in: answers to our invitations, proposals of another time, and others' invitations.

An answer counts for whoever we invited, and only if it is newer than what they said before and about what we last
asked (RFC 5546, 2.1.5 and 3.2.3). A proposal is shown and never carried out. What guests said is a record of the
office: undo takes it back, and what they said before stands again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text, insert, select, update

from trustcrm.plugin import InvalidValue, PluginContext, PluginTables, Refused, TableAccess, UnreadableSource
from trustcrm_calendar.ahead import Ahead, Told
from trustcrm_calendar.bring import Report, bring
from trustcrm_calendar.invitations import RESCHEDULED, address_of
from trustcrm_calendar.lines import LARGEST, Component, calendar_in, parse
from trustcrm_calendar.outbox import Kept, Outbox

PARTSTATS = ("ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED", "NEEDS-ACTION")
_BY_GUESTS = ("REPLY", "COUNTER")
"""The methods by which guests answer what we sent."""


def _table(name: str) -> Table:
    return Table(
        name, MetaData(),
        Column("id", Integer, primary_key=True), Column("method", String), Column("uid", String),
        Column("instance", String), Column("address", String), Column("partstat", String), Column("ics", Text),
        Column("sequence", Integer), Column("stamp", String), Column("engagement_id", BigInteger),
    )  # fmt: skip


_RECEIVED = _table("plugin_calendar_received")
_ANSWER = _table("plugin_calendar_answer")


@dataclass(frozen=True, kw_only=True)
class Came:
    """One object that came in: by which method, from whom, about which meeting, and what it says."""

    method: str
    uid: str
    instance: str
    address: str
    partstat: str
    ics: bytes
    sequence: int
    stamp: str
    engagement: int


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of it: whether it counts, and in a sentence why, or why not."""

    came: Came
    counts: bool
    said: str


class Received:
    """What came in, the newest of each kind, meeting and person."""

    def __init__(self, tables: PluginTables) -> None:
        self._tables = tables

    def everything(self, engagement: int | None = None) -> list[Came]:
        """Return all of it, or what is about one engagement, others' invitations and then answers, as they came."""
        with self._tables.reading() as own:
            return [came for table in (_RECEIVED, _ANSWER) for came in _all(own, table, engagement)]

    def answer(self, uid: str, address: str) -> str:
        """Return what somebody last answered about a meeting as a whole, "" where they did not."""
        return next((one.partstat for one in self.everything() if _is(one, "REPLY", uid, "", address)), "")

    def keep(self, came: Came) -> bool:
        """Keep it in place of what came before of its kind; return False where that was newer, or the very same."""
        table = _ANSWER if came.method in _BY_GUESTS else _RECEIVED
        same = (
            table.c.method == came.method, table.c.uid == came.uid, table.c.instance == came.instance,
            table.c.address == came.address,
        )  # fmt: skip
        row = {
            "method": came.method, "uid": came.uid, "instance": came.instance, "address": came.address,
            "partstat": came.partstat, "ics": came.ics.decode("utf-8", "surrogateescape"), "sequence": came.sequence,
            "stamp": came.stamp, "engagement_id": came.engagement,
        }  # fmt: skip
        said = came.partstat.lower() if came.method == "REPLY" else "another time proposed"
        with self._tables.writing("receive", f"answer to engagement {came.engagement}: {came.address}, {said}") as own:
            before = own.execute(select(table.c.id, table.c.sequence, table.c.stamp).where(*same)).mappings().first()
            if before is None:
                own.execute(insert(table), row)
            elif (before["sequence"], before["stamp"]) >= (came.sequence, came.stamp):
                return False
            else:
                own.execute(update(table).where(table.c.id == before["id"]).values(row))
        return True


def _all(own: TableAccess, table: Table, engagement: int | None) -> list[Came]:
    chosen = select(table).order_by(table.c.id)
    if engagement is not None:
        chosen = chosen.where(table.c.engagement_id == engagement)
    return [
        Came(
            method=row["method"], uid=row["uid"], instance=row["instance"], address=row["address"],
            partstat=row["partstat"], ics=row["ics"].encode("utf-8", "surrogateescape"), sequence=row["sequence"],
            stamp=row["stamp"], engagement=row["engagement_id"],
        )
        for row in own.execute(chosen).mappings()
    ]  # fmt: skip


def _is(came: Came, method: str, uid: str, instance: str, address: str) -> bool:
    return (came.method, came.uid, came.instance, came.address) == (method, uid, instance, address)


def take(context: PluginContext, file: Path) -> list[Taken]:
    """Take a file in that passed between people, and return what became of each meeting in it.

    Raises `UnreadableSource`, `NotACalendar`, and `Refused` for what nobody but us may say, or is no such file.
    """
    calendar = calendar_in(parse(_octets(file)))
    method = calendar.value("METHOD").strip().upper() or "PUBLISH"
    events = calendar.components("VEVENT")
    if method in _BY_GUESTS:
        return [_answered(context, method, calendar, event) for event in events]
    if method in ("REQUEST", "CANCEL"):
        _check_sender(context, method, events)
        report = bring(context, file, {"unknown": "keep"}, passed=True)
        return list(_invited(context, method, calendar, events, report))
    if method == "PUBLISH":
        raise Refused(f"{file.name} is a calendar, not an answer; `trustcrm calendar import {file.name}` takes it.")
    raise Refused(f"{file.name} asks for something else (METHOD:{method[:20]}); nothing was done, write to them.")


def _octets(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableSource(f"{file} cannot be read: {error.strerror}; nothing of it was taken.") from None


def _answered(context: PluginContext, method: str, calendar: Component, event: Component) -> Taken:
    """Take an answer, or a proposal, of one guest."""
    lines = event.lines("ATTENDEE")
    if len(lines) != 1:
        raise InvalidValue(f"An answer is of one person, and this is of {len(lines)}; nothing was taken.")
    about = _here(context).get(event.text("UID").strip())
    came = _came(method, calendar, event, address_of(lines[0].value), lines[0].param("PARTSTAT").upper(), about)
    if about is None:
        return Taken(came=came, counts=False, said="It answers an invitation that is not ours.")
    asked = _asked(context, about.row, came.address)
    if asked is None:
        return Taken(came=came, counts=False, said=f"{came.address} was not invited; say so to them, or give a seat.")
    if came.sequence < asked.message.sequence:
        return Taken(came=came, counts=False, said="It answers an earlier invitation; the time was another then.")
    if method == "REPLY" and came.partstat not in PARTSTATS:
        return Taken(came=came, counts=False, said="It does not say whether they come.")
    if not Received(context.tables).keep(came):
        return Taken(came=came, counts=False, said="They said that, or something newer, before.")
    if method == "COUNTER":
        return Taken(came=came, counts=True, said=f"Proposed, and not done: {proposal(came, about, context)}.")
    return Taken(came=came, counts=True, said=f"{came.partstat.lower()}.")


def proposal(came: Came, about: Told, context: PluginContext) -> str:
    """Return in what a proposal differs from how things stand, in words."""
    now = about.event(Ahead(context).zone)
    wanted = next(iter(calendar_in(parse(came.ics)).components("VEVENT")))
    told = []
    for name in (*RESCHEDULED, "LOCATION", "SUMMARY"):
        ours, theirs = ([line.text for line in one.lines(name)] for one in (now, wanted))
        if ours != theirs:
            told.append(f"{' '.join(theirs) or f'no {name}'} in place of {' '.join(ours) or 'none'}")
    return "; ".join(told) or "nothing else than how it stands"


def _check_sender(context: PluginContext, method: str, events: list[Component]) -> None:
    """Refuse what only whoever invites may say: an invitation to our own meeting, somebody else's word that one is off.

    Raises `Refused`.
    """
    mark, kept = Ahead(context).mark, Received(context.tables).everything()
    for event in events:
        uid, organizer = event.text("UID").strip(), _organizer(event)
        if uid.endswith(mark):
            raise Refused(
                "It is about a meeting of our own, which nobody else can call or call off; nothing was taken."
            )
        by = {one.address for one in kept if one.method == "REQUEST" and one.uid == uid}
        if by and organizer not in by:
            raise Refused(f"It is not from {', '.join(sorted(by))}, who invited; nothing was taken.")
        if method == "CANCEL" and not by:
            raise Refused("It calls off what nobody invited us to; nothing was taken.")


def _invited(
    context: PluginContext, method: str, calendar: Component, events: list[Component], report: Report
) -> Iterator[Taken]:
    here = _here(context)
    for event in events:
        about = here.get(event.text("UID").strip())
        came = _came(method, calendar, event, _organizer(event), "", about)
        if about is None:
            why = " ".join(item.reason for item in report.quarantined) or "It could not be kept."
            yield Taken(came=came, counts=False, said=why)
        elif not Received(context.tables).keep(came):
            yield Taken(came=came, counts=False, said="It came before, or something newer did.")
        elif method == "CANCEL":
            yield Taken(came=came, counts=True, said=f"Engagement {about.row} is called off.")
        else:
            answer = f"`trustcrm calendar answer {about.row} accepted` drafts an answer"
            yield Taken(came=came, counts=True, said=f"It is engagement {about.row}; {answer}.")


def _here(context: PluginContext) -> dict[str, Told]:
    return {one.uid: one for one in Ahead(context).told()}


def _asked(context: PluginContext, engagement: int, address: str) -> Kept | None:
    """Return the last message that left to an address about an engagement, None where none was an invitation."""
    left = [
        one for one in Outbox(context.tables).everything(engagement)
        if one.message.recipient == address and one.state == "released"
    ]  # fmt: skip
    return left[-1] if left and left[-1].message.kind == "REQUEST" else None


def _came(
    method: str, calendar: Component, event: Component, address: str, partstat: str, about: Told | None
) -> Came:  # fmt: skip
    sequence, stamp = event.value("SEQUENCE").strip(), event.value("DTSTAMP").strip()
    kept = calendar.with_parts(
        part for part in calendar.parts if not isinstance(part, Component) or part is event or part.name == "VTIMEZONE"
    )
    return Came(
        method=method, uid=event.text("UID").strip(), instance=event.value("RECURRENCE-ID").strip(), address=address,
        partstat=partstat, ics=kept.octets(), stamp=stamp if len(stamp) == len("20300101T000000Z") else "",
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
        engagement=about.row if about is not None else 0,
    )  # fmt: skip


def _organizer(event: Component) -> str:
    lines = event.lines("ORGANIZER")
    return address_of(lines[0].value) if lines else ""
