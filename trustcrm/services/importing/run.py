"""One run of an import: drafts are read, placed, compared with what they became before, and kept as one batch.

The dry run is the same run, rolled back at its end: it cannot say anything else than the real one then does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from trustcrm.domain.draft import Draft, Drafts, Piece, Rejected
from trustcrm.domain.nouns import MERGEABLE, Engagement
from trustcrm.domain.rules import check
from trustcrm.errors import InvalidValue
from trustcrm.services.desk import Desk
from trustcrm.services.garbage import collecting_seldom
from trustcrm.services.importing.by_uid import ByUid
from trustcrm.services.importing.differences import edited_here
from trustcrm.services.importing.mentions import values_told
from trustcrm.services.importing.outcome import Fate, Item, Outcome
from trustcrm.services.importing.placing import Doubt, Placed, Placing, Suspicion
from trustcrm.services.importing.seen import Seen
from trustcrm.services.importing.together import Together, columns_of
from trustcrm.services.importing.told import digest, digests, told
from trustcrm.services.short_names import suspected
from trustcrm.store.batches import is_undone, keep_batch, standing_batch
from trustcrm.store.origins import Origin, has_origins, keep_origins, origins
from trustcrm.store.plain import plain
from trustcrm.store.queries.rows import kept_of, merged_or_not
from trustcrm.store.writing import Writer
from trustcrm.values import dataclass

AT_ONCE = 1000
"""How many drafts are looked up together."""
COLLECTED_AFTER = 200_000
"""How many more objects may be held, while a run goes on, before the garbage collector looks for cycles."""
FEW = 8
"""So few drafts are rather taken one by one than at once."""
ORIGINS_AT_ONCE = 50_000
"""From so many on, what keys became is written down: keys in order cost less the more they are."""


Tell = Callable[[str, str, int, Fate], None]
"""Is told of each draft that has a row: its key, its noun, the row and what became of it."""


def tell_nobody(key: str, noun: str, row: int, fate: Fate) -> None:
    """Tell nobody."""


class _DryRun(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be imported: by which importer of which plugin, from which source, known by `fingerprint`.

    `fingerprint` covers the source's octets and every setting, so that the same file is known when it comes again.
    `drafts` reads the source anew at each call. `tell` is told what became of each draft, within the transaction.
    """

    importer: str
    plugin: str
    source: str
    fingerprint: str
    drafts: Callable[[], Iterable[Piece]]
    tell: Tell = tell_nobody


