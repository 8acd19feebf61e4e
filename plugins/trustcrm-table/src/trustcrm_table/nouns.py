"""The office's nouns as a table meets them: found by any spelling, with the fields they tell."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any, Protocol

from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.plugin import About, UnreadableSource, fold

SIDES = ("city", "organisation", "side")
"""What may stand where a field asks for a side."""


class Told(Protocol):
    """One told field of a noun."""

    @property
    def name(self) -> str:
        """The field's name."""

    @property
    def type(self) -> Any:
        """Its Python type, without None."""

    @property
    def required(self) -> bool:
        """True where it must be given."""

    @property
    def about(self) -> About:
        """What it is."""

    @property
    def is_ref(self) -> bool:
        """True where it points at another noun."""

    @property
    def is_many(self) -> bool:
        """True where it holds a tuple of words."""

    @property
    def column(self) -> str:
        """Its column in exports."""


def noun_called(word: str) -> str:
    """Return the noun that `word` names, in singular or plural; raises `UnreadableSource` naming the nearest one."""
    plain = squeezed(word)
    for noun, kind in NOUNS.items():
        if plain and plain in (squeezed(noun), squeezed(kind.plural)):
            return noun
    if not plain:
        raise UnreadableSource(f"Say what each row is with --set noun=…: one of {', '.join(NOUNS)}.")
    raise UnreadableSource(f'There is no noun "{word}"; {hint(word, NOUNS)}')


def told_fields(noun: str) -> dict[str, Told]:
    """Return the fields that `noun` tells, by name."""
    return dict(fields_of(NOUNS[noun]))


def back_reference(part: str, noun: str) -> str:
    """Return the field by which `part` points back at `noun`, or "" where it is no part of it."""
    pointing = (told.name for told in told_fields(part).values() if told.required and told.about.refers == (noun,))
    return next(pointing, "") if part in PART_NOUNS else ""


PART_NOUNS = ("participant", "step", "seat")
"""The nouns that belong to another."""


def meant_by(told: Told) -> tuple[str, ...]:
    """Return the nouns that a reference may mean, the usual one first."""
    return ("side", "city", "organisation") if told.about.refers == ("side",) else told.about.refers


def squeezed(text: str) -> str:
    """Return `text` folded and without spaces, so that "Starts on", starts_on and StartsOn are one."""
    return fold(text).replace(" ", "")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like `word`, or ""."""
    found = difflib.get_close_matches(word.casefold(), list(known), n=1)
    return found[0] if found else ""


def hint(word: str, known: Iterable[str]) -> str:
    """Return what to say after an unknown word: the nearest known one, or all of them."""
    words = list(known)
    near = nearest(word, words)
    return f'did you mean "{near}"?' if near else f"known are {', '.join(words)}."
