"""What an office has of events once they are brought in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., Any]
SAMPLES = Path(__file__).parent / "samples"
TABLE = SAMPLES / "harbour.tab"


@pytest.fixture
def with_events(ask: Ask, tmp_path: Path) -> Ask:
    """An office that has the events of the table; the file stands beside it."""
    shutil.copy(TABLE, tmp_path / "harbour.tab")
    (events,) = ask("import", "events", "harbour.tab")
    assert events["created"] == {"kind": 11, "organisation": 8, "interaction": 48}
    assert events["items"] == []
    return ask


def test_events_are_one_way_interactions_with_day_place_and_source(with_events: Ask) -> None:
    newest, *_ = with_events("interaction", "list")
    _, *rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines())
    cells = rows[-1]
    told = {name: newest[name] for name in ("on", "giver", "receiver", "direction", "place", "source")}
    assert told == {
        "on": cells[1], "giver": cells[2], "receiver": cells[8], "direction": "one-way",
        "place": ", ".join(cell for cell in (cells[14], cells[17]) if cell != "NA"), "source": f"{cells[13]} (ICEWS)",
    }  # fmt: skip
    assert newest["kind"].startswith(f"{cells[6]} ")


def test_kinds_carry_the_intensity_that_the_file_tells(with_events: Ask) -> None:
    _, *rows = (line.split("\t") for line in TABLE.read_text("utf-8").splitlines())
    told = {(cells[6], float(cells[7])) for cells in rows}
    kept = {(kind["cameo"], kind["intensity"]) for kind in with_events("kind", "list", "--limit", "0")}
    assert told <= kept


def test_same_events_again_change_nothing(with_events: Ask, tmp_path: Path) -> None:
    (same,) = with_events("import", "events", "harbour.tab")
    assert same["earlier_batch"] == 1
    (tmp_path / "again.tab").write_bytes(TABLE.read_bytes() + b"\n")
    (again,) = with_events("import", "events", "again.tab")
    assert (again["read"], again["same"], again["created"], again["items"]) == (67, 67, {}, [])


def test_equal_line_in_a_file_of_words_is_the_same_event(ask: Ask, tmp_path: Path) -> None:
    line = "Port\tConsult\tCrew\t2016-02-29\n"
    (tmp_path / "twice.txt").write_text(line * 2, "utf-8")
    (events,) = ask("import", "events", "twice.txt")
    assert events["created"] == {"kind": 1, "organisation": 2, "interaction": 1}
    assert (events["same"], events["items"]) == (1, [])


def test_an_intensity_the_office_edited_holds(with_events: Ask, tmp_path: Path) -> None:
    with_events("kind", "correct", "040 consult", "--intensity", "2.5", json_too=False)
    (tmp_path / "again.tab").write_bytes(TABLE.read_bytes() + b"\n")
    with_events("import", "events", "again.tab")
    (consult,) = (kind for kind in with_events("kind", "list", "--limit", "0") if kind["name"] == "040 consult")
    assert consult["intensity"] == 2.5


def test_what_was_taken_back_can_be_brought_again(with_events: Ask, tmp_path: Path) -> None:
    with_events("batches", "undo", "1", json_too=False)
    assert with_events("interaction", "list") == []
    (tmp_path / "again.tab").write_bytes(TABLE.read_bytes() + b"\n")
    (events,) = with_events("import", "events", "again.tab")
    assert events["created"] == {"kind": 11, "organisation": 8, "interaction": 48}


def test_a_kind_the_office_has_already_stays_as_it_is(ask: Ask, tmp_path: Path) -> None:
    ask(
        "kind",
        "add",
        "--family",
        "interaction",
        "--name",
        "040 consult",
        "--cameo",
        "040",
        "--intensity",
        "1.5",
        json_too=False,
    )
    shutil.copy(TABLE, tmp_path / "harbour.tab")
    (events,) = ask("import", "events", "harbour.tab")
    assert events["created"] == {"kind": 10, "organisation": 8, "interaction": 48}
    (consult,) = (kind for kind in ask("kind", "list", "--limit", "0") if kind["name"] == "040 consult")
    assert consult["intensity"] == 1.5


def test_actors_known_under_another_spelling_are_not_made_anew(ask: Ask, tmp_path: Path) -> None:
    ask("organisation", "add", "--name", "ZOE ANGSTROM", json_too=False)
    shutil.copy(TABLE, tmp_path / "harbour.tab")
    (events,) = ask("import", "events", "harbour.tab")
    assert events["created"] == {"kind": 11, "organisation": 7, "interaction": 48}


def test_a_name_that_looks_like_a_formula_stays_text(with_events: Ask) -> None:
    names = {one["name"] for one in with_events("organisation", "list", "--limit", "0")}
    assert "=Port Authority (Holm (Free City))" in names
