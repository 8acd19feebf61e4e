"""The end nobody wanted: four plain lines, and a log that holds where it happened and no value of anything."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from trustcrm_tui.terminal import redacted

LOG = "errors.log"
LONGEST_LOG = 200_000


def last_words(error: BaseException | None, folder: Path, *, ending: bool = False) -> list[str]:
    """Log an error without its message or any variable; return what to tell, four lines where it ends."""
    trace = redacted(error) if error is not None else ["unknown"]
    id = blake2b("\n".join(trace).encode(), digest_size=4).hexdigest()
    file = folder / LOG
    _write(file, [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} error {id}, Python {sys.version.split()[0]}", *trace])
    if not ending:
        return [f"That did not work: error {id}; {file} tells where. Everything else goes on."]
    return [
        f"The terminal UI had to end: error {id}. Nothing that was saved is lost.",
        "What you were typing is kept, and is there again at the next start.",
        f"Where it happened stands in {file}, with no name and no value of your records.",
        "Please report it with that file. `trustcrm due` and `trustcrm log` work meanwhile.",
    ]


def _write(file: Path, lines: list[str]) -> None:
    if file.exists() and file.stat().st_size > LONGEST_LOG:
        file.replace(file.with_suffix(".old"))
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write("\n".join(lines) + "\n")
