"""The hostile set: whatever a plugin does at the start, it is named and everything else goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from trustcrm.domain.change import CommittedChange
from trustcrm.errors import ConfigError, PluginFailed, Refused, UnreadableSource
from trustcrm.hooks.discovery import Switches
from trustcrm.hooks.host import Host
from trustcrm.hooks.specs import (
    CommandSpec,
    ExporterSpec,
    GazetteerSpec,
    ImporterSpec,
    PanelSpec,
    ReportSpec,
    SignalKind,
    TrustModelSpec,
)
from trustcrm.hooks.states import PluginState, Status

Install = Callable[..., None]
MakeHost = Callable[..., Host]

GOOD = """
from trustcrm.plugin import SignalKind, hookimpl

heard = []

@hookimpl
def register_signal_kinds():
    yield SignalKind(name="flag", summary="Raised our flag", leans=1, weight=3.4, cameo="051")

@hookimpl
def on_commit(changes):
    heard.append(changes)
"""
HEAD = "from trustcrm.plugin import *\n"
CHANGES = (CommittedChange(change=1, verb="record", noun="city", rows=(7,), operation="import batch 1"),)


def state_of(host: Host, name: str) -> PluginState:
    return next(state for state in host.roster() if state.name == name)


def save_badly(drafts: Iterable[object]) -> None:
    for _ in drafts:
        raise LookupError


def kinds_of(host: Host) -> list[str]:
    return [offer.address for offer in host.offers(SignalKind)]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise ValueError('bad \\x1b[31m day')", r"ValueError: bad \x1b[31m day"),
        ("import sys; sys.exit('no licence')", "SystemExit: no licence"),
        ("import no_such_library", "No module named 'no_such_library'"),
        ("def (", "SyntaxError"),
        ("'a plugin of nothing'", "implements no hook"),
        (HEAD + "@hookimpl\ndef register_importer():\n    yield 1", "did its author mean register_importers"),
        (HEAD + "@hookimpl\ndef register_importers(office):\n    yield 1", "office"),
        (HEAD + "@hookimpl(wrapper=True)\ndef register_importers():\n    return (yield)", "wraps a hook"),
        (HEAD + "@hookimpl\ndef describe_plugin():\n    raise OSError('gone')", "OSError: gone"),
        (HEAD + "@hookimpl\ndef describe_plugin():\n    return 'hello'", "str, not a PluginSpec"),
        (
            HEAD + "@hookimpl\ndef describe_plugin():\n    return PluginSpec(summary='x', config=dict)",
            "frozen dataclass",
        ),
        (HEAD + "@hookimpl\ndef describe_plugin():\n    return PluginSpec(summary='x', needs_core='new')", "specifier"),
    ],
)
def test_a_plugin_that_fails_to_load_is_left_out_whole_and_named(
    install: Install, make_host: MakeHost, lines: list[str], source: str, reason: str
) -> None:
    install("bad", source)
    install("good", GOOD)
    host = make_host()
    assert kinds_of(host) == ["good:flag"]
    state = state_of(host, "bad")
    assert state.state is Status.BROKEN
    assert reason in state.reason
    assert "Traceback" in state.traceback
    assert len(lines) == 1
    assert lines[0].startswith("plugin trustcrm-bad 1.2 is left out: ")
    assert lines[0].endswith("see `trustcrm plugins show bad`")
    assert lines[0].isprintable()


def test_a_plugin_that_says_it_needs_a_newer_core_is_left_out(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install(
        "later",
        GOOD + "\n" + HEAD + "@hookimpl\ndef describe_plugin():\n    return PluginSpec(summary='x', needs_core='>=99')",
    )
    host = make_host()
    state = state_of(host, "later")
    assert state.state is Status.NEEDS_NEWER_CORE
    assert ">=99" in state.reason
    assert kinds_of(host) == []
    assert len(lines) == 1


def test_a_plugin_made_for_an_older_core_is_left_out(install: Install, make_host: MakeHost) -> None:
    install(
        "early", HEAD + "@hookimpl\ndef describe_plugin():\n    return PluginSpec(summary='x', needs_core='<0.0.1')"
    )
    assert state_of(make_host(), "early").state is Status.NEEDS_OLDER_CORE


def test_an_import_error_is_laid_to_an_old_core_where_the_metadata_say_so(
    install: Install, make_host: MakeHost
) -> None:
    install("later", "from trustcrm.plugin import Telepathy", requires=["trustcrm>=99", "click; extra == 'x'"])
    state = state_of(make_host(), "later")
    assert state.state is Status.NEEDS_NEWER_CORE
    assert "Telepathy" in state.traceback


def test_a_keyboard_interrupt_is_never_caught(install: Install, make_host: MakeHost) -> None:
    install("bad", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        make_host().roster()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("yield KIND\n    raise ValueError('half way')", "ValueError: half way"),
        ("import sys\n    sys.exit(3)\n    yield", "SystemExit: 3"),
        ("yield 'hello'", "yielded str, not SignalKind"),
        ("yield None", "yielded NoneType"),
        ("yield SignalKind", "yielded type"),
        ("return None", "returned NoneType"),
        ("return 'flag'", "yielded str"),
        ("yield OptionLike(name='flag', summary='x')", "yielded Option"),
        ("yield KIND\n    yield KIND", "the name 'flag' twice"),
        ("yield SignalKind(name='a:b', summary='', leans=1, weight=1, cameo='')", "its name"),
        ("yield SignalKind(name=3, summary='', leans=1, weight=1, cameo='')", "its name"),
        ("yield SignalKind(name='a', summary=None, leans=1, weight=1, cameo='')", "its summary"),
        ("yield SignalKind(name='a', summary='', leans=2, weight=1, cameo='')", "its leans"),
        ("yield SignalKind(name='a', summary='', leans=1, weight=float('nan'), cameo='')", "its weight"),
        ("yield SignalKind(name='a', summary='', leans=1, weight='1', cameo='')", "its weight"),
    ],
)
def test_a_registration_that_fails_costs_only_its_own_offers(
    install: Install, make_host: MakeHost, lines: list[str], body: str, reason: str
) -> None:
    source = (
        HEAD + "from trustcrm.plugin import Option as OptionLike\n"
        "KIND = SignalKind(name='flag', summary='x', leans=1, weight=3.4, cameo='051')\n"
        f"@hookimpl\ndef register_signal_kinds():\n    {body}\n"
        "@hookimpl\ndef register_commands():\n    yield CommandSpec(name='salute', summary='', load=print)\n"
    )
    install("bad", source)
    install("good", GOOD)
    host = make_host()
    assert kinds_of(host) == ["good:flag"]
    assert [offer.address for offer in host.offers(CommandSpec)] == ["bad:salute"]
    (failure,) = state_of(host, "bad").failures
    assert failure.during == "register_signal_kinds"
    assert reason in failure.error
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("ImporterSpec(name='x', summary='', factory=3)", "factory cannot be called"),
        ("ImporterSpec(name='x', summary='', factory=print, suffixes='.csv')", "suffixes"),
        ("ImporterSpec(name='x', summary='', factory=print, suffixes=('csv',))", "suffixes"),
        ("ImporterSpec(name='x', summary='', factory=print, options=('a',))", "options"),
    ],
)
def test_an_importer_spec_that_cannot_be_is_refused(
    install: Install, make_host: MakeHost, call: str, reason: str
) -> None:
    install("bad", HEAD + f"@hookimpl\ndef register_importers():\n    yield {call}")
    host = make_host()
    assert host.offers(ImporterSpec) == ()
    assert reason in state_of(host, "bad").failures[0].error


@pytest.mark.parametrize(
    ("hook", "call", "reason"),
    [
        ("reports", "ReportSpec(name='x', summary='', build='x')", "build cannot be called"),
        ("reports", "ReportSpec(name='x', summary='', build=print, subjects=())", "subjects"),
        ("reports", "ReportSpec(name='x', summary='', build=print, subjects='city')", "subjects"),
        ("reports", "ReportSpec(name='x', summary='', build=print, parameters=('a',))", "parameters"),
        ("panels", "PanelSpec(name='x', summary='', build=print, subjects=())", "subjects"),
        ("exporters", "ExporterSpec(name='x', summary='', suffix='a', media_type='a/b', factory=print)", "suffix"),
        ("exporters", "ExporterSpec(name='x', summary='', suffix='./a', media_type='a/b', factory=print)", "suffix"),
        ("exporters", "ExporterSpec(name='x', summary='', suffix='.a', media_type='b', factory=print)", "media type"),
        ("exporters", "ExporterSpec(name='x', summary='', suffix=None, media_type='a/b', factory=print)", "suffix"),
    ],
)
def test_a_spec_about_documents_that_cannot_be_is_refused(
    install: Install, make_host: MakeHost, hook: str, call: str, reason: str
) -> None:
    names = "from trustcrm.plugin import ExporterSpec, PanelSpec, ReportSpec\n"
    install("bad", HEAD + names + f"@hookimpl\ndef register_{hook}():\n    yield {call}")
    host = make_host()
    kinds: dict[str, type[Any]] = {"reports": ReportSpec, "panels": PanelSpec, "exporters": ExporterSpec}
    assert host.offers(kinds[hook]) == ()
    assert reason in state_of(host, "bad").failures[0].error


def test_registration_runs_only_when_offers_of_its_kind_are_wanted(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install("bad", HEAD + "@hookimpl\ndef register_importers():\n    raise ValueError")
    host = make_host()
    host.offers(SignalKind)
    assert lines == []
    host.offers(ImporterSpec)
    host.offers(ImporterSpec)
    assert len(lines) == 1


def test_what_plugins_print_unasked_does_not_reach_stdout(
    install: Install, make_host: MakeHost, capsys: pytest.CaptureFixture[str]
) -> None:
    install(
        "chatty", "print('hello')\n" + HEAD + "@hookimpl\ndef register_commands():\n    print('there')\n    return []"
    )
    make_host().roster()
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err == "hello\nthere\n"


IMPORTER = (
    HEAD
    + """
