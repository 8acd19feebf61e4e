"""Where papers are written, and in which formats."""

from __future__ import annotations

from collections.abc import Sequence
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


def told_files(paths: Sequence[Path], width: int) -> str:
    """Return what was written and where, in so many cells a line: the files by how they end, then their one folder."""
    first = paths[0]
    ends = " and ".join(path.suffix for path in paths)
    return f"Wrote {shortened(first.stem, width - 20)} ({ends}) into {shortened(_from_home(first.parent), width - 8)}."


def shortened(text: str, width: int) -> str:
    """Return a text with its middle left out where it has more than so many characters."""
    if len(text) <= width:
        return text
    before = max(1, (width - 1) // 2)
    return f"{text[:before]}…{text[len(text) - max(1, width - 1 - before) :]}"


def _from_home(folder: Path) -> str:
    """Return a folder as shells write it, the user's own as "~"."""
    home = Path.home()
    return str(Path("~") / folder.relative_to(home)) if folder.is_relative_to(home) else str(folder)
