"""How far goodwill goes both ways between us and many others together, beside what chance would make of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

from trustcrm.domain.readings.goodwill import goodwill_of
from trustcrm.domain.readings.reciprocity import PortfolioReciprocity, reciprocity_against_chance
from trustcrm.services.desk import Desk, home_of
from trustcrm.store.queries.evidence import evidence_as_of

_SHUFFLES = 100
_SEED = 3_2729


def both_ways(desk: Desk, sides: Iterable[int], as_of: date | None = None) -> PortfolioReciprocity | None:
    """Return how far goodwill between our own city and these sides is met; None where there is none.

    Beside it stands what would be met had our goodwill gone among them by chance. The same acts give the same figures.
    """
    day, weights = as_of or desk.today(), {}
    with desk.database.reading() as connection:
        home = home_of(connection)
        evidence = evidence_as_of(connection, day, home)
    for them in sides:
        pair = evidence.of(them, home)
        weights[them, home] = goodwill_of(pair.there, day).positive
        weights[home, them] = goodwill_of(pair.back, day).positive
    return reciprocity_against_chance(weights, Random(_SEED), _SHUFFLES)
