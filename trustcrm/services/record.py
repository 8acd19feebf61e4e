"""Recording: a record told in a person's words is checked, its mentions are found, and it is kept with its parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Any, cast

from trustcrm.domain.noun import Field, Mention, Record, fields_of
from trustcrm.domain.nouns import ABOUT, Contribution, Interaction, Kind, Office, Signal, Step, Tie
from trustcrm.domain.rules import check
from trustcrm.errors import Ambiguous, InvalidValue, NotFound
from trustcrm.services.conflict import refuse_stale
from trustcrm.services.desk import Desk
from trustcrm.services.directory import Directory
from trustcrm.services.find import describe, find
from trustcrm.services.match import Match, Matcher
from trustcrm.store.engine import Connection
from trustcrm.store.queries.kinds import kind_names
from trustcrm.store.queries.names import with_word
from trustcrm.store.queries.rows import record_by_id, titles
from trustcrm.store.tables import TABLES
from trustcrm.store.writing import Writer
from trustcrm.text import listed, measured, nearest, visible
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What was kept: the ids of the records handed in, and of whatever had to be made for them, as (noun, id)."""

    ids: tuple[int, ...]
    made: tuple[tuple[str, int], ...]


def record(desk: Desk, verb: str, summary: str, *drafts: Record) -> Recorded:
    """Keep records in one change; a mention may be of somebody known, or of a city that a gazetteer knows.

    A record may mention an earlier one of the same call by its place: `Mention(noun="contribution", name="@0")`.
    Raises `InvalidValue`, `NotFound` or `Ambiguous`, and keeps nothing, where one of them cannot be kept.
    """
    with desk.writing(verb, summary) as writer:
        return recorded(desk, writer, drafts)


def recorded(desk: Desk, writer: Writer, drafts: Iterable[Record]) -> Recorded:
    """Keep records within a change that is being written."""
    ids: list[int] = []
    clerk = Clerk(desk, writer)
    for draft in drafts:
        kept = clerk.resolved(draft, ids)
        check(kept, desk.today())
        clerk.check_against_office(kept)
        ids.append(writer.add(kept))
    return Recorded(ids=tuple(ids), made=tuple(clerk.made))


class Clerk:
    """Finds what records mention, within one writing transaction, and makes the cities that a gazetteer is sure of."""

    def __init__(self, desk: Desk, writer: Writer, *, importing: bool = False) -> None:
        self._importing = importing
        self._desk = desk
        self._writer = writer
        self._matcher = Matcher(Directory(writer.connection), desk.places, by_size=True)
        self.made: list[tuple[str, int]] = []

    def resolved(self, record: Record, earlier: list[int]) -> Record:
        """Return the record with every mention replaced by the id of its row."""
        found: dict[str, Any] = {}
        for field in fields_of(type(record)).values():
            value = getattr(record, field.name)
            if isinstance(value, Mention):
                found[field.name] = self._row_of(value, field, earlier, asking=not isinstance(record, Tie | Office))
                self._writer.refuse_restricted(field.about.refers[0], [found[field.name]])
        return dataclasses.replace(record, **found) if found else record

    def _row_of(self, mention: Mention, field: Field, earlier: list[int], *, asking: bool) -> int:
        """Return the row that is mentioned; with `asking`, no city is made for the word of an organisation's name."""
        if mention.name.startswith("@") and mention.name[1:].isdecimal() and int(mention.name[1:]) < len(earlier):
            return earlier[int(mention.name[1:])]
        self._writer.flush()
        noun = field.about.refers[0]
        if mention.name.lstrip("#").isdigit() or noun not in ("side", "city", "organisation", "person", "colleague"):
            return find(self._writer.connection, noun, mention.name)
        match = self._matcher.match(mention)
        if match.outcome == "known" and match.id is not None:
            return match.id
        if match.outcome == "new" and match.record is not None and noun != "colleague":
            if asking and not self._importing and noun == "side" and mention.country is None:
                self._refuse_part_of_a_name(mention, match.record)
            return self._make(match.record)
        if match.outcome == "doubtful":
            raise _ambiguous(self._writer.connection, mention, match)
        return find(self._writer.connection, noun, mention.name)

    def _refuse_part_of_a_name(self, mention: Mention, city: Record) -> None:
        near = with_word(self._writer.connection, "organisation", mention.name)
        if near:
            shown, country = visible(mention.name), getattr(city, "country", None) or "CC"
            candidates = describe(self._writer.connection, near)
            raise Ambiguous(
                f"{shown!r} could be {listed(candidates, most=6)}, or a city that is not here yet; give the number, or "
                f"for the city '{shown}, {country}'.",
                candidates,
            )

    def _make(self, record: Record) -> int:
        check(record, self._desk.today())
        row = self._writer.add(record)
        self.made.append((record.noun, row))
        return row

    def check_against_office(self, record: Record) -> None:
        """Raise `InvalidValue` where the office's own lists and rows do not allow a record."""
        if isinstance(record, Interaction):
            self._check_kind("interaction", record.kind)
        elif isinstance(record, Signal):
            self._check_signal_kind(record.kind)
        elif isinstance(record, Step):
            self._writer.flush()
            check_unit(self._writer.connection, record)
        elif record.noun in ABOUT:
            self._writer.flush()
            check_about(self._writer.connection, record)

    def _check_kind(self, family: str, name: str) -> None:
        known = kind_names(self._writer.connection, family)
        if name not in known:
            raise unknown_kind(family, name, known)

    def _check_signal_kind(self, name: str) -> None:
        known = kind_names(self._writer.connection, "signal")
        if name in known:
            return
        offered = self._desk.signal_kinds.get(name)
        if offered is None:
            raise unknown_kind("signal", name, (*known, *self._desk.signal_kinds))
        self._writer.add(
            Kind(
                name=offered.name, family="signal", intensity=offered.intensity, cameo=offered.cameo,
                summary=offered.summary, plugin=offered.plugin,
            )
        )  # fmt: skip


