"""`trustcrm places NAME`: what the gazetteer knows, for a person to look at or a script to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

import click

from trustcrm.plugin import NotFound, PlaceMatch, PlaceQuery, WrongUsage
from trustcrm_gazetteer.attribution import ATTRIBUTION
from trustcrm_gazetteer.gazetteer import Places

HEADINGS = ("certainty", "name", "region", "country", "people", "time zone", "how", "geonames")


@click.command("places")
@click.argument("name")
@click.option("--country", metavar="XX", help="Only there: a code such as IT or ITA, or a country's or region's name.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 100), default=10, show_default=True, help="At most this many places."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with coordinates and aliases.")
def places(name: str, country: str | None, limit: int, as_json: bool) -> None:
    """Say which places NAME could mean, most certain first."""
    gazetteer = Places()
    if country and not gazetteer.understands(country):
        raise WrongUsage(f"No country is called {country!r}; give a code such as IT, or its name in English.")
    matches = gazetteer.resolve(PlaceQuery(name=name, country=country, limit=limit))
    if not matches:
        where = f" in {country}" if country else ""
        raise NotFound(f"No place{where} is spelled like {name[:80]!r}; try another spelling or leave out the country.")
    click.echo(as_text(matches) if not as_json else json.dumps([as_object(match) for match in matches], indent=2))
    click.echo(f"Places: {ATTRIBUTION}", err=True)


def as_object(match: PlaceMatch) -> dict[str, object]:
    """Return a match as JSON holds it: the fields of `PlaceMatch`, its ids as an object."""
    return {**asdict(match), "aliases": list(match.aliases), "ids": dict(match.ids)}


def as_text(matches: Sequence[PlaceMatch]) -> str:
    """Return matches as lines of aligned columns under headings."""
    rows = [HEADINGS, *(columns(match) for match in matches)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(aligned(row, widths) for row in rows)


def columns(match: PlaceMatch) -> tuple[str, ...]:
    """Return what a line says of a match, in the order of `HEADINGS`."""
    return (
        f"{match.certainty:.2f}",
        match.name,
        match.region or "-",
        match.country,
        f"{match.population:,}",
        match.time_zone or "-",
        match.how,
        dict(match.ids)["geonames"],
    )


def aligned(row: Iterable[str], widths: Sequence[int]) -> str:
    """Return one line of columns, each as wide as its widest text."""
    return "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
