"""What this plugin offers: the command `tui`, and the settings that a desk may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcrm.plugin import CommandSpec, PluginSpec, hookimpl

if TYPE_CHECKING:
    import click


@dataclass(frozen=True, kw_only=True)
class TuiSettings:
    """The table `[plugins.tui]`.

    `glyphs` is "braille", "boxes" or "letters", else what was said at the first start; `theme` "dark", "light" or
    "mono"; `keys` moves keys by id, each as "log = a"; with `mouse` false the terminal's own selection works. Reports
    are written into the folder `reports`.
    """

    glyphs: str = ""
    theme: str = "dark"
    keys: tuple[str, ...] = ()
    mouse: bool = True
    reports: str = ""

    def __post_init__(self) -> None:
        """Refuse words that mean nothing."""
        if self.glyphs not in ("", "braille", "boxes", "letters"):
            raise ValueError(f'glyphs is "braille", "boxes" or "letters", not {self.glyphs!r}')
        if self.theme not in ("dark", "light", "mono"):
            raise ValueError(f'theme is "dark", "light" or "mono", not {self.theme!r}')


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="The terminal UI: what an office opens every morning", config=TuiSettings)


@hookimpl
def register_commands() -> Iterable[CommandSpec]:
    """Offer the command `tui`."""
    yield CommandSpec(name="tui", summary="Open the terminal UI: who needs us, every tie, the ledger", load=_command)


def _command() -> click.Command:
    from trustcrm_tui.command import tui

    return tui
