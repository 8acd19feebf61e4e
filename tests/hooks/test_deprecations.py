"""What is deprecated warns under the plugin that uses it, is refused after its time, and never stays in the table."""

from __future__ import annotations

import dataclasses
import inspect
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.hooks.conftest import MakeHost
from tests.plugin_site import Install
from trustcrm import __version__
from trustcrm.hooks import hookspecs, specs
from trustcrm.hooks.deprecations import DEPRECATIONS, Deprecation, next_minor
from trustcrm.hooks.specs import CommandSpec, ImporterSpec
from trustcrm.hooks.states import PluginState, Status
from trustcrm.hooks.versions import satisfies

PLUGIN = """
from trustcrm.plugin import CommandSpec, ImporterSpec, PluginSpec, hookimpl


@hookimpl
def describe_plugin():
    return PluginSpec(summary="Made for a test", needs_core=">=0.1")


@hookimpl
def register_importers():
    yield ImporterSpec(name="old", summary="Reads folders", factory=lambda context: None, folders=True)


@hookimpl
def register_commands():
    yield CommandSpec(name="greet", summary="Greets", load=lambda: None)


@hookimpl
def on_commit(changes, context):
    pass
"""
OTHER = (
    PLUGIN.replace(", folders=True", "")
    .replace("on_commit(changes, context)", "on_commit(context)")
    .replace(', needs_core=">=0.1"', "")
)

FOLDERS = Deprecation(where="ImporterSpec", part="folders", since="0.1", fails="0.3", instead="use kinds of sources")
CHANGES = Deprecation(where="on_commit", part="changes", since="0.1", fails="0.3", instead="ask for news instead")
ON_COMMIT = Deprecation(where="on_commit", since="0.1", fails="0.3", instead="implement on_saved")
NEEDS = Deprecation(where="PluginSpec", part="needs_core", since="0.1", fails="0.3", instead="say it in Requires-Dist")


def gone(one: Deprecation) -> Deprecation:
    return dataclasses.replace(one, since="0.0.1", fails="0.1")


def state_of(make_host: MakeHost, table: Sequence[Deprecation], name: str = "old") -> PluginState:
    return next(one for one in make_host(deprecations=table).roster() if one.name == name)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (FOLDERS, "folders of ImporterSpec goes with trustcrm 0.3; use kinds of sources"),
        (CHANGES, "changes of on_commit goes with trustcrm 0.3; ask for news instead"),
        (ON_COMMIT, "on_commit goes with trustcrm 0.3; implement on_saved"),
        (NEEDS, "needs_core of PluginSpec goes with trustcrm 0.3; say it in Requires-Dist"),
    ],
)
def test_what_goes_is_told_under_the_plugin_that_uses_it_and_nowhere_else(
    install: Install, make_host: MakeHost, lines: list[str], one: Deprecation, told: str
) -> None:
    install("old", PLUGIN)
    install("other", OTHER)
    states = {state.name: state for state in make_host(deprecations=[one]).roster()}
    assert (states["old"].state, states["old"].deprecated) == (Status.LOADED, (told,))
    assert states["other"].deprecated == ((told,) if one is ON_COMMIT else ())
    assert len(states["old"].offers) == 2
    assert lines == []


def test_what_is_not_announced_yet_is_not_told(install: Install, make_host: MakeHost) -> None:
    install("old", PLUGIN)
    later = [dataclasses.replace(one, since="0.4", fails="0.6") for one in (FOLDERS, CHANGES, ON_COMMIT, NEEDS)]
    assert state_of(make_host, later).deprecated == ()


@pytest.mark.parametrize("one", [CHANGES, ON_COMMIT, NEEDS])
def test_a_plugin_that_implements_what_is_refused_is_left_out_and_told_why(
    install: Install, make_host: MakeHost, lines: list[str], one: Deprecation
) -> None:
    install("old", PLUGIN)
    state = state_of(make_host, [gone(one)])
    assert (state.state, state.offers) == (Status.NEEDS_OLDER_CORE, ())
    assert state.reason == f"{gone(one).told(__version__)}; upgrade the plugin"
    assert "is refused since trustcrm 0.1" in state.reason
    (line,) = lines
    assert "trustcrm-old 1.2 is left out" in line


def test_an_offer_with_a_refused_field_is_not_made_and_the_others_are(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install("old", PLUGIN)
    host = make_host(deprecations=[gone(FOLDERS)])
    assert [offer.name for offer in host.offers(ImporterSpec)] == []
    assert [offer.name for offer in host.offers(CommandSpec)] == ["greet"]
    (line,) = lines
    assert "folders of ImporterSpec is refused since trustcrm 0.1; use kinds of sources" in line


def test_core_itself_uses_nothing_that_goes(make_host: MakeHost) -> None:
    from trustcrm import builtin

    assert next(state for state in make_host(core=builtin).roster() if state.name == "core").deprecated == ()


@pytest.mark.parametrize(
    ("core", "following"), [("0.1.0", "0.2"), ("0.9", "0.10"), ("1.4.2.dev1", "1.5"), ("2.0rc1", "2.1")]
)
def test_the_next_minor_release_is_known(core: str, following: str) -> None:
    assert next_minor(core) == following


def test_the_command_line_lists_and_shows_it(install: Install, site: Path, tmp_path: Path) -> None:
    install("old", PLUGIN)
    program = (
        "import sys\nfrom trustcrm.hooks import host\nfrom trustcrm.hooks.deprecations import Deprecation\n"
        "told = (Deprecation(where='on_commit', since='0.1', fails='0.3', instead='implement on_saved'),)\n"
        "from trustcrm import office\nmade = office.Surroundings\n"
        "office.Surroundings = lambda **around: made(**around, deprecations=told)\n"
        "from trustcrm.cli import main\nsys.exit(main())\n"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, "--db", str(tmp_path / "none.db"), "plugins", *words],
            env={"PYTHONPATH": str(site), "TRUSTCRM_PLUGINS": "old", "HOME": str(tmp_path), "COLUMNS": "200"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip

    told = "on_commit goes with trustcrm 0.3; implement on_saved"
    assert f"outdated: {told}" in run("list").stdout
    assert f"  outdated  {told}\n" in run("show", "old").stdout
    assert json.loads(run("show", "old", "--json").stdout)["deprecated"] == [told]
    assert run("list").stderr == ""


def test_the_table_names_what_there_is_and_keeps_to_its_times() -> None:
    """Two minor releases warn, one refuses, and the next has neither the thing nor the entry."""
    for one in DEPRECATIONS:
        home = getattr(hookspecs, one.where, None) or getattr(specs, one.where)
        parts = {*inspect.signature(home).parameters}
        assert not one.part or one.part in parts, f"{one.where} has no {one.part}"
        assert satisfies(one.fails, f">={next_minor(next_minor(one.since))}"), f"{one.where} warns for too short a time"
        assert not satisfies(__version__, f">={next_minor(one.fails)}"), (
            f"{one.where} {one.part} is to be taken out now"
        )
