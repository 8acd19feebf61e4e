"""Numbers that lead from a statement to the records it rests on, several in a row as one stretch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trustcrm.domain.document import Citation, Document

Stretch = tuple[int, int]
"""The first number and the last."""


def numbered(document: Document) -> dict[tuple[str, int], int]:
    """Return the number of each record that a document cites, by its noun and id."""
    return {(cited.noun, cited.id): number for number, cited in enumerate(document.citations(), 1)}


def stretches(cites: Iterable[Citation], numbers: Mapping[tuple[str, int], int]) -> Sequence[Stretch]:
    """Return the numbers of what is cited in order, each once; three or more in a row are one stretch."""
    found: list[Stretch] = []
    for number in sorted({numbers[cited.noun, cited.id] for cited in cites}):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [part for first, last in found for part in _parts(first, last)]


def _parts(first: int, last: int) -> Sequence[Stretch]:
    return [(first, first), (last, last)] if last == first + 1 else [(first, last)]
