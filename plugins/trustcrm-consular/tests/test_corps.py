from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from trustcrm.plugin import UnreadableSource
from trustcrm_consular.command import corps

SAMPLES = Path(__file__).parent / "samples"
HEADINGS = "country,city,name,title,since\n"


def _run(folder: Path, first: str, later: str, *options: str) -> list[dict[str, str]]:
    for name, rows in (("first.csv", first), ("later.csv", later)):
        (folder / name).write_text(HEADINGS + rows, "utf-8")
    paths = [str(folder / "first.csv"), str(folder / "later.csv")]
    found: list[dict[str, str]] = json.loads(CliRunner().invoke(corps, [*paths, "--json", *options]).stdout)
    return found


@pytest.mark.parametrize(
    ("first", "later", "what"),
    [
        ("", "Japan,,Ann,Consul,", ["arrived"]),
        ("Japan,,Ann,Consul,", "", ["left"]),
        ("Japan,,Ann,Consul,", "Japan,,Ann,Consul General,", ["promoted"]),
        ("Japan,,Ann,Consul (Trade),", "Japan,,Ann,Deputy Consul General,", ["promoted"]),
        ("Japan,,Ann,Consul General,", "Japan,,Ann,Konsulin,", ["retitled"]),
        ("Japan,,Ann,Press Officer,", "Japan,,Ann,Consul,", ["retitled"]),
        ("Japan,,Ann,Consul,", "Japan,,Ann,Consul,\nJapan,,Ann,Chancellor,", ["retitled"]),
        ("Japan,,Ann,Consul,\nJapan,,Ann,Chancellor,", "Japan,,Ann,Consul,", ["left"]),
        ("Japan,,Ann,Consul,", "JAPON,,Mme ANN,Consule,3 mai 2023", []),
        ("Japan,,Ann,Consul,", "Japan,,Ann,Consul,03/04/2024", []),
        ("Japan,,Ann,Consul,", "Malta,,Ann,Consul,", ["arrived", "left"]),
    ],
)
def test_who_moved_is_told_by_how(tmp_path: Path, first: str, later: str, what: list[str]) -> None:
    assert [one["what"] for one in _run(tmp_path, first, later)] == what


def test_a_promotion_tells_both_titles_and_since_when(tmp_path: Path) -> None:
    first, later = "Japan,Köln,Ann,Vizekonsulin,\n", "Japan,Köln,Ann,Generalkonsulin,10.01.2025\n"
    assert _run(tmp_path, first, later) == [
        {
            "what": "promoted", "name": "Ann", "country": "Japan", "city": "Köln", "title": "Generalkonsulin",
            "before": "Vizekonsulin", "since": "2025-01-10",
        }
    ]  # fmt: skip


def test_a_list_that_names_no_city_is_compared_with_one_that_does(tmp_path: Path) -> None:
    assert not _run(tmp_path, "Japan,,Ann,Consul,", "Japan,Hamburg,Ann,Consul,", "--city", "Hamburg")


def test_moves_are_data_on_stdout_and_what_cannot_be_read_is_said_on_stderr(tmp_path: Path) -> None:
    later = tmp_path / "later.csv"
    later.write_text(f"{HEADINGS}Japan,Hamburg,A\u202eeniL\x1b[2J,Consul,\n,,Bob,Consul,\n", "utf-8")
    result = CliRunner().invoke(corps, [str(SAMPLES / "corps-2024-10-01.txt"), str(later)])
    assert result.stdout.splitlines()[0].split() == ["moved", "name", "title", "before", "since", "country", "city"]
    assert "A\ufffdeniL\ufffd[2J" in result.stdout
    assert result.stderr == "later.csv, line 3 was left out: The row names no country.\n"


def test_two_lists_that_say_the_same_move_nobody() -> None:
    columns, text = (str(SAMPLES / f"corps-2024-10-01.{suffix}") for suffix in ("csv", "txt"))
    result = CliRunner().invoke(corps, [columns, text])
    assert (result.stdout, result.stderr) == ("", "Nobody arrived, left or holds another title.\n")


def test_what_is_no_list_is_called_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(UnreadableSource, match="no consular list"):
        CliRunner().invoke(corps, [str(tmp_path / "x.csv")] * 2, catch_exceptions=False)
