"""What is decided about a plugin before anything of it is imported."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.errors import ConfigError
from trustcrm.hooks.discovery import Switches
from trustcrm.hooks.host import Host
from trustcrm.hooks.specs import SignalKind
from trustcrm.hooks.states import PluginState, Status

Install = Callable[..., None]
MakeHost = Callable[..., Host]

BOMB = "raise RuntimeError('I was imported')"
PLAIN = """
from trustcrm.plugin import SignalKind, hookimpl

@hookimpl
def register_signal_kinds():
    yield SignalKind(name="flag", summary="Raised our flag", leans=1, weight=3.4, cameo="051")
"""


def state_of(host: Host, name: str) -> PluginState:
    return next(state for state in host.roster() if state.name == name)


def test_an_installed_plugin_is_loaded(install: Install, make_host: MakeHost, lines: list[str]) -> None:
    install("flags", PLAIN, distribution="flags-of-friends", version="3.1")
    host = make_host()
    state = state_of(host, "flags")
    assert (state.state, state.distribution, state.version) == (Status.LOADED, "flags-of-friends", "3.1")
    assert state.offers == ("signal kind flag",)
    assert state.summary == "Made for a test"
    assert [offer.address for offer in host.offers(SignalKind)] == ["flags:flag"]
    assert lines == []


@pytest.mark.parametrize(
    ("switches", "config", "status", "reason"),
    [
        (Switches(none=True), {}, Status.DISABLED, "--no-plugins"),
        (Switches(only=("other",)), {}, Status.NOT_ALLOWED, "TRUSTCRM_PLUGINS names only other"),
        (None, {"disabled": ("bomb",)}, Status.DISABLED, "plugins.disabled"),
        (None, {"allow": ("other",)}, Status.NOT_ALLOWED, "plugins.allow"),
        (None, {"allow": ()}, Status.NOT_ALLOWED, "plugins.allow"),
        (Switches(only=("bomb",)), {"disabled": ("bomb",)}, Status.DISABLED, "plugins.disabled"),
        (None, {"require": ("bomb>=2",)}, Status.MISSING, "asks for >=2"),
    ],
)
def test_a_plugin_that_may_not_load_is_never_imported(
    install: Install,
    make_host: MakeHost,
    switches: Switches | None,
    config: dict[str, tuple[str, ...]],
    status: Status,
    reason: str,
) -> None:
    install("bomb", BOMB)
    state = state_of(make_host(switches, **config), "bomb")
    assert state.state is status
    assert reason in state.reason
    assert state.failures == ()
    assert "trustcrm_bomb" not in sys.modules


def test_two_distributions_with_one_name_are_both_left_out_and_named(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install("cards", BOMB, distribution="cards-of-ann")
    install("cards", BOMB, distribution="cards-of-bob")
    state = state_of(make_host(), "cards")
    assert state.state is Status.NAME_CLASH
    assert "cards-of-ann and cards-of-bob" in state.reason
    assert len(lines) == 1


@pytest.mark.parametrize("name", ["core", "allow", "disabled", "require"])
def test_a_name_of_our_own_cannot_be_taken(install: Install, make_host: MakeHost, name: str) -> None:
    install(name, BOMB, distribution="impostor")
    assert state_of(make_host(), name).state is Status.NAME_CLASH


def test_a_name_that_breaks_addresses_is_left_out(install: Install, make_host: MakeHost) -> None:
    install("../up", BOMB, distribution="climber")
    assert state_of(make_host(), "../up").state is Status.BROKEN


@pytest.mark.parametrize(
    ("switches", "config", "reason"),
    [
        (None, {"require": ("harbours>=0.3",)}, "plugins.require"),
        (None, {"tables": {"harbours": {}}}, "[plugins.harbours]"),
        (Switches(only=("harbours",)), {}, "TRUSTCRM_PLUGINS"),
    ],
)
def test_a_plugin_that_is_asked_for_and_not_installed_is_missing(
    make_host: MakeHost, lines: list[str], switches: Switches | None, config: dict[str, object], reason: str
) -> None:
    state = state_of(make_host(switches, **config), "harbours")
    assert state.state is Status.MISSING
    assert reason in state.reason
    assert len(lines) == 1


@pytest.mark.parametrize("key", ["disabled", "allow"])
def test_a_switch_that_names_no_installed_plugin_is_listed_with_the_nearest_name(
    install: Install, make_host: MakeHost, lines: list[str], key: str
) -> None:
    install("flags", PLAIN)
    state = state_of(make_host(**{key: ("flag", "flags")}), "flag")
    assert state.state is Status.ABSENT
    assert state.reason.startswith(f"plugins.{key} in ")
    assert state.reason.endswith("names it, and no such plugin is installed; did you mean 'flags'?")
    assert lines == []


def test_a_required_plugin_of_another_version_is_left_out_with_both(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install("flags", PLAIN, version="1.2")
    state = state_of(make_host(require=("flags>=2",)), "flags")
    assert (state.state, state.offers) == (Status.MISSING, ())
    assert state.reason == "version 1.2 is installed, plugins.require asks for >=2; install that"
    assert len(lines) == 1


def test_a_required_plugin_of_a_fitting_version_is_loaded(install: Install, make_host: MakeHost) -> None:
    install("flags", PLAIN, version="1.2")
    assert state_of(make_host(require=("flags>=1.0,<2",)), "flags").state is Status.LOADED


def test_a_specifier_that_is_none_is_an_error_of_the_configuration(install: Install, make_host: MakeHost) -> None:
    install("flags", PLAIN)
    with pytest.raises(
        ConfigError, match=r"trustcrm\.toml, 'flags recent' does not end in a version specifier such as >=0\.3"
    ):
        make_host(require=("flags recent",)).roster()


def test_the_environment_is_read_as_names_parted_by_commas() -> None:
    told = Switches.of({"TRUSTCRM_PLUGINS": " a, b ,", "TRUSTCRM_TRACE_PLUGINS": "1"}, no_plugins=True)
    assert told == Switches(none=True, only=("a", "b"), trace=True)
    assert Switches.of({"TRUSTCRM_PLUGINS": "", "TRUSTCRM_TRACE_PLUGINS": "0"}) == Switches()


def test_deciding_imports_neither_plugins_nor_anything_slow(install: Install, site: Path) -> None:
    install("bomb", BOMB)
    code = (
        f"import sys; sys.path.insert(0, {str(site)!r});"
        "from trustcrm.hooks.discovery import *; from trustcrm.hooks.config import Settings;"
        "verdicts = decide(installed(), Settings(), Switches());"
        "assert 'bomb' in [one.found.name for one in verdicts if one.status is None];"
        "slow = ('packaging', 'trustcrm_bomb', 'tomlkit', 'sqlalchemy', 'importlib.metadata');"
        "print([name for name in slow if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