def fingerprint(paths: Iterable[Any], settings: Mapping[str, str]) -> str:
    """Return the SHA-256 over files' octets and settings; memory stays bounded whatever the files' size."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    for name, value in sorted(settings.items()):
        whole.update(f"{name}={value}\0".encode())
    return whole.hexdigest()


def run_import(
    desk: Desk, task: Task, *, dry_run: bool = False, progress: Callable[[int], None] = lambda count: None
) -> Outcome:
    """Import a source as one batch; nothing is kept where anything raises, Ctrl-C included.

    A source imported before, octet for octet, changes nothing: the outcome then names the earlier batch.
    `progress` is told how many pieces have been read. What the importer raises, `UnreadableSource` say, passes through.
    """
    outcome = Outcome(importer=task.importer, source=task.source, dry_run=dry_run)
    with desk.database.reading() as connection:
        outcome.earlier_batch = standing_batch(connection, task.importer, task.fingerprint)
    if outcome.earlier_batch is not None:
        return outcome
    try:
        with collecting_seldom(COLLECTED_AFTER), desk.writing("import", f"{task.source} by {task.importer}") as writer:
            # While this run waited for its turn, another may have brought the very same source.
            outcome.earlier_batch = standing_batch(writer.connection, task.importer, task.fingerprint)
            if outcome.earlier_batch is not None:
                return outcome
            _Run(desk, task, writer, outcome).go(progress)
            if dry_run:
                raise _DryRun
    except _DryRun:
        outcome.batch = None
    return outcome


class _Run:
    def __init__(self, desk: Desk, task: Task, writer: Writer, outcome: Outcome) -> None:
        self._task = task
        self._desk = desk
        self._writer = writer
        self._outcome = outcome
        outcome.batch = writer.series.take("batch")
        writer.in_batch(outcome.batch)
        self._batch = outcome.batch
        self._origins: dict[str, Origin] = {}
        self._seen = None if has_origins(writer.connection, task.importer) else Seen()
        self._placing = Placing(desk, writer, task.importer, self._origins)
        self._together = Together(self._placing, writer, self._batch, desk.today())
        self._by_uid = ByUid(writer.connection, task.importer)
        self._undone: dict[int, bool] = {}
        self._known_rows: dict[tuple[str, int], int | None] = {}

    def go(self, progress: Callable[[int], None]) -> None:
        for portion in _portions(self._task.drafts()):
            together = portion if isinstance(portion, Drafts) else None
            keys = together.keys if together else [piece.key for piece in portion if isinstance(piece, Draft)]
            asked = keys if self._seen is None else self._seen.again(keys)
            known = origins(self._writer.connection, self._task.importer, asked)
            self._known_rows = self._rows_of(known.values())
            if together is None or not self._take_whole(together, known):
                self._take_each(portion, known)
            self._outcome.read += len(portion)
            if len(self._origins) >= ORIGINS_AT_ONCE:
                self._keep_origins()
            progress(self._outcome.read)
        self._keep_origins()
        if self._placing.created.get("person"):
            self._writer.flush()
            self._outcome.items += suspected(self._writer.connection, self._batch)
        self._outcome.created = dict(self._placing.created)
        self._outcome.remembered = self._placing.remembered
        self._write_batch()

    def _take_whole(self, drafts: Drafts, known: Mapping[str, Origin]) -> bool:
        """Take drafts told together, all of them new or all as they were; False where each must be looked at."""
        keys = set(drafts.keys)
        if self._placing.anything_erased or len(keys) < len(drafts) or not keys.isdisjoint(self._origins):
            return False
        if known:
            same = len(known) == len(drafts) and self._stand_as_told(drafts, known)
            self._outcome.same += len(drafts) if same else 0
            if same:
                self._tell(known.values(), "same")
            return same
        if drafts.kind is Engagement and self._by_uid.any():
            return False
        kept = self._together.keep_whole(drafts)
        if kept is not None:
            self._origins.update(zip(drafts.keys, kept, strict=True))
            self._tell(kept, "created")
        return kept is not None

    def _tell(self, origins: Iterable[Origin], fate: Fate) -> None:
        if self._task.tell is not tell_nobody:
            for one in origins:
                self._task.tell(one.key, one.noun, one.row, fate)

    def _stand_as_told(self, drafts: Drafts, known: Mapping[str, Origin]) -> bool:
        """Return whether the row of each known draft stands, and the draft says what it said before."""
        said = digests(drafts.keys, drafts.kind, columns_of(drafts), self._together.said)
        return (
            all(known[key].digest == digest for key, digest in zip(drafts.keys, said, strict=True))
            and all(self._known_rows.get((origin.noun, origin.row), 0) is None for origin in known.values())
            and not any(self._was_undone(batch) for batch in {origin.batch for origin in known.values()})
        )

    def _take_each(self, pieces: Iterable[Draft | Rejected], known: Mapping[str, Origin]) -> None:
        for piece in pieces:
            if isinstance(piece, Rejected):
                self._take_gathered(known)  # pieces that need a person are told in the order of the source
                self._item("rejected", piece.where, piece.reason, raw=piece.raw)
            elif self._is_known(piece, known) or not self._together.gather(piece):
                self._take_gathered(known)
                self._take(piece, known)
        self._take_gathered(known)

    def _is_known(self, draft: Draft, known: Mapping[str, Origin]) -> bool:
        return draft.key in known or draft.key in self._origins or self._by_uid.knows(draft.record)

    def _keep_origins(self) -> None:
        keep_origins(self._writer.connection, self._task.importer, self._origins.values())
        self._writer.indexes.written("origin", len(self._origins))
        self._origins.clear()

    def _take_gathered(self, known: Mapping[str, Origin]) -> None:
        gathered = self._together.gathered
        self._together.clear()
        self._take_together(gathered, known)

    def _take_together(self, drafts: Sequence[Draft], known: Mapping[str, Origin]) -> None:
        """Take gathered drafts at once; where one of them cannot be kept, their halves, and few of them one by one."""
        if len(drafts) <= FEW:
            for draft in drafts:
                self._take(draft, known)
        elif (kept := self._together.keep(drafts)) is not None:
            self._origins.update((origin.key, origin) for origin in kept)
            self._tell(kept, "created")
        else:
            half = len(drafts) // 2
            self._take_together(drafts[:half], known)
            self._take_together(drafts[half:], known)

    def _take(self, draft: Draft, known: Mapping[str, Origin]) -> None:
        day = self._placing.erased_on(draft)
        if day is not None:
            self._item("rejected", self._placing.place_in_source(draft), f"erased here on {day.isoformat()}")
            return
        said = digest(draft)
        origin = self._origins.get(draft.key) or known.get(draft.key)
        try:
            if origin is not None and (row := self._standing(origin.noun, origin.row)) is not None:
                self._compare(draft, said, origin, row)
            elif (came := self._by_uid.take(draft.record)) is not None:
                self._compare(draft, said, Origin(draft.key, draft.record.noun, came, "", self._batch), came)
            else:
                self._place(draft, said)
        except Doubt as doubt:
            self._item("waiting", draft.where, doubt.reason, doubt.candidates, draft.raw, draft)
        except InvalidValue as error:
            self._item("rejected", draft.where, str(error), raw=draft.raw)

    def _place(self, draft: Draft, said: str) -> None:
        placed = self._placing.place(draft)
        fate: Fate = "created"
        if placed.row is None:
            row = self._placing.keep(placed)
            for part in draft.parts:
                self._placing.keep_part(part, row, placed.suspicions)
        else:
            row = placed.row
            fate = self._fill(draft, placed, row)
        self._note_suspicions(draft, placed.suspicions)
        self._remember(draft.key, draft.record.noun, row, said, fate)

    def _fill(self, draft: Draft, placed: Placed, row: int) -> Fate:
        """Give a known row what the draft tells and the row leaves empty, and of several, such as phones, what is new.

        What it says otherwise of a person or an organisation waits for somebody to decide; of a city, which gazetteers
        tell a little differently each, it stays as it is.
        """
        noun = placed.record.noun
        present = self._row(noun, row) if noun in MERGEABLE else {}
        told = values_told(placed.record) if noun in MERGEABLE else {}
        more = {name: value for name, value in told.items() if present.get(name) in (None, [])}
        differing: list[str] = []
        if noun in ("person", "organisation"):
            for name, value in told.items():
                stands = present[name]
                if name in more or name in ("name", "side_id"):  # by these they were found
                    continue
                if isinstance(value, list) and not set(value) <= set(stands):
                    more[name] = list(dict.fromkeys([*stands, *value]))
                elif not isinstance(value, list) and plain(value) != plain(stands):
                    differing.append(name)
        if more:
            self._writer.correct(noun, row, more)
        if differing:
            reason = f"{noun} {row} says otherwise here ({', '.join(sorted(differing))})"
            self._item("waiting", draft.where, reason, (f"{noun} {row}",), draft.raw, draft)
            return "waiting"
        if more:
            self._outcome.corrected += 1
            return "corrected"
        self._outcome.same += 1
        return "same"

    def _compare(self, draft: Draft, said: str, origin: Origin, row: int) -> None:
        if origin.digest == said and not self._was_undone(origin.batch):
            self._outcome.same += 1
            self._task.tell(draft.key, draft.record.noun, row, "same")
            return
        placed = self._placing.place(draft, has_row=True)
        present = self._row(placed.record.noun, row)
        wanted = {n: v for n, v in values_told(placed.record).items() if plain(present[n]) != plain(v)}
        edited = edited_here(self._writer.connection, placed.record.noun, row) & set(wanted)
        if edited:
            reason = f"{draft.record.noun} {row} was edited here since ({', '.join(sorted(edited))})"
            self._item("waiting", draft.where, reason, (f"{draft.record.noun} {row}",), draft.raw, draft)
            self._task.tell(draft.key, draft.record.noun, row, "waiting")
            return
        if wanted:
            # what the source tells may not go together with what it told before and leaves out now
            check(kept_of(placed.record.noun, {**present, **wanted}).record, self._desk.today())
            self._writer.correct(placed.record.noun, row, wanted)
            self._outcome.corrected += 1
        else:
            self._outcome.same += 1
        self._note_suspicions(draft, placed.suspicions)
        self._remember(draft.key, draft.record.noun, row, said, "corrected" if wanted else "same")

    def _was_undone(self, batch: int) -> bool:
        if batch not in self._undone:
            self._undone[batch] = batch != self._batch and is_undone(self._writer.connection, batch)
        return self._undone[batch]

    def _standing(self, noun: str, row: int) -> int | None:
        """Return the row a key became, or the one it was merged into; None where it was taken away."""
        if (noun, row) in self._known_rows and self._known_rows[noun, row] is None:
            return row
        for _ in range(16):
            found = self._writer.present(noun, row)
            if found is None or found.get("merged_into_id") is None:
                return None if found is None else row
            row = found["merged_into_id"]
        return row

    def _rows_of(self, known: Iterable[Origin]) -> dict[tuple[str, int], int | None]:
        by_noun: dict[str, list[int]] = {}
        for origin in known:
            by_noun.setdefault(origin.noun, []).append(origin.row)
        return {
            (noun, row): merged
            for noun, rows in by_noun.items()
            for row, merged in merged_or_not(self._writer.connection, noun, rows).items()
        }

    def _row(self, noun: str, row: int) -> Mapping[str, Any]:
        found = self._writer.present(noun, row)
        if found is None:
            raise Doubt(reason=f"{noun} {row} is gone")
        return found

    def _note_suspicions(self, draft: Draft, suspicions: Iterable[Suspicion]) -> None:
        for suspicion in suspicions:
            self._item("possible duplicate", draft.where, suspicion.reason, suspicion.candidates, draft.raw)

    def _item(
        self, state: Any, where: str, reason: str, candidates: tuple[str, ...] = (),
        raw: Mapping[str, str] | None = None, draft: Draft | None = None,
    ) -> None:  # fmt: skip
        written = told(draft) if draft is not None else {}
        item = Item(state=state, where=where, reason=reason, candidates=candidates, raw=raw or {}, draft=written)
        self._outcome.items.append(item)

    def _remember(self, key: str, noun: str, row: int, said: str, fate: Fate) -> None:
        self._origins[key] = Origin(key=key, noun=noun, row=row, digest=said, batch=self._batch)
        self._task.tell(key, noun, row, fate)

    def _write_batch(self) -> None:
        outcome = self._outcome
        batch = {
            "id": self._batch, "importer": self._task.importer, "plugin": self._task.plugin,
            "source": self._task.source, "digest": self._task.fingerprint,
            "at": self._desk.clock.now().isoformat(), "actor": self._desk.actor, "read": outcome.read,
            "created": outcome.made, "corrected": outcome.corrected, "same": outcome.same,
            "waiting": outcome.count("waiting"), "rejected": outcome.count("rejected"),
        }  # fmt: skip
        keep_batch(self._writer.connection, self._writer.series, batch, [_columns_of(item) for item in outcome.items])
        self._writer.series.save()


def _portions(pieces: Iterable[Piece]) -> Iterator[list[Draft | Rejected] | Drafts]:
    """Yield pieces as portions to be looked up together: single ones gathered, many told together as they come."""
    gathered: list[Draft | Rejected] = []
    for piece in pieces:
        if isinstance(piece, Drafts):
            if gathered:
                yield gathered
                gathered = []
            yield piece
        else:
            gathered.append(piece)
            if len(gathered) >= AT_ONCE:
                yield gathered
                gathered = []
    if gathered:
        yield gathered


def _columns_of(item: Item) -> dict[str, Any]:
    return {
        "state": item.state, "where": item.where, "reason": item.reason, "candidates": list(item.candidates),
        "raw": dict(item.raw), "draft": dict(item.draft),
    }  # fmt: skip
