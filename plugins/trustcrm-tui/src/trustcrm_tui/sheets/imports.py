"""Imports: what each run brought, and what it left to a person, side by side and decided by one key each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import TrustCrmError, counted
from trustcrm_tui.apart import apart
from trustcrm_tui.ink import Content, Role, cell, ink, joined, spaced
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import FIELD, PIECE, REJECTED, WHOLE, Facts, Loaded, Manner, Subject

if TYPE_CHECKING:
    from trustcrm.plugin import BatchItem, BatchStanding, Difference, PluginContext

NEWEST = 300
"""So many imports are listed."""
MOST_PIECES = 2000
"""So many pieces of one import are listed."""
MOST_NAMED, ROOM_FOR_NAME = 100, 76
"""So many of them say whom they are about, where there are so many cells; beside a narrower list a card does."""


class ImportsSheet:
    """The screen of imports; Enter goes through what one of them left open."""

    id = "imports"
    name = "Imports"

    def load(self, office: PluginContext) -> Loaded:
        """Return the newest imports."""
        rows = office.ask.batches(NEWEST)
        waiting = sum(row.states.get("waiting", 0) for row in rows if not row.undone)
        counts = [ink(counted(len(rows), "import"), "strong")]
        pieces = counted(waiting, "piece waits", "pieces wait")
        counts += [ink(f"{pieces} for somebody", "warn")] if waiting else [ink("nothing waits", "quiet")]
        return Loaded(Held(rows, key=lambda row: row.batch.id), tuple(counts))

    def draw(self, row: BatchStanding, width: int, manner: Manner) -> Content:
        """Return when, by whom, from where, and what came of it."""
        waiting = row.states.get("waiting", 0)
        mark = ink("  ") if row.undone or not waiting else ink("! ", "alert")
        left = joined(
            mark, cell(ink(f"{row.at:%d %b %H:%M}", "quiet"), 13), cell(ink(row.batch.actor), 10), ink(" "),
        )  # fmt: skip
        told = spaced(_counts(row), 2)
        rest = max(12, width - left.cell_length - told.cell_length - 1)
        return joined(left, cell(ink(row.batch.source), rest), ink(" "), told)

    def card(self, office: PluginContext, row: BatchStanding, manner: Manner) -> Sequence[Content]:
        """Return the counts of one import, and the first pieces that wait."""
        facts = Facts()
        facts.title(row.batch.source)
        facts.line(ink(f"batch {row.batch.id} by {row.batch.importer}, {row.batch.actor}", "quiet"))
        facts.line(ink(""))
        for label, count in (
            ("Read", row.batch.read), ("Created", row.batch.created), ("Corrected", row.batch.corrected),
            ("As before", row.batch.same), ("Waiting", 0 if row.undone else row.states.get("waiting", 0)),
            ("Rejected", row.states.get("rejected", 0)), ("Decided", row.states.get("decided", 0)),
        ):  # fmt: skip
            facts.value(label, ink(f"{count:,}"))
        if row.undone:
            facts.line(ink("It was taken back.", "warn"))
        items = () if row.undone else office.ask.batch(row.batch.id, "waiting", 8)[1]
        if items:
            facts.heading("What waits")
        for item in items:
            facts.line(joined(ink(f" {item.where} ", "quiet"), ink(item.reason)))
        return facts.lines

    def subject(self, row: BatchStanding) -> Subject:
        """Return the import."""
        return Subject(noun="batch", id=row.batch.id, name=row.batch.source)

    def kind(self, row: BatchStanding) -> str:
        """Return the importer by which `f` chooses."""
        return str(row.batch.importer)

    def empty(self) -> tuple[Content, ...]:
        """Return how something is imported."""
        return (
            ink("Nothing was imported yet."),
            joined(ink("n", "field"), ink(" brings in a file: a table, an address book, a calendar, a mailbox")),
        )


def _counts(row: BatchStanding) -> Iterator[Content]:
    if row.undone:
        yield ink("taken back", "quiet")
        return
    yield ink(f"{row.batch.created:,} new", "quiet")
    if row.batch.corrected:
        yield ink(f"{row.batch.corrected:,} corrected", "quiet")
    for state, role in (("waiting", "alert"), ("rejected", "warn")):
        if count := row.states.get(state, 0):
            yield ink(f"{count:,} {state}", role)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Piece:
    """A piece that somebody must decide about: as a whole, or in one field in which it and its row differ."""

    batch: int
    item: BatchItem
    difference: Difference | None = None
    fields: tuple[str, ...] = ()
    choice: str = ""
    who: str = ""
    """What the row it differs from is called."""

    @property
    def waits(self) -> bool:
        """Whether it can still be decided about."""
        return self.item.state == "waiting"


class BatchSheet:
    """What one import left open; each answer is kept as soon as its piece has all it needs."""

    id = "batch"

    def __init__(self, batch: int, source: str) -> None:
        self.name = f"Batch {batch}"
        self.batch = batch
        self._source = source
        self._undone = False
        self.choices: dict[int, dict[str, str]] = {}
        """What was chosen so far, by a piece's position and by field."""
        self._names: dict[str, str] = {}

    def load(self, office: PluginContext) -> Loaded:
        """Return the pieces that wait, then those that could not be read and those that may be double."""
        standing, items = office.ask.batch(self.batch, "", MOST_PIECES)
        self._undone = standing.undone
        if standing.undone:
            taken = ink("taken back: nothing of it waits", "warn")
            return Loaded(Held((), key=_key), (ink(self._source, "strong"), taken))
        differing = _differences(office, self.batch) if standing.states.get("waiting") else {}
        self._ask_names(office, [item for item in items if item.position in differing])
        rows = [row for item in items if item.state != "decided" for row in self._pieces(item, differing)]
        rows.sort(key=lambda row: (not row.waits, row.item.state == "rejected", row.item.position))
        counts = [ink(f"{self._source}", "strong"), ink(counted(standing.states.get("waiting", 0), "waits", "wait"))]
        told = standing.batch
        corrected = f"{told.corrected} corrected, " if told.corrected else ""
        counts += [ink(f"{told.created} new, {corrected}{told.same} as before, kept already", "quiet")]
        return Loaded(Held(rows, key=_key), tuple(counts))

    def _ask_names(self, office: PluginContext, items: Sequence[BatchItem]) -> None:
        for row in [_became(item) for item in items][:MOST_NAMED]:
            if row not in self._names:
                self._names[row] = _title(office, row)

    def _pieces(self, item: BatchItem, differing: Mapping[int, Sequence[Difference]]) -> Iterator[Piece]:
        found = differing.get(item.position, ())
        asked = [one for one in found if one.edited] or list(found)
        fields = tuple(one.field for one in asked)
        chosen = self.choices.get(item.position, {})
        for one in asked:
            who = self._names.get(_became(item), "")
            yield Piece(self.batch, item, one, fields, chosen.get(one.field, ""), who)
        if not asked:
            yield Piece(self.batch, item)

    def draw(self, row: Piece, width: int, manner: Manner) -> Content:
        """Return where, what differs, ours and theirs, and what was decided."""
        mark, role = _marks(row)
        left = joined(cell(ink(row.item.position, "quiet"), 5, right=True), ink(" "), ink(f"{mark} ", role))
        if row.difference is None:
            state = "" if row.waits else row.item.state
            could = f"  1 {row.item.candidates[0]}" if row.waits and row.item.candidates else ""
            said = cell(ink(f"{row.item.reason}{could}"), max(10, width - left.cell_length - 10))
            return joined(left, said, ink(" "), cell(ink(state or "?", "quiet"), 9))
        one = row.difference
        if width >= ROOM_FOR_NAME:
            who = row.who if one.field == row.fields[0] else ""  # once a piece
            left = joined(left, cell(ink(who), 15), ink(" "))
        each = max(8, (width - left.cell_length - 12 - 13) // 2)
        ours, theirs = apart(_told(one, one.ours), _told(one, one.theirs), each)
        return joined(
            left, cell(ink(one.field.replace("_", " "), "strong"), 12),
            ink("← ", "field"), cell(ink(ours, _chosen(row, "ours")), each), ink(" "),
            ink("→ ", "field"), cell(ink(theirs, _chosen(row, "theirs")), each), ink(" "),
            cell(ink(row.choice or "?", "quiet"), 7),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Piece, manner: Manner) -> Sequence[Content]:
        """Return the whole piece: what the file says, what it could be, and the keys that decide."""
        facts = Facts()
        facts.title((_title(office, _became(row.item)) if row.difference else "") or f"Piece {row.item.position}")
        facts.line(ink(row.item.where, "quiet"))
        facts.line(ink(row.item.reason, "warn"))
        if row.difference is not None:
            facts.heading("This field")
            facts.value("Ours", ink(_told(row.difference, row.difference.ours)))
            facts.value("Theirs", ink(_told(row.difference, row.difference.theirs)))
            facts.line(ink(" edited here since" if row.difference.edited else " follows its source", "quiet"))
        if row.item.candidates and row.difference is None:
            facts.heading("It could be")
            for number, candidate in enumerate(row.item.candidates, 1):
                facts.line(joined(ink(f" {number} ", "field"), ink(candidate)))
        if row.item.raw:
            facts.heading("The file says")
        for name, value in row.item.raw.items():
            facts.value(f" {name}", ink(value), 14)
        if row.waits:
            facts.line(ink(""))
            facts.line(ink(_FIELD_KEYS if row.difference is not None else _WHOLE_KEYS, "quiet"))
        return facts.lines

    def subject(self, row: Piece) -> Subject:
        """Return the piece."""
        how = FIELD if row.difference is not None else WHOLE if row.waits else REJECTED
        return Subject(noun=PIECE, id=row.item.position, name=row.item.where, kind=how)

    def kind(self, row: Piece) -> str:
        """Return the state by which `f` chooses."""
        return str(row.item.state)

    def empty(self) -> tuple[Content, ...]:
        """Return that nothing is left."""
        if self._undone:
            keys = joined(ink("Esc", "field"), ink(" goes back · "), ink("x", "field"), ink(" there has it again"))
            return ink("This import was taken back."), keys
        return (
            ink("Nothing of this import waits."),
            joined(
                ink("Esc", "field"), ink(" goes back · "), ink("x", "field"), ink(" there takes the whole import back")
            ),
        )


_FIELD_KEYS = "← ours · → theirs · = both · - leave the piece aside"
_WHOLE_KEYS = "Enter names which one it is · + it is new · - leave it aside"


def _key(row: Piece) -> object:
    return row.item.position, row.difference.field if row.difference is not None else ""


def _became(item: BatchItem) -> str:
    """Return the row that a piece became before, such as "person 73", "" where it became none."""
    return item.candidates[0] if item.candidates else ""


def _title(office: PluginContext, row: str) -> str:
    noun, _, number = row.rpartition(" ")
    return str(office.ask.one(noun, int(number)).title) if number.isdecimal() else ""


def _chosen(row: Piece, side: str) -> Role:
    """Return how a side's value looks: strong where it is taken, quiet where the other is."""
    return "" if not row.choice else "strong" if row.choice in (side, "both") else "quiet"


def _marks(row: Piece) -> tuple[str, Role]:
    if not row.waits:
        return ("!", "warn") if row.item.state == "rejected" else ("~", "quiet")
    return ("≠", "alert") if row.difference is not None else ("?", "alert")


def _told(one: Difference, value: Any) -> str:
    """Return a value in words: a reference with its title, many joined, nothing as such."""
    if isinstance(value, int) and value in one.titles:
        return str(one.titles[value])
    if value in (None, "", ()):
        return "(nothing)"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _differences(office: PluginContext, batch: int) -> Mapping[int, Sequence[Difference]]:
    """Return in which fields pieces and rows differ; none where whoever looks may not decide."""
    try:
        return office.ask.differences(batch)
    except TrustCrmError:
        return {}
