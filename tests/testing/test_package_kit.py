"""The kit for packages is tried on packages that are broken in one way each: every one must be caught."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from tests.diary import FIRST
from tests.plugin_site import Install
from trustcrm import __version__
from trustcrm.hooks.deprecations import Deprecation, next_minor
from trustcrm.hooks.host import Surroundings
from trustcrm.testing import PluginConformance
from trustcrm.testing.check import Subject, Tried, run_kit

GOOD = """
from trustcrm.plugin import ImporterSpec, PluginSpec, hookimpl


class Reads:
    def read(self, source):
        yield from ()


@hookimpl
def describe_plugin():
    return PluginSpec(summary="Reads what is made for a test")


@hookimpl
def register_importers():
    yield ImporterSpec(name="made", summary="What is made for a test", factory=lambda context: Reads())
"""

MUTANTS = {
    "raise RuntimeError('not today')\n": "test_it_loads",
    GOOD.replace('yield ImporterSpec(name="made"', 'yield ImporterSpec(name="two\\nlines"'): "test_it_loads",
    GOOD.replace("Reads what is made for a test", "Reads\\nin two lines"): "test_it_says_what_it_is_for",
    GOOD.replace("yield ImporterSpec", "assert ImporterSpec").replace(
        "    assert", "    return ()\n    assert"
    ): "test_it_offers_something",
    "import sqlalchemy\n" + GOOD: "test_declaring_imports_nothing_heavy",
    GOOD.replace("lambda context: Reads()", "lambda context: 1 / 0"): "test_what_it_offers_can_be_built",
    GOOD.replace("lambda context: Reads()", "lambda context: object()"): "test_what_it_offers_can_be_built",
    GOOD.replace('summary="What is made for a test"', 'summary=" "'): "test_what_it_offers_can_be_built",
}

TABLES = GOOD.replace("import ImporterSpec, PluginSpec,", "import ImporterSpec, PluginSpec, TablesSpec,").replace(
    'made for a test")', 'made for a test", tables=TablesSpec(steps="made_steps", journaled=("page",)))', 1
)
LEAVING_OUT = FIRST.replace("diary", "made").replace("nullable=False", 'server_default="x"')
"""A step whose table has a default, which no backup would bring back."""


BY_NAME = {
    "test_its_tables_are_made_and_carried", "test_it_works_with_the_next_minor_release",
    "test_what_people_keep_in_its_tables_is_taken_back",
}  # fmt: skip
"""The tests whose mutants need more than a module, and are tried below."""


def _tried() -> dict[str, Tried]:
    return {one.test: one for one in run_kit("package", "TestPackage", Subject(plugin="made"))}


def test_a_good_package_passes_every_test(install: Install) -> None:
    install("made", GOOD, requires=["trustcrm>=0.1,<0.3"])
    assert {one.test: one.why for one in _tried().values() if one.result != "passed"} == {}


@pytest.mark.parametrize("number", range(len(MUTANTS)))
def test_every_mutant_is_caught_by_its_test(install: Install, number: int) -> None:
    source, test = list(MUTANTS.items())[number]
    install("made", source, requires=["trustcrm>=0.1,<0.3"])
    caught = _tried()[test]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


def test_one_that_says_not_which_core_it_needs_is_caught(install: Install) -> None:
    install("made", GOOD)
    caught = _tried()["test_it_says_what_it_is_for"]
    assert (caught.result, "does not say which trustcrm it needs" in caught.why) == ("failed", True), caught


def _put(site: Path, step: str) -> None:
    (site / "made_steps").mkdir()
    (site / "made_steps" / "0001_first.py").write_text(step, encoding="utf-8")


def test_one_with_good_tables_passes_every_test(install: Install, site: Path) -> None:
    install("made", TABLES, requires=["trustcrm>=0.1,<0.3"])
    _put(site, FIRST.replace("diary", "made").replace("LargeBinary", "String"))
    assert {one.test: one.why for one in _tried().values() if one.result != "passed"} == {}


def test_one_whose_tables_would_not_be_carried_is_caught(install: Install, site: Path) -> None:
    install("made", TABLES, requires=["trustcrm>=0.1,<0.3"])
    _put(site, LEAVING_OUT)
    tried = _tried()
    caught = tried["test_its_tables_are_made_and_carried"]
    assert (caught.result, "has a default of the database's" in caught.why) == ("failed", True), caught
    caught = tried["test_what_people_keep_in_its_tables_is_taken_back"]
    assert (caught.result, "plugin_made_page" in caught.why) == ("failed", True), caught


def test_one_that_the_next_release_will_refuse_is_caught(install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    following = next_minor(__version__)
    goes = Deprecation(where="register_importers", since="0.0.1", fails=following, instead="yield readers")
    later = Deprecation(where="register_importers", since="0.0.1", fails=next_minor(following), instead="yield readers")
    install("made", GOOD, requires=["trustcrm>=0.1,<0.3"])
    for told, result in (((), "passed"), ((later,), "passed"), ((goes,), "failed")):
        around = functools.partial(Surroundings, deprecations=told)
        monkeypatch.setattr("trustcrm.hooks.host.Surroundings", around)
        caught = _tried()["test_it_works_with_the_next_minor_release"]
        assert (caught.result, "yield readers" in caught.why) == (result, result == "failed"), caught


def test_one_that_is_not_there_is_told() -> None:
    assert "no such plugin is installed" in _tried()["test_it_loads"].why


def test_every_test_of_the_kit_has_a_mutant() -> None:
    there = {name for name in dir(PluginConformance) if name.startswith("test_")}
    assert there == {*MUTANTS.values(), *BY_NAME}