class Reader:
    def read(self, source):
        {body}

@hookimpl
def register_importers():
    yield ImporterSpec(name="vcard", summary="Cards", factory={factory})
"""
)


def test_a_factory_that_fails_is_an_error_that_names_plugin_and_version(install: Install, make_host: MakeHost) -> None:
    install("cards", IMPORTER.format(body="yield", factory="lambda context: 1 / 0"))
    host = make_host()
    with pytest.raises(PluginFailed) as caught:
        host.build(host.offer(ImporterSpec, "vcard"))
    assert str(caught.value) == (
        "The importer 'vcard' of plugin trustcrm-cards 1.2 failed: ZeroDivisionError: division by zero; "
        "nothing was saved; see `trustcrm plugins show cards`."
    )
    assert caught.value.exit_code == 4
    assert "ZeroDivisionError" in state_of(host, "cards").traceback


def test_a_factory_that_builds_something_else_is_an_error(install: Install, make_host: MakeHost) -> None:
    install("cards", IMPORTER.format(body="yield", factory="lambda context: 'reader'"))
    host = make_host()
    with pytest.raises(PluginFailed, match="built str, which is no Importer"):
        host.build(host.offer(ImporterSpec, "vcard"))


@pytest.mark.parametrize("raised", ["ValueError('x')", "SystemExit(3)"])
def test_what_a_named_offer_raises_while_it_yields_is_a_plugin_failure(
    install: Install, make_host: MakeHost, raised: str
) -> None:
    body = f"yield Rejected(where='line 1', reason='x')\n        raise {raised}"
    install("cards", IMPORTER.format(body=body, factory="lambda context: Reader()"))
    host = make_host()
    offer = host.offer(ImporterSpec, "cards:vcard")
    drafts = host.each(offer, host.build(offer).read(None))
    assert next(drafts).where == "line 1"
    with pytest.raises(PluginFailed, match=r"importer 'vcard' of plugin trustcrm-cards 1\.2"):
        next(drafts)


def test_what_a_named_offer_yields_is_checked(install: Install, make_host: MakeHost) -> None:
    from trustcrm.plugin import Draft, Rejected

    install("cards", IMPORTER.format(body="yield 'a draft'", factory="lambda context: Reader()"))
    host = make_host()
    offer = host.offer(ImporterSpec, "vcard")
    with pytest.raises(PluginFailed, match="yielded str"):
        list(host.each(offer, host.build(offer).read(None), of=(Draft, Rejected)))


def test_an_expected_error_of_a_named_offer_stays_what_it_is(install: Install, make_host: MakeHost) -> None:
    body = "raise UnreadableSource('This is no card.')\n        yield"
    install("cards", IMPORTER.format(body=body, factory="lambda context: Reader()"))
    host = make_host()
    offer = host.offer(ImporterSpec, "vcard")
    with pytest.raises(UnreadableSource, match="This is no card"):
        list(host.each(offer, host.build(offer).read(None)))
    assert state_of(host, "cards").failures == ()


def test_an_error_of_the_loop_is_never_laid_at_the_plugins_door(install: Install, make_host: MakeHost) -> None:
    install("cards", IMPORTER.format(body="yield 1", factory="lambda context: Reader()"))
    host = make_host()
    offer = host.offer(ImporterSpec, "vcard")
    with pytest.raises(LookupError):
        save_badly(host.each(offer, host.build(offer).read(None)))
    assert state_of(host, "cards").failures == ()


def test_errors_a_caller_lets_pass_and_interrupts_pass_a_named_offer(install: Install, make_host: MakeHost) -> None:
    install("good", GOOD)
    host = make_host()
    offer = host.offer(SignalKind, "flag")
    with pytest.raises(LookupError), host.named(offer, passing=(LookupError,)):
        raise LookupError
    with pytest.raises(KeyboardInterrupt), host.named(offer):
        raise KeyboardInterrupt


def test_a_trust_model_that_fails_is_an_error_to_show_and_never_a_number(install: Install, make_host: MakeHost) -> None:
    source = """
