"""How our trust went over time: the same reading as of each of several days, for many ties at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from trustcrm.domain.nouns import Tie
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.readings.overview import sides_of, trust_of
from trustcrm.store.queries.evidence import evidence_over
from trustcrm.store.queries.ties import standing_ties


def month_ends(day: date, months: int) -> tuple[date, ...]:
    """Return the last days of the months before a day's own, and the day itself: so many days, the oldest first."""
    found = [day]
    first = day.replace(day=1)
    while len(found) < months and first > date.min:
        end = first - timedelta(days=1)
        found.append(end)
        first = end.replace(day=1)
    return tuple(reversed(found))


def trust_over(desk: Desk, days: Sequence[date], them: int | None = None) -> dict[int, tuple[float | None, ...]]:
    """Return our trust in the other side of each standing tie of ours, or of those with one, as of each day, by tie.

    It is what `overview` says as of those days. Where the office reads by a model of a plugin's, which would go through
    every act for each day, there is None instead.
    """
    with desk.database.reading() as connection:
        home = home_of(connection)
        ties = {kept.id: sides_of(cast(Tie, kept.record), home) for kept in standing_ties(connection, home)}
        if them is not None:
            ties = {tie: sides for tie, sides in ties.items() if them in sides}
        if desk.model is not None:
            return dict.fromkeys(ties, (None,) * len(days))
        few = {home, them} if them is not None else None
        read = {
            evidence.day: {tie: trust_of(evidence, *sides) for tie, sides in ties.items()}
            for evidence in evidence_over(connection, days, home, few)
        }
    return {tie: tuple(read[day][tie] for day in days) for tie in ties}