def unknown_kind(family: str, name: str, known: Iterable[str]) -> InvalidValue:
    """Return the error that says a kind is not on the list, and which one may have been meant."""
    names = tuple(known)
    near = nearest(name, names)
    hint = f"did you mean {near!r}?" if near else f"the list has {listed(names, most=12)}."
    return InvalidValue(f"{visible(name)!r} is no kind of {family} in this office; {hint}")


def check_unit(connection: Connection, step: Step) -> None:
    """Raise `InvalidValue` where a step has a quantity and its contribution no unit to count it in."""
    contribution = cast(Contribution, record_by_id(connection, "contribution", cast(int, step.contribution)).record)
    if step.quantity is not None and contribution.unit is None:
        raise InvalidValue(
            f"Contribution {step.contribution} ({visible(contribution.what)}) has no unit, so {step.quantity} of it "
            f"cannot be counted; give it one with `trustcrm contribution correct {step.contribution} --unit UNIT`."
        )


def check_about(connection: Connection, record: Any) -> None:
    """Raise `InvalidValue` where a tag, a note, a retention or a hold is about something that is not there."""
    noun, row = record.about_noun, record.about_row
    if noun not in TABLES:
        raise InvalidValue(f"{visible(noun)!r} is no noun; it can be {listed(tuple(TABLES), 30)}.")
    try:
        record_by_id(connection, noun, row)
    except NotFound as error:
        raise InvalidValue(f"A {record.noun} is about something; {str(error)[0].lower()}{str(error)[1:]}") from None


def _ambiguous(connection: Connection, mention: Mention, match: Match) -> Ambiguous:
    shown = visible(mention.name)
    if match.places:
        words = [str(place) for place in match.places]
        return Ambiguous(f"{shown!r} could be {listed(words, most=6)}; give the country's code after a comma.", words)
    by_noun: dict[str, list[int]] = {}
    for candidate in match.candidates:
        by_noun.setdefault(candidate.noun, []).append(candidate.id)
    named = titles(connection, by_noun)
    words = [f"{candidate.id} {named[candidate.noun, candidate.id]}" for candidate in match.candidates]
    return Ambiguous(f"{shown!r} could be {listed(words, most=6)}; give the number.", words)


def add_step(desk: Desk, step: Step, unit: str | None = None) -> int:
    """Keep one more step of a contribution and return its id.

    `unit`, where given, must be the contribution's own; raises `InvalidValue` where it is not: units are never mixed.
    """
    with desk.database.reading() as connection:
        row = step.contribution
        number = find(connection, "contribution", row.name) if isinstance(row, Mention) else row
        contribution = cast(Contribution, record_by_id(connection, "contribution", number).record)
    if unit is not None and contribution.unit is not None and unit.casefold() != contribution.unit.casefold():
        raise InvalidValue(
            f"Contribution {number} is counted in {visible(contribution.unit)}, not in {visible(unit)}; units are "
            "never mixed, so record what came in another unit as a contribution of its own."
        )
    told = measured(contribution.what, step.quantity, contribution.unit)
    with desk.writing("step", f"{step.state}: {told}") as writer:
        if unit is not None and contribution.unit is None:
            check(dataclasses.replace(contribution, unit=unit), desk.today())
            writer.correct("contribution", number, {"unit": unit})
        clerk = Clerk(desk, writer)
        kept = clerk.resolved(dataclasses.replace(step, contribution=number), [])
        check(kept, desk.today())
        clerk.check_against_office(kept)
        return writer.add(kept)


def correct(desk: Desk, noun: str, row: int, values: Mapping[str, Any], *, version: int | None = None) -> bool:
    """Set fields of one record, mentions allowed; return whether anything differed.

    With `version`, the record must still stand at it: raises `Conflict` where somebody corrected it meanwhile.
    """
    with desk.writing("correct", f"{noun} {row}: {', '.join(values)}") as writer:
        return corrected(desk, writer, noun, row, values, version)


def corrected(
    desk: Desk, writer: Writer, noun: str, row: int, values: Mapping[str, Any], version: int | None = None
) -> bool:
    """Set fields of one record within a change that is being written; return whether anything differed."""
    kept = record_by_id(writer.connection, noun, row)
    refuse_stale(writer, noun, row, version, values)
    clerk = Clerk(desk, writer)
    wanted = clerk.resolved(dataclasses.replace(kept.record, **values), [])
    check(wanted, desk.today())
    clerk.check_against_office(wanted)
    told = fields_of(type(wanted))
    return writer.correct(noun, row, {told[name].column: getattr(wanted, name) for name in values})


def withdraw(desk: Desk, noun: str, row: int, why: str = "", *, version: int | None = None) -> bool:
    """Mark a record wrong, so that nothing is read from it any more; return whether it was not marked so already.

    With `version`, the record must still stand at it: raises `Conflict` where somebody corrected it meanwhile.
    """
    reason = f": {why}" if why else ""
    with desk.writing("withdraw", f"{noun} {row}{reason}") as writer:
        refuse_stale(writer, noun, row, version, {"withdrawn": True})
        return writer.correct(noun, row, {"withdrawn": True})
