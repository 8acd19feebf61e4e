"""Real plugin packages, written into a folder on `sys.path` and found by real metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.plugin_site import install, site
from trustcrm.clock import PinnedClock
from trustcrm.hooks.config import PluginSettings, Settings
from trustcrm.hooks.discovery import Switches, installed
from trustcrm.hooks.host import Host, Surroundings

__all__ = ["install", "site"]

MakeHost = Callable[..., Host]

TODAY = date(2020, 4, 1)


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
