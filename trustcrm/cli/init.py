"""`trustcrm init`: start an office for a city; a terminal is asked what the flags left open."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustcrm.cli.how_many import HowMany
from trustcrm.cli.output import emit_json, emit_line, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import Ambiguous, DatabaseBusy, DatabaseUnusable, WrongUsage

if TYPE_CHECKING:
    from trustcrm.domain.noun import Mention
    from trustcrm.domain.nouns import Office
    from trustcrm.domain.place import PlaceMatch
    from trustcrm.office import Premises
    from trustcrm.services.start import Opening

_BESIDE = ("", "-wal", "-shm")
"""What SQLite keeps of one database: the file and the two it makes beside it."""


@click.command(help="Start an office for your city; on a terminal it asks for what you leave open.")
@click.option("--home", metavar="CITY", help="The city it serves: Milan, or Milan, IT.")
@click.option("--region", metavar="TEXT", help="Its state, province or prefecture, where several cities have the name.")
@click.option("--name", metavar="TEXT", help="What the office is called.")
@click.option(
    "--time-zone", metavar="ZONE", help="IANA key of its days, such as Europe/Rome; the city's where not given."
)
@click.option("--cadence-days", type=HowMany(1), help="Days between two-way contacts by default (180).")
@json_option
@pass_session
def init(
    session: Session,
    home: str | None,
    region: str | None,
    name: str | None,
    time_zone: str | None,
    cadence_days: int | None,
    as_json: bool,
) -> None:
    """Start an office."""
    from trustcrm.domain.noun import mention_of
    from trustcrm.services.start import Opening

    if home is None:
        city, name, cadence_days = _asked(session, name, cadence_days)
    else:
        city = mention_of("city", home)
    opening = Opening(home=city, name=name or "", time_zone=time_zone or "", cadence_days=cadence_days or 180)
    office, where = _started(session.premises, opening, region or "")
    say(f"Started {office.name}, days in {office.time_zone}, in {where}.")
    if as_json:
        told = {"name": office.name, "time_zone": office.time_zone, "cadence_days": office.cadence_days}
        emit_json(told | {"home_id": office.home, "address": where})
    else:
        emit_line(where)


def _asked(session: Session, name: str | None, cadence_days: int | None) -> tuple[Mention, str, int]:
    if not sys.stdin.isatty():
        raise WrongUsage("Say which city the office serves; give --home CITY.")
    home = _home_asked(session.premises)
    if name is None:
        name = click.prompt("What is the office called", default=f"International affairs, {home.name}", err=True)
    if cadence_days is None:
        cadence_days = click.prompt(
            "How many days may pass between two-way contacts", default=180, type=HowMany(1, 3660), err=True
        )
    return home, name or "", cadence_days or 180


def _home_asked(premises: Premises) -> Mention:
    """Ask for the city until it is one place, or one that no gazetteer knows and that is meant nevertheless."""
    from trustcrm.domain.noun import mention_of
    from trustcrm.services.start import possible_homes

    while True:
        home = mention_of("city", click.prompt("Which city does the office serve", err=True))
        places = possible_homes(premises.ask_places, home)
        if len(places) == 1:
            return home
        if places and (chosen := _which(places)) is not None:
            return replace(home, country=chosen.country, near=(chosen.latitude or 0.0, chosen.longitude or 0.0))
        if not places and click.confirm(
            f"No gazetteer here knows {home}: it would have no time zone and no place on the map. Is it spelled right",
            default=False, err=True,
        ):  # fmt: skip
            return home


def _which(places: Sequence[PlaceMatch]) -> PlaceMatch | None:
    for number, place in enumerate(places, 1):
        say(f" {number} {place}")
    number = click.prompt("Which one is it (0 for another city)", default=1, type=HowMany(0, len(places)), err=True)
    return places[number - 1] if number else None


def _started(premises: Premises, opening: Opening, region: str) -> tuple[Office, str]:
    from trustcrm.services.add import in_region
    from trustcrm.services.start import start_office

    path = _file_of(premises.address)
    there = path is None or path.exists()
    try:
        office = premises.enter(create=True)
        try:
            home = in_region(office.desk, opening.home, region) if region else opening.home
            started = start_office(office.desk, replace(opening, home=home)), office.database.where
            office.make_plugin_tables()
        finally:
            office.close()
    except BaseException as error:
        if path is not None and not there:
            _remove_unused(path, premises)
        if isinstance(error, Ambiguous):
            raise Ambiguous(f"{str(error).rpartition(';')[0]}; give --region too.", error.candidates) from None
        raise
    if path is not None and not path.exists():
        raise DatabaseUnusable(f"{path} was removed while the office was being started in it; start it again.")
    return started


def _file_of(address: str) -> Path | None:
    return None if "://" in address else Path(address).expanduser()


def _remove_unused(path: Path, premises: Premises) -> None:
    """Remove a database that was made in vain, unless somebody else started an office in it meanwhile."""
    with suppress(OSError):
        if path.stat().st_size and _is_used(premises):
            return
        for ending in _BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _is_used(premises: Premises) -> bool:
    try:
        with closing(premises.enter(create=True)) as office:
            return office.database.revision() is not None
    except DatabaseUnusable as error:
        return isinstance(error, DatabaseBusy)


COMMANDS: Mapping[str, click.Command] = {"init": init}
"""The command of this module."""
