"""On which line of a configuration file a key stands: looked for only when it may have to be complained of."""

from __future__ import annotations

import re
from pathlib import Path

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([^=#\[]+?)\s*=")
_SEVERAL_LINES = ('"""', "'''")


def place_of(file: Path | None, dotted: str) -> str:
    """Return where a key stands, as "In FILE, line 7", or without a line where that cannot be told for sure."""
    if file is None:
        return "In the configuration"
    line = _line_of(_text(file), dotted)
    return f"In {file}" if line is None else f"In {file}, line {line}"


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""


def _line_of(text: str, dotted: str) -> int | None:
    if any(quotes in text for quotes in _SEVERAL_LINES):
        return None  # a line of a text could look like a key
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            table = here = _plain(header[1])
        elif key := _KEY.match(line):
            here = f"{table}.{_plain(key[1])}" if table else _plain(key[1])
        else:
            continue
        if f"{here}.".startswith(f"{dotted}."):
            return number
    return None


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
