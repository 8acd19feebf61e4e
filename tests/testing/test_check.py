"""`trustcrm plugins check`, and the kit as an author's own test file uses it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.testing.conftest import BROKEN, GOOD

pytestmark = pytest.mark.only_sqlite

ROOT = Path(__file__).parents[2]

OWN_TESTS = """
from pathlib import Path

import pytest

from test_importer_kit_calls import Calls
from trustcrm.testing import ImporterConformance

HERE = Path(__file__).parent


class TestCalls(ImporterConformance):
    not_tried = {NOT_TRIED}

    @pytest.fixture
    def importer(self):
        return Calls()

    @pytest.fixture
    def samples(self):
        return [HERE / "a.calls"]

    @pytest.fixture
    def broken(self):
        return [HERE / "broken.calls"]


def test_an_office_is_at_hand(trustcrm_office):
    assert trustcrm_office.desk.today().isoformat() == "2030-06-30"
"""


def _own_tests(folder: Path, *not_tried: str) -> str:
    """Return what pytest says of an author's own tests, a file for each way of leaving something out."""
    calls = (ROOT / "tests" / "testing" / "test_importer_kit.py").read_text("utf-8")
    start, end = calls.index("class Calls"), calls.index("class Sniffing")
    names = "import hashlib\nfrom datetime import date\nfrom typing import Any, Iterator\n"
    head = f"{names}from trustcrm.plugin import *\n\n\n"
    (folder / "test_importer_kit_calls.py").write_text(head + calls[start:end], "utf-8")
    (folder / "a.calls").write_text(GOOD, "utf-8")
    (folder / "broken.calls").write_text(BROKEN, "utf-8")
    for number, one in enumerate(not_tried):
        (folder / f"test_calls{number}.py").write_text(OWN_TESTS.replace("{NOT_TRIED}", one), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-rsfE"]
    done = subprocess.run(
        [*command, *(f"test_calls{number}.py" for number in range(len(not_tried)))],
        cwd=folder, env={**os.environ, "COLUMNS": "400"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def test_an_author_writes_one_class_with_three_fixtures(tmp_path: Path) -> None:
    told = _own_tests(tmp_path, "{'test_a_large_source_needs_little_memory': 'nobody calls so often'}")
    assert " passed, 2 skipped" in told, told
    assert "nobody calls so often" in told


def test_leaving_a_test_out_takes_its_name_and_a_reason(tmp_path: Path) -> None:
    why = {
        "{'test_it_writes_nothing': ''}": "is left out without a reason",
        "{'test_nothing_like_it': 'why not'}": "the kit has no such test",
        "{}": "Write a fixture `large`",
    }
    told = _own_tests(tmp_path, *why)
    amiss = [line for line in told.splitlines() if line.startswith(("FAILED", "ERROR"))]
    for number, words in enumerate(why.values()):
        assert any(f"test_calls{number}.py" in line and words in line for line in amiss), told


def test_check_tells_what_the_installed_plugins_keep(run: Run) -> None:
    samples = ROOT / "plugins" / "trustcrm-twinnings" / "tests" / "samples"
    done = run("plugins", "check", "twinnings", "--samples", str(samples), "--json")
    assert done.exit_code == 0, done.stdout + done.stderr
    tried = json.loads(done.stdout)
    assert {one["of"] for one in tried} == {"package", "importer 'twinnings'"}
    assert {one["result"] for one in tried} <= {"passed", "not tried"}
    assert all(one["why"] for one in tried if one["result"] == "not tried")
    assert sum(one["result"] == "passed" for one in tried) > 20


OFFERS = {
    "consular": {"panel 'corps'", "importer 'consular'"},
    "report": {
        "report 'briefing'", "report 'ledger'", "report 'portfolio'", "report 'value'", "exporter 'html'",
        "exporter 'pdf'",
    },
}  # fmt: skip


@pytest.mark.parametrize("plugin", OFFERS if "TRUSTCRM_TESTS_THOROUGH" in os.environ else ["consular"])
def test_check_tries_reports_exporters_and_panels(run: Run, plugin: str) -> None:
    samples = ROOT / "plugins" / f"trustcrm-{plugin}" / "tests" / "samples"
    done = run("plugins", "check", plugin, "--samples", str(samples), "--json")
    tried = json.loads(done.stdout)
    assert {one["of"] for one in tried} == {"package", *OFFERS[plugin]}
    assert (done.exit_code, [one for one in tried if one["result"] == "failed"]) == (0, [])


def test_check_names_what_fails_and_ends_with_4(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Q1\tQ2\nnonsense\n", "utf-8")
    done = run("plugins", "check", "twinnings", "--samples", str(tmp_path))
    assert done.exit_code == 4
    assert "FAILED  A sample holds at least one draft, and no piece of it is rejected." in done.stdout
    assert "a.tsv, line 2: The line is not two Wikidata ids" in done.stdout
    assert done.stderr.startswith("The plugin twinnings fails ")


def test_check_wants_samples_and_says_where(run: Run, tmp_path: Path) -> None:
    done = run("plugins", "check", "twinnings", "--samples", str(tmp_path / "none"))
    assert (done.exit_code, "holds no sample; give files it reads whole" in done.stdout) == (4, True)


def test_check_knows_no_such_plugin(run: Run) -> None:
    done = run("plugins", "check", "twinings")
    assert (done.exit_code, "did you mean 'twinnings'?" in done.stderr) == (3, True)


def test_core_passes_its_own_kit(run: Run) -> None:
    done = run("plugins", "check", "core", "--json")
    tried = json.loads(done.stdout)
    assert {one["of"] for one in tried} >= {"trust model 'beta-habit'"}
    assert (done.exit_code, {one["result"] for one in tried}) == (0, {"passed", "not tried"})
    assert {one["why"] for one in tried if one["result"] == "not tried"} == {"It looks at acts alone."}


def test_the_kit_imports_pytest_and_nothing_that_is_slow() -> None:
    code = (
        "import sys, pytest, trustcrm.plugin; before = set(sys.modules); "
        "import trustcrm.testing, trustcrm.testing.fixtures; "
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['trustcrm']"
