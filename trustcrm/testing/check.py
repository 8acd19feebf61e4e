"""Trying the kit on an installed plugin without a test file: what `trustcrm plugins check` does."""

from __future__ import annotations

import io
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from trustcrm.errors import ConfigError, NotFound
from trustcrm.hooks.calendar_specs import CalendarBackendSpec
from trustcrm.hooks.config import parse
from trustcrm.hooks.context import PluginContext
from trustcrm.hooks.discovery import CORE
from trustcrm.hooks.notifier_specs import NotifierSpec
from trustcrm.hooks.specs import (
    ExporterSpec,
    GazetteerSpec,
    ImporterSpec,
    PanelSpec,
    ReportSpec,
    Source,
    TrustModelSpec,
)
from trustcrm.text import nearest, visible

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.offers import Offer

_CLASSES: Mapping[type[Any], str] = {
    ImporterSpec: "TestImporter",
    CalendarBackendSpec: "TestCalendar",
    TrustModelSpec: "TestTrustModel",
    GazetteerSpec: "TestGazetteer",
    ExporterSpec: "TestExporter",
    ReportSpec: "TestReport",
    PanelSpec: "TestPanel",
    NotifierSpec: "TestNotifier",
}
_AS_DECLARED = (ExporterSpec, ReportSpec, PanelSpec)
"""The kinds whose spec is tried, not only what its factory builds."""
_HERE = Path(__file__).with_name("installed.py")
_ARGUMENTS = (
    "-q", "--capture=sys", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:unraisableexception",
    "-c", os.devnull,
)  # fmt: skip
"""What would warn of errors in finalizers is left out: the kit shows no warnings, and it collects all garbage twice."""


def _nobody() -> PluginContext:
    return PluginContext(name="kit")


Result = Literal["passed", "failed", "not tried"]


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One sentence of the kit tried on one thing: how it went, and why where it did not pass."""

    of: str
    test: str
    sentence: str
    result: Result
    why: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """What is tried: a plugin, or one of its offers with its samples; `context` is what its factory is given.

    A calendar backend is built of the settings in one of the tables of `calendars`, "calendar" or "unreachable", a
    notifier with one of the `ends`, "taking", "refusing" or "silent", or with none; `arrived` tells what came there.
    """

    plugin: str
    build: Callable[..., Any] = object
    context: Callable[[], Any] = _nobody
    samples: Sequence[Source] = ()
    broken: Sequence[Source] = ()
    large: Sequence[Source] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    calendars: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    read_only: bool = False
    rewrites: bool = False
    ends: Sequence[str] = ()
    arrived: Callable[[], Sequence[Any]] = tuple


def check(host: Host, plugin: str, folder: Path) -> Iterator[Tried]:
    """Yield what came of each test of the kit that applies to a plugin, the package first, then each of its offers.

    `folder` holds the samples: whole files, `broken` and `large` in folders of that name, `options.toml` with the
    settings of a file by its name, `calendar.toml` with those of a calendar; those of a plugin with several importers
    in a folder named for each. Raises `NotFound` where the plugin is not installed, `ConfigError` where a file of
    settings cannot be read.
    """
    names = [state.name for state in host.roster()]
    if plugin not in names:
        near = nearest(plugin, names)
        hint = f"did you mean {near!r}?" if near else "`trustcrm plugins list` shows what is installed."
        raise NotFound(f"There is no plugin {visible(plugin)!r}; {hint}")
    if plugin != CORE:
        yield from run_kit("package", "TestPackage", Subject(plugin=plugin))
    for kind, tests in _CLASSES.items():
        mine = [offer for offer in host.offers(kind) if offer.plugin == plugin]
        for offer in mine:
            place = _place(offer.name, folder)
            settings = _toml(place / "options.toml")
            subject = Subject(
                plugin=plugin, build=partial(_built, host, offer), context=partial(host.context, plugin),
                samples=_sources(place, settings),
                broken=_sources(place / "broken", settings), large=_sources(place / "large", settings),
                known=_toml(place / "known.toml"), calendars=_toml(place / "calendar.toml"),
                read_only=getattr(offer.spec, "read_only", False), rewrites=getattr(offer.spec, "rewrites", False),
            )  # fmt: skip
            if missing := _missing(kind, subject, place):
                sentence = _WANTED[kind]
                yield Tried(of=offer.title, test="samples", sentence=sentence, result="failed", why=missing)
            else:
                yield from run_kit(offer.title, tests, subject)


_WANTED: Mapping[type[Any], str] = {
    ImporterSpec: "It reads its samples whole.",
    CalendarBackendSpec: "It opens the calendar it is tried on.",
}


def _missing(kind: type[Any], subject: Subject, place: Path) -> str:
    """Return in a sentence which samples a kind cannot be tried without, "" where they are there."""
    if kind is ImporterSpec and not subject.samples:
        return f"{place} holds no sample; give files it reads whole, in another folder with --samples."
    if kind is CalendarBackendSpec and "calendar" not in subject.calendars:
        return f"{place} holds no calendar.toml with a table [calendar]; say there with which settings to open one."
    return ""


def _built(host: Host, offer: Offer[Any], told: Mapping[str, Any] | None = None) -> Any:
    """Return what an offer builds, of the settings `told` where it takes any; its spec where that is what is tried."""
    if type(offer.spec) in _AS_DECLARED:
        return offer.spec
    if not isinstance(offer.spec, CalendarBackendSpec):
        return host.build(offer)
    kind = offer.spec.settings
    return host.build(offer, parse(told or {}, kind, "calendar", None) if kind is not None else None)


def samples_of(offer: str, folder: Path) -> list[Source]:
    """Return an offer's samples with their settings, whole and broken; raise `ConfigError` as `check` does."""
    place = _place(offer, folder)
    settings = _toml(place / "options.toml")
    return _sources(place, settings) + _sources(place / "broken", settings)


