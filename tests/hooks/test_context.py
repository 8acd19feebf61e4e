"""What a plugin is given of the office."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from trustcrm.errors import Refused
from trustcrm.hooks.config import Settings
from trustcrm.hooks.context import Furnishing
from trustcrm.hooks.host import Host, Surroundings
from trustcrm.office import once_deeper
from trustcrm.plugin import Mention, PluginContext


def test_the_data_folder_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    context = PluginContext(name="mail", folder=tmp_path / "plugins" / "mail")
    assert not (tmp_path / "plugins").exists()
    assert context.data_folder.stat().st_mode & 0o777 == 0o700


def test_a_context_made_by_hand_refuses_what_only_an_office_has() -> None:
    context = PluginContext(name="mail")
    assert context.log.name == "trustcrm.plugins.mail"
    for ask in (
        lambda: context.data_folder,
        lambda: context.keys.put("a", "b"),
        lambda: list(context.keys.keys()),
        lambda: context.office.find(Mention(noun="city", name="Milan")),
        lambda: context.ask.overview(),
        lambda: context.do.undo(),
    ):
        with pytest.raises(Refused, match="no office is open"):
            ask()


def test_each_plugin_is_given_services_of_its_own_once_an_office_is_open(core: SimpleNamespace, tmp_path: Path) -> None:
    host = Host(Settings(), surroundings=Surroundings(core=core, data_folder=tmp_path, warn=lambda line: None))
    before = host.context("core")
    given: Any = lambda what, plugin: f"{what} of {plugin}"  # noqa: E731
    names = ("clock", "keys", "office", "ask", "do", "tables")
    host.attach(lambda plugin: Furnishing(**{name: given(name, plugin) for name in names}))
    context: Any = host.context("core")
    assert [getattr(context, name) for name in names] == [f"{name} of core" for name in names]
    assert context is host.context("core")
    assert context is not before
    assert context.data_folder == tmp_path / "plugins" / "core"


def test_what_lay_a_floor_too_deep_is_found_in_its_place(tmp_path: Path) -> None:
    for old in ("plugins/tui/reports", "plugins/mail", "failures", "mail"):
        (tmp_path / "plugins" / old).mkdir(parents=True)
    (tmp_path / "plugins" / "plugins" / "tui" / "reports" / "brief.html").write_text("kept")
    (tmp_path / "plugins" / "plugins" / "mail" / "old").write_text("kept")
    for _ in range(2):
        assert once_deeper(tmp_path) == tmp_path
    assert (tmp_path / "plugins" / "tui" / "reports" / "brief.html").read_text() == "kept"
    assert (tmp_path / "failures").is_dir()
    assert (tmp_path / "plugins" / "plugins" / "mail" / "old").exists()  # its place was taken; nothing is lost
