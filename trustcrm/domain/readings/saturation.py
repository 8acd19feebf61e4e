"""Repetition counts less and less: a hundred letters in a week say hardly more than two.

Acts of one ordered pair, one root kind and one ISO week form a group. Within it the act that counts most counts whole,
the next q times, the next q² times. With equal weights "counts most" means the latest, so a later act a arriving in a
group turns its sum S into a + q·S. Counted from the earliest instead, a kind act dated before seven others could lower
a reading, and counted by row id the order of entry would change it. Where sources differ in weight the order is by
weight times decay, because otherwise a doubtful late act would push a certain one down to half. Acts that count alike
stand in order of intensity; the id decides only which of two equal acts is listed as the repetition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from trustcrm.domain.act import Act


def week_of(day: date) -> int:
    """Return the running number of the ISO week that holds `day`; 1 January of year 1 was a Monday."""
    return (day.toordinal() - 1) // 7


def group_of(act: Act) -> tuple[str, int]:
    """Return which group of its pair's acts an act is of: its root kind and its ISO week."""
    return act.root, week_of(act.day)


def saturated(acts: Iterable[Act], size: Callable[[Act], float], repeat_share: float) -> Iterator[tuple[Act, float]]:
    """Yield each act of one ordered pair with its size after saturation, group by group.

    `size` is what the act would count alone, at least 0. Groups of the same acts always come out with the same sizes,
    whatever the order of `acts`.
    """
    groups: dict[tuple[str, int], list[tuple[float, float, float, str, Act]]] = defaultdict(list)
    for act in acts:
        ranked = (size(act), abs(act.intensity), act.intensity, act.id, act)
        groups[group_of(act)].append(ranked)
    for group in groups.values():
        group.sort(reverse=True)
        share = 1.0
        for alone, _, _, _, act in group:
            yield act, alone * share
            share *= repeat_share
