"""Events as GDELT publishes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Drafts, Interaction, Kind, Mention, Rejected, Source
from trustcrm_events.gdelt import header_of
from trustcrm_events.importer import EventsImporter

SAMPLES = Path(__file__).parent / "samples"
FILES = ("gdelt-1.0-duckdb-2.0.csv", "gdelt-2.0-sqlite-3.40.csv")
FIRST = (SAMPLES / FILES[1]).read_text("utf-8").split("\n")[0]
HEADER = header_of(FIRST) or ()


def _line(**changed: str) -> str:
    told = dict(zip(HEADER, FIRST.split("\t"), strict=True)) | changed
    return "\t".join(told.values())


def _read(folder: Path, *lines: str, **options: str) -> list[Any]:
    path = folder / "20150218230000.export.CSV"
    path.write_text("\n".join([FIRST, *lines, ""]), "utf-8", newline="")
    pieces = EventsImporter().read(Source(path=path, options=options))
    found = [one for piece in pieces for one in (piece if isinstance(piece, Drafts) else [piece])]
    return [one for one in found if isinstance(one, Rejected) or isinstance(one.record, Interaction)]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_either_version_tells_who_did_what_to_whom_where_and_who_says_so(name: str) -> None:
    pieces = list(EventsImporter().read(Source(path=SAMPLES / name)))
    kinds = {piece.record.name for piece in pieces if isinstance(piece, Draft) and isinstance(piece.record, Kind)}
    first, *_, last = (draft for piece in pieces if isinstance(piece, Drafts) for draft in piece)
    assert isinstance(first.record, Interaction)
    assert (first.record.on, first.record.kind) == (date(2015, 2, 10), "042 make a visit")
    assert (str(first.record.giver), str(first.record.receiver)) == ("LUMENIA", "PRIME MINISTER (NOR)")
    assert (first.record.place, first.record.source) == (
        "Holm, Tessaly, Tessaly Islands",
        "www.holm-herald.example (GDELT)",
    )
    assert isinstance(last.record, Interaction)
    assert last.record.place == "=Holm"
    assert "164 halt negotiations (-7)" in kinds  # GDELT's figure is another than that of ICEWS


def test_a_name_that_every_country_has_is_told_with_its_country(tmp_path: Path) -> None:
    _, police, trust = _read(
        tmp_path,
        _line(GlobalEventID="2", Actor1Code="NORCOP", Actor1Name="POLICE", Actor1CountryCode="NOR"),
        _line(GlobalEventID="3", Actor1Code="NGO", Actor1Name="HARBOUR TRUST", Actor1CountryCode=""),
    )
    assert police.record.giver == Mention(noun="organisation", name="POLICE (NOR)")
    assert trust.record.giver == Mention(noun="organisation", name="HARBOUR TRUST")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Day": "20150229"}, "The day 20150229 does not exist."),
        ({"Day": "2015-02-10"}, "The day is '2015-02-10', not like 20150218."),
        ({"Actor2Name": ""}, "The event does not name both its actors."),
        ({"GlobalEventID": ""}, "The event has no number."),
        ({"GoldsteinScale": "much"}, "The intensity is 'much', not a number from -10 to 10."),
        ({"EventCode": "999", "GoldsteinScale": ""}, "The code '999' is not of the CAMEO list, and the event has no"),
    ],
)
def test_a_line_that_tells_no_event_is_rejected_alone(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    _, rejected, good = _read(tmp_path, _line(**changed), _line(GlobalEventID="9"))
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith(reason)
    assert rejected.raw["EventRootCode"] == "04"
    assert good.key == "event gdelt 9"


def test_a_country_is_chosen_by_its_three_letters(tmp_path: Path) -> None:
    other = _line(GlobalEventID="2", Actor1CountryCode="XXX", Actor2CountryCode="XXX")
    assert [piece.key for piece in _read(tmp_path, other, country="LUM")] == ["event gdelt 420000000"]


def test_where_events_are_known_from_can_be_said(tmp_path: Path) -> None:
    (piece,) = _read(tmp_path, source="our own excerpt")
    assert piece.record.source == "www.holm-herald.example (our own excerpt)"


cells = st.text(st.characters(exclude_characters="\t\n\r", exclude_categories=["Cs"]), max_size=20)


@given(st.dictionaries(st.sampled_from(HEADER), cells))
def test_whatever_a_cell_holds_hides_no_other_event(
    tmp_path_factory: pytest.TempPathFactory, changed: dict[str, str]
) -> None:
    *_, good = _read(tmp_path_factory.mktemp("odd"), _line(**changed), _line(GlobalEventID="9"))
    assert good.key == "event gdelt 9"


@given(st.dates())
def test_no_day_ever_shifts(tmp_path_factory: pytest.TempPathFactory, day: date) -> None:
    *_, piece = _read(tmp_path_factory.mktemp("day"), _line(GlobalEventID="9", Day=f"{day:%Y%m%d}".zfill(8)))
    assert piece.record.on == day


@pytest.mark.parametrize("address", ["http://[x", "https://", "BBC Monitoring", "=cmd()", "x" * 5_000])
def test_an_odd_address_stops_nothing(tmp_path: Path, address: str) -> None:
    _, piece = _read(tmp_path, _line(GlobalEventID="9", SOURCEURL=address))
    assert len(piece.record.source) < 100
