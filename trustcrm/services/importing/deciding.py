"""Applying one piece of an import that waited, its doubt settled by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Field, Mention, Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, City
from trustcrm.domain.rules import check
from trustcrm.errors import Ambiguous, InvalidValue, NotFound, Refused
from trustcrm.services.add import Strangers
from trustcrm.services.desk import Desk, no_places
from trustcrm.services.directory import Directory
from trustcrm.services.find import find
from trustcrm.services.importing.differences import Choice, Difference, chosen, differences
from trustcrm.services.importing.memory import Settled, written
from trustcrm.services.importing.mentions import own_mention, values_told, with_side
from trustcrm.services.importing.placing import Doubt, Placing
from trustcrm.services.importing.told import digest
from trustcrm.services.match import Match, Matcher, city_of
from trustcrm.services.record import Clerk
from trustcrm.store.origins import Origin, keep_origins, origins
from trustcrm.store.queries.batches import Batch
from trustcrm.store.queries.rows import kept_of, record_by_id, records
from trustcrm.store.writing import Writer
from trustcrm.values import dataclass

_MATCHED = (*MERGEABLE, "colleague", "side")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What became of a decided piece: the row it now is, or, where another doubt is left, what is asked next.

    `settled` is what was said of the name that was in doubt.
    """

    noun: str = ""
    row: int | None = None
    still: str = ""
    candidates: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()


