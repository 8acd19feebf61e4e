"""The sums as they stood on days long past, added up from the acts until each; of several days in one pass.

Thirty years of check-ins ask for thirty days. The acts between two of them are read once, and added to what was before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from operator import add, sub
from typing import Any

from sqlalchemy import Connection

from trustcrm.domain.readings.habits import SideSums, Totals, habit_terms
from trustcrm.domain.readings.sums import PairSums, Tally
from trustcrm.store.derive.kept import side_sums_of
from trustcrm.store.fixed import fetched_in_portions, marks
from trustcrm.store.queries.past import Pair, newest_act, summed_pairs
from trustcrm.store.tables.derived import between
from trustcrm.values import dataclass

Figures = tuple[float, ...]
"""Plain sums: of signs, of their weights, of intensities, of theirs."""

_NOTHING: Figures = (0.0,) * 4
_AT_ONCE = 1_000
_FEW_DAYS = 2
"""Of so few days the first has most acts behind it, which are summed soonest in the order of their pairs."""


@dataclass(frozen=True, kw_only=True)
class SumsThen:
    """What readings as of a day rest on."""

    day: date
    pairs: dict[Pair, PairSums]
    sides: dict[int, SideSums]
    totals: Totals


def sums_over(
    connection: Connection, days: Collection[date], about: int | None = None, sides: Collection[int] | None = None
) -> Iterator[SumsThen]:
    """Yield the sums as of each of these days, the earliest first; with `about`, of the pairs that side is in.

    With `sides`, which are few and one of them `about`, theirs alone: their habits, and the pairs of `about` with them.
    """
    asked = sorted(set(days))
    pairs = _Pairs(connection, _chosen(about, sides))
    habits = _Habits(connection, sides, in_order=len(asked) <= _FEW_DAYS)
    for day in asked:
        known, totals = habits.until(day)
        yield SumsThen(day=day, pairs=pairs.until(day), sides=known, totals=totals)


def _chosen(about: int | None, sides: Collection[int] | None) -> str:
    """Return in SQL of which acts decayed sums are wanted."""
    if about is None:
        return "1 = 1"
    if sides is None:
        return f"(a.giver_id = {int(about)} OR a.receiver_id = {int(about)})"
    ends = (sorted((int(about), int(side))) for side in sides if side != about)
    return f"({' OR '.join(f'(a.one_id = {one} AND a.other_id = {other})' for one, other in ends) or '1 = 0'})"


class _Pairs:
    """The decayed sums of pairs. Acts of a kind share their weight within a week, so whole weeks are what is kept."""

    def __init__(self, connection: Connection, chosen: str) -> None:
        self._connection = connection
        self._chosen = chosen
        self._monday = date.min
        self._kept: dict[Pair, PairSums] = {}

    def until(self, day: date) -> dict[Pair, PairSums]:
        """Return the sums over the acts until a day that is later than those before."""
        monday = day - timedelta(days=day.weekday())
        if monday > self._monday:
            self._add(self._kept, self._monday, monday - timedelta(days=1))
            self._monday = monday
        found = dict(self._kept)
        self._add(found, monday, day)
        return found

    def _add(self, sums: dict[Pair, PairSums], first: date, last: date) -> None:
        where = f"{self._chosen} AND a.day BETWEEN :first AND :last"
        for pair, more in summed_pairs(self._connection, where, {"first": first, "last": last}):
            known = sums.get(pair)
            sums[pair] = more if known is None else known.merge(more)


class _Habits:
    """What sides give and get on the whole, and the totals: undecayed, each pair a term of its two sides."""

    def __init__(self, connection: Connection, few: Collection[int] | None, *, in_order: bool) -> None:
        self._connection = connection
        self._few = few
        self._in_order = in_order
        self._until: date | None = None
        self._pairs: dict[Pair, Figures] = {}
        self._given: dict[int, list[float]] = defaultdict(lambda: [0.0] * 4)
        self._got: dict[int, list[float]] = defaultdict(lambda: [0.0] * 4)
        self._whole = _NOTHING

    def until(self, day: date) -> tuple[dict[int, SideSums], Totals]:
        """Return what sides have of the acts until a day that is later than those before, and the totals of all."""
        for giver, receiver, *more in self._rows(day):
            before = self._pairs.get((giver, receiver), _NOTHING)
            after = self._pairs[giver, receiver] = tuple(map(add, before, more))
            gained = tuple(map(sub, _terms(after), _terms(before)))
            self._given[giver][:] = map(add, self._given[giver], gained)
            self._got[receiver][:] = map(add, self._got[receiver], gained)
            if self._few is None:
                self._whole = tuple(map(add, self._whole, more))
        self._until = day
        sign, sign_weight, intensity, weight = self._whole
        return self._sides(), Totals(
            sign=Tally(plain_value=sign, plain_weight=sign_weight),
            intensity=Tally(plain_value=intensity, plain_weight=weight),
            last=newest_act(self._connection, day),
        )

    def _sides(self) -> dict[int, SideSums]:
        wanted = self._given.keys() | self._got.keys() if self._few is None else self._few
        found = {}
        for side in wanted:
            given, got = self._given[side], self._got[side]
            found[side] = side_sums_of(*given[:2], *got[:2], *given[2:], *got[2:])
        return found

    def _rows(self, day: date) -> Iterator[Sequence[Any]]:
        """Yield giver, receiver and plain sums of the pairs, or those of a few sides, that acted since the day before.

        Of a few the sums of all are asked for by themselves.
        """
        when, values = (
            ("a.day <= ?", [day]) if self._until is None else ("a.day > ? AND a.day <= ?", [self._until, day])
        )
        if self._few is not None:
            (whole,) = self._asked(f"SELECT {_FIGURES} FROM act a WHERE {when}", values)
            self._whole = tuple(map(add, self._whole, whole))
            chosen = marks(len(self._few))
            return self._asked(
                f"{_OF_FEW.format(chosen=chosen)} AND {when} {_BY_PAIR}", [*self._few, *self._few, *values]
            )
        if self._in_order and self._until is None and self._connection.dialect.name == "sqlite":
            return self._asked(f"{_IN_ORDER} WHERE +{when} GROUP BY a.one_id, a.other_id, a.giver_id", values)
        return self._asked(f"{_BY_DAY} WHERE {when} {_BY_PAIR}", values)

    def _asked(self, statement: str, values: Sequence[Any]) -> Iterator[Sequence[Any]]:
        if self._connection.dialect.name == "sqlite":
            values = [value.isoformat() if isinstance(value, date) else value for value in values]
        return chain.from_iterable(fetched_in_portions(self._connection, statement, values, _AT_ONCE))


_FIGURES = """
  COALESCE(SUM(CASE WHEN a.intensity > 0 THEN a.weight ELSE 0.0 END), 0.0),
  COALESCE(SUM(CASE WHEN a.intensity <> 0 THEN a.weight ELSE 0.0 END), 0.0),
  COALESCE(SUM(a.weight * a.intensity), 0.0), COALESCE(SUM(a.weight), 0.0)
"""
_BY_PAIR = "GROUP BY 1, 2"
_BY_DAY = f"SELECT a.giver_id, a.receiver_id, {_FIGURES} FROM act a"
_IN_ORDER = f"SELECT a.giver_id, a.one_id + a.other_id - a.giver_id, {_FIGURES} FROM act a"
"""The receiver is told by what its acts are grouped by, so that they need no sorting."""
_LOWER, _HIGHER = between("p.giver_id", "p.receiver_id")
_OF_FEW = f"""
SELECT p.giver_id, p.receiver_id, {_FIGURES} FROM (
  SELECT giver_id, receiver_id FROM pair_sum WHERE giver_id IN ({{chosen}})
  UNION SELECT giver_id, receiver_id FROM pair_sum WHERE receiver_id IN ({{chosen}})
) AS p CROSS JOIN act a WHERE a.one_id = {_LOWER} AND a.other_id = {_HIGHER} AND a.giver_id = p.giver_id
"""


def _terms(figures: Figures) -> Figures:
    """Return what a pair's sums are in the habits of its sides: of signs, then of intensities."""
    sign, sign_weight, intensity, weight = figures
    return (*habit_terms(sign, sign_weight), *habit_terms(intensity, weight))
