"""What a donor gave in a year: plain sums currency by currency, and against the threshold where the rates suffice.

Each donor is reckoned apart: a person for what they gave privately, a city or organisation for what it gave, through
whomever. Beside it stand those that belong together: a person in every role, and an organisation with everybody who
belongs to it or held a post of it on the day. A gift stands in several of these, so these are never added together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import MAX_PREC, Context, Decimal
from typing import Literal, cast

from trustcrm.plugin import Citation, Kept, PluginContext, Rate, worth
from trustcrm_protocol.gifts import Gift
from trustcrm_protocol.thresholds import Threshold

Reckoning = Literal["apart", "person", "organisation"]

_EXACT = Context(prec=min(MAX_PREC, 2000))
"""So many digits that no sum and no product of amounts is ever rounded."""


@dataclass(frozen=True, kw_only=True)
class Donor:
    """Whose gifts are summed, and in which reckoning."""

    reckoning: Reckoning
    noun: str
    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class YearSum:
    """What came of a donor in a year.

    `sums` are by currency, nothing added across. `against` is all of it in the threshold's currency, None where a rate
    is missing; `at_least` as much of it as can be reckoned. `lacking` names each rate that is missing, by currency
    and day; `rates` are those that were used.
    """

    donor: Donor
    gifts: tuple[Gift, ...]
    sums: Mapping[str, Decimal]
    unvalued: int
    threshold: Threshold | None
    against: Decimal | None
    at_least: Decimal | None
    lacking: tuple[tuple[str, date], ...]
    rates: tuple[Citation, ...]

    @property
    def is_over(self) -> bool:
        """Whether it is above the threshold, surely: what cannot be reckoned would only add to it."""
        return self.threshold is not None and self.at_least is not None and self.at_least > self.threshold.amount

    @property
    def may_be_over(self) -> bool:
        """Whether nobody can say: a rate or a value is missing."""
        return self.threshold is not None and not self.is_over and bool(self.lacking or self.unvalued)

    @property
    def verdict(self) -> str:
        """How it stands to the threshold, in words."""
        if self.threshold is None:
            return "no threshold is set"
        told = [f"cannot be added: no rate for {currency} on {on.isoformat()}" for currency, on in self.lacking]
        if self.unvalued:
            told.append(f"{self.unvalued} not valued")
        limit = f"{self.threshold.amount:f} {self.threshold.currency}"
        if self.is_over:
            return "; ".join([f"over {limit}", *told])
        return "; ".join(told) or f"within {limit}"


def year_sums(
    gifts: Iterable[Gift], belongs: Mapping[int, Mapping[int, str]], threshold: Threshold | None,
    rates: Sequence[Kept[Rate]], year: int,
) -> list[YearSum]:  # fmt: skip
    """Return the sums of a year, of every donor apart and of those that belong together, in the order of names.

    `belongs` tells by gift the sides to which its person belonged on the day, with their names. Of a person or
    organisation reckoned together nothing is said where it would only repeat what stands apart.
    """
    groups: dict[Donor, list[Gift]] = defaultdict(list)
    for one in gifts:
        if one.parcel.on.year == year:
            for donor in _donors(one, belongs.get(one.id, {})):
                groups[donor].append(one)
    apart = {frozenset(one.id for one in found) for donor, found in groups.items() if donor.reckoning == "apart"}
    told = [
        _sum(donor, found, threshold, rates)
        for donor, found in groups.items()
        if donor.reckoning == "apart" or frozenset(one.id for one in found) not in apart
    ]
    return sorted(told, key=lambda one: (_ORDER[one.donor.reckoning], one.donor.name, one.donor.noun, one.donor.id))


_ORDER: Mapping[Reckoning, int] = {"apart": 0, "person": 1, "organisation": 2}


def _donors(gift: Gift, belongs: Mapping[int, str]) -> Iterable[Donor]:
    person, side = gift.giver.person, gift.giver.side
    if side is not None:
        yield Donor(reckoning="apart", noun="side", id=side, name=gift.side_name)
    elif person is not None:
        yield Donor(reckoning="apart", noun="person", id=person, name=gift.person_name)
    if person is not None:
        yield Donor(reckoning="person", noun="person", id=person, name=gift.person_name)
    sides = dict(belongs) | ({side: gift.side_name} if side is not None else {})
    for row, name in sides.items():
        yield Donor(reckoning="organisation", noun="side", id=row, name=name)


def _sum(donor: Donor, gifts: Sequence[Gift], threshold: Threshold | None, rates: Sequence[Kept[Rate]]) -> YearSum:
    valued = [(one.parcel.value, one.parcel.currency, one.parcel.on) for one in gifts]
    known = [(value, currency, on) for value, currency, on in valued if value is not None and currency is not None]
    sums: dict[str, Decimal] = {}
    for value, currency, _ in known:
        sums[currency] = _EXACT.add(sums.get(currency, Decimal(0)), value)
    reckoned, lacking, used = Decimal(0), set(), {}
    for value, currency, on in known:
        if threshold is None or currency == threshold.currency:
            reckoned = _EXACT.add(reckoned, value)
        elif (rate := rate_of(rates, currency, threshold.currency, on)) is None:
            lacking.add((currency, on))
        else:
            reckoned = _EXACT.add(reckoned, _EXACT.multiply(value, rate.record.worth))
            used[rate.id] = Citation("rate", rate.id, rate.record.source)
    return YearSum(
        donor=donor,
        gifts=tuple(sorted(gifts, key=lambda one: (one.parcel.on, one.id))),
        sums=dict(sorted(sums.items())),
        unvalued=len(valued) - len(known),
        threshold=threshold,
        against=reckoned if threshold is not None and not lacking else None,
        at_least=reckoned if threshold is not None else None,
        lacking=tuple(sorted(lacking)),
        rates=tuple(used.values()),
    )


def rate_of(rates: Sequence[Kept[Rate]], currency: str, into: str, day: date) -> Kept[Rate] | None:
    """Return the rate of the office's own that holds on a day, as `worth` chooses it; None where there is none."""
    holding = [one for one in rates if worth([one.record], currency, into, day) is not None]
    return max(holding, key=lambda one: (one.record.since, one.id), default=None)


def rates_given(context: PluginContext) -> list[Kept[Rate]]:
    """Return every rate that the office gave, in the order it did."""
    return [cast("Kept[Rate]", row.kept) for row in reversed(context.ask.page("rate").rows)]
