"""The published list: each CAMEO code with its name and its value on Goldstein's scale, as ICEWS uses them."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files

from trustcrm.plugin import Kind, fold


@cache
def by_code() -> dict[str, Kind]:
    """Return the kind of interaction that each code of the list is."""
    with files("trustcrm_events").joinpath("cameo.csv").open(encoding="utf-8") as file:
        return {row["code"]: _kind(row["code"], row["name"], float(row["goldstein"])) for row in csv.DictReader(file)}


@cache
def by_text() -> dict[str, Kind]:
    """Return the same kinds by their folded names; of a root and its first code, which share a name, the code."""
    return {fold(kind.summary): kind for kind in by_code().values()}


@lru_cache(maxsize=10_000)
def code_of(code: str, name: str) -> str:
    """Return a code as the list writes it where a program took it for a number and left out the zero in front.

    What is named decides where both are codes: 11 is to disapprove, and 011 to decline comment.
    """
    named = by_text().get(fold(name))
    if named is not None and named.cameo == f"0{code}":
        return named.cameo
    return f"0{code}" if code not in by_code() and f"0{code}" in by_code() else code


def kind_in(code: str, name: str, intensity: float | None) -> Kind:
    """Return the list's kind of a code; where a file gives it another intensity, or the list lacks it, one of its own.

    That one has its intensity in its word. Raises `KeyError` where neither the list nor the file gives it an intensity.
    """
    listed = by_code().get(code)
    if intensity is None or (listed is not None and listed.intensity == intensity):
        return by_code()[code]
    told = _kind(code, listed.summary if listed else name, intensity)
    return replace(told, name=f"{told.name} ({intensity:g})")


def _kind(code: str, name: str, intensity: float) -> Kind:
    """Return a kind whose word begins with its code, so that it is never taken for one of the office's own words."""
    word = name.lower() if name.isupper() else f"{name[:1].lower()}{name[1:]}"
    return Kind(
        name=f"{code} {word}".strip(), family="interaction", cameo=code, intensity=intensity, summary=name,
        plugin="events",
    )  # fmt: skip
