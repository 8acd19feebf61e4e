from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.caldav_device import Client, Served, serving
from trustcrm.plugin import PluginContext
from trustcrm_caldav_server.settings import CaldavServerSettings


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is kept beside a database be this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def contexts(request: pytest.FixtureRequest) -> tuple[PluginContext, PluginContext]:
    """This plugin's context and that of the plugin calendar, in an empty office on 30 June 2030."""
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today() == date(2030, 6, 30)
    return office.host.context("caldav-server"), office.host.context("calendar")


@pytest.fixture
def served(contexts: tuple[PluginContext, PluginContext]) -> Iterator[Served]:
    """An empty office that is served."""
    with serving(*contexts) as found:
        yield found


@pytest.fixture
def ana(served: Served) -> Client:
    """A device of Ana's."""
    return served.device()


@pytest.fixture
def merging(contexts: tuple[PluginContext, PluginContext]) -> Iterator[Client]:
    """A device of Ana's at a server that merges what comes too late."""
    context, calendar = contexts
    with serving(replace(context, config=CaldavServerSettings(merge_stale=True)), calendar) as found:
        yield found.device()


Peer = Callable[[str], str]


@pytest.fixture
def peer() -> Peer:
    """Find a program of others, beside this Python or on the path; without it the test is skipped."""

    def peer(name: str) -> str:
        found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not installed; the group `dev` brings it.")
        return found

    return peer
