"""`trustcrm plugins new`: every kind is written, really installed in an environment of its own, and tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from trustcrm.cli.plugin_making import KINDS
from trustcrm.scaffold import KINDS as OFFERED
from trustcrm.scaffold import begin

pytestmark = pytest.mark.only_sqlite

ROOT = Path(__file__).parents[2]


def _uv(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("uv is not on the path, and nothing else installs without a network")
    # What is installed here is used by a few programs: compiling all of it at once takes longer than as it is imported.
    left = ("VIRTUAL_ENV", "PYTHONPATH", "UV_COMPILE_BYTECODE")
    outside = {name: value for name, value in os.environ.items() if name not in left}
    return subprocess.run([uv, *words], cwd=cwd, env=outside, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An environment with trustcrm, pytest, mypy and a new plugin of every kind; and the folder of these plugins."""
    place = tmp_path_factory.mktemp("begun")
    made = [begin(f"made-{kind}", kind, place) for kind in KINDS]
    assert _uv("venv", "--python", sys.executable, str(place / "env")).returncode == 0
    wanted = (
        "pip",
        "install",
        "--quiet",
        "--python",
        str(place / "env"),
        str(ROOT),
        "pytest>=9,<10",
        "mypy",
        *map(str, made),
    )
    done = _uv(*wanted, "--offline")
    if done.returncode:
        done = _uv(*wanted)
    if done.returncode:
        pytest.skip(f"nothing can be installed here: {done.stderr.strip().splitlines()[-1:]}")
    return place / "env" / "bin", place


def _run(program: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    outside = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "VIRTUAL", "PYTHON", "TRUSTCRM"))
    }
    return subprocess.run(
        [str(program), *words], cwd=cwd, capture_output=True, text=True, check=False,
        env=outside | {"XDG_DATA_HOME": str(cwd / "data"), "XDG_CONFIG_HOME": str(cwd / "config")},
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_plugin_passes_its_tests_and_the_kit(begun: tuple[Path, Path], kind: str) -> None:
    programs, place = begun
    folder = place / f"trustcrm-made-{kind}"
    tested = _run(programs / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=folder)
    assert (tested.returncode, "failed" in tested.stdout) == (0, False), tested.stdout + tested.stderr


def test_a_new_plugin_is_checked_by_command_too(begun: tuple[Path, Path]) -> None:
    programs, place = begun
    checked = _run(programs / "trustcrm", "plugins", "check", "made-importer", cwd=place / "trustcrm-made-importer")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_new_plugins_are_strictly_typed(begun: tuple[Path, Path]) -> None:
    programs, place = begun
    sources = [f"trustcrm-made-{kind}/src" for kind in KINDS]
    typed = _run(programs / "mypy", "--strict", *sources, "--cache-dir", str(place / "mypy"), cwd=place)
    assert typed.returncode == 0, typed.stdout


def test_what_was_begun_is_there_for_everybody(begun: tuple[Path, Path]) -> None:
    programs, place = begun
    listed = _run(programs / "trustcrm", "plugins", "list", cwd=place).stdout
    assert all(f"made-{kind}" in listed for kind in KINDS)
    no_office = _run(programs / "trustcrm", "made-command", cwd=place)
    assert (no_office.returncode, "no office" in no_office.stderr.lower()) == (6, True), no_office.stderr
    assert _run(programs / "trustcrm", "made-command", "--days", "soon", cwd=place).returncode == 2


def test_every_kind_there_is_can_be_begun() -> None:
    assert KINDS == OFFERED


@pytest.mark.parametrize("name", ["", "City", "9lives", "a-", "a--b", "import", "a b", "../a", "ä", "a\nb"])
def test_a_name_that_is_none_is_refused(run: Run, tmp_path: Path, name: str) -> None:
    done = run("plugins", "new", "--into", str(tmp_path / "new"), "--", name)
    assert (done.exit_code, "is no name for a plugin" in done.stderr, (tmp_path / "new").exists()) == (1, True, False)


def test_nothing_is_written_over(run: Run, tmp_path: Path) -> None:
    into = tmp_path / "new"
    assert run("plugins", "new", "calls", "--into", str(into)).exit_code == 0
    before = {path: path.stat().st_mtime_ns for path in into.rglob("*")}
    done = run("plugins", "new", "calls", "--into", str(into))
    assert (done.exit_code, "is there already; nothing was written" in done.stderr) == (1, True)
    assert {path: path.stat().st_mtime_ns for path in into.rglob("*")} == before


def test_no_placeholder_is_left(tmp_path: Path) -> None:
    for kind in KINDS:
        folder = begin(f"some-{kind}", kind, tmp_path)
        for path in folder.rglob("*"):
            assert "MODULE" not in path.parts
            assert path.suffix != ".template"
            if path.is_file() and path.suffix != ".yml":
                assert "$" not in path.read_text("utf-8"), path
