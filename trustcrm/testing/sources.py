"""Samples and what becomes of them: cut short, saved by another editor, with lines missing, or nothing of the kind."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import Source

if TYPE_CHECKING:
    from trustcrm.plugin import Draft, Importer, Rejected

BOM = b"\xef\xbb\xbf"


def as_source(sample: Source | Path | str) -> Source:
    """Return a sample as a source; a path is one without settings."""
    return sample if isinstance(sample, Source) else Source(path=Path(sample))


def flat(pieces: Iterable[Any]) -> Iterator[Draft | Rejected]:
    """Yield pieces one by one, those told field by field too."""
    from trustcrm.plugin import Drafts

    for piece in pieces:
        yield from piece if isinstance(piece, Drafts) else (piece,)


def read(importer: Importer, source: Source) -> list[Draft | Rejected]:
    """Return every piece of a source."""
    return list(flat(importer.read(source)))


def drafts_of(pieces: Iterable[Any]) -> list[Draft]:
    """Return the drafts among pieces."""
    from trustcrm.plugin import Draft

    return [piece for piece in pieces if isinstance(piece, Draft)]


def rejected_of(pieces: Iterable[Any]) -> list[Rejected]:
    """Return the pieces that could not be read."""
    from trustcrm.plugin import Rejected

    return [piece for piece in pieces if isinstance(piece, Rejected)]


def is_text(source: Source) -> bool:
    """Return whether a sample is UTF-8 text, so that its lines can be taken apart without knowing its format."""
    content = source.path.read_bytes()
    try:
        return b"\0" not in content and bool(content.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        return False


def written(source: Source, folder: Path, content: bytes, name: str = "") -> Source:
    """Return the same source with other content, in a file of the same name, or of another, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or source.path.name)
    path.write_bytes(content)
    return replace(source, path=path)


def with_lines_missing(content: bytes, seed: int = 7, count: int = 24) -> Iterator[bytes]:
    """Yield the content with one stretch of whole lines left out, each time another; the first line always stays."""
    lines = content.splitlines(keepends=True)
    chance = random.Random(seed)
    for _ in range(count if len(lines) > 2 else 0):
        start = chance.randrange(1, len(lines))
        stop = min(len(lines), start + chance.choice((1, 1, 2, len(lines) // 6 + 1, len(lines) // 3 + 1)))
        yield b"".join([*lines[:start], *lines[stop:]])


def nonsense(suffix: str) -> Sequence[tuple[str, bytes]]:
    """Return files that are of no importer's format, by name: empty, noise, and text that says nothing."""
    chance = random.Random(11)
    return (
        (f"empty{suffix}", b""),
        (f"noise{suffix}", bytes(chance.randrange(256) for _ in range(4096))),
        (f"zeros{suffix}", b"\0" * 4096),
        (f"one-long-line{suffix}", b"x" * 200_000),
        (f"half-a-character{suffix}", "Zürich, Łódź".encode()[:-1] + b"\xff\xfe\n"),
    )
