"""What a model answers about a tie as of a day, together with everything that sums to the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from trustcrm.domain.act import Act
from trustcrm.values import dataclass

Certainty = Literal["mostly prior", "some evidence", "well evidenced"]


@dataclass(frozen=True, kw_only=True)
class Share:
    """One term of a sum: how much of the reading comes from `about`.

    For an act, `about` is the act's id, `act` the act itself, and `effect` the reading as it stands minus the reading
    without this act, habits held fixed. For the prior's terms `about` is a word ("global share", "giver's habit",
    "receiver's habit", "clip") and `act` is None.
    """

    about: str
    value: float
    act: Act | None = None
    effect: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A model's answer for the ordered pair giver → receiver as of `day`.

    `value` is the answer (for trust a probability in [0, 1]), `uncertainty` in [0, 1] the part of it that is prior
    rather than evidence, `low` and `high` a 5-95 % interval, `acts` the number of acts seen, `last` the day of the
    last one, `breaches` the ids of grave unkind acts still fresh. `shares`, where asked for, sum to `value`.
    `extra` holds further figures of this model by name.
    """

    model: str
    giver: int
    receiver: int
    day: date
    value: float
    uncertainty: float
    low: float
    high: float
    acts: int
    last: date | None
    breaches: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    extra: Mapping[str, float] = field(default_factory=dict)

    @property
    def certainty(self) -> Certainty:
        """The uncertainty in words."""
        if self.uncertainty > 0.5:
            return "mostly prior"
        return "some evidence" if self.uncertainty >= 0.2 else "well evidenced"
