"""The importer `twinnings`: each statement of Wikidata's P190 as one tie between two cities.

P190 is stated from either city, so that most twinnings come twice, once from each side; every statement is kept as a
draft of its own, and the office sees that both tell of one tie.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from trustcrm.plugin import Draft, Mention, Rejected, Source, Tie, UnreadableSource

LINE_LIMIT = 4_096
"""Most characters of a line; a statement has about twenty."""

_ONE = r"(?:<https?://www\.wikidata\.org/entity/(Q[1-9]\d{0,14})>|(?:wd:)?(Q[1-9]\d{0,14}))"
_STATEMENT = re.compile(rf"\s*{_ONE}\t{_ONE}\s*", re.ASCII)
_HEADINGS = re.compile(r"\s*(?!Q\d)\??[A-Za-z_]\w*\t(?!Q\d)\??[A-Za-z_]\w*\s*", re.ASCII)
"""What a query service or a database writes above the statements."""
_ITEM = re.compile(r"Q[1-9]\d{0,14}", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHOWN = 200
_LOOKED_AT = 50


class TwinningsImporter:
    """Reads statements, two Wikidata ids a line parted by a tab, with a table of names beside them.

    An id may be written out as its address, as query services do, and headings may stand above the first statement.
    """

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield one draft for each statement.

        Raises `UnreadableSource` at once where the first lines hold no statement or the names cannot be read.
        """
        if self.sniff(source.head(), source.name) == 0.0:
            raise UnreadableSource(
                f'"{source.name}" does not begin with statements; each line is two Wikidata ids parted by a tab.'
            )
        names = _names(_beside(source, source.option("names"))) if source.option("names") else {}
        return _statements(source, names, source.option("source") or _said_of(source.name))

    def sniff(self, head: bytes, name: str) -> float:
        """Return how many of the first lines are statements."""
        lines = head.decode("utf-8-sig", "replace").splitlines()[:_LOOKED_AT]
        filled = [line for at, line in enumerate(lines) if line.strip() and (at or not _HEADINGS.fullmatch(line))]
        return 0.95 * sum(bool(_STATEMENT.fullmatch(line)) for line in filled) / len(filled) if filled else 0.0


def _statements(source: Source, names: Mapping[str, str], known_from: str) -> Iterator[Draft | Rejected]:
    with _open(source.path) as text:
        for number, line in enumerate(_lines(text), 1):
            if line.strip() and (number > 1 or not _HEADINGS.fullmatch(line)):
                yield _piece(f"line {number}", line, names, known_from)


def _piece(where: str, line: str, names: Mapping[str, str], known_from: str) -> Draft | Rejected:
    match = _STATEMENT.fullmatch(line)
    if not match:
        reason = "The line is not two Wikidata ids, such as Q65 and Q1490, parted by a tab."
        return Rejected(where=where, reason=reason, raw={"text": line[:_SHOWN].rstrip("\r\n")})
    one, other = match[1] or match[2], match[3] or match[4]
    if names and other not in names and not line.endswith("\n"):
        reason = f"The file ends in this line without a line end, and {other} has no name: the id may be cut short."
        return Rejected(where=where, reason=reason, raw={"text": line})
    raw = {"one": one, "other": other}
    if one == other:
        return Rejected(where=where, reason=f"{names.get(one, one)} is stated to be its own twin.", raw=raw)
    tie = Tie(one=_city(one, names), other=_city(other, names), kind="sister", source=known_from)
    return Draft(key=f"{one}-{other}", record=tie, where=where, raw=raw)


def _city(item: str, names: Mapping[str, str]) -> Mention:
    return Mention(noun="city", name=names.get(item, item), ids=(("wikidata", item),))


def _names(path: Path) -> dict[str, str]:
    try:
        with _open(path) as text:
            pairs = (line.rstrip("\r\n").partition("\t") for line in _lines(text))
            return {item: name for item, _, name in pairs if _ITEM.fullmatch(item) and name.strip()}
    except OSError as problem:
        raise UnreadableSource(f'The names file "{path}" cannot be read: {problem.strerror}.') from None


def _beside(source: Source, name: str) -> Path:
    """Return the path called `name`, as it stands or else beside the statements."""
    path = Path(name)
    beside = source.path.parent / path
    return path if path.exists() or not beside.exists() else beside


def _said_of(name: str) -> str:
    year = _YEAR.search(name)
    return f"Wikidata P190 ({year[0]} crawl)" if year else "Wikidata P190"


def _open(path: Path) -> io.TextIOWrapper:
    return io.TextIOWrapper(path.open("rb"), "utf-8-sig", "replace")


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines, each cut to `LINE_LIMIT` characters."""
    while line := text.readline(LINE_LIMIT):
        rest = line
        while not rest.endswith("\n") and (rest := text.readline(LINE_LIMIT)):
            pass
        yield line
