"""What was being typed, and where the cursor stood: kept beside the office, so that a lost terminal loses nothing.

Each office has files of its own. Nothing is written while nothing changes.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext


@dataclass(frozen=True)
class Draft:
    """An unfinished entry: its words, with whom it was opened, and for which of several crises, by its id."""

    text: str
    side: int | None
    name: str
    mode: str
    crisis: int | None = None


@dataclass(frozen=True)
class Place:
    """A screen, and what tells the row under the cursor from others."""

    screen: str
    row: Any


class Drawer:
    """The small files of one office."""

    def __init__(self, folder: Path, office: str) -> None:
        self._draft = folder / f"draft-{office}.json"
        self._waiting = folder / f"waiting-{office}.json"
        self._place = folder / f"place-{office}.json"
        self._signs = folder / "signs.json"

    def keep_draft(self, draft: Draft | None) -> None:
        """Keep an entry under way, or none."""
        _write(self._draft, asdict(draft) if draft is not None and draft.text.strip() else None)

    def draft(self) -> Draft | None:
        """Return the entry that was under way, None where there was none."""
        told = _read(self._draft)
        try:
            return Draft(**told) if told and isinstance(told.get("text"), str) else None
        except TypeError:
            return None

    def keep_waiting(self, waiting: Sequence[Draft]) -> None:
        """Keep entries that wait to be brought back, or none."""
        _write(self._waiting, {"entries": [asdict(one) for one in waiting]} if waiting else None)

    def waiting(self) -> list[Draft]:
        """Return those, in the order in which they came to wait."""
        try:
            return [Draft(**told) for told in (_read(self._waiting) or {}).get("entries", ())]
        except TypeError:
            return []

    def keep_place(self, place: Place) -> None:
        """Keep where the cursor stands."""
        _write(self._place, asdict(place))

    def place(self) -> Place | None:
        """Return where it stood, None where nobody knows."""
        told = _read(self._place)
        try:
            return Place(**told) if told else None
        except TypeError:
            return None

    def keep_glyphs(self, name: str) -> None:
        """Keep which signs this person's terminal shows; every office has the same."""
        _write(self._signs, {"glyphs": name})

    def glyphs(self) -> str:
        """Return that, "" where nobody said."""
        told = _read(self._signs) or {}
        return str(told.get("glyphs", ""))


def same_row(key: object, kept: Any) -> bool:
    """Return whether a row's key is the one that was kept as JSON."""
    return bool(json.loads(json.dumps(key)) == kept)


def _write(file: Path, content: dict[str, Any] | None) -> None:
    """Write a file whole, so that a cut in power leaves the old one or the new one; for nobody else to read."""
    if content is None:
        file.unlink(missing_ok=True)
        return
    building = file.with_suffix(".new")
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        json.dump(content, opened)
        opened.flush()
        os.fsync(opened.fileno())
    building.replace(file)


def _read(file: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def own_folder(context: PluginContext) -> Path:
    """Return the folder for drafts and the log."""
    return context.data_folder if context.folder is not None else Path(tempfile.gettempdir())
