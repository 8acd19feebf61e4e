"""Ratings of Bitcoin OTC and Alpha: who rated whom from -10 to 10, and when, as SNAP publishes them."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from trustcrm.plugin import Refused
from trustcrm_evaluate.dataset import Dataset, TimedAct
from trustcrm_evaluate.readers.lines import LeftOut, lines

LINE = re.compile(r"\d{1,9},\d{1,9},-?\d{1,2},\d{1,12}(?:\.\d{1,9})?", re.ASCII)
HEADER = re.compile(r"\s*\"?[A-Za-z]\w*\"?(,\s*\"?[A-Za-z]\w*\"?){3}\s*", re.ASCII)
UNIT = 0.1
"""Errors of ratings are told as of ratings from -1 to 1, as Kumar et al. (2016) tell theirs."""
TEST_SHARE = 0.2


def from_ratings(path: Path, name: str, left_out: LeftOut) -> Dataset:
    """Return the ratings of a file, the last fifth of them in time being the test. Raises `Refused` for too few."""
    rated = []
    for number, line in lines(path):
        cells = next(csv.reader([line]), [])
        if number == 1 and HEADER.fullmatch(line):
            continue
        reason = "" if LINE.fullmatch(line) else f"{line[:60]!r} is no rating"
        if reason or (reason := _fault(cells)):
            left_out.leave(path, number, reason)
            continue
        left_out.read()
        if cells[0] != cells[1]:
            rated.append((float(cells[3]), number, cells))
    rated.sort(key=lambda one: one[:2])
    test_from = round(len(rated) * (1 - TEST_SHARE))
    if not 0 < test_from < len(rated):
        raise Refused(f"{name} holds too few ratings to part into what is known and what is foretold.")
    acts = [
        TimedAct(
            id=f"rating {number}", giver=int(cells[0]), receiver=int(cells[1]), day=_day(time), kind="rating", root="",
            intensity=float(cells[2]), moment=time,
        )
        for time, number, cells in rated
    ]  # fmt: skip
    return Dataset(name=name, acts=acts, test_from=test_from, unit=UNIT, ratings=True)


def _fault(cells: Sequence[str]) -> str:
    if not 0 < abs(int(cells[2])) <= 10:
        return f"the rating {cells[2]} is not from -10 to 10, or is 0"
    try:
        _day(float(cells[3]))
    except (OverflowError, ValueError, OSError):
        return f"the time {cells[3]} lies too far ahead"
    return ""


def _day(time: float) -> date:
    return datetime.fromtimestamp(time, UTC).date()
