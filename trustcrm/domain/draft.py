"""What an importer yields before the office knows it: drafts, and pieces that could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from trustcrm.domain.noun import Record
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One thing read from a source, told in the source's own words.

    `key` names the thing within its source and depends on the thing alone, never on its neighbours or its place in
    the file: that is what makes a second import change nothing. `record` is the noun, with `Mention`s where it refers
    to others. `parts` belong to it (an interaction's participants) and leave the field that points back at it as a
    `Mention` of the record's noun with an empty name. `where` tells a person how to find it in the source ("line 12").
    `raw` is the piece as it stood, by column, so that a rejected or doubtful one can be corrected and brought again.
    """

    key: str
    record: Record
    parts: tuple[Record, ...] = ()
    where: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A piece that could not be read: where it stands, why, in one plain sentence, and the piece itself."""

    where: str
    reason: str
    raw: Mapping[str, str] = field(default_factory=dict)
