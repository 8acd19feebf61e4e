"""Exports that somebody opened in a spreadsheet and saved again, as most that are handed over were."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Draft, Rejected

Read = Callable[..., list[Any]]

SAMPLES = Path(__file__).parent / "samples"
RESAVED = sorted(str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*-[0-9]*/*.csv"))
CONTACTS = ["Record ID", "First Name", "Last Name", "Company Name"]
CALLS = ["Record ID", "Call title", "Call notes", "Activity date", "Call duration", "Associated Company"]


@pytest.mark.parametrize("name", RESAVED)
def test_what_a_spreadsheet_saved_again_says_the_same_or_that_it_was_lost(read: Read, name: str) -> None:
    resaved = SAMPLES / name
    program, exported = name.split("/")[0], resaved.parents[1] / resaved.name
    options = tomllib.loads((exported.parent / "options.toml").read_text("utf-8")).get(resaved.name, {})
    before, after = (read(program, path.read_bytes(), **options) for path in (exported, resaved))
    lost = {piece.where for piece in after if isinstance(piece, Rejected) and "#NAME?" in piece.reason}
    assert all(piece.raw["First Name"].startswith("=") for piece in before if piece.where in lost)
    kept = [_said(piece) for piece in before if piece.where not in lost]
    assert len(kept) > 10
    assert [_said(piece) for piece in after if piece.where not in lost] == kept


@pytest.mark.parametrize("told", ["00:12:30", "12:12:30 AM", "0:12:30"])
def test_a_call_lasted_as_long_whatever_a_spreadsheet_took_it_for(read: Read, told: str) -> None:
    (piece,) = read("hubspot", [CALLS, ["1", "Fees", "", "2025-02-12 14:05", told, "Forum"]])
    assert piece.record.minutes == 12


@pytest.mark.parametrize("told", ["01:05:00 PM", "13:05:00"])
def test_a_call_of_thirteen_hours_is_as_long_in_either_way_of_writing(read: Read, told: str) -> None:
    (piece,) = read("hubspot", [CALLS, ["1", "Watch", "", "2025-02-12 14:05", told, "Forum"]])
    assert piece.record.minutes == 13 * 60 + 5


@pytest.mark.parametrize("told", ["2025/02/12 14:05:00", "2025/2/12 14:05", "2025-02-12 14:05:00"])
def test_a_day_whose_year_comes_first_is_that_day(read: Read, told: str) -> None:
    (piece,) = read("hubspot", [CALLS, ["1", "Fees", "", told, "", "Forum"]])
    assert f"{piece.record.on} {piece.record.at}" == "2025-02-12 14:05:00"


@pytest.mark.parametrize(
    "told", ["2/12/2025 14:05", "12.02.2025 14:05", "2025/02/30", "2025/13/01 10:00", "45700.5868"]
)
def test_a_day_that_could_be_two_or_none_is_rejected(read: Read, told: str) -> None:
    (piece,) = read("hubspot", [CALLS, ["1", "Fees", "", told, "", "Forum"]])
    assert isinstance(piece, Rejected)
    assert told in piece.reason


@pytest.mark.parametrize("told", ["5.41936E+11", "5,41936E+11", "5E+11"])
def test_ids_that_a_spreadsheet_rounded_are_not_taken_for_one_another(read: Read, told: str) -> None:
    lines = [[told, name, "", "2025-02-12 14:05", "", "Forum"] for name in ("Fees", "Hall")]
    pieces = read("hubspot", [CALLS, *lines])
    assert [type(piece) for piece in pieces] == [Rejected, Rejected]
    assert told in pieces[0].reason


@pytest.mark.parametrize("told", ["#NAME?", "#REF!", "Err:509"])
def test_what_a_spreadsheet_lost_is_no_name(read: Read, told: str) -> None:
    pieces = read("hubspot", [CONTACTS, ["1", "Ann", told, "Forum"], ["2", "Bo", "Lind", "Forum"]])
    assert isinstance(pieces[0], Rejected)
    assert pieces[0].reason.startswith(f"last name: A spreadsheet has put {told} in place")
    assert pieces[1].record.name == "Bo Lind"


def _said(piece: Any) -> Any:
    return (piece.key, piece.record, piece.parts) if isinstance(piece, Draft) else piece.reason
