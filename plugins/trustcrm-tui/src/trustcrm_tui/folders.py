"""Where papers are written, and in which formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext

WRITTEN = ("html", "pdf")
"""The formats that are written, as far as a plugin offers them."""


def formats_of(office: PluginContext) -> list[str]:
    """Return the formats in which papers are written here."""
    offered = office.ask.formats()
    return [name for name in WRITTEN if name in offered] or ["text"]


def folder_of(office: PluginContext) -> Path:
    """Return where reports are written: where the settings say, else in this plugin's own folder."""
    told: str = getattr(office.config, "reports", "")
    return Path(told).expanduser() if told else office.data_folder / "reports"
