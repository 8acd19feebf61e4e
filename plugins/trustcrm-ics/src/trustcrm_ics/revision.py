"""Which state of a meeting an entry of a calendar tells: what decides which of two is newer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One meeting or series as an entry tells it, those of its meetings that were moved taken together with it.

    `instance` is the RECURRENCE-ID of one meeting that stands alone, "" otherwise; `sequence` and `stamp` (a DTSTAMP in
    UTC, "" where none is told) are the highest of all; `digest` is of all that is read, wherever it stands in the
    file; `line` is its first. `floating` says that it begins at an hour without a zone, `repeats` that it is a series.
    """

    uid: str
    instance: str
    sequence: int
    stamp: str
    digest: str
    line: int
    floating: bool
    repeats: bool