class Broken:
    def empty(self): return {}
    def take(self, state, acts): return state
    def merge(self, one, other): return one
    def read(self, state, giver, receiver, day, *, explain=False): raise ArithmeticError("no evidence")

@hookimpl
def register_trust_models():
    yield TrustModelSpec(name="broken", summary="", version="1", factory=lambda context: Broken())
"""
    install("doubt", HEAD + source)
    host = make_host()
    offer = host.offer(TrustModelSpec, "broken")
    model = host.build(offer)
    with pytest.raises(PluginFailed, match="trust model 'broken' of plugin trustcrm-doubt"), host.named(offer):
        model.read(model.empty(), 1, 2, None)


def test_an_unasked_gazetteer_that_fails_gives_way_to_the_next(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    source = """
class Atlas:
    def resolve(self, query): raise Unreachable("The atlas is offline.")

@hookimpl
def register_gazetteers():
    yield GazetteerSpec(name="atlas", summary="", factory=lambda context: Atlas())
"""
    install("atlas", HEAD + source)
    host = make_host()
    offer = host.offer(GazetteerSpec, "atlas")
    atlas = host.build(offer)
    with host.contained(offer, "the next gazetteer is asked") as attempt:
        atlas.resolve(None)
    assert attempt.failure is not None
    assert "the next gazetteer is asked" in lines[0]


def test_a_commit_is_told_to_each_listener_and_failing_ones_are_muted_after_three(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    install(
        "bad",
        HEAD + "calls = []\n@hookimpl\ndef on_commit(changes, context):\n"
        "    calls.append(1)\n    raise ValueError(context.name)",
    )
    install("good", GOOD)
    host = make_host()
    for _ in range(5):
        host.committed(CHANGES)
    assert sys.modules["trustcrm_good"].heard == [CHANGES] * 5
    assert sys.modules["trustcrm_bad"].calls == [1] * 3
    assert len(lines) == 3
    assert "ValueError: bad; the data are saved" in lines[0]
    assert [("told of no more" in line) for line in lines] == [False, False, True]


def test_only_failures_in_a_row_mute_a_listener(install: Install, make_host: MakeHost) -> None:
    source = (
        "calls = []\n@hookimpl\ndef on_commit(changes):\n    calls.append(1)\n    if len(calls) % 3: raise ValueError"
    )
    install("moody", HEAD + source)
    host = make_host()
    for _ in range(9):
        host.committed(CHANGES)
    assert len(sys.modules["trustcrm_moody"].calls) == 9


def test_a_commit_that_changed_nothing_is_not_told(install: Install, make_host: MakeHost) -> None:
    install("good", GOOD)
    host = make_host()
    host.roster()
    host.committed(())
    assert sys.modules["trustcrm_good"].heard == []


def test_a_misconfigured_listener_is_contained_and_a_misconfigured_offer_is_an_error(
    install: Install, make_host: MakeHost, lines: list[str]
) -> None:
    source = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Config:
    server: str = ""

@hookimpl
def describe_plugin():
    return PluginSpec(summary="Cards by mail", config=Config)

@hookimpl
def on_commit(changes, context):
    pass
"""
    install("cards", IMPORTER.format(body="yield", factory="lambda context: Reader()") + source)
    host = make_host(tables={"cards": {"sever": "mail.example"}})
    host.committed(CHANGES)
    assert "did you mean 'server'?" in lines[0]
    with pytest.raises(ConfigError, match=r"trustcrm\.toml, \[plugins\.cards\] knows no key 'sever'"):
        host.build(host.offer(ImporterSpec, "vcard"))
    assert state_of(host, "cards").config == ("server",)


