"""Who may be one person under a shorter and a longer name: Giulia, and Giulia Rossi of the same side.

Nobody is merged by that: it is said to whoever enters one, and stands among an import's possible duplicates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from trustcrm.domain.nouns import Person
from trustcrm.services.importing.outcome import Item
from trustcrm.store.engine import Connection
from trustcrm.store.queries.rows import records, titles
from trustcrm.text import fold, listed

MOST_SAID = 4
"""So many people of a longer or shorter name are said."""


def said_of(connection: Connection, row: int) -> str:
    """Return in a sentence whom a person just entered may be, "" where nobody of their side is called so."""
    person = cast(Person, records(connection, "person", {"id": row})[0].record)
    others = [other for one, other in _pairs(connection, person.side) if one == row]
    if not others:
        return ""
    name = person.name
    there = listed(list(_titles(connection, others).values()), MOST_SAID)
    return (
        f"{name}: there is {there}; where they are one, `trustcrm person merge {others[0]} {row}` makes them one "
        "and undo parts them again."
    )


def suspected(connection: Connection, batch: int) -> Iterator[Item]:
    """Yield whom an import brought that may be one of the same side who goes by a shorter or a longer name."""
    brought = {kept.id: cast(Person, kept.record) for kept in records(connection, "person", {"batch_id": batch})}
    for side in sorted({person.side for person in brought.values() if isinstance(person.side, int)}):
        for row, other in _pairs(connection, side):
            if row in brought and (other not in brought or other < row):
                there = f"person {other} {_titles(connection, [other])[other]}"
                reason = f"{brought[row].name} was kept as {row}; it could be the same as {there}"
                yield Item(state="possible duplicate", where=f"person {row}", reason=reason, candidates=(there,))


def _pairs(connection: Connection, side: object) -> Iterator[tuple[int, int]]:
    """Yield people of a side of whom one is called as the other and more, each pair in both orders."""
    people = records(connection, "person", {"side_id": side}) if side is not None else []
    called: dict[str, dict[int, None]] = {}
    for kept in people:
        person = cast(Person, kept.record)
        for name in (person.name, *person.aliases):
            called.setdefault(fold(name), {})[kept.id] = None
    found: dict[tuple[int, int], None] = {}
    for name, longer in called.items():
        words = name.split()
        shorter = [row for end in range(1, len(words)) for row in called.get(" ".join(words[:end]), ())]
        found |= {
            pair: None for one in longer for other in shorter if one != other for pair in ((one, other), (other, one))
        }
    yield from found


def _titles(connection: Connection, people: list[int]) -> dict[int, str]:
    """Return each person's name with that of their side."""
    kept = records(connection, "person", {"id": people})
    sides = titles(connection, {"side": {cast(int, one.record.side) for one in kept}})  # type: ignore[attr-defined]
    named = {row: title for (_, row), title in sides.items()}
    return {one.id: f"{one.record.name} of {named[one.record.side]}" for one in kept}  # type: ignore[attr-defined]
