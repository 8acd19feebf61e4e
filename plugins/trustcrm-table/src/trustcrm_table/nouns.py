"""The office's nouns as a table meets them: found by any spelling, with the fields they tell."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from trustcrm.plugin import NOUNS, PARTS, Field, Record, UnreadableSource, fields_of, fold

_LONGEST = 60
"""Characters of a source's own text that a message shows."""


def noun_called(word: str, likely: Sequence[str] = ()) -> str:
    """Return the noun that `word` names, in singular or plural; raises `UnreadableSource` naming the nearest one.

    `likely` are the nouns that the columns fit, to be named first where no word was given.
    """
    plain = squeezed(word)
    for noun, kind in NOUNS.items():
        if plain and plain in (squeezed(noun), squeezed(kind.plural)):
            return noun
    if not plain:
        fits = f"its columns fit --noun {' or '.join(likely)}; all are" if likely else "--noun is one of"
        raise UnreadableSource(f"Say what each row is: {fits} {', '.join(NOUNS)}.")
    raise UnreadableSource(f'There is no noun "{shown(word)}"; {hint(word, NOUNS)}')


def noun_class(noun: str) -> type[Record]:
    """Return the class of `noun`."""
    return NOUNS[noun]


def told_fields(noun: str) -> dict[str, Field]:
    """Return the fields that `noun` tells, by name."""
    return dict(fields_of(NOUNS[noun]))


def back_reference(part: str, noun: str) -> str:
    """Return the field by which `part` points back at `noun`, or "" where it is no part of it."""
    return noun if PARTS.get(part) == noun else ""


def meant_by(told: Field) -> tuple[str, ...]:
    """Return the nouns that a reference may mean, the usual one first."""
    return ("side", "city", "organisation") if told.about.refers == ("side",) else told.about.refers


def squeezed(text: str) -> str:
    """Return `text` folded and without spaces, so that "Starts on", starts_on and StartsOn are one."""
    return fold(text).replace(" ", "")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like `word`, or ""."""
    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1)
    return folded[found[0]] if found else ""


def hint(word: str, known: Iterable[str]) -> str:
    """Return what to say after an unknown word: the nearest known one, or all of them."""
    words = list(known)
    near = nearest(word[:_LONGEST], words)
    return f'did you mean "{near}"?' if near else f"known are {', '.join(shown(known) for known in words)}."


def shown(text: str) -> str:
    """Return `text` on one line and short enough to stand in a message."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return " ".join(short.split())