def test_the_last_failure_is_known_to_the_next_run_without_its_words(
    install: Install, make_host: MakeHost, tmp_path: Path
) -> None:
    install(
        "cards",
        IMPORTER.format(body="raise ValueError(source)\n        yield", factory="lambda context: Reader()"),
    )
    host = make_host()
    offer = host.offer(ImporterSpec, "vcard")
    with pytest.raises(PluginFailed):
        list(host.each(offer, host.build(offer).read("Rosa is ill")))
    (failure,) = state_of(make_host(), "cards").failures
    assert (failure.during, failure.error, failure.at) == (
        "importer 'vcard'",
        "ValueError",
        "2020-04-01T12:00:00+00:00",
    )
    assert "in read" in failure.traceback
    kept = tmp_path / "data" / "failures" / "cards.json"
    assert "Rosa" not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_tracing_prints_each_hook_call(
    install: Install, make_host: MakeHost, core: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    install("good", GOOD)
    host = make_host(Switches(trace=True), core=core)
    host.offers(SignalKind)
    host.committed(CHANGES)
    told = capsys.readouterr().err.splitlines()
    assert [line.rpartition(" after ")[0] for line in told] == [
        "trustcrm: plugin core: register_signal_kinds returned generator",
        "trustcrm: plugin good: register_signal_kinds returned generator",
        "trustcrm: plugin good: on_commit returned NoneType",
    ]


def test_records_asked_for_with_no_office_open_are_refused_plainly(make_host: MakeHost, core: SimpleNamespace) -> None:
    context = make_host(core=core).context("core")
    with pytest.raises(Refused, match="no office is open"):
        context.office.read("city", 1)
    with pytest.raises(Refused, match="no office is open"):
        context.keys.get("token")
