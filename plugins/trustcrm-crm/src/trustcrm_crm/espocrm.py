"""The importer `espocrm`: lists of accounts, contacts, meetings and calls as EspoCRM exports them."""

from __future__ import annotations

import json
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
from trustcrm_crm.moments import Moment, local
from trustcrm_crm.words import plain

_HAPPENED = frozenset({"held"})


def espocrm(context: PluginContext) -> ExportImporter:
    """Return what reads EspoCRM's exports, whose headings are the names of its fields and whose hours are in UTC."""
    return ExportImporter("EspoCRM", _LAYOUTS, context)


def _account(line: Line, here: Here) -> Iterator[Piece]:
    told = Body(
        name=line["name"], city=line["billingaddresscity"], country=line["billingaddresscountry"],
        website=line["website"], email=line["emailaddress"],
    )  # fmt: skip
    yield body_of(told, line.origin("espocrm account", line["id"]))


def _contact(line: Line, here: Here) -> Iterator[Piece]:
    names = (line[part] for part in ("firstname", "middlename", "lastname"))
    told = Contact(
        name=" ".join(name for name in names if name) or line["name"], body=line["accountname"],
        title=line.first("title", "accountrole"), emails=addresses(line["emailaddress"]),
        phones=numbers(line["phonenumber"]),
    )  # fmt: skip
    yield from person_of(told, line.origin("espocrm contact", line["id"]))


def _meeting(line: Line, here: Here) -> Iterator[Piece]:
    yield _happening("meeting", line, here)


def _call(line: Line, here: Here) -> Iterator[Piece]:
    yield _happening("call", line, here)


def _happening(kind: str, line: Line, here: Here) -> Piece:
    origin = line.origin(f"espocrm {kind}", line["id"])
    must_have_happened(line["status"], _HAPPENED)
    start = _moment(line["datestartdate"] or line["datestart"], here)
    body = line["accountname"] or (line["parentname"] if line["parenttype"] == "Account" else "")
    words = [line["name"], plain(line["description"])]
    told = Happening(
        kind=kind, when=start, bodies=(body,) if body else (), people=dict.fromkeys(_people(line), ""),
        minutes=_minutes(line, start, here), words="\n\n".join(word for word in words if word) or None,
        theirs=line["direction"].casefold() == "inbound",
    )  # fmt: skip
    return happening_of(told, origin, here)


def _minutes(line: Line, start: Moment, here: Here) -> int | None:
    end = line["dateend"]
    return start.minutes_until(_moment(end, here)) if end and not line["datestartdate"] else None


def _moment(text: str, here: Here) -> Moment:
    return local(text, here.zone)


def _people(line: Line) -> list[str]:
    """Return the contacts who took part, whom EspoCRM writes as JSON, by id; one without them has a parent perhaps."""
    try:
        told = json.loads(line["contactsnames"] or "{}")
    except (ValueError, RecursionError):
        raise InvalidValue("The cell contactsNames is no JSON, as EspoCRM writes it.") from None
    names = [name.strip() for name in told.values() if isinstance(name, str)] if isinstance(told, dict) else []
    if not names and line["parenttype"] == "Contact":
        names = [line["parentname"]]
    return [name for name in names if name]


_START = (("id",), ("status",), ("datestart",), ("dateend",))
_TASKS = frozenset({"priority"})
_LAYOUTS = (
    Layout((*_START, ("direction",)), _call, _TASKS),
    Layout(_START, _meeting, _TASKS),
    Layout((("id",), ("firstname",), ("lastname",), ("accountid", "accountname")), _contact, frozenset({"status"})),
    Layout((("id",), ("name",), ("website",), ("billingaddresscity", "industry")), _account, frozenset({"firstname"})),
)
