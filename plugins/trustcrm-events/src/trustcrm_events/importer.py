"""The importer `events`: coded events, and the kinds and actors that they name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trustcrm.plugin import Draft, Drafts, Interaction, Kind, Mention, Organisation, Piece, Rejected, Source
from trustcrm_events.event import Choice, Event, choice
from trustcrm_events.layouts import Layout, layout_of, likelihood
from trustcrm_events.lines import NOT_UTF8, lines

TOGETHER = 1_000
"""How many lines become drafts at once."""

_SHOWN = 200
_REMEMBERED = 50_000
_Found = tuple[str, Event, Sequence[str]]


class EventsImporter:
    """Reads coded events as one-way interactions between organisations, each of the kind that its code is."""

    def read(self, source: Source) -> Iterator[Piece]:
        """Yield the events of a source, many at once, before them the kinds and actors that they are first to name.

        What cannot be read stands between them. Raises `UnreadableSource` at once where the source holds no coded
        events or a list beside it cannot be read, `WrongUsage` where a setting is missing or cannot be.
        """
        layout = layout_of(source)
        return _drafts(source, layout, choice(source), source.option("source") or layout.known_from)

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file holds coded events, from its first lines."""
        return likelihood(head)


def _drafts(source: Source, layout: Layout, chosen: Choice, known_from: str) -> Iterator[Piece]:
    found: list[_Found] = []
    names = _Names()
    for piece in _pieces(source, layout, chosen):
        if isinstance(piece, Rejected) or len(found) >= TOGETHER:
            if found:
                yield from names.new_in(found)
                yield _together(found, layout, names.actors, known_from)
            found = []
        if isinstance(piece, Rejected):
            yield piece
        else:
            found.append(piece)
    if found:
        yield from names.new_in(found)
        yield _together(found, layout, names.actors, known_from)


class _Names:
    """The kinds and the actors that were told already."""

    def __init__(self) -> None:
        self.actors: dict[str, Mention] = {}
        self._kinds: set[str] = set()

    def new_in(self, found: Sequence[_Found]) -> Iterator[Draft]:
        """Yield the kinds that these events are the first to name, and then the actors."""
        if len(self.actors) > _REMEMBERED:
            self.actors.clear()
        for where, event, _ in found:
            if event.kind.name not in self._kinds:
                self._kinds.add(event.kind.name)
                yield _named("kind", event.kind, where)
        for where, event, _ in found:
            for name in (event.giver, event.receiver):
                if name not in self.actors:
                    self.actors[name] = Mention(noun="organisation", name=name)
                    yield _named("actor", Organisation(name=name), where)


def _together(found: Sequence[_Found], layout: Layout, mentions: Mapping[str, Mention], known_from: str) -> Drafts:
    events = [event for _, event, _ in found]
    columns: dict[str, Sequence[Any]] = {
        "kind": [event.kind.name for event in events],
        "giver": [mentions[event.giver] for event in events],
        "receiver": [mentions[event.receiver] for event in events],
        "on": [event.on for event in events],
        "direction": ["one-way"] * len(events),
        "source": [f"{event.known_from} ({known_from})" if event.known_from else known_from for event in events],
    }
    if layout.tells_places:
        columns["place"] = [event.place for event in events]
    return Drafts(
        kind=Interaction,
        keys=[_key(event) for event in events],
        columns=columns,
        where=[where for where, _, _ in found],
        header=layout.header,
        cells=[cells for _, _, cells in found],
    )


def _key(event: Event) -> str:
    """Return the number a source gave an event, otherwise a digest of all that it says."""
    if event.number:
        return f"event {event.number}"
    said = "\0".join((event.giver, event.kind.name, event.receiver, event.on.isoformat()))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _named(what: str, record: Kind | Organisation, where: str) -> Draft:
    return Draft(key=f"{what} {record.name}", record=record, where=where, raw={"name": record.name})


def _pieces(source: Source, layout: Layout, chosen: Choice) -> Iterator[_Found | Rejected]:
    for number, line in enumerate(lines(source.path), 1):
        cells = layout.split(line)
        if line.isspace() or layout.is_header(cells):
            continue
        event = _event(line, cells, layout)
        if isinstance(event, str):
            yield Rejected(where=f"line {number}", reason=event, raw=_raw(layout.header, cells))
        elif chosen.wants(event):
            yield f"line {number}", event, cells


def _event(line: str, cells: Sequence[str], layout: Layout) -> Event | str:
    if not layout.least <= len(cells) <= len(layout.header):
        return f"The line does not have {layout.least} cells parted by {layout.parted_by}."
    if len(cells) == layout.may_be_cut and not line.endswith("\n"):
        return "The file ends in this line without a line end: its last number may be cut short."
    if NOT_UTF8 in line:
        return "The line holds something that is not UTF-8; save the file as UTF-8."
    return layout.event(cells)


def _raw(header: Sequence[str], cells: Sequence[str]) -> Mapping[str, str]:
    told = dict(zip(header, (cell[:_SHOWN] for cell in cells), strict=False))
    return told if len(cells) <= len(header) else told | {"more": "\t".join(cells[len(header) :])[:_SHOWN]}
