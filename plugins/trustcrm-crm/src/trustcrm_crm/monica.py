"""The importer `monica`: an account that Monica 4 exported as JSON, its people, what they did together, and calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any
from zoneinfo import ZoneInfo

import ijson  # type: ignore[import-untyped]
from ijson.common import ObjectBuilder  # type: ignore[import-untyped]

from trustcrm.plugin import InvalidValue, PluginContext, Rejected, Source, UnreadableSource, WrongUsage
from trustcrm_crm.drafts import Contact, Happening, Origin, Piece, addresses, happening_of, numbers, once, person_of
from trustcrm_crm.here import Here
from trustcrm_crm.moments import local, zone_called
from trustcrm_crm.words import together

BIT = 262_144
"""How much of a file is read at once; in smaller bits a very long text would be put together too often."""
DEEPEST = 64
"""How many things may stand within one another; an account has twelve."""
_BOM = b"\xef\xbb\xbf"
_KIND_OF_THINGS, _THING = "account.data.item.type", "account.data.item.values.item"
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,30}")


class MonicaImporter:
    """Reads the file thing by thing, and keeps of people their names, for the activities that come after them."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context

    def read(self, source: Source) -> Iterator[Piece]:
        """Yield what the account holds. Raises `UnreadableSource` where the file is no export of Monica."""
        if not self.sniff(source.head(), source.name):
            raise UnreadableSource(f"{source.name} is no account that Monica exported as JSON.")
        return once(_Account(Here(self._context, source)).pieces())

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is an export of Monica: how it begins says so."""
        start = head.removeprefix(_BOM)[:2000].lstrip()
        return 0.95 if start.startswith(b"{") and b'"app_version"' in start and b'"version"' in start else 0.0


@dataclass
class _Account:
    here: Here
    zone: ZoneInfo | None = None
    exporter: Any = None
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    took_part: dict[str, list[str]] = field(default_factory=dict)

    def pieces(self) -> Iterator[Piece]:
        """Yield what the account holds, in its order."""
        self.zone = self.here.told_zone
        with self.here.source.open() as file:
            if file.read(len(_BOM)) != _BOM:
                file.seek(0)
            for kind, thing in _things(file):
                if isinstance(thing, Rejected):
                    yield thing
                    continue
                if kind == "exporter":
                    self.exporter = thing
                elif kind == "user":
                    self._note_zone(thing)
                elif kind == "contact":
                    yield from self._contact(thing)
                elif kind == "activity":
                    yield self._activity(thing)

    def _note_zone(self, user: Any) -> None:
        """Take the zone of whoever exported, else of the first user who set one, where the settings tell none."""
        name = _text(_inner(user, "properties"), "timezone")
        is_exporter = bool(self.exporter) and _text(user, "uuid") == self.exporter
        if name and self.here.told_zone is None and (self.zone is None or is_exporter):
            with suppress(WrongUsage):
                self.zone = zone_called(name)

    def _contact(self, thing: Any) -> Iterator[Piece]:
        told, uuid = _inner(thing, "properties"), _text(thing, "uuid")
        name = " ".join(
            part for part in (_text(told, key) for key in ("first_name", "middle_name", "last_name")) if part
        )
        origin = self._origin("contact", uuid, {"name": name, "company": _text(told, "company")})
        if not uuid:
            yield origin.rejected("The contact has no uuid.")
            return
        if told.get("is_partial") is True:
            yield origin.rejected("It is no contact but a relative of one, about whom an office need not know.")
            return
        parts = dict(_parts(thing))
        self.people[uuid] = (name, _text(told, "company"))
        for activity in parts.get("activity", ()):
            if isinstance(activity, str):
                self.took_part.setdefault(activity, []).append(uuid)
        reached = [_text(_inner(one, "properties"), "data") for one in parts.get("contact_field", ())]
        try:
            died = _text(_inner(told, "deceased_date"), "date")
            contact = Contact(
                name=name, body=_text(told, "company"), title=_text(told, "job"), alias=_text(told, "nickname"),
                emails=addresses(*reached), phones=numbers(*(text for text in reached if _PHONE.fullmatch(text))),
                died_on=local(died, self.zone).on if died else None,
            )  # fmt: skip
            yield from person_of(contact, origin)
        except InvalidValue as problem:
            yield origin.rejected(str(problem))
        for call in parts.get("call", ()):
            yield self._call(call, uuid)

    def _call(self, thing: Any, uuid: str) -> Piece:
        told = _inner(thing, "properties")
        when, content = _text(told, "called_at"), _text(told, "content")
        # Calls had no uuid before Monica 3.7; who and when names them then.
        origin = self._origin("call", _text(thing, "uuid") or f"{uuid} {when}", {"called_at": when, "content": content})
        name, company = self.people[uuid]
        return self._happening(
            origin, "call", when, (content,), {name: company} if name else {}, told.get("contact_called") is True
        )

    def _activity(self, thing: Any) -> Piece:
        told, uuid = _inner(thing, "properties"), _text(thing, "uuid")
        when, words = _text(told, "happened_at"), (_text(told, "summary"), _text(told, "description"))
        origin = self._origin("activity", uuid, {"happened_at": when, "summary": words[0]})
        if not uuid:
            return origin.rejected("The activity has no uuid.")
        people = dict(self.people[one] for one in self.took_part.get(uuid, ()) if self.people[one][0])
        return self._happening(origin, self.here.kind or "meeting", when, words, people)

    def _happening(
        self, origin: Origin, kind: str, when: str, words: tuple[str, ...], people: Mapping[str, str],
        theirs: bool = False,
    ) -> Piece:  # fmt: skip
        try:
            happening = Happening(
                kind=kind, when=local(when, self.zone), people=people, words=together(*words), theirs=theirs
            )
        except InvalidValue as problem:
            return origin.rejected(str(problem))
        return happening_of(happening, origin, self.here)

    def _origin(self, what: str, uuid: str, raw: Mapping[str, str]) -> Origin:
        where = f"{what} {uuid}" if uuid else f"a {what} without uuid"
        return Origin(key=f"monica {what} {uuid}", where=where, raw=raw, source=self.here.source.name)


def _things(file: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Yield the things of an account, each with what it is; what cannot be read further ends in one rejected."""
    kind, builder, last = "", None, "the beginning"
    try:
        for prefix, event, value in ijson.parse(_shallow(ijson.basic_parse(file, buf_size=BIT, use_float=True))):
            if builder is not None:
                builder.event(event, value)
                if prefix == _THING and event == "end_map":
                    last = f"{kind} {_text(builder.value, 'uuid')}"
                    yield kind, builder.value
                    builder = None
            elif prefix == "exported_by":
                yield "exporter", value
            elif prefix == _KIND_OF_THINGS:
                kind = value if isinstance(value, str) else ""
            elif prefix == _THING and event == "start_map":
                builder = ObjectBuilder()
                builder.event(event, value)
    except (ijson.JSONError, UnicodeDecodeError):
        reason = "The file cannot be read as JSON from here on; it may have been cut short."
        yield kind, Rejected(where=f"after {last}", reason=reason)


def _shallow(told: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield what a parser meets; raise `ijson.JSONError` where one thing stands within too many others.

    To say of each in what it stands would else take time and memory by the square of the depth.
    """
    depth = 0
    for event, value in told:
        depth += event in ("start_map", "start_array")
        depth -= event in ("end_map", "end_array")
        if depth > DEEPEST:
            raise ijson.JSONError("nested too deeply")
        yield event, value


def _parts(thing: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of what belongs to a contact, each with what it holds."""
    lists = thing.get("data")
    for one in lists if isinstance(lists, list) else ():
        values = one.get("values") if isinstance(one, Mapping) else None
        if isinstance(values, list):
            yield _text(one, "type"), values


def _inner(thing: Any, name: str) -> Mapping[str, Any]:
    found = thing.get(name) if isinstance(thing, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(thing: Any, name: str) -> str:
    found = thing.get(name) if isinstance(thing, Mapping) else None
    return found.strip() if isinstance(found, str) else ""
