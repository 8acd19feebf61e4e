"""The benchmarks run whole on a small office, and say plainly what was missed; no figure is judged here."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.report import BEGIN, END, Line, as_table, put_into
from tests.benchmarks.rows import every_family, names, recording, screens
from tests.benchmarks.timing import Result, measure


@contextmanager
def _nothing(bench: Bench) -> Iterator[Contest]:
    yield Contest(lambda: 3.0, lambda: 2.0)


def _row(must: Limit, unit: str = "s") -> Row:
    return Row(name="row", job="a job", reference="another", must=must, aim=must, prepare=_nothing, unit=unit)


FAMILIES = every_family()
SCREENS = FAMILIES.pop("screens")
FURNISHED = ("papers", "planning", "workflows")
FAMILIES["furnished"] = tuple(row for family in FURNISHED for row in FAMILIES.pop(family))
"""What reads an office with every workflow: these families are tried in one, for furnishing it takes longest."""

BESIDE_A_SERVER = ("caldav", "calendars")
"""Families in which every entry is a request to another program's server: a few of them run the same.

The plugin's own tests start these servers too, so the families are tried where there is time.
"""
THOROUGH = "TRUSTCRM_TESTS_THOROUGH" in os.environ
LIKE_OTHERS = {
    "caldav-upload-many", "caldav-no-change", "caldav-nothing-new", "caldav-month-expanded", "sync-first",
    "import-elsewhere", "import-sqlite-utils", "feed-cold", "report-value", "crisis-board", "who-can", "openings",
    "lessons", "costs", "strategy-time",
}  # fmt: skip
"""Rows that do what others do too, with more events or a part of it: tried where there is time."""


@pytest.mark.parametrize("family", [one for one in FAMILIES if THOROUGH or one not in BESIDE_A_SERVER])
def test_every_row_runs_on_a_small_office(
    family: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "WRITERS", 2)
    monkeypatch.setattr(recording, "TOGETHER", 40)
    monkeypatch.setattr(names, "SAMPLE", 20)
    monkeypatch.setattr(names, "MISSPELT", 2)
    told = tmp_path / "figures.json"
    rows = "12" if family in BESIDE_A_SERVER else "300"
    chosen = [row.name for row in FAMILIES[family] if THOROUGH or row.name not in LIKE_OTHERS]
    assert main([*chosen, "--rows", rows, "--runs", "1", "--json", str(told), "--folder", str(tmp_path)]) == 0
    figures = {line["row"]: line["ours"]["median"] for line in json.loads(told.read_text(encoding="utf-8"))["lines"]}
    assert list(figures) == chosen
    assert min(figures.values()) > 0.0
    table = capsys.readouterr().out
    assert all(f"| {name} |" in table for name in figures)


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo terminal is Unix's")
@pytest.mark.skipif(not THOROUGH, reason="half a minute before a screen: tried where TRUSTCRM_TESTS_THOROUGH is set")
@pytest.mark.parametrize("afar", [False, pytest.param(True, marks=pytest.mark.postgresql)], ids=["file", "server"])
def test_somebody_sits_before_the_screens_of_a_small_office(
    afar: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "IDLE", 0.5)
    monkeypatch.setattr(screens, "TIMES", dict.fromkeys(screens.TIMES, 3))
    told = tmp_path / "figures.json"
    alone = [row.name for row in SCREENS if row.scales and row.name.endswith("-postgresql") is afar]
    assert main([*alone, "--rows", "300", "--runs", "1", "--json", str(told), "--folder", str(tmp_path)]) == 0
    lines = {line["row"]: line["ours"]["median"] for line in json.loads(told.read_text(encoding="utf-8"))["lines"]}
    assert list(lines) == alone
    assert [name for name, figure in lines.items() if not figure] == ([] if afar else ["screen-idle"])


def test_a_row_whose_reference_is_not_to_be_had_is_left_out_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["screen-paint-posting", "--rows", "100", "--runs", "1", "--folder", str(tmp_path)]) == 0
    assert "screen-paint-posting is left out: posting is installed by uv" in capsys.readouterr().err


def test_sides_take_turns_and_the_ratio_is_of_neighbours() -> None:
    done: list[str] = []
    result = measure(Contest(lambda: done.append("ours"), lambda: done.append("theirs")), 2, lambda: float(len(done)))
    assert done == ["ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert (result.ours, result.reference, result.ratio) == ([1.0, 1.0], [1.0, 1.0], 1.0)


@pytest.mark.parametrize(
    ("limit", "kept"),
    [
        (Limit(1.5), True),
        (Limit(1.4), False),
        (Limit(1.4, "at least"), True),
        (Limit(3.0, of="ours"), True),
        (Limit(3.1, "at least", "ours"), False),
    ],
)
def test_a_limit_bounds_the_ratio_or_the_figure_itself(limit: Limit, kept: bool) -> None:
    line = Line(_row(limit), 1000, Result([3.0, 3.0], [2.0, 2.0]))
    assert line.kept is kept
    assert ("MISSED" in as_table([line])) is not kept


def test_the_table_is_written_between_the_markers_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put_into(page, [Line(_row(Limit(2.0)), 1000, Result([3.0], [2.0]))])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| 1.5 (1.5–1.5) | ≤ 2× |" in text
    assert "old" not in text


def test_an_earlier_run_is_told_beside_what_was_measured_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier, both = tmp_path / "earlier.json", tmp_path / "both.json"
    options = ["--rows", "100", "--runs", "1", "--folder", str(tmp_path), "--json"]
    assert main(["search", "sums", *options, str(earlier)]) == 0
    told = json.loads(earlier.read_text(encoding="utf-8"))["lines"]
    assert main(["sums", "--beside", str(earlier), *options, str(both)]) == 0
    lines = {line["row"]: line for line in json.loads(both.read_text(encoding="utf-8"))["lines"]}
    assert lines["search"] == told[0]
    assert lines["sums"]["ours"] != told[1]["ours"]
    assert "| search |" in capsys.readouterr().out
