"""A mapping found without being told: each column is matched to a field of the noun by its name alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from trustcrm.plugin import NOUNS, Field, UnreadableSource
from trustcrm_table.headings import CITIES, COUNTRIES, FIELD_OF
from trustcrm_table.mapping import REST, Cell, Origin, Reference, TableMap
from trustcrm_table.nouns import hint, meant_by, shown, squeezed, told_fields

_DETAILS: dict[str, Callable[[Reference, Cell], Reference]] = {
    "country": lambda reference, cell: replace(reference, country=cell),
    "wikidata": lambda reference, cell: replace(reference, ids=(*reference.ids, ("wikidata", cell))),
    "geonames": lambda reference, cell: replace(reference, ids=(*reference.ids, ("geonames", cell))),
}
"""What may stand behind a reference's name in a column's name: "giver country", other_wikidata."""

_FEW = 3


def known_columns(noun: str) -> frozenset[str]:
    """Return every column name, squeezed, that would be matched to a field of `noun`."""
    names = set()
    for told in told_fields(noun).values():
        names.update({squeezed(told.name), squeezed(told.column)})
        if told.is_ref:
            names.update(squeezed(f"{told.name} {detail}") for detail in _DETAILS)
    if noun == "person":
        names |= CITIES | COUNTRIES
    return frozenset(names) | {heading for heading, field in FIELD_OF.items() if field in told_fields(noun)}


def likely_nouns(columns: Sequence[str]) -> list[str]:
    """Return the few nouns that know most of these columns, none where none knows half of them."""
    names = [squeezed(column) for column in columns if column.strip()]
    counts = {noun: sum(name in known for name in names) for noun in NOUNS for known in (known_columns(noun),)}
    most = max(counts.values())
    return [noun for noun in NOUNS if counts[noun] == most][:_FEW] if names and most * 2 >= len(names) else []


def inferred(table: TableMap, columns: Sequence[str]) -> TableMap:
    """Return `table` with every column matched to a field.

    Raises `UnreadableSource` naming the first column that is no field, and the nearest field, where it is not ignored.
    """
    fields = told_fields(table.noun)
    places = {heading: fields[name] for heading, name in FIELD_OF.items() if name in fields}
    places |= {squeezed(told.name): told for told in fields.values()}
    places |= {squeezed(told.column): told for told in fields.values()}
    by_city = table.noun == "person" and _tells_side_by_city(table, columns)
    places |= dict.fromkeys(CITIES, fields["side"]) if by_city else {}
    found: dict[str, Origin] = {}
    details: list[tuple[Field, str, str]] = []
    left: list[str] = []
    for column in columns:
        plain = squeezed(column)
        if table.ignore != REST and column in table.ignore:
            left.append(column)
        elif (told := places.get(plain)) is not None:
            _refuse_second(found, told, column)
            found[told.name] = _origin(told, column)
        elif detail := _detail(fields.values(), plain) or _country_of_city(fields, plain, by_city=by_city):
            details.append((*detail, column))
        elif table.ignore == REST:
            left.append(column)
        else:
            raise UnreadableSource(_unknown(column, table.noun, fields))
    for told, name, column in details:
        reference = found.get(told.name, Reference(noun=meant_by(told)[0], name=Cell()))
        if isinstance(reference, Reference):
            found[told.name] = _DETAILS[name](reference, Cell(column=column))
    return replace(table, columns=found, ignore=tuple(left))


def _tells_side_by_city(table: TableMap, columns: Sequence[str]) -> bool:
    """Return whether the side of people stands in a column of cities, since none is headed as the side itself."""
    read = {squeezed(column) for column in columns if table.ignore == REST or column not in table.ignore}
    return not read & {"side", "sideid"} and bool(read & CITIES)


def _country_of_city(fields: dict[str, Field], plain: str, *, by_city: bool) -> tuple[Field, str] | None:
    return (fields["side"], "country") if by_city and plain in COUNTRIES else None


def _origin(told: Field, column: str) -> Origin:
    if not told.is_ref:
        return Cell(column=column)
    noun = "city" if squeezed(column) in CITIES and told.name == "side" else meant_by(told)[0]
    if squeezed(column) == squeezed(told.column):
        return Reference(noun=noun, row_id=column)
    return Reference(noun=noun, name=Cell(column=column))


def _detail(fields: Iterable[Field], plain: str) -> tuple[Field, str] | None:
    for told in fields:
        if told.is_ref:
            for detail in _DETAILS:
                if plain == squeezed(f"{told.name} {detail}"):
                    return told, detail
    return None


def _refuse_second(found: dict[str, Origin], told: Field, column: str) -> None:
    if told.name in found:
        raise UnreadableSource(
            f'The column "{shown(column)}" gives the field "{told.name}" a second time; '
            f'leave it aside with --set ignore="{shown(column)}".'
        )


def _unknown(column: str, noun: str, fields: dict[str, Field]) -> str:
    return (
        f'The column "{shown(column)}" is no field of {noun}; {hint(column, fields)} '
        f'Leave it aside with --set ignore="{shown(column)}" (or ignore=rest), or say what it is in a mapping file.'
    )