def run_kit(of: str, tests: str, subject: Subject, *, only: str = "") -> Iterator[Tried]:
    """Yield what came of each test of a class of `installed.py`, or of one of them, tried on a subject."""
    results = _Results(of)
    talk = io.StringIO()
    with _by_itself(), redirect_stdout(talk), redirect_stderr(talk):
        asked = "::".join(filter(None, (str(_HERE), tests, only)))
        code = pytest.main([*_ARGUMENTS, asked], plugins=[results, _Named(subject)])
    yield from results.tried
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        why = talk.getvalue().strip().splitlines()[-1:] or [f"pytest ended with {code}"]
        yield Tried(of=of, test=tests, sentence="The kit runs.", result="failed", why=why[0])


class _Named:
    """Makes the subject known to the fixtures."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register it."""
        config.pluginmanager.register(self._subject, "trustcrm subject")


class _Results:
    """Gathers what pytest reports, by the sentence each test begins with."""

    def __init__(self, of: str) -> None:
        self.tried: list[Tried] = []
        self._of = of
        self._sentences: dict[str, str] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note the sentence of each test."""
        for item in items:
            told = (getattr(getattr(item, "obj", None), "__doc__", "") or item.name).strip().splitlines()[0]
            case = item.name.partition("[")[2].rstrip("]")
            self._sentences[item.nodeid] = f"{told} ({case})" if case else told

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test went; its setting up and taking down only where these fail."""
        if report.when != "call" and report.passed:
            return
        name = report.nodeid.rpartition("::")[2]
        sentence = self._sentences.get(report.nodeid, name)
        result: Result = "passed" if report.passed else "not tried" if report.skipped else "failed"
        self.tried.append(Tried(of=self._of, test=name, sentence=sentence, result=result, why=_why(report)))


def _why(report: pytest.TestReport) -> str:
    if report.passed:
        return ""
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    crash = getattr(report.longrepr, "reprcrash", None)
    said = crash.message if crash is not None else str(report.longrepr)
    first = said.splitlines()[0] if said else "it failed"
    kind, _, words = first.partition(": ")
    return words if kind in ("AssertionError", "Failed") or kind.startswith("trustcrm.errors.") else first


def _place(offer: str, folder: Path) -> Path:
    return folder / offer if (folder / offer).is_dir() else folder


def _sources(folder: Path, settings: Mapping[str, Any]) -> list[Source]:
    if not folder.is_dir():
        return []
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    return [
        Source(path=path, options={name: str(value) for name, value in settings.get(path.name, {}).items()})
        for path in files
        if path.suffix != ".toml" and path.name.casefold() not in ("readme.md", "license", "sources.md")
    ]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ConfigError(f"In {path}: the file cannot be read ({error}); correct it there.") from None


@contextmanager
def _by_itself() -> Iterator[None]:
    """Keep pytest's settings of this machine, and other plugins of its, out of it."""
    names = ("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS", "PYTEST_PLUGINS")
    former = {name: os.environ.pop(name, None) for name in names}
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name, value in former.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
