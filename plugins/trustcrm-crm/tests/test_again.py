"""A later export corrects what changed there and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from trustcrm.plugin import NotFound, PluginContext, Record, Source
from trustcrm.services.plugin_desk import PluginServices
from trustcrm.testing.an_office import an_office, brought_in
from trustcrm_crm.civicrm import civicrm
from trustcrm_crm.monica import MonicaImporter

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice

CONTEXT = PluginContext(name="crm")
HOME = {"home": "Homeville, US"}
NOUNS = ("city", "organisation", "person", "post", "tenure", "interaction", "participant")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenOffice]:
    with an_office(tmp_path / "office") as opened:
        yield opened


def _changed(source: Path, folder: Path, before: str, after: str) -> Source:
    text = source.read_bytes().decode("utf-8")
    assert text.count(before) == 1
    path = folder / source.name
    path.write_bytes(text.replace(before, after).encode("utf-8"))
    return Source(path=path, options=HOME)


def _records(office: OpenOffice) -> dict[tuple[str, int], Record]:
    """Return all that is kept, by noun and row."""
    services, kept = PluginServices(office.desk, "crm"), {}
    for noun in NOUNS:
        for row in range(1, 200):
            with suppress(NotFound):
                kept[noun, row] = services.read(noun, row)
    return kept


@pytest.mark.parametrize(
    ("name", "before", "after", "noun", "said"),
    [
        ("contacts.csv", "bo.lind@piran.example", "harbour@piran.example", "person", "harbour@piran.example"),
        (
            "contacts.csv",
            "https://nagoya.example",
            "https://committee.example",
            "organisation",
            "https://committee.example",
        ),
        ("activities.csv", "Film week", "Two film weeks", "interaction", "Two film weeks"),
        (
            "activities.csv",
            "2024-03-11 09:05:00",
            "2024-03-12 09:05:00",
            "interaction",
            "on=datetime.date(2024, 3, 12)",
        ),
    ],
)
def test_what_changed_there_and_nothing_else_is_corrected(
    office: OpenOffice, samples: Path, tmp_path: Path, name: str, before: str, after: str, noun: str, said: str
) -> None:
    importer = civicrm(CONTEXT)
    first = brought_in(office, importer, Source(path=samples / "civicrm" / name, options=HOME))
    kept = _records(office)
    again = brought_in(office, importer, _changed(samples / "civicrm" / name, tmp_path, before, after))
    assert (again.made, again.corrected, again.same, again.items) == (0, 1, first.read - 1, [])
    now = _records(office)
    ((changed, row),) = [place for place in now if now[place] != kept[place]]
    assert changed == noun
    assert said in repr(now[changed, row])
    assert said not in repr(kept[changed, row])


def test_a_contact_who_was_promoted_holds_a_further_seat(office: OpenOffice, samples: Path, tmp_path: Path) -> None:
    importer, contacts = civicrm(CONTEXT), samples / "civicrm" / "contacts.csv"
    first = brought_in(office, importer, Source(path=contacts, options=HOME))
    again = brought_in(office, importer, _changed(contacts, tmp_path, "Harbour Master", "Head of the Port"))
    assert (again.created, again.corrected, again.same) == ({"post": 1, "tenure": 1}, 0, first.read - 2)


def test_contacts_and_then_activities_speak_of_the_same_people(office: OpenOffice, samples: Path) -> None:
    importer = civicrm(CONTEXT)
    brought_in(office, importer, Source(path=samples / "civicrm" / "contacts.csv", options=HOME))
    outcome = brought_in(office, importer, Source(path=samples / "civicrm" / "activities.csv", options=HOME))
    assert set(outcome.created) == {"interaction", "participant"}
    assert not outcome.items


def test_a_later_account_of_monica_brings_what_is_new(office: OpenOffice, samples: Path, tmp_path: Path) -> None:
    importer, account = MonicaImporter(CONTEXT), samples / "monica" / "account.json"
    first = brought_in(office, importer, Source(path=account, options=HOME))
    later = _changed(account, tmp_path, "Loan of two paintings", "Loan of three paintings")
    again = brought_in(office, importer, later)
    assert (again.made, again.corrected, again.same) == (0, 1, first.read - 1)
