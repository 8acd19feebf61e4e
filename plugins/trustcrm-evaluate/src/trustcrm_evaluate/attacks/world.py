"""The world that every attack is made in: thirty sides that mostly mean well, but for one, the player."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from trustcrm.plugin import Act

DAY = date(2024, 6, 28)
"""The day of every reading."""
PLAYER, VICTIM, STRANGER, ALLY = 1, 2, 3, 4
"""Who wants to be trusted, who knows it well, who does not know it at all, and who helps it."""
NEWCOMER = 90
SIDES = range(1, 31)
PUPPETS = range(101, 111)
_PARTNERS, _PARTNERS_OF_PLAYER = 5, 20
_KIND_OF_TEN, _KIND_OF_TEN_OF_PLAYER = 7, 3
_ACTS_OF_PAIR = 14
_DAYS = 1000


def before() -> list[Act]:
    """Return what happened before an attack, the same for every attack and every model.

    Seven of ten acts are kind, of the player's three of ten. The victim is among those it acts towards, and answers;
    the stranger is not.
    """
    chance, acts = random.Random(11), list[Act]()
    for giver in SIDES:
        others = [side for side in SIDES if side not in (giver, PLAYER, VICTIM, STRANGER)]
        count, kind_of_ten = (
            (_PARTNERS_OF_PLAYER, _KIND_OF_TEN_OF_PLAYER) if giver == PLAYER else (_PARTNERS, _KIND_OF_TEN)
        )
        partners = [PLAYER if giver == VICTIM else VICTIM, *chance.sample(others, count - 1)]
        for place, receiver in enumerate(partners):
            for turn in range(_ACTS_OF_PAIR):
                day = DAY - timedelta(days=chance.randrange(40, _DAYS))
                kind = (3 * turn + place) % 10 < kind_of_ten
                acts.append(act(f"before {giver} {receiver} {turn}", giver, receiver, day, kind=kind))
    return acts


def act(
    name: str, giver: int, receiver: int, day: date, *, kind: bool, grave: bool = False, weight: float = 1.0
) -> Act:  # fmt: skip
    """Return an act: a letter where it is kind, else a refusal or, where it is grave, an expulsion."""
    what, root, intensity = ("letter", "05", 3.4) if kind else ("refusal", "12", -4.0)
    if grave:
        what, root, intensity = "expulsion", "16", -7.0
    return Act(
        id=name, giver=giver, receiver=receiver, day=day, kind=what, root=root, intensity=intensity, weight=weight
    )


def spread(count: int, over: int, until: date = DAY) -> Iterator[tuple[int, date]]:
    """Yield so many numbered days, evenly spread over those up to `until`."""
    for number in range(count):
        yield number, until - timedelta(days=number * over // count)
