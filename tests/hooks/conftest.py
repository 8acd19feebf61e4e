"""Real plugin packages, written into a folder on `sys.path` and found by real metadata."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from trustcrm.clock import PinnedClock
from trustcrm.hooks.config import PluginSettings, Settings
from trustcrm.hooks.discovery import Switches, installed
from trustcrm.hooks.host import Host, Surroundings

Install = Callable[..., None]
MakeHost = Callable[..., Host]

TODAY = date(2020, 4, 1)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder where packages are installed for one test."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "") or "").startswith(str(folder)):
            del sys.modules[name]


@pytest.fixture
def install(site: Path) -> Install:
    """Installs a plugin called `name` whose module holds `source`."""

    def install(
        name: str, source: str, *, version: str = "1.2", distribution: str = "", requires: Sequence[str] = ()
    ) -> None:
        distribution = distribution or f"trustcrm-{name}"
        module = distribution.replace("-", "_").replace(".", "_")
        (site / f"{module}.py").write_text(source, encoding="utf-8")
        metadata = site / f"{module}-{version}.dist-info"
        metadata.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {distribution}", f"Version: {version}", "Summary: Made for a test"]
        lines += [f"Requires-Dist: {line}" for line in requires]
        (metadata / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (metadata / "entry_points.txt").write_text(f"[trustcrm]\n{name} = {module}\n", encoding="utf-8")

    return install


@pytest.fixture
def lines() -> list[str]:
    """What the host has said to a person."""
    return []


@pytest.fixture
def make_host(lines: list[str], tmp_path: Path) -> MakeHost:
    """Makes a host that sees only the plugins of this test; whatever else is installed here is switched off."""
    outside = tuple(found.name for found in installed())

    def make_host(
        switches: Switches | None = None,
        *,
        allow: tuple[str, ...] | None = None,
        disabled: tuple[str, ...] = (),
        require: tuple[str, ...] = (),
        tables: dict[str, dict[str, Any]] | None = None,
        **around: Any,
    ) -> Host:
        plugins = PluginSettings(allow=allow, disabled=(*outside, *disabled), require=require)
        surroundings: dict[str, Any] = {
            "clock": PinnedClock(TODAY),
            "warn": lines.append,
            "data_folder": tmp_path / "data",
        } | around
        settings = Settings(file=tmp_path / "trustcrm.toml", plugins=plugins, tables=tables or {})
        return Host(settings, switches, Surroundings(**surroundings))

    return make_host


@pytest.fixture
def core() -> SimpleNamespace:
    """A module that makes core's own offers: the signal kind "visit" and the command "log"."""
    from trustcrm.plugin import CommandSpec, SignalKind, hookimpl

    @hookimpl
    def register_signal_kinds() -> Iterator[SignalKind]:
        yield SignalKind(name="visit", summary="They came", leans=1, weight=1.9, cameo="042")

    @hookimpl
    def register_commands() -> Iterator[CommandSpec]:
        yield CommandSpec(name="log", summary="Quick entry", load=lambda: None)  # type: ignore[arg-type,return-value]

    return SimpleNamespace(register_signal_kinds=register_signal_kinds, register_commands=register_commands)
