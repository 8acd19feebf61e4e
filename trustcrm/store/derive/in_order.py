"""Every pair's sums in one pass over the acts, in the order of an index: the quick way to sum all of them in SQLite.

Grouping acts by pair, root and week in the database means sorting all of them. In the order of their pairs they need no
sorting, and hardly any act shares its root and week with another; only those that do are ranked among themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, delete

from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.sums import pair_sums
from trustcrm.store.derive.kept import act_told, pair_row
from trustcrm.store.fixed import fetched, fetched_in_portions
from trustcrm.store.inserting import insert_rows
from trustcrm.store.tables.derived import PAIR_SUM

Days = Mapping[str, tuple[int, float, float]]
"""The running week of a day, and its forward-decay factors for trust and for goodwill."""

Act = tuple[int, int, int, str, str, float, float]
"""Both sides, which of them gave, root, day, intensity and weight, as the driver gives them."""

Group = tuple[str, int]
"""Root and week."""

_ACTS = "SELECT one_id, other_id, giver_id, root, day, intensity, weight FROM act ORDER BY one_id, other_id, day"
_DAYS = "SELECT day, week, trust_factor, goodwill_factor FROM day"
_COLUMNS = tuple(column.name for column in PAIR_SUM.columns)
_TERMS = _COLUMNS[4:]
_AT_ONCE = 5_000


def sum_pairs_in_order(connection: Connection) -> None:
    """Write the sums of every pair in place of those that stand; every act's day is known already."""
    connection.execute(delete(PAIR_SUM))
    days = {day: (week, trust, goodwill) for day, week, trust, goodwill in fetched(connection, _DAYS)}
    summed = _summed(chain.from_iterable(fetched_in_portions(connection, _ACTS, count=_AT_ONCE)), days)
    while rows := list(islice(summed, _AT_ONCE)):
        insert_rows(connection, PAIR_SUM, _COLUMNS, rows)


def _summed(acts: Iterable[Act], days: Days) -> Iterator[tuple[Any, ...]]:
    for (one, other), some in groupby(acts, itemgetter(0, 1)):
        between = list(some)
        for giver, receiver in ((one, other), (other, one)):
            if given := [act for act in between if act[2] == giver]:
                yield (giver, receiver, len(given), given[-1][4], *_sums(given, days))


def _sums(acts: Sequence[Act], days: Days) -> Iterable[float]:
    """Return the sums of the acts of one pair."""
    groups = [(act[3], days[act[4]][0]) for act in acts]
    return _added(acts, days) if len(set(groups)) == len(groups) else _added_by_group(acts, groups, days)


def _added_by_group(acts: Sequence[Act], groups: Sequence[Group], days: Days) -> Iterable[float]:
    """Return the sums of a pair's acts, some of which share their group with others."""
    by_group: dict[Group, list[Act]] = defaultdict(list)
    for act, group in zip(acts, groups, strict=True):
        by_group[group].append(act)
    alone = [some[0] for some in by_group.values() if len(some) == 1]
    terms = [_added(alone, days), *(_shared(some) for some in by_group.values() if len(some) > 1)]
    return map(sum, zip(*terms, strict=True))


def _added(acts: Iterable[Act], days: Days) -> Sequence[float]:
    """Return the sums of acts none of which shares its root and week with another, in the order of the columns."""
    sign = whole = plain_sign = plain_whole = 0.0
    intense = size = plain_intense = plain_size = good = ill = 0.0
    for _, _, _, _, day, intensity, weight in acts:
        _, trust, goodwill = days[day]
        alone = weight * trust
        size += alone
        intense += alone * intensity
        plain_size += weight
        plain_intense += weight * intensity
        if intensity > 0:
            sign += alone
            whole += alone
            plain_sign += weight
            plain_whole += weight
            good += weight * intensity * goodwill
        elif intensity < 0:
            whole += alone
            plain_whole += weight
            ill -= weight * intensity * goodwill
    return sign, whole, plain_sign, plain_whole, intense, size, plain_intense, plain_size, good, ill


def _shared(acts: Iterable[Act]) -> Sequence[float]:
    """Return the sums of acts of one root and week, in which repetition counts less and less."""
    told = [
        act_told("act", place, giver, other if giver == one else one, date.fromisoformat(day), "", root, *figures)
        for place, (one, other, giver, root, day, *figures) in enumerate(acts)
    ]
    terms = pair_row(pair_sums(told, DEFAULT_CONSTANTS))
    return [terms[name] for name in _TERMS]
