"""The calendars that the configuration names, opened through whichever plugin keeps them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.errors import ConfigError, NotFound, PluginFailed, StaleEtag
from trustcrm.hooks import hookspecs
from trustcrm.hooks.calendar_specs import TracksChanges
from trustcrm.hooks.config import PluginSettings, read_settings
from trustcrm.hooks.discovery import installed
from trustcrm.hooks.host import Host
from trustcrm.hooks.secret import Secret
from trustcrm.plugin import CalendarBackend, Calendars
from trustcrm.testing.calendar_objects import event

Install = Callable[..., None]

MODULE = """
from dataclasses import dataclass
from pathlib import Path

from trustcrm.plugin import CalendarBackendSpec, CalendarChanges, Secret, hookimpl


@dataclass(frozen=True, kw_only=True)
class Settings:
    path: Path
    password: Secret | None = None


class Broken:
    def __init__(self, settings):
        self.settings = settings
        self.closed = 0

    def list(self):
        yield "1.ics", self.settings.password.reveal() if self.settings.password else ""
        yield "1.ics and its etag"

    def get(self, hrefs):
        return ["an object, believe me"]

    def create(self, ics):
        raise OSError(f"no room at {self.settings.path}")

    def replace(self, href, ics, etag):
        raise SystemExit(1)

    def remove(self, href, etag):
        return 1 / 0

    def changes_since(self, token):
        return CalendarChanges(token="now")

    def close(self):
        raise RuntimeError("will not close")


class NoBackend:
    pass


@hookimpl
def register_calendar_backends():
    yield CalendarBackendSpec(
        name="broken", summary="b", factory=lambda context, settings: Broken(settings), settings=Settings
    )
    yield CalendarBackendSpec(name="none", summary="n", factory=lambda context, settings: NoBackend())
"""


@pytest.fixture
def calendars_of(install: Install, tmp_path: Path) -> Callable[[str], Calendars]:
    """The calendars of a configuration file, with the example of the hook and a broken plugin installed."""
    outside = tuple(found.name for found in installed())
    told = inspect.getdoc(hookspecs.register_calendar_backends) or ""
    install("example", re.findall(r"```python\n(.*?)```", told, re.DOTALL)[0])
    install("bad", MODULE)

    def calendars_of(text: str) -> Calendars:
        file = tmp_path / "trustcrm.toml"
        file.write_text(text, "utf-8")
        settings = read_settings(file)
        host = Host(type(settings)(file=file, plugins=PluginSettings(disabled=outside), calendars=settings.calendars))
        return host.context("example").calendars

    return calendars_of


def test_a_calendar_is_opened_by_its_name(calendars_of: Callable[[str], Calendars]) -> None:
    calendars = calendars_of('[calendars.ours]\nbackend = "memory"\n[calendars.theirs]\nbackend = "bad:broken"\n')
    assert calendars.names() == ("ours", "theirs")
    assert calendars.spec("ours").summary == "A calendar that is forgotten at the end"
    ours = calendars.open("ours")
    assert isinstance(ours, CalendarBackend)
    assert not isinstance(ours, TracksChanges)
    href, etag = ours.create(event())
    assert [kept.ics for kept in ours.get([href])] == [event()]
    changed = ours.replace(href, event(summary="changed"), etag)
    with pytest.raises(StaleEtag):
        ours.remove(href, etag)
    ours.remove(href, changed)
    assert list(ours.list()) == []


def test_its_settings_are_those_of_its_table(calendars_of: Callable[[str], Calendars], tmp_path: Path) -> None:
    table = '[calendars.theirs]\nbackend = "broken"\npath = "there"\npassword = "open"\n'
    theirs = calendars_of(table).open("theirs")
    assert next(iter(theirs.list())) == ("1.ics", Secret("open", label="").reveal())
    with pytest.raises(PluginFailed, match=re.escape(f"no room at {tmp_path / 'there'}")):
        theirs.create(event())


@pytest.mark.parametrize(
    "wrong",
    [
        lambda theirs: list(theirs.list()),
        lambda theirs: list(theirs.get(["1.ics"])),
        lambda theirs: theirs.create(b""),
        lambda theirs: theirs.replace("1.ics", b"", ""),
        lambda theirs: theirs.remove("1.ics", ""),
        lambda theirs: theirs.close(),
    ],
)
def test_what_a_backend_raises_or_yields_wrongly_bears_its_name(
    calendars_of: Callable[[str], Calendars], wrong: Callable[[CalendarBackend], object]
) -> None:
    theirs = calendars_of('[calendars.theirs]\nbackend = "broken"\npath = "there"\n').open("theirs")
    with pytest.raises(PluginFailed, match=r"calendar backend 'broken' of plugin trustcrm-bad 1\.2 failed"):
        wrong(theirs)
    assert isinstance(theirs, TracksChanges)
    assert theirs.changes_since(None).token == "now"


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("", NotFound, "names no calendar 'ours'; put a table"),
        ('[calendars.hours]\nbackend = "memory"\n', NotFound, "did you mean 'hours'"),
        ("[calendars.ours]\n", ConfigError, "does not say what keeps it"),
        ('[calendars.ours]\nbackend = "memori"\n', NotFound, "did you mean 'memory'"),
        ('[calendars.ours]\nbackend = "memory"\npath = "x"\n', ConfigError, "knows no key 'path'"),
        ('[calendars.ours]\nbackend = "broken"\npaht = "x"\n', ConfigError, "did you mean 'path'"),
        ('[calendars.ours]\nbackend = "broken"\n', ConfigError, "needs the key 'path'"),
        ('[calendars.ours]\nbackend = "none"\n', PluginFailed, "which is no CalendarBackend"),
        ("[calendars]\nours = 1\n", ConfigError, "must be a table"),
    ],
)
def test_a_calendar_that_cannot_be_is_told(
    calendars_of: Callable[[str], Calendars], text: str, kind: type[Exception], why: str
) -> None:
    with pytest.raises(kind, match=re.escape(why)):
        calendars_of(text).open("ours")


@pytest.mark.parametrize("settings", ["dict", "'path'", "type('Open', (), {})"])
def test_settings_that_are_no_frozen_dataclass_are_not_offered(
    install: Install, make_host: Callable[..., Host], lines: list[str], settings: str
) -> None:
    spec = f"CalendarBackendSpec(name='x', summary='x', factory=print, settings={settings})"
    install(
        "odd",
        "from trustcrm.plugin import CalendarBackendSpec, hookimpl\n\n@hookimpl\n"
        f"def register_calendar_backends():\n    yield {spec}\n",
    )
    assert next(state for state in make_host().roster() if state.name == "odd").offers == ()
    assert "its settings is not a frozen dataclass" in lines[0]
