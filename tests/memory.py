"""Where tests write what nobody keeps: in memory, where there is plenty of it."""

from __future__ import annotations

import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3
"""How much must be free there for all workers; a quick server and what the tests write take half a GB each."""


def quick_place(otherwise: str) -> str:
    """Return a folder in memory, or another where there is little or none; nothing there ever waits for a disk."""
    return str(MEMORY) if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else otherwise
