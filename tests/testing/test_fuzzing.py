"""Importers tried on made-up octets: one that falls over what no sample holds is caught, by what can be tried again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugin_site import Install, install, site
from tests.testing.conftest import GOOD
from trustcrm.plugin import Draft, Person, Rejected, Source, UnreadableSource
from trustcrm.testing.hostile import damaged, keeps_to_its_contract

__all__ = ["install", "site"]

pytestmark = pytest.mark.only_sqlite

needs_atheris = pytest.mark.skipif(
    sys.platform != "linux" or os.uname().machine != "x86_64", reason="atheris has no wheel for this system"
)

PLUGIN = """
from trustcrm.plugin import Draft, ImporterSpec, Interaction, Mention, Rejected, UnreadableSource, hookimpl


class Calls:
    def read(self, source):
        with source.open() as file:
            if file.readline().strip() != b"#calls":
                raise UnreadableSource(f"{source.name} holds no calls.")
            for number, line in enumerate(file, 2):
                if FALLS_OVER:
                    raise KeyError(number)
                yield Rejected(where=f"line {number}", reason="It was not asked for.")


@hookimpl
def register_importers():
    yield ImporterSpec(name="calls", summary="Calls", factory=lambda context: Calls())
"""


def _fuzzed(site: Path, tmp_path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "samples").mkdir(exist_ok=True)
    (tmp_path / "samples" / "a.calls").write_text(GOOD, "utf-8")
    command = [sys.executable, "-m", "trustcrm.testing.fuzzing", "calls", str(tmp_path / "samples")]
    return subprocess.run(
        [*command, "--runs", "400", "--found", str(tmp_path), *more],
        env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip


@needs_atheris
def test_an_importer_that_keeps_its_contract_is_said_to(install: Install, site: Path, tmp_path: Path) -> None:
    install("calls", PLUGIN.replace("FALLS_OVER", "False"))
    done = _fuzzed(site, tmp_path)
    assert (done.returncode, done.stdout) == (0, "calls:calls kept its contract on 400 sources made up.\n"), done.stderr


@needs_atheris
def test_one_that_falls_over_is_caught_and_what_it_fell_over_kept(install: Install, site: Path, tmp_path: Path) -> None:
    install("calls", PLUGIN.replace("FALLS_OVER", "max(line) > 244"))
    done = _fuzzed(site, tmp_path)
    assert (done.returncode, done.stdout) == (1, "calls:calls BROKE ITS CONTRACT on 400 sources made up.\n"), (
        done.stderr
    )
    assert "KeyError" in done.stderr
    (found,) = tmp_path.glob("calls-crash-*")
    again = _fuzzed(site, tmp_path, "--importer", "calls", "--again", str(found))
    assert again.returncode != 0
    assert "KeyError" in again.stdout + again.stderr


def test_a_plugin_that_is_not_there_is_named(site: Path, tmp_path: Path) -> None:
    done = _fuzzed(site, tmp_path)
    assert done.returncode == 1
    assert "No plugin 'calls' with importers is installed." in done.stderr


def test_damage_is_the_same_each_time_and_never_the_same_twice_in_a_row() -> None:
    first = list(damaged(GOOD.encode(), seed=3, count=50))
    assert first == list(damaged(GOOD.encode(), seed=3, count=50))
    assert len(set(first)) > 40
    assert list(damaged(b"", seed=3, count=50)) == []


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        (["x"], "it yielded str"),
        ([Rejected(where=" ", reason="x")], "has no `where`"),
        ([Rejected(where="x", reason="one\ntwo")], "not one sentence"),
        ([Rejected(where="x", reason="x" * 501)], "501 characters long"),
        ([Rejected(where="x", reason="x", raw={"a": 3})], "other than texts"),  # type: ignore[dict-item]
        ([Draft(key="", record=Person(name="x"), where="x")], "its key is no text"),
        ([Rejected(where="x", reason="x"), None], "unreadable after 1 pieces"),
    ],
)
def test_whatever_breaks_the_contract_is_said(tmp_path: Path, pieces: list[object], said: str) -> None:
    class Odd:
        def read(self, source: Source) -> object:
            for piece in pieces:
                if piece is None:
                    raise UnreadableSource("It cannot be read.")
                yield piece

    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(AssertionError, match=said):
        keeps_to_its_contract(Odd(), Source(path=tmp_path / "x"))  # type: ignore[arg-type]
