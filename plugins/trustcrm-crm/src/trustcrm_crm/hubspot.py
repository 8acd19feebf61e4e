"""The importer `hubspot`: companies, contacts, calls, meetings and notes as HubSpot exports them, in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trustcrm.plugin import InvalidValue, PluginContext
from trustcrm_crm.drafts import (
    Body,
    Contact,
    Happening,
    Piece,
    addresses,
    body_of,
    happening_of,
    must_have_happened,
    numbers,
    person_of,
)
from trustcrm_crm.exports import ExportImporter, Layout, Line
from trustcrm_crm.here import Here
from trustcrm_crm.moments import written
from trustcrm_crm.words import plain, together

_HAPPENED = frozenset({"completed"})
_NOT_REACHED = frozenset({"busy", "no answer", "wrong number"})
_NUMBERED = re.compile(r"(.+?)\s*\(\d+\)")
_HOURS = re.compile(r"(\d{1,3}):([0-5]\d):[0-5]\d(?:\s([AP])M)?")
"""How long a call was; a spreadsheet takes it for an hour of the day, and may save 00:12:30 as 12:12:30 AM."""
_ID = ("record id", "record id - contact", "record id - company")


def hubspot(context: PluginContext) -> ExportImporter:
    """Return what reads HubSpot's exports; hours are those of whoever exported."""
    return ExportImporter("HubSpot", _LAYOUTS, context)


def _company(line: Line, here: Here) -> Iterator[Piece]:
    told = Body(
        name=line["company name"], city=line["city"], country=line["country/region"],
        website=line.first("website url", "company domain name"),
    )  # fmt: skip
    yield body_of(told, line.origin("hubspot company", line.first("record id", "record id - company")))


def _contact(line: Line, here: Here) -> Iterator[Piece]:
    body = next(iter(_named(line["associated company"])), "") or line["company name"]
    told = Contact(
        name=" ".join(name for name in (line["first name"], line["last name"]) if name), body=body,
        title=line["job title"], emails=addresses(line["email"]),
        phones=numbers(line["phone number"], line["mobile phone number"]),
    )  # fmt: skip
    yield from person_of(told, line.origin("hubspot contact", line.first("record id", "record id - contact")))


def _call(line: Line, here: Here) -> Iterator[Piece]:
    outcome = line["call outcome"]
    if outcome.casefold() in _NOT_REACHED:
        raise InvalidValue(f'Its outcome is "{outcome}": nobody was reached.')
    words = (line["call title"], line["call notes"])
    yield _happening("call", line, here, line["activity date"], words, _lasted(line["call duration"]))


def _meeting(line: Line, here: Here) -> Iterator[Piece]:
    must_have_happened(line["meeting outcome"], _HAPPENED)
    start, end = line.first("meeting start time", "activity date"), line["meeting end time"]
    minutes = written(start).minutes_until(written(end)) if end else None
    yield _happening("meeting", line, here, start, (line["meeting name"], line["meeting description"]), minutes)


def _note(line: Line, here: Here) -> Iterator[Piece]:
    if not here.kind:
        raise InvalidValue("A note tells of no contact by itself; bring notes in as what they are, --kind meeting say.")
    yield _happening("note", line, here, line["activity date"], (line["note body"],))


def _happening(
    what: str, line: Line, here: Here, start: str, words: tuple[str, ...], minutes: int | None = None
) -> Piece:
    told = Happening(
        kind=here.kind if what == "note" else what, when=written(start),
        bodies=tuple(_named(line["associated company"])), people=dict.fromkeys(_named(line["associated contact"]), ""),
        minutes=minutes or None, words=together(*map(plain, words)), place=line["meeting location"],
        theirs=line["call direction"].casefold() == "inbound",
    )  # fmt: skip
    return happening_of(told, line.origin(f"hubspot {what}", line["record id"]), here)


def _lasted(text: str) -> int | None:
    told = _HOURS.fullmatch(text)
    if told is None:
        return None
    hours = int(told[1]) if told[3] is None else int(told[1]) % 12 + (12 if told[3] == "P" else 0)
    return hours * 60 + int(told[2])


def _named(cell: str) -> list[str]:
    """Return the names in a cell of associated records, which HubSpot parts by ";", each with its number perhaps."""
    names = (part.strip() for part in cell.split(";"))
    return [found[1] if (found := _NUMBERED.fullmatch(name)) else name for name in names if name]


_LAYOUTS = (
    Layout((_ID[:1], ("call title", "call notes"), ("activity date",)), _call),
    Layout((_ID[:1], ("meeting name",), ("meeting start time", "activity date")), _meeting),
    Layout((_ID[:1], ("note body",), ("activity date",)), _note),
    Layout((_ID[:2], ("first name",), ("last name",)), _contact),
    Layout(((_ID[0], _ID[2]), ("company name",)), _company, frozenset({"deal name", "ticket name"})),
)
