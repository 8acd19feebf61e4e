"""Bringing a calendar file in: what is new, changed, as before, older or unreadable, all in one transaction.

The file is read by the importer `ics`, and its drafts go the way of every import, under that importer's keys. So there
is one reading, a meeting never comes twice whichever command brings it, and undo, review and what was edited here are
the office's own. This room adds what a file alone does not tell: whether it is older than what came before.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from trustcrm.plugin import Draft, Engagement, Item, Outcome, PluginContext, Refused, Rejected, Source, UnreadableSource
from trustcrm_calendar.imported import Brought, Which, everything, keep
from trustcrm_ics import IMPORTER, Revision, in_utf8, is_utf16, pieces

Encoding = Literal["UTF-8", "UTF-16", "Windows-1252"]
Did = Literal["created", "updated", "unchanged", "conflict"]
_DID: Mapping[str, Did] = {"created": "created", "corrected": "updated", "same": "unchanged", "waiting": "conflict"}
_METHOD = re.compile(rb"^METHOD[^:\r\n]*:\s*([A-Za-z-]+)", re.MULTILINE | re.IGNORECASE)
_ENTRY = re.compile(rb"^BEGIN:VEVENT", re.MULTILINE | re.IGNORECASE)
_AT_ONCE = 1 << 20
_EVER_AGAIN = date.min
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A meeting of the file: where it stands, what became of it, and the engagement it is."""

    did: Did
    where: str
    title: str
    starts_on: date
    row: int


@dataclass(frozen=True, kw_only=True)
class Older:
    """A meeting that the file tells as it was before something newer was brought in."""

    where: str
    uid: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """What became of a file.

    `unchanged` counts meetings; `floating` are the lines of hours that tell no zone; `encoding` is what it is in.
    """

    outcome: Outcome
    entries: tuple[Entry, ...]
    older: tuple[Older, ...]
    unchanged: int
    floating: tuple[int, ...]
    encoding: Encoding

    def of(self, did: Did) -> list[Entry]:
        """Return the meetings of which this became."""
        return [one for one in self.entries if one.did == did]

    @property
    def quarantined(self) -> list[Item]:
        """The pieces that could not be read, with the reason and what stood there."""
        return [one for one in self.outcome.items if one.state == "rejected"]

    @property
    def in_doubt(self) -> int:
        """How many pieces wait for somebody to say who or what is meant."""
        return self.outcome.count("waiting") - len(self.of("conflict"))


def bring(
    context: PluginContext, file: Path, settings: Mapping[str, str], *, dry_run: bool = False, passed: bool = False,
    progress: Callable[[int, int], None] = lambda read, of: None,
) -> Report:  # fmt: skip
    """Bring a file in, or say what that would do; `progress` is told how much was read, and of how much about.

    Raises `Refused` for what passes between people unless it is `passed`, `UnreadableSource` where it is no calendar,
    and what importing raises; nothing is kept then.
    """
    source = Source(path=file, options=dict(settings))
    if not passed:
        refuse_invitation(source)
    digest, encoding, entries = _looked_through(file)
    known_by = hashlib.sha256(repr((digest, sorted(settings.items()), context.clock.today())).encode()).hexdigest()
    run = _Run(context, source)
    outcome = context.do.bring_in(
        source.name, IMPORTER, known_by, run.pieces, dry_run=dry_run, tell=run.tell,
        progress=lambda read: progress(min(read, entries), entries),
    )  # fmt: skip
    if outcome.batch is not None:
        keep(context.tables, run.brought, run.before, outcome.batch)
    return Report(
        outcome=outcome, entries=tuple(run.entries), older=tuple(run.older), unchanged=run.unchanged,
        floating=tuple(run.floating), encoding=encoding,
    )  # fmt: skip


def refuse_invitation(source: Source) -> None:
    """Raise `Refused` where a file is no calendar that somebody publishes but something that passes between people."""
    try:
        head = in_utf8(source.head())
    except OSError as error:
        raise UnreadableSource(f"{source.name} cannot be read: {error.strerror}; nothing of it was taken.") from None
    found = _METHOD.search(head[: begun.start()] if (begun := _ENTRY.search(head)) else head)
    method = found[1].decode("ascii").upper() if found else "PUBLISH"
    if method != "PUBLISH":
        raise Refused(
            f"{source.name} is an invitation or an answer to one (METHOD:{method}), not a calendar; "
            f"`trustcrm calendar received {source.name}` takes it."
        )


