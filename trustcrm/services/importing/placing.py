"""Placing a draft in the office: what it mentions is matched, and what it says is found to be new, known or changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any, Literal, cast

from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Field, Mention, Record, fields_of, refs_of, with_rows
from trustcrm.domain.nouns import ABOUT, MERGEABLE, Interaction, Kind, Person, Signal, Step, Tie
from trustcrm.domain.rules import check
from trustcrm.errors import InvalidValue, TrustCrmError
from trustcrm.services.desk import Desk
from trustcrm.services.directory import Directory
from trustcrm.services.find import find
from trustcrm.services.importing.memory import Memory
from trustcrm.services.importing.mentions import SIDE_OF_PERSON, own_mention, with_side
from trustcrm.services.match import Candidate, Match, Matcher
from trustcrm.services.record import check_about, check_unit, unknown_kind
from trustcrm.store.erased_origins import ErasedOrigins
from trustcrm.store.origins import Origin, row_by_key
from trustcrm.store.queries.batches import settled_by
from trustcrm.store.queries.kinds import kind_names, kind_rows
from trustcrm.store.queries.rows import titles
from trustcrm.store.queries.ties import standing_ties
from trustcrm.store.writing import Writer
from trustcrm.text import listed
from trustcrm.values import dataclass

_NAMED = ("city", "organisation", "person", "colleague")

RowOf = Callable[[Mention, Field], int]
"""Answers for a mention in a field with the row that is meant."""


@dataclass(kw_only=True, eq=False)
class Doubt(Exception):
    """A mention that could be several things, or nothing that may be made; a person must say."""

    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """Something new that could turn out to be somebody known."""

    reason: str
    candidates: tuple[str, ...]


@dataclass
class Placed:
    """Where a draft's record belongs: a new row, or an old one with the values it would get."""

    outcome: Literal["new", "known"]
    record: Record
    row: int | None = None
    suspicions: list[Suspicion] = field(default_factory=list)
    suspects: tuple[Candidate, ...] = ()


