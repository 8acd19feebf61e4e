"""The importer `civicrm`: what CiviCRM's search pages export of contacts and of activities."""

from __future__ import annotations

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
from trustcrm_crm.words import plain, shown, together

_KINDS = {
    "meeting": "meeting",
    "phone call": "call",
    "email": "email",
    "inbound email": "email",
    "sms": "message",
    "inbound sms": "message",
    "print pdf letter": "letter",
    "print/merge document": "letter",
}
"""CiviCRM's own types of activity that are dealings with somebody; the rest are its books, or an office's own."""
_HAPPENED = frozenset({"completed"})
_YES = frozenset({"1", "yes"})


def civicrm(context: PluginContext) -> ExportImporter:
    """Return what reads CiviCRM's exports, with "primary fields" or chosen ones; hours are those of the site itself."""
    return ExportImporter("CiviCRM", _LAYOUTS, context)


def _contact(line: Line, here: Here) -> Iterator[Piece]:
    origin = line.origin("civicrm contact", line["contact id"])
    kind = line["contact type"].casefold()
    if line["contact is in trash"].casefold() in _YES:
        yield origin.rejected("It lies in CiviCRM's trash.")
    elif kind == "organization":
        name, legal = line.first("organization name", "display name"), line["legal name"]
        yield body_of(
            Body(
                name=name, alias=line["nickname"] or legal, city=line["city"], country=line["country"],
                website=line["website"], email=line["email"],
            ),
            origin,
        )  # fmt: skip
    elif kind == "individual":
        died = line["deceased date"]
        told = Contact(
            name=_name(line), body=line["current employer"], title=line["job title"], alias=line["nickname"],
            emails=addresses(line["email"]), phones=numbers(line["phone"]),
            died_on=written(died).on if died else None,
        )  # fmt: skip
        yield from person_of(told, origin)
    else:
        yield origin.rejected(
            f'A contact of type "{shown(line["contact type"])}" is neither a person nor an organisation.'
        )


def _activity(line: Line, here: Here) -> Iterator[Piece]:
    origin = line.origin("civicrm activity", line["activity id"])
    told = line["activity type"]
    kind = _KINDS.get(told.casefold(), here.kind)
    if not kind:
        raise InvalidValue(
            f'"{shown(told)}" is no type of activity that we know; bring such in with --kind meeting, say.'
        )
    must_have_happened(line["activity status"], _HAPPENED)
    is_body = line["contact type"].casefold() == "organization"
    theirs = told.casefold().startswith("inbound")
    name = line.first("organization name", "display name") if is_body else _name(line)
    employer = name if is_body else line["current employer"]
    if not theirs and line["source contact"] and line["source contact"] == line["sort name"]:
        name = employer = ""  # CiviCRM tells one contact an activity: here it is the colleague who wrote it down
    duration = line["duration"]
    happening = Happening(
        kind=kind, when=written(line["activity date"]), bodies=(employer,) if employer else (),
        people={name: employer} if name and not is_body else {},
        minutes=int(duration) or None if duration.isdecimal() and len(duration) < 6 else None,
        words=together(line["subject"], plain(line["details"])), place=line["location"],
        theirs=theirs,
    )  # fmt: skip
    yield happening_of(happening, origin, here)


def _name(line: Line) -> str:
    parts = " ".join(line[part] for part in ("first name", "middle name", "last name") if line[part])
    return parts or line["display name"]


_OTHER_THINGS = frozenset(
    {"activity id", "case id", "financial type", "membership type", "participant id", "event id", "pledge id"}
)
"""Headings of exports that tell a contact in every line and are about something else."""
_LAYOUTS = (
    Layout((("activity id",), ("activity type",), ("activity date",)), _activity),
    Layout((("contact id",), ("contact type",)), _contact, _OTHER_THINGS),
)
