"""Files that are damaged, saved by other programs, or made to do harm."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Interaction, PluginContext, Rejected, UnreadableSource
from trustcrm_crm.civicrm import civicrm
from trustcrm_crm.espocrm import espocrm
from trustcrm_crm.hubspot import hubspot
from trustcrm_crm.monica import MonicaImporter

Read = Callable[..., list[Any]]

IMPORTERS: tuple[Callable[[PluginContext], Any], ...] = (
    civicrm,
    espocrm,
    hubspot,
    MonicaImporter,
)
PROGRAMS = ("civicrm", "espocrm", "hubspot", "monica")
CONTACTS = ["Record ID", "First Name", "Last Name", "Company Name"]
MEETINGS = [
    "Record ID",
    "Meeting name",
    "Meeting start time",
    "Meeting end time",
    "Meeting outcome",
    "Associated Company",
]

quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_export_of_another_program_is_refused_in_a_sentence(read: Read, samples: Any, program: str) -> None:
    for other in PROGRAMS:
        for path in sorted((samples / other).glob("*.[cj]s*")):
            if other != program:
                with pytest.raises(
                    UnreadableSource, match=f"^{'account.json' if program == 'monica' else 'export.csv'} "
                ):
                    read(program, path.read_bytes())


def test_each_knows_its_own_files_and_no_others(samples: Any) -> None:
    for path in samples.glob("*/*.[cj]s*"):
        sure = {
            program
            for program, importer in zip(PROGRAMS, IMPORTERS, strict=True)
            if importer(PluginContext(name="crm")).sniff(path.read_bytes()[:65536], path.name) > 0.5
        }
        assert sure == {path.parent.name}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_however_a_file_was_saved_it_says_the_same(read: Read, encoding: str, delimiter: str, ends: str) -> None:
    lines = [CONTACTS, ["1", "Gaëlle", "Roux", '"Bordeaux, Métropole;\tport"']]
    text = "".join(delimiter.join(line) + ends for line in lines)
    (piece,) = read("hubspot", text.encode(encoding))
    assert (piece.record.name, piece.record.side.name) == ("Gaëlle Roux", "Bordeaux, Métropole;\tport")


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "+49", "\u202egnirts", "\x1b[31mred", "[bold]x[/]", "＝1", "'quoted'"]
)
def test_names_stay_what_they_are(read: Read, name: str) -> None:
    (piece,) = read("hubspot", [CONTACTS, ["1", name, "", ""]])
    assert piece.record.name == name


@quickly
@given(st.lists(st.lists(cells, min_size=6, max_size=6), max_size=6))
def test_no_line_raises_or_hides_another(read: Read, lines: list[list[str]]) -> None:
    good = ["good", "Fair", "2025-02-12 14:05", "", "", "Forum"]
    pieces = read("hubspot", [MEETINGS, *lines, good])
    assert all(isinstance(piece, (Draft, Rejected)) for piece in pieces)
    assert "hubspot meeting good" in {piece.key for piece in pieces if isinstance(piece, Draft)}


@quickly
@given(st.dates(), st.times())
def test_the_day_that_is_written_is_the_day_that_is_read(read: Read, on: Any, at: Any) -> None:
    line = ["1", "Fair", f"{on.isoformat()} {at:%H:%M}", "", "", "Forum"]
    (piece,) = read("hubspot", [MEETINGS, line])
    assert isinstance(piece.record, Interaction)
    assert piece.record.on == on
    assert piece.record.at == (at.replace(second=0, microsecond=0) if at.hour or at.minute else None)


@quickly
@given(st.binary(max_size=400))
def test_noise_after_the_headings_raises_nothing(read: Read, noise: bytes) -> None:
    for program, heading in (
        ("civicrm", b"Contact ID,Contact Type,First Name,Last Name\n"),
        ("espocrm", b"id,name,status,dateStart,dateEnd\n"),
        ("monica", b'{"version":"1","app_version":"3","account":{"data":[{"type":"contact","values":['),
    ):
        assert all(isinstance(piece, (Draft, Rejected)) for piece in read(program, heading + noise))


@pytest.mark.parametrize("odd", ["{}" * 9, "[" * 100_000, '{"a":' * 5_000, "1" * 5_000, "null", "[1, 2]", '{"a": 3}'])
def test_odd_json_in_a_cell_harms_nobody_else(read: Read, odd: str) -> None:
    head = ["id", "name", "status", "dateStart", "dateEnd", "accountName", "contactsNames"]
    line = ["c1", "Fair", "Held", "2024-03-04", "", "Forum", odd]
    _, good = read("espocrm", [head, line, ["c2", *line[1:6], ""]])
    assert good.key == "espocrm meeting c2"


@pytest.mark.parametrize("odd", ["[" * 500_000, '{"a":' * 200_000, "1" * 100_000, "1e999999"])
def test_an_account_made_to_exhaust_ends_soon_and_keeps_what_stands_before(read: Read, odd: str) -> None:
    begun = time.process_time()
    head = '{"version":"1","app_version":"4","account":{"data":[{"type":"contact","values":['
    good = '{"uuid":"a","properties":{"first_name":"Ann"}}'
    person, rejected = read("monica", f'{head}{good},{{"uuid":"b","properties":{odd}')
    assert person.key == "monica contact a"
    assert isinstance(rejected, Rejected)
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("when", ["0001-01-01 00:30:00", "9999-12-31 23:30:00", "2024-02-30 10:00:00", "tomorrow"])
def test_a_moment_that_cannot_be_is_rejected(read: Read, when: str) -> None:
    head = ["id", "name", "status", "dateStart", "dateEnd", "accountName"]
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        (piece,) = read("espocrm", [head, ["c1", "Fair", "Held", when, "", "Forum"]], time_zone=zone)
        assert isinstance(piece, Rejected) or piece.record.on.year in (1, 9999)


def test_a_quote_that_is_never_closed_costs_its_own_line(read: Read) -> None:
    text = 'Record ID,First Name,Last Name,Company Name\n1,"Ann,Berg,\n2,Bo,Lind,\n3,Cy,Ray,\n'
    pieces = read("hubspot", text)
    assert [piece.key for piece in pieces if isinstance(piece, Draft)] == ["hubspot contact 2", "hubspot contact 3"]


def test_a_damaged_line_of_headings_is_no_export(read: Read) -> None:
    with pytest.raises(UnreadableSource, match="headings"):
        read("hubspot", "Record ID,First Name,Last Name,\0\n1,Ann,Berg,\n")


def test_what_was_rejected_can_be_brought_again(read: Read) -> None:
    line = ["1", "Fair", "2025-02-12 14:05", "", "", "", "line 2", "It tells no organisation that it was with."]
    (piece,) = read("hubspot", [[*MEETINGS, "rejected at", "rejected because"], line], **{"with": "Forum"})
    assert piece.key == "hubspot meeting 1"


@pytest.mark.parametrize("state", ["not\nyet", "x" * 100_000])
def test_a_reason_is_one_short_sentence_whatever_it_names(read: Read, state: str) -> None:
    (piece,) = read("hubspot", [MEETINGS, ["1", "Fair", "2025-02-12 14:05", "", state, "Forum"]])
    assert "\n" not in piece.reason
    assert len(piece.reason) < 200


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
).filter(lambda name: not name.startswith(("#", "Err:")))
"""What may act on a screen or in a sheet, and letters, marks and signs of every script; no error of a spreadsheet's."""


@quickly
@given(names.filter(lambda name: not name.startswith("'")))  # which may stand before what would run in a sheet
def test_whatever_somebody_is_called_stays_what_it_is(read: Read, name: str) -> None:
    (hubspot_contact,) = read("hubspot", [CONTACTS, ["1", name, "", ""]])
    assert hubspot_contact.record.name == name
    contact = {"uuid": "c1", "properties": {"first_name": name}}
    data = [{"type": "contact", "values": [contact]}]
    (monica_contact,) = read("monica", json.dumps({"version": "1", "app_version": "4", "account": {"data": data}}))
    assert monica_contact.record.name == name