class Placing:
    """Places drafts within one writing transaction; remembers every mention it has settled."""

    def __init__(self, desk: Desk, writer: Writer, importer: str, coming: Mapping[str, Origin] | None = None) -> None:
        """Begin to place; `coming` is what keys became in this run and is not written down yet."""
        self._coming = {} if coming is None else coming
        self._desk = desk
        self._writer = writer
        self._importer = importer
        self._today = desk.today()
        self._directory = Directory(writer.connection, whole=True)
        self._matcher = Matcher(self._directory, desk.places, by_side=True)
        self._settled: dict[Mention, int] = {}
        self._ties: dict[tuple[frozenset[int], str], int] | None = None
        self._kinds: dict[str, set[str]] = {}
        self._kind_rows: dict[tuple[str, str], int] | None = None
        self._erased = ErasedOrigins(writer.connection, importer)
        self._memory: Memory | None = None
        self.remembered = 0
        self.created: dict[str, int] = {}

    @property
    def anything_erased(self) -> bool:
        """True where something that came by this importer was erased, so that it must be kept from coming again."""
        return bool(self._erased)

    def erased_on(self, draft: Draft) -> date | None:
        """Return the day on which what a draft became here was erased, None where it was not."""
        if not self._erased:
            return None
        record = draft.record
        found = self._erased.by_key(draft.key)
        if found is None and isinstance(record, Person) and not self._known_by(record.name):
            found = self._erased.by_name(record.name)
        return None if found is None else found.on

    def place_in_source(self, draft: Draft) -> str:
        """Return where a draft of somebody erased stands, without their name."""
        return draft.where.replace(str(getattr(draft.record, "name", "")) or "\0", "").replace(draft.key, "")

    def _known_by(self, name: str) -> bool:
        return self._matcher.match(Mention(noun="person", name=name, create=False)).outcome != "unknown"

    def place(self, draft: Draft, *, has_row: bool = False) -> Placed:
        """Return where a draft belongs. Raises `Doubt` where a person must say, `InvalidValue` where it cannot be.

        One that `has_row`, by its key, is not matched with others. Everything it says is looked at, its parts too,
        before what it mentions is made: nothing of a draft is kept where one piece of it is in doubt or cannot be.
        """
        suspicions: list[Suspicion] = []
        coming: dict[Mention, int] = {}
        record = self._checked(draft, lambda mention, told: self._row_ahead(mention, told, coming))
        row, suspects = (None, ()) if has_row else self._known_row(record)
        self._check_lists(record)
        if coming:
            record = self._checked(draft, lambda mention, told: self._row_of(mention, told, suspicions))
        outcome: Literal["new", "known"] = "new" if row is None else "known"
        return Placed(outcome=outcome, record=record, row=row, suspicions=suspicions, suspects=suspects)

    def _checked(self, draft: Draft, row_of: RowOf) -> Record:
        record = self._resolved(draft.record, {}, row_of)
        check(record, self._today)
        for part in draft.parts:
            check(self._resolved(part, {"": 0}, row_of), self._today)
            if isinstance(part, Step) and part.quantity is not None and getattr(record, "unit", None) is None:
                raise InvalidValue(f"A quantity of {part.quantity} needs a unit to be counted in; name the unit.")
        return record

    def keep(self, placed: Placed) -> int:
        """Write a placed record that is new and return its id."""
        row = self._writer.add(placed.record)
        self._note(row, placed.record)
        if placed.suspects:
            placed.suspicions.append(self._suspicion(own_mention(placed.record), row, placed.suspects))
        return row

    def keep_part(self, part: Record, parent: int, suspicions: list[Suspicion]) -> int:
        """Write a part of a record that was just kept; the mention with an empty name is the record itself."""
        record = self._resolved(part, {"": parent}, lambda mention, told: self._row_of(mention, told, suspicions))
        check(record, self._today)
        row = self._writer.add(record)
        self._note(row, record)
        return row

    def row_known(self, mention: Mention, told: Field) -> int | None:
        """Return the row that a mention means, None where it is in doubt or would have to be made."""
        row = self._settled.get(mention)
        if row is None:
            try:
                meant = self._meant(mention, told.about.refers)
            except (Doubt, InvalidValue):
                return None
            if not isinstance(meant, int):
                return None
            row = self._settled[mention] = meant
        return row

    def lists_know(self, kind: type[Record], columns: Sequence[Sequence[Any]]) -> bool:
        """Return whether the office's lists know what many records of a kind, given field by field, say."""
        if kind is not Interaction:
            return True
        said = columns[list(fields_of(kind)).index("kind")]
        return self._known_kinds("interaction").issuperset(said)

    def is_stranger(self, record: Record) -> bool:
        """Return whether a record of its own is of nobody that the office knows, not even in doubt."""
        match = self._matcher.match(own_mention(record))
        return match.outcome in ("unknown", "new") and not match.suspects

    def outside_ids(self, record: Record) -> tuple[str, ...]:
        """Return by which ids of the outside world a record would be known again, each with its scheme."""
        return tuple(f"{scheme} {value}" for scheme, value in own_mention(record).ids)

    def learn(self, rows: Iterable[tuple[int, Record]]) -> None:
        """Take note of newcomers that were just kept, so that the next mention of one finds it."""
        for row, record in rows:
            self._directory.learn(row, record)

    def count(self, noun: str, count: int) -> None:
        """Count records that were kept."""
        self.created[noun] = self.created.get(noun, 0) + count

    def _note(self, row: int, record: Record) -> None:
        self.count(record.noun, 1)
        self._directory.learn(row, record)
        if isinstance(record, Tie) and self._ties is not None:
            self._ties.setdefault(_tie_key(record), row)
        elif isinstance(record, Kind):
            self._known_kinds(record.family).add(record.name)
            self._every_kind()[record.family, record.name] = row

    def _resolved(self, record: Record, own: Mapping[str, int], row_of: RowOf) -> Record:
        found: dict[str, int] = {}
        for told in refs_of(type(record)):
            value = getattr(record, told.name)
            if isinstance(value, Mention):
                found[told.name] = own[""] if not value.name and own else row_of(with_side(record, value), told)
        return with_rows(record, found) if found else record

    def _row_ahead(self, mention: Mention, told: Field, coming: dict[Mention, int]) -> int:
        """Return the row meant, a number below 0 where it would have to be made; nothing is made yet."""
        row = self._settled.get(mention) or coming.get(mention)
        if row is None:
            meant = self._meant(mention, told.about.refers)
            if isinstance(meant, int):
                row = self._settled[mention] = meant
            else:
                row = coming[mention] = -1 - len(coming)
        return row

    def _row_of(self, mention: Mention, told: Field, suspicions: list[Suspicion]) -> int:
        row = self._settled.get(mention)
        if row is None:
            meant = self._meant(mention, told.about.refers)
            row = meant if isinstance(meant, int) else self._make(mention, meant, suspicions)
            self._settled[mention] = row
        return row

    def _make(self, mention: Mention, match: Match, suspicions: list[Suspicion]) -> int:
        record = cast(Record, match.record)
        if isinstance(record, Person):
            record = dataclasses.replace(record, side=self.side_of(mention))
        row = self._writer.add(record)
        self._note(row, record)
        if match.suspects:
            suspicions.append(self._suspicion(mention, row, match.suspects))
        return row

    def _meant(self, mention: Mention, refers: tuple[str, ...]) -> int | Match:
        """Return the row meant, or the match of what should be made. Raises `Doubt` where a person must say."""
        noun = mention.noun if mention.noun in (*_NAMED, "side") else refers[0]
        if noun not in (*_NAMED, "side"):
            return self._by_origin(noun, mention)
        mention = self.told_apart(mention if mention.noun == noun else dataclasses.replace(mention, noun=noun))
        match = self._matcher.match(mention)
        if match.outcome == "known" and match.id is not None:
            return match.id
        if match.outcome == "new" and match.record is not None:
            erased = self._erased.by_name(mention.name) if noun == "person" else None
            if erased is not None:
                return erased.row
            check(match.record, self._today)
            return match
        row = self._row_remembered(match, mention)
        if row is not None:
            return row
        raise self._doubt(mention, match)

    def told_apart(self, mention: Mention) -> Mention:
        """Return a mention with the row of the side that it tells, below 0 where that would have to be made."""
        if not isinstance(mention.side, Mention):
            return mention
        return dataclasses.replace(mention, side=self._row_ahead(mention.side, SIDE_OF_PERSON, {}))

    def side_of(self, mention: Mention) -> int | None:
        """Return the row of the side that a mention tells, made where it is not here yet. Raises `Doubt`."""
        return self._row_of(mention.side, SIDE_OF_PERSON, []) if isinstance(mention.side, Mention) else mention.side

    def _row_remembered(self, match: Match, mention: Mention) -> int | None:
        """Return the row that a person said a name in doubt is, where the doubt is the same as it was then."""
        if match.outcome != "doubtful" or not match.candidates:
            return None
        if self._memory is None:
            self._memory = Memory(settled_by(self._writer.connection, self._importer))
        row = self._memory.row_of(mention, [candidate.id for candidate in match.candidates])
        self.remembered += row is not None
        return row

    def _by_origin(self, noun: str, mention: Mention) -> int:
        coming = self._coming.get(mention.name)
        if coming is not None and coming.noun == noun:
            return coming.row
        found = row_by_key(self._writer.connection, self._importer, noun, mention.name)
        if found is not None:
            return found
        try:
            return find(self._writer.connection, noun, mention.name)
        except TrustCrmError as error:
            raise Doubt(reason=str(error)) from None

    def _doubt(self, mention: Mention, match: Match) -> Doubt:
        if match.places:
            words = tuple(str(place) for place in match.places)
            return Doubt(reason=f"{mention} could be {listed(words, most=4)}", candidates=words)
        words = self._described(match.candidates)
        if words:
            return Doubt(reason=f"{mention} could be {listed(words, most=4)}", candidates=words)
        return Doubt(reason=f"nobody here is called {mention}")

    def _suspicion(self, mention: Mention, row: int, suspects: Iterable[Candidate]) -> Suspicion:
        words = self._described(suspects)
        reason = f"{mention} was kept as {row}; it could be the same as {listed(words, most=4)}"
        return Suspicion(reason=reason, candidates=words)

    def _described(self, candidates: Iterable[Candidate]) -> tuple[str, ...]:
        self._writer.flush()
        by_noun: dict[str, list[int]] = {}
        for candidate in candidates:
            by_noun.setdefault(candidate.noun, []).append(candidate.id)
        named = titles(self._writer.connection, by_noun)
        return tuple(
            f"{candidate.noun} {candidate.id} {named.get((candidate.noun, candidate.id), '')} "
            f"[{candidate.weight:.2f}: {', '.join(candidate.reasons)}]"
            for candidate in candidates
        )

    def _known_row(self, record: Record) -> tuple[int | None, tuple[Candidate, ...]]:
        """Return the row that a record is, None where it is new, and whom it could be the same as then."""
        if isinstance(record, Tie):
            return self._every_tie().get(_tie_key(record)), ()
        if isinstance(record, Kind):
            return self._every_kind().get((record.family, record.name)), ()
        return self._known_name(record) if record.noun in MERGEABLE else (None, ())

    def _known_name(self, record: Record) -> tuple[int | None, tuple[Candidate, ...]]:
        mention = own_mention(record)
        match = self._matcher.match(mention)
        if match.outcome == "doubtful" and match.candidates:
            row = self._row_remembered(match, mention)
            if row is None:
                raise self._doubt(mention, match)
            return row, ()
        return (match.id if match.outcome == "known" else None), match.suspects

    def _every_tie(self) -> dict[tuple[frozenset[int], str], int]:
        if self._ties is None:
            self._writer.flush()
            found = reversed(standing_ties(self._writer.connection))
            self._ties = {_tie_key(cast(Tie, kept.record)): kept.id for kept in found}
        return self._ties

    def _every_kind(self) -> dict[tuple[str, str], int]:
        if self._kind_rows is None:
            self._writer.flush()
            self._kind_rows = kind_rows(self._writer.connection)
        return self._kind_rows

    def _check_lists(self, record: Record) -> None:
        if isinstance(record, Interaction):
            if record.kind not in self._known_kinds("interaction"):
                raise unknown_kind("interaction", record.kind, sorted(self._known_kinds("interaction")))
        elif isinstance(record, Signal):
            self._check_signal(record)
        elif record.noun == "step":
            self._writer.flush()
            check_unit(self._writer.connection, record)  # type: ignore[arg-type]
        elif record.noun in ABOUT:
            self._writer.flush()
            check_about(self._writer.connection, record)

    def _check_signal(self, signal: Signal) -> None:
        known = self._known_kinds("signal")
        if signal.kind in known:
            return
        offered = self._desk.signal_kinds.get(signal.kind)
        if offered is None:
            raise unknown_kind("signal", signal.kind, sorted(known | set(self._desk.signal_kinds)))
        kind = Kind(
            name=offered.name, family="signal", intensity=offered.intensity, cameo=offered.cameo,
            summary=offered.summary, plugin=offered.plugin,
        )  # fmt: skip
        row = self._writer.add(kind)
        known.add(kind.name)
        if self._kind_rows is not None:
            self._kind_rows[kind.family, kind.name] = row

    def _known_kinds(self, family: str) -> set[str]:
        if family not in self._kinds:
            self._kinds[family] = set(kind_names(self._writer.connection, family))
        return self._kinds[family]


def _tie_key(tie: Tie) -> tuple[frozenset[int], str]:
    return frozenset((int(str(tie.one)), int(str(tie.other)))), tie.kind
