"""Whom a person is: the rows merged into one another, what they were ever called, and who else goes by that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, or_, select

from trustcrm.domain.nouns import ABOUT
from trustcrm.store.queries.history import history_of
from trustcrm.store.queries.rows import raw_rows
from trustcrm.store.references import pointing_at, referring
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import FOLDED_NAME
from trustcrm.text import spellings
from trustcrm.values import dataclass

Rows = dict[str, set[int]]
"""Ids by noun."""


@dataclass(frozen=True, kw_only=True)
class Called:
    """Every name, address and number a person ever stood under, corrected ones too."""

    names: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]


def merged_group(connection: Connection, person: int) -> list[int]:
    """Return the ids of everybody merged into a person, or the person into them, the person first."""
    table = TABLES["person"]
    found = [person]
    for row in found:
        chosen = select(table.c.id, table.c.merged_into_id).where(or_(table.c.id == row, table.c.merged_into_id == row))
        for one in connection.execute(chosen):
            found += [each for each in one if each is not None and each not in found]
    return found


def ever_called(connection: Connection, people: Iterable[int]) -> Called:
    """Return whatever these people are, and ever were, called; a row that is gone is read from the journal."""
    found: dict[str, set[str]] = {"names": set(), "emails": set(), "phones": set()}
    for row in people:
        for entry in history_of(connection, "person", row):
            for image in (entry.before, entry.after):
                found["names"].update(name for name in (image.get("name"), *(image.get("aliases") or ())) if name)
                found["emails"].update(image.get("emails") or ())
                found["phones"].update(image.get("phones") or ())
    return Called(**{name: frozenset(words) for name, words in found.items()})


def borne_by_others(connection: Connection, names: Iterable[str], people: Collection[int]) -> frozenset[str]:
    """Return those of `names` under which anybody or anything else stands here."""
    found = set()
    for name in names:
        chosen = select(FOLDED_NAME.c.noun, FOLDED_NAME.c.row_id).where(FOLDED_NAME.c.folded.in_(spellings(name)))
        if any((noun, row) not in {("person", one) for one in people} for noun, row in connection.execute(chosen)):
            found.add(name)
    return frozenset(found)


def shared_with_others(connection: Connection, words: Collection[str], people: Collection[int]) -> frozenset[str]:
    """Return those mail addresses and telephone numbers that stand under anybody else too."""
    if not words:
        return frozenset()
    found: set[str] = set()
    person, organisation, colleague = (TABLES[noun] for noun in ("person", "organisation", "colleague"))
    for row, emails, phones in connection.execute(select(person.c.id, person.c.emails, person.c.phones)):
        if row not in people:
            found.update(set(emails or ()) | set(phones or ()))
    for (emails,) in connection.execute(select(organisation.c.emails)):
        found.update(emails or ())
    found.update(email for email in connection.execute(select(colleague.c.email)).scalars() if email)
    others = {word.casefold() for word in found}
    return frozenset(word for word in words if word.casefold() in others)


def concerning(connection: Connection, people: Collection[int]) -> Rows:
    """Return the rows that refer to people, what those belong to, and what refers to that in turn."""
    found: Rows = {}
    near = _referring(connection, {"person": set(people)})
    _take(found, near)
    wholes: Rows = {}
    for part, whole in (("participant", "interaction"), ("seat", "engagement")):
        table = TABLES[part]
        rows = connection.execute(select(table.c[f"{whole}_id"]).where(table.c.id.in_(near.get(part, ()))))
        wholes[whole] = set(rows.scalars())
    _take(found, wholes)
    _take(found, _referring(connection, {**near, **wholes}))
    return found


def of_others(connection: Connection, rows: Mapping[str, Collection[int]], people: Collection[int]) -> Rows:
    """Return those of `rows` that refer to a person, and to none of `people`: who else sat at the same table, say."""
    found: Rows = {}
    for noun, ids in rows.items():
        columns = [column for other, column in pointing_at("person") if other == noun]
        for row, kept in raw_rows(connection, noun, sorted(ids)).items() if columns or noun in ABOUT else ():
            named = {kept[column] for column in columns}
            if kept.get("about_noun") == "person":
                named.add(kept["about_row"])
            named.discard(None)
            if named and named.isdisjoint(people):
                found.setdefault(noun, set()).add(row)
    return found


def _referring(connection: Connection, rows: Mapping[str, Collection[int]]) -> Rows:
    found: Rows = {}
    for noun, ids in rows.items():
        for start in range(0, len(ids), 500):
            for _, other, row in referring(connection, noun, sorted(ids)[start : start + 500]):
                found.setdefault(other, set()).add(row)
    return found


def _take(rows: Rows, more: Rows) -> None:
    for noun, ids in more.items():
        rows.setdefault(noun, set()).update(ids)
