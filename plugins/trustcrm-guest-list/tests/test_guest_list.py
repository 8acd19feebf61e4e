from __future__ import annotations

import ast
import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Importer, Mention, Person, Rejected, Source
from trustcrm.testing import ImporterConformance, PluginConformance
from trustcrm_guest_list import importer as module
from trustcrm_guest_list.importer import COLUMNS, GuestListImporter

SAMPLES = Path(__file__).parent / "samples"
TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial" / "your-first-plugin.md"


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "guest-list"


class TestGuestList(ImporterConformance):
    @pytest.fixture
    def importer(self) -> Importer:
        return GuestListImporter()

    @pytest.fixture
    def samples(self) -> list[Path]:
        return sorted(SAMPLES.glob("*.csv"))

    @pytest.fixture
    def broken(self) -> list[Path]:
        return [SAMPLES / "broken" / "guests.csv"]

    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        path = tmp_path / "large.csv"
        lines = (f"City {number % 90},Guest {number},guest,guest{number}@city.example\n" for number in range(10_000))
        path.write_text(f"{','.join(COLUMNS)}\n{''.join(lines)}", "utf-8")
        return path


@pytest.mark.parametrize("program", ["gnumeric-1.12", "libreoffice-7.4", "pandas-3.1", "sqlite-3.40"])
def test_whichever_program_wrote_a_list_it_names_the_same_guests(program: str) -> None:
    guests = [piece.record for piece in _read(SAMPLES / f"{program}.csv") if isinstance(piece, Draft)]
    assert [guest.name for guest in guests if isinstance(guest, Person)] == [
        "Kobayashi Haruka", "Giulia Rossi", "Begoña Ximénez", "Łucja Wójcik", "Ursina Bächtold", "Anahit Sargsyan",
    ]  # fmt: skip
    assert isinstance(guests[-1], Person)
    assert guests[-1].side is None


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "+49", "\u202egnirts", "\x1b[31mred", "[bold]x[/]", "＝1", "'quoted"]
)
def test_names_that_act_on_a_screen_or_a_sheet_stay_data(tmp_path: Path, name: str) -> None:
    (guest,) = _written(tmp_path, [[name, name, "guest", "a@x.example"]])
    assert isinstance(guest, Draft)
    assert guest.record == Person(name=name, emails=("a@x.example",), side=Mention(noun="city", name=name))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=6), max_size=6))
def test_whatever_a_line_holds_raises_nothing_and_hides_no_other(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    pieces = _written(tmp_path_factory.mktemp("odd"), [*rows, ["Milan", "Good Guest", "guest", "good@x.example"]])
    assert [piece.key for piece in pieces if isinstance(piece, Draft)][-1:] == ["good guest good@x.example"]


@given(st.binary(max_size=300))
def test_noise_below_the_headings_raises_nothing(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "guests.csv"
    path.write_bytes(",".join(COLUMNS).encode() + b"\n" + noise)
    assert all(isinstance(piece, (Draft, Rejected)) for piece in _read(path))


def test_a_cell_without_bounds_is_named_beside_what_stands_before_it(tmp_path: Path) -> None:
    good = ["Milan", "Good Guest", "guest", "good@x.example"]
    before = csv.field_size_limit(131_072)  # as a new process has it; another test may have raised it
    pieces = _written(tmp_path, [good, ["Milan", "x" * 5_000_000, "guest", "a@x.example"]])
    csv.field_size_limit(before)
    assert [type(piece) for piece in pieces] == [Draft, Rejected]


def _read(path: Path) -> list[Draft | Rejected]:
    return list(GuestListImporter().read(Source(path=path)))


def _written(folder: Path, rows: list[list[str]]) -> list[Draft | Rejected]:
    with (folder / "guests.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return _read(folder / "guests.csv")


def test_it_is_what_the_tutorial_arrives_at() -> None:
    """But for docstrings, which a tutorial tells in its own words."""
    block = TUTORIAL.read_text("utf-8").split("```python\n")[1].partition("```")[0]
    assert _code(block) == _code(Path(str(module.__file__)).read_text("utf-8"))


def _code(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            docstring = ast.get_docstring(node)
            node.body = [
                one
                for at, one in enumerate(node.body)
                if not (docstring and at == 0) and not (isinstance(one, ast.ImportFrom) and one.module == "__future__")
            ]
    return ast.unparse(tree)


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script."""


@given(names)
def test_whatever_a_guest_is_called_stays_what_it_is(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    (guest,) = _written(tmp_path_factory.mktemp("name"), [["Milan", name, "guest", "a@x.example"]])
    assert isinstance(guest, Draft)
    assert guest.record == Person(name=name, emails=("a@x.example",), side=Mention(noun="city", name="Milan"))
