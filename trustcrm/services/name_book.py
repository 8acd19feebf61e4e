"""The names an office knows, as quick entry asks for them: read from the store, in any spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import City, Kind, Organisation, Person
from trustcrm.services.desk import home_of
from trustcrm.services.find import SHORTEST_BEGINNING
from trustcrm.services.quick_entry import Known
from trustcrm.store.engine import Connection
from trustcrm.store.queries.names import Named, beginning, called, names_beginning, nouns_meant, with_word
from trustcrm.store.queries.rows import records, side_nouns
from trustcrm.text import fold, spellings

_MOST_NAMESAKES = 20
_ALIKE, _MOST_ALIKE = 0.8, 2_000
"""How alike a misspelt name must be, and among how many that begin with its letter it is looked for."""
_MOST_WITH_WORD = 3
"""A word that stands in more names than these, "council" or "sister", means none of them."""


class OfficeNames:
    """The name book of one office, within one reading of its database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._people: dict[int, list[Kept[Record]]] = {}

    def home(self) -> Known | None:
        """Return the office's own city."""
        return self.side(home_of(self._connection))

    def side(self, id: int) -> Known | None:
        """Return the city or organisation with this id."""
        found = self._known_sides([Named(noun, row, "") for row, noun in side_nouns(self._connection, [id]).items()])
        return found[0] if found else None

    def sides(self, words: str) -> Sequence[Known]:
        """Return the cities and organisations so called, or the only one whose name begins so."""
        exact = self._known_sides(called(self._connection, "side", words))
        if exact:
            return [_matched(known, words) for known in exact]
        if len(fold(words).replace(" ", "")) < SHORTEST_BEGINNING:
            return []
        begun = self._known_sides(beginning(self._connection, "side", words))
        return [_by(begun[0], "prefix")] if len(begun) == 1 else []

    def nearly(self, words: str) -> Sequence[Known]:
        """Return the cities and organisations by the one name that begins alike and is nearly what was typed.

        Where there is none, the few whose longer name holds it: "Japan" for "Consulate General of Japan".
        """
        from difflib import get_close_matches

        sought = fold(words)
        by_name: dict[str, list[Named]] = {}
        for named in names_beginning(self._connection, "side", sought[:1], _MOST_ALIKE) if sought else ():
            by_name.setdefault(named.folded, []).append(named)
        near = get_close_matches(sought, by_name, n=1, cutoff=_ALIKE)
        found = self._known_sides(named for name in near for named in by_name[name])
        return [_by(one, "nearly") for one in found or self._with_word(words)]

    def _with_word(self, words: str) -> list[Known]:
        if len(fold(words).replace(" ", "")) <= SHORTEST_BEGINNING:
            return []
        nouns = nouns_meant("side")
        named = [one for noun in nouns for one in with_word(self._connection, noun, words, _MOST_WITH_WORD + 1)]
        return self._known_sides(named) if len(named) <= _MOST_WITH_WORD else []

    def people(self, words: str, side: int | None) -> Sequence[Known]:
        """Return the people of a side, or of any, whose name, alias or beginning of a name this is.

        Within a side any word of a name may begin so, a surname too, or the words may go on behind a name that is all
        that is known of somebody; among all people only the name itself.
        """
        if not fold(words):
            return []
        kept = self._called_so(words) if side is None else self._people_of(side)
        exact = [_person(one, "name") for one in kept if _is_called(words, _names(one))]
        if exact or len(fold(words)) < 2:
            return [_matched(known, words) for known in exact]
        begun = [_person(one, "prefix") for one in kept if _begins(words, _names(one))]
        if begun or side is None:
            return begun
        return [_person(one, "shorter") for one in kept if _goes_on(words, _names(one))]

    def kinds(self) -> Mapping[str, str]:
        """Return the office's kinds of interaction with their summaries."""
        found = records(self._connection, "kind", {"family": "interaction"})
        return {kind.name: kind.summary for kind in (cast(Kind, one.record) for one in found)}

    def _known_sides(self, found: Iterable[Named]) -> list[Known]:
        by_noun: dict[str, list[int]] = {}
        for named in found:
            by_noun.setdefault(named.noun, []).append(named.id)
        return [
            _side(kept)
            for noun, ids in sorted(by_noun.items())
            for kept in records(self._connection, noun, {"id": ids[:_MOST_NAMESAKES]})
        ]

    def _people_of(self, side: int) -> list[Kept[Record]]:
        if side not in self._people:
            self._people[side] = records(self._connection, "person", {"side_id": side})
        return self._people[side]

    def _called_so(self, words: str) -> list[Kept[Record]]:
        found = called(self._connection, "person", words)
        if not found and len(fold(words)) >= SHORTEST_BEGINNING:
            found = beginning(self._connection, "person", words, _MOST_NAMESAKES)
        return records(self._connection, "person", {"id": [named.id for named in found]}) if found else []


def known_side(connection: Connection, row: int) -> Known | None:
    """Return a city or organisation by its id, as quick entry takes it."""
    return OfficeNames(connection).side(row)


def _side(kept: Kept[Record]) -> Known:
    record = cast(City | Organisation, kept.record)
    region = record.region if isinstance(record, City) else None
    where = ", ".join(part for part in (region, record.country) if part)
    return Known(noun=record.noun, id=kept.id, name=record.name, where=where)


def _person(kept: Kept[Record], how: str) -> Known:
    person = cast(Person, kept.record)
    return Known(noun="person", id=kept.id, name=person.name, how=how, side=cast("int | None", person.side))


def _names(kept: Kept[Record]) -> tuple[str, ...]:
    person = cast(Person, kept.record)
    return (person.name, *person.aliases)


def _is_called(words: str, names: Iterable[str]) -> bool:
    wanted = set(spellings(words))
    return any(wanted & set(spellings(name)) for name in names)


def _begins(words: str, names: Iterable[str]) -> bool:
    wanted = spellings(words)
    begun = [folded for name in names for folded in spellings(name)]
    parts = [part for folded in begun for part in (folded, *folded.split()[1:])]
    return any(part.startswith(start) for part in parts for start in wanted)


def _goes_on(words: str, names: Iterable[str]) -> bool:
    longer = spellings(words)
    return any(whole.startswith(f"{short} ") for name in names for short in spellings(name) for whole in longer)


def _matched(known: Known, words: str) -> Known:
    return known if set(spellings(words)) & set(spellings(known.name)) else _by(known, "alias")


def _by(known: Known, how: str) -> Known:
    return Known(noun=known.noun, id=known.id, name=known.name, how=how, where=known.where, side=known.side)
