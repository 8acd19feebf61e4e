"""Which revisions of core's tables there are, and where a database says which it stands at."""

from __future__ import annotations

from pathlib import Path

VERSION_TABLE = "trustcrm_version"
"""The table that says which revision core's tables stand at; each plugin with tables has one of its own."""

HEAD = "0007"
"""The newest revision; a test compares it with the scripts."""

_STEPS = Path(__file__).parent / "migrations" / "versions"


def known_revisions() -> tuple[str, ...]:
    """Return every revision this release knows, oldest first."""
    return tuple(sorted(path.name.split("_")[0] for path in _STEPS.glob("[0-9]*_*.py")))
