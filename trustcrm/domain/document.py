"""UI-neutral content: what a panel or a report says, before a terminal, a page or a printer shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 1 is the document's own."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Running text; `evidence` names the rows it rests on ("interaction 12")."""

    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Label and value pairs, one below the other."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows under column titles; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Block = Heading | Paragraph | Facts | Table


@dataclass(frozen=True)
class Document:
    """A title and its blocks, in order."""

    title: str
    blocks: tuple[Block, ...]
