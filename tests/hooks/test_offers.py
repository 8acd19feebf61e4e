"""Finding offers by short and full names, core's own among them."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from trustcrm.errors import Ambiguous, NotFound
from trustcrm.hooks.host import Host
from trustcrm.hooks.specs import CommandSpec, SignalKind

Install = Callable[..., None]
MakeHost = Callable[..., Host]


def source(kind: str, command: str) -> str:
    return f"""
from trustcrm.plugin import CommandSpec, SignalKind, hookimpl

@hookimpl
def register_signal_kinds():
    yield SignalKind(name="{kind}", summary="", leans=1, weight=3.4, cameo="051")

@hookimpl
def register_commands():
    yield CommandSpec(name="{command}", summary="", load=print)
"""


def test_a_short_name_that_one_plugin_has_is_enough(install: Install, make_host: MakeHost) -> None:
    install("flags", source("flag", "salute"))
    host = make_host()
    offer = host.offer(SignalKind, "flag")
    assert offer == host.offer(SignalKind, "flags:flag")
    assert host.shortest(offer) == "flag"


def test_a_short_name_that_two_share_is_an_error_only_when_used(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install("ann", source("flag", "salute"))
    install("bob", source("flag", "greet"))
    host = make_host()
    assert [host.shortest(offer) for offer in host.offers(SignalKind)] == ["ann:flag", "bob:flag"]
    assert host.offer(SignalKind, "bob:flag").plugin == "bob"
    assert lines == []
    with pytest.raises(Ambiguous) as caught:
        host.offer(SignalKind, "flag")
    assert caught.value.candidates == ("ann:flag", "bob:flag")
    assert "ann:flag and bob:flag" in str(caught.value)


def test_an_offer_that_is_not_there_names_the_nearest(install: Install, make_host: MakeHost) -> None:
    install("flags", source("flag", "salute"))
    host = make_host()
    with pytest.raises(NotFound, match=r"no command 'salut'; did you mean 'salute'\?"):
        host.offer(CommandSpec, "salut")
    with pytest.raises(NotFound, match="`trustcrm plugins list`"):
        host.offer(CommandSpec, "zzz")


def test_core_comes_first_and_no_plugin_takes_over_its_names(
    install: Install, make_host: MakeHost, core: SimpleNamespace
) -> None:
    install("apple", source("visit", "log"))
    host = make_host(core=core, core_commands=("overview",))
    assert [offer.address for offer in host.offers(SignalKind)] == ["core:visit", "apple:visit"]
    assert host.offer(SignalKind, "visit").plugin == "core"
    assert host.offer(CommandSpec, "log").plugin == "core"
    plugins_log = host.offer(CommandSpec, "apple:log")
    assert host.shortest(plugins_log) == "apple:log"
    assert host.shortest(host.offer(CommandSpec, "log")) == "log"


def test_a_reserved_command_is_reached_by_its_full_name_alone(install: Install, make_host: MakeHost) -> None:
    install("apple", source("flag", "overview"))
    host = make_host(core_commands=("overview",))
    assert host.shortest(host.offers(CommandSpec)[0]) == "apple:overview"
    with pytest.raises(NotFound):
        host.offer(CommandSpec, "overview")


def test_core_stands_first_in_the_roster(install: Install, make_host: MakeHost, core: SimpleNamespace) -> None:
    install("apple", source("flag", "salute"))
    first, *rest = make_host(core=core).roster()
    assert (first.name, first.distribution) == ("core", "trustcrm")
    assert first.offers == ("signal kind visit", "command log")
    assert "apple" in [state.name for state in rest]