@dataclass
class _Run:
    """One reading of the file: what it tells is compared with what came before, and what became of it is noted."""

    context: PluginContext
    source: Source
    before: dict[Which, Brought] = field(default_factory=dict)
    brought: dict[Which, Brought] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    older: list[Older] = field(default_factory=list)
    floating: list[int] = field(default_factory=list)
    unchanged: int = 0
    _at: Revision | None = None
    _undone: set[int] = field(default_factory=set)
    _told: dict[str, tuple[str, Engagement, Revision | None]] = field(default_factory=dict)

    def pieces(self) -> Iterator[Draft | Rejected]:
        """Yield what the file tells that is not older and not known word for word."""
        self.before = everything(self.context.tables)
        self._undone = {one.batch.id for one in self.context.ask.batches() if one.undone}
        for piece in pieces(self.context, self.source, self._wanted):
            if isinstance(piece, Draft) and isinstance(piece.record, Engagement):
                self._told[piece.key] = (piece.where, piece.record, self._at)
            yield piece

    def tell(self, key: str, noun: str, row: int, fate: str) -> None:
        """Note what became of a draft."""
        if noun != "engagement" or key not in self._told:
            return
        where, engagement, revision = self._told.pop(key)
        did = _DID[fate]
        if did == "unchanged":
            self.unchanged += 1
        else:
            told = Entry(did=did, where=where, title=engagement.title, starts_on=engagement.starts_on, row=row)
            self.entries.append(told)
        if revision is not None and revision.uid and did != "conflict":
            which = (revision.uid, revision.instance)
            self.brought[which] = Brought(
                sequence=revision.sequence, stamp=revision.stamp, digest=revision.digest, row=row,
                settled_until=_EVER_AGAIN if revision.repeats else self._settled_until(engagement),
            )  # fmt: skip

    def _wanted(self, revision: Revision) -> bool:
        self._at = revision
        if revision.floating:
            self.floating.append(revision.line)
        known = self.before.get((revision.uid, revision.instance))
        if known is None or known.batch in self._undone:
            return True
        if (revision.sequence, revision.stamp) < known.order:
            self.older.append(Older(where=f"line {revision.line}", uid=revision.uid, row=known.row))
            return False
        today = self.context.clock.today()
        if revision.digest == known.digest and (known.settled_until is None or today <= known.settled_until):
            self.unchanged += 1
            return False
        return True

    def _settled_until(self, engagement: Engagement) -> date | None:
        """Return the day after which an engagement that lies ahead will be over, None where it is, or is off."""
        last = engagement.ends_on or engagement.starts_on
        if engagement.state in ("held", "cancelled") or last < self.context.clock.today() - _DAY:
            return None
        return max(last - _DAY, date.min + _DAY)  # in the office's zone it may be over a day sooner


def _looked_through(file: Path) -> tuple[str, Encoding, int]:
    """Return a digest of a file, what it is in, and about how many entries it has."""
    entries = 0
    encoding: Encoding = "UTF-8"
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as opened:
            while octets := opened.read(_AT_ONCE):
                if opened.tell() == len(octets) and is_utf16(octets):
                    encoding = "UTF-16"
                digest.update(octets)
                entries += len(_ENTRY.findall(octets.replace(b"\0", b"") if encoding == "UTF-16" else octets))
                if encoding == "UTF-8" and not _decodes(decoder, octets):
                    encoding = "Windows-1252"
    except OSError as error:
        raise UnreadableSource(f"{file} cannot be read: {error.strerror}; nothing of it was taken.") from None
    if encoding == "UTF-8" and not _decodes(decoder, b"", final=True):
        encoding = "Windows-1252"
    return digest.hexdigest(), encoding, entries


def _decodes(decoder: codecs.IncrementalDecoder, octets: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(octets, final)
    except UnicodeDecodeError:
        return False
    return True