class Deciding:
    """Applies one waiting draft within a writing transaction, its first doubt settled by a person."""

    def __init__(self, desk: Desk, writer: Writer, batch: Batch) -> None:
        """Begin to decide about a piece of a batch."""
        self._desk = desk
        self._writer = writer
        self._batch = batch
        self._placing = Placing(desk, writer, batch.importer)

    def go(self, draft: Draft, words: str) -> tuple[Decision, Draft]:
        """Return what became of the draft, and the draft with what is settled."""
        said = digest(draft)
        origin = self._standing_origin(draft)
        # what was said of a name before is no doubt, unless there is no other: then somebody says otherwise now
        doubt = self._first_doubt(draft) or self._first_doubt(draft, remembering=False)
        if doubt is None and origin is not None:
            return self._taken_from_source(draft, origin, words, said), draft
        if doubt is None:
            among = self._could_be(draft.record)
            decision = self._place(draft, words, said)
            settled = (written(self._own(draft.record), decision.row, among),) if among and decision.row else ()
            return replace(decision, settled=settled), draft
        mention, whole, field = doubt
        apart = self._told_apart(whole)
        among = [candidate.id for candidate in self._matched(apart, field).candidates]
        row = self._row_said(apart, field, words) if words else self._make(whole, field)
        decision, draft = self._with(_settled(draft, mention, row), origin, said)
        return replace(decision, settled=(written(apart, row, among),)), draft

    def _with(self, draft: Draft, origin: int | None, said: str) -> tuple[Decision, Draft]:
        """Return what becomes of a draft one doubt of which was just settled."""
        again = self._first_doubt(draft)
        if again is not None:
            still = f"{again[0]} is in doubt too"
            return Decision(still=still, candidates=self._candidates(draft)), draft
        try:
            if origin is not None:
                return self._overwrite(draft, origin, said), draft
            return self._place(draft, "", said, of_itself=False), draft
        except Doubt as still:
            return Decision(still=still.reason, candidates=still.candidates), draft

    def go_again(self, draft: Draft) -> Decision | None:
        """Return what became of a draft that is in doubt no more, None where it is or where its row was edited here."""
        if self._standing_origin(draft) is not None:
            return None
        try:
            return self._place(draft, "", digest(draft), of_itself=False)
        except Doubt:
            return None

    def differences(self, draft: Draft) -> tuple[Difference, ...]:
        """Return what the source tells otherwise than the row that the piece became before; none where it is new.

        Raises `Doubt` where something the piece mentions could be several things.
        """
        row = self._standing_origin(draft)
        return () if row is None else self._told_otherwise(draft, row)[1]

    def settle(self, draft: Draft, choices: Mapping[str, Choice]) -> Decision:
        """Correct the row that the piece became before, field by field as chosen.

        A field that nobody chose for stays as it was edited here, and follows the source where nobody did. Raises
        `Refused` where the piece has no row, `InvalidValue` for a choice that cannot be.
        """
        row = self._standing_origin(draft)
        if row is None:
            raise Refused("This piece has no row here yet, so there is nothing to choose from field by field.")
        said = digest(draft)
        present, found = self._told_otherwise(draft, row)
        values = chosen(present, found, choices)
        check(replace(present, **values), self._desk.today())
        told = fields_of(type(present))
        self._writer.correct(present.noun, row, {told[name].column: value for name, value in values.items()})
        return self._remembered(draft, row, said)

    def _told_otherwise(self, draft: Draft, row: int) -> tuple[Record, tuple[Difference, ...]]:
        placed = self._placing.place(draft, has_row=True)
        self._writer.flush()
        present = record_by_id(self._writer.connection, draft.record.noun, row).record
        return present, differences(self._writer.connection, row, present, placed.record)

    def _standing_origin(self, draft: Draft) -> int | None:
        origin = self._origin(draft.key)
        if origin is None or not records(self._writer.connection, origin.noun, {"id": origin.row}, limit=1):
            return None
        return origin.row

    def _origin(self, key: str) -> Origin | None:
        return origins(self._writer.connection, self._batch.importer, [key]).get(key)

    def _taken_from_source(self, draft: Draft, row: int, words: str, said: str) -> Decision:
        noun = draft.record.noun
        if not words or find(self._writer.connection, noun, words) != row:
            raise Refused(
                f"This piece became {noun} {row}; take the source's values with --as {row}, choose field by field with "
                "--field, or --skip it."
            )
        return self._overwrite(draft, row, said)

    def _overwrite(self, draft: Draft, row: int, said: str) -> Decision:
        noun = draft.record.noun
        told = values_told(self._placing.place(draft, has_row=True).record)
        present = self._writer.present(noun, row) or {}
        check(kept_of(noun, {**present, **told}).record, self._desk.today())
        self._writer.correct(noun, row, told)
        return self._remembered(draft, row, said)

    def _place(self, draft: Draft, words: str, said: str, *, of_itself: bool = True) -> Decision:
        noun = draft.record.noun
        if of_itself and words:
            if noun not in MERGEABLE:
                raise Refused("Nothing about this piece is in doubt any more; keep what it says with --new.")
            row = find(self._writer.connection, noun, words)
            self._fill(noun, row, self._resolved(draft.record))
            return self._remembered(draft, row, said)
        if of_itself and noun in MERGEABLE:
            record = self._resolved(draft.record)
            check(record, self._desk.today())
            row = self._writer.add(record)
        else:
            placed = self._placing.place(draft)
            row = placed.row if placed.row is not None else self._placing.keep(placed)
        for part in draft.parts:
            self._placing.keep_part(part, row, [])
        return self._remembered(draft, row, said)

    def _resolved(self, record: Record) -> Record:
        return Clerk(self._desk, self._writer, importing=True).resolved(record, [])

    def _fill(self, noun: str, row: int, record: Record) -> None:
        present = record_by_id(self._writer.connection, noun, row).record
        fields = fields_of(type(record)).values()
        empty = {field.column for field in fields if getattr(present, field.name) in (None, ())}
        self._writer.correct(noun, row, {name: v for name, v in values_told(record).items() if name in empty})

    def _remembered(self, draft: Draft, row: int, said: str) -> Decision:
        noun = draft.record.noun
        origin = Origin(key=draft.key, noun=noun, row=row, digest=said, batch=self._batch.id)
        keep_origins(self._writer.connection, self._batch.importer, [origin])
        return Decision(noun=noun, row=row)

    def _first_doubt(self, draft: Draft, *, remembering: bool = True) -> tuple[Mention, Mention, Field] | None:
        """Return the first mention in doubt, the same with the side its record tells, and the field in which it is."""
        self._writer.flush()
        for record in (draft.record, *draft.parts):
            for field in fields_of(type(record)).values():
                value = getattr(record, field.name)
                if not isinstance(value, Mention) or not value.name:
                    continue
                whole = with_side(record, value)
                if self._is_doubtful(self._told_apart(whole), field, remembering):
                    return value, whole, field
        return None

    def _told_apart(self, mention: Mention) -> Mention:
        """Return a mention with the row of the side it tells, with none where that is in doubt too."""
        try:
            return self._placing.told_apart(mention)
        except (Doubt, InvalidValue):
            return replace(mention, side=None)

    def _own(self, record: Record) -> Mention:
        return self._told_apart(own_mention(record))

    def _could_be(self, record: Record) -> list[int]:
        """Return the rows among which a record of somebody or some place is in doubt itself."""
        if record.noun not in MERGEABLE:
            return []
        match = self._match(self._own(record))
        return [candidate.id for candidate in match.candidates] if match.outcome == "doubtful" else []

    def _matched(self, mention: Mention, field: Field) -> Match:
        noun = mention.noun if mention.noun in _MATCHED else field.about.refers[0]
        if noun not in _MATCHED:
            return Match(outcome="unknown")
        return self._match(replace(mention, noun=noun))

    def _match(self, mention: Mention) -> Match:
        return Matcher(Directory(self._writer.connection), self._desk.places, by_side=True).match(mention)

    def _is_doubtful(self, mention: Mention, field: Field, remembering: bool) -> bool:
        noun = mention.noun if mention.noun in _MATCHED else field.about.refers[0]
        if noun in _MATCHED:
            said_before = remembering and self._placing.row_known(mention, field) is not None
            return not said_before and self._matched(mention, field).outcome in ("doubtful", "unknown")
        if self._origin(mention.name) is not None:
            return False
        try:
            find(self._writer.connection, noun, mention.name)
        except (NotFound, Ambiguous):
            return True
        return False

    def _candidates(self, draft: Draft) -> tuple[str, ...]:
        try:
            self._placing.place(draft)
        except Doubt as doubt:
            return doubt.candidates
        return ()

    def _row_said(self, mention: Mention, field: Field, words: str) -> int:
        """Return the row that was said: by its number, its name, or as one of the places that the name could be."""
        place = next((one for one in self._matched(mention, field).places if str(one) == words), None)
        if place is None:
            return find(self._writer.connection, field.about.refers[0], words)
        city = city_of(place, called=mention.name)
        known = Directory(self._writer.connection).by_outside_id("city", "geonames", city.geonames or "")
        if known is None:
            known = self._writer.add(city)
            self._writer.flush()
        return known

    def _make(self, mention: Mention, field: Field) -> int:
        noun = mention.noun if mention.noun in _MATCHED else field.about.refers[0]
        if noun == "side" or noun not in MERGEABLE:
            raise Refused(
                f"{mention} cannot be made from its name alone; add it first, as the city or whatever it is, and "
                "decide --as its number."
            )
        wanted = replace(mention, noun=noun, create=True, side=self._placing.side_of(mention))
        strangers = Strangers(self._writer.connection)
        match = Matcher(strangers, self._desk.places).match(wanted)
        if match.record is None or (isinstance(match.record, City) and match.outcome != "new"):
            match = Matcher(strangers, no_places).match(wanted)
        if match.record is None:
            raise Refused(f"{mention} cannot be made from its name alone; add it first and decide --as its number.")
        row = self._writer.add(match.record)
        self._writer.flush()
        return row


def _settled(draft: Draft, mention: Mention, row: int) -> Draft:
    def settled(record: Record) -> Record:
        found = {name: row for name in fields_of(type(record)) if getattr(record, name) == mention}
        return replace(record, **found) if found else record

    return replace(draft, record=settled(draft.record), parts=tuple(map(settled, draft.parts)))
