"""Published events that other programs read and wrote again, as those who work with them do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Drafts, Interaction, Rejected, Source
from trustcrm_events.cameo import by_code, by_text, code_of
from trustcrm_events.importer import EventsImporter

SAMPLES = Path(__file__).parent / "samples"
AGAIN = sorted(path.name for path in SAMPLES.glob("harbour-*"))
IDS = Source(path=SAMPLES / "ids" / "harbour.txt", options={"start": "2017-01-01"})
HEADER = '"Event.ID","Event.Date","Source.Name","Event.Text","CAMEO.Code","Intensity","Target.Name"'


@pytest.mark.parametrize("name", AGAIN)
def test_what_another_program_wrote_again_says_the_same_or_that_it_was_lost(name: str) -> None:
    published = SAMPLES / ("harbour.txt" if name.endswith(".txt") else "harbour.tab")
    before, after = (_pieces(Source(path=path)) for path in (published, SAMPLES / name))
    lost = {piece.where for piece in after if isinstance(piece, Rejected) and "A spreadsheet has put" in piece.reason}
    assert all("=Port Authority (Holm (Free City))" in piece.raw.values() for piece in before if piece.where in lost)
    kept = [_said(piece) for piece in before if piece.where not in lost]
    assert len(kept) >= 18
    assert [_said(piece) for piece in after if piece.where not in lost] == kept


def test_what_became_ids_is_the_same_events_as_in_words() -> None:
    assert [_said(piece) for piece in _pieces(IDS)] == [
        _said(piece) for piece in _pieces(Source(path=SAMPLES / "harbour.txt"))
    ]


@pytest.mark.parametrize(
    ("code", "name", "meant"),
    [
        ("71", "Provide economic aid", "071"),
        ("11", "Decline comment", "011"),
        ("11", "Disapprove", "11"),
        ("10", "Make statement", "010"),
        ("40", "", "040"),
        ("071", "Provide economic aid", "071"),
        ("999", "Wave a flag", "999"),
    ],
)
def test_a_code_that_lost_its_zero_is_found_by_what_it_is_called(code: str, name: str, meant: str) -> None:
    assert code_of(code, name) == meant


def test_every_code_of_the_list_is_itself_with_its_zero_and_without() -> None:
    for code, kind in by_code().items():
        told = by_text()[(kind.summary or "").casefold()].cameo if len(code) == 2 else code
        assert code_of(code, kind.summary or "") in (code, told)
        if len(code) > 2:
            assert code_of(code.removeprefix("0"), kind.summary or "") == code


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('"1","2016-02-29","Port","Consult","040","1"', "The line does not have 7 cells parted by commas."),
        ('"1","2016-02-29,"Port","Consult","040","1","Crew"', "The line does not have 7 cells parted by commas."),
        ('"1","29/02/2016","Port","Consult","040","1","Crew"', "The day is '29/02/2016', not like 2014-01-31."),
        ('"1","2016-02/29","Port","Consult","040","1","Crew"', "The day is '2016-02/29', not like 2014-01-31."),
        ('"1","2016-02-29","#NAME?","Consult","040","1","Crew"', "A spreadsheet has put #NAME? in place of an actor"),
        ('"1","2016-02-29","Port","Consult","040","1","Err:509"', "A spreadsheet has put Err:509 in place of an actor"),
    ],
)
def test_a_line_in_quotes_that_tells_no_event_is_rejected_alone(tmp_path: Path, line: str, reason: str) -> None:
    good = '"{0}","2016/02/29","Port","Consult",40,"1,0","Crew"'
    path = tmp_path / "events.csv"
    path.write_text("\n".join([HEADER, good.format(7), line, good.format(8), ""]), "utf-8")
    first, rejected, last = _pieces(Source(path=path))
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)
    assert (first.key, last.key) == ("event 7", "event 8")
    assert (str(last.record.on), last.record.kind) == ("2016-02-29", "040 consult")


@given(st.binary(max_size=200))
def test_no_octets_in_quotes_hide_the_event_before_them(
    tmp_path_factory: pytest.TempPathFactory, octets: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "quoted.csv"
    path.write_bytes(f'{HEADER}\n"7","2016-02-29","Port","Consult","040","1","Crew"\n'.encode() + octets)
    pieces = _pieces(Source(path=path))
    assert pieces[0].key == "event 7"
    assert all(isinstance(piece, Draft) or piece.reason for piece in pieces)


def _pieces(source: Source) -> list[Any]:
    found = [one for told in EventsImporter().read(source) for one in (told if isinstance(told, Drafts) else [told])]
    return [one for one in found if isinstance(one, Rejected) or isinstance(one.record, Interaction)]


def _said(piece: Any) -> Any:
    return (piece.key, piece.record, piece.where) if isinstance(piece, Draft) else piece.reason
