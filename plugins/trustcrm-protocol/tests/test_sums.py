"""A year's sums are plain sums whatever the order, in the office's own rates, and say what cannot be added."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import InvalidValue, Kept, Rate
from trustcrm_protocol.gifts import Gift, Giver, Parcel, require_amount
from trustcrm_protocol.sums import YearSum, year_sums
from trustcrm_protocol.thresholds import Threshold, threshold_of

YEAR = 2020
LIMIT = Threshold(amount=Decimal(250), currency="USD", from_on=date(2019, 1, 1), source="ordinance 12")
SIDES = {10: "Firm", 11: "Consulate", 12: "Elsewhere"}
BELONGS = {1: {10: "Firm"}, 2: {10: "Firm"}, 3: {11: "Consulate"}}
"""To which sides the persons 1, 2 and 3 belong."""


def gift(
    number: int, value: str | None, currency: str = "USD", *, person: int | None = None, side: int | None = None,
    on: date = date(2020, 3, 20),
) -> Gift:  # fmt: skip
    amount = None if value is None else Decimal(value)
    parcel = Parcel(what="a bowl", on=on, value=amount, currency=currency if value else None, method="estimate")
    return Gift(
        id=number, giver=Giver(side=side, person=person), parcel=parcel, noun="note", row=number,
        side_name=SIDES.get(side or 0, ""), person_name=f"person {person}" if person else "",
    )  # fmt: skip


def rate(currency: str, rate: str, last: date = date(2020, 12, 31), row: int = 1) -> Kept[Rate]:
    told = Rate(
        currency=currency, into="USD", worth=Decimal(rate), since=date(2020, 1, 1), until=last, source="the treasurer"
    )
    return Kept(id=row, record=told)


def summed(
    gifts: list[Gift], *rates: Kept[Rate], limit: tuple[Threshold, ...] = (LIMIT,)
) -> dict[tuple[str, str], YearSum]:
    belongs = {one.id: BELONGS.get(one.giver.person or 0, {}) for one in gifts}
    found = year_sums(gifts, belongs, threshold_of(limit, YEAR), rates, YEAR)
    return {(one.donor.reckoning, one.donor.name): one for one in found}


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2)
GIFTS = st.lists(
    st.tuples(
        st.one_of(st.none(), AMOUNTS), st.sampled_from(["USD", "EUR", "JPY"]),
        st.sampled_from([(1, None), (2, None), (3, None), (None, 11), (3, 11), (None, 12)]),
        st.dates(date(2019, 12, 1), date(2021, 1, 31)),
    ),
    max_size=12,
)  # fmt: skip


@given(GIFTS, st.randoms(use_true_random=False))
def test_a_years_sums_are_plain_sums_under_any_order(told: list[Any], chance: Random) -> None:
    gifts = [
        gift(number, None if value is None else str(value), currency, person=person, side=side, on=on)
        for number, (value, currency, (person, side), on) in enumerate(told, 1)
    ]
    rates = (rate("EUR", "1.08"), rate("JPY", "0.0093", last=date(2020, 6, 30)))
    found = summed(gifts, *rates)
    shuffled = list(gifts)
    chance.shuffle(shuffled)
    assert summed(shuffled, *rates) == found
    plain: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in gifts:
        if one.parcel.on.year == YEAR and one.parcel.value is not None:
            plain[one.side_name or one.person_name, str(one.parcel.currency)] += one.parcel.value
    apart = {donor: one for (reckoned, donor), one in found.items() if reckoned == "apart"}
    assert plain == {(donor, code): amount for donor, one in apart.items() for code, amount in one.sums.items()}
    for total in apart.values():
        valued = [each for each in total.gifts if each.parcel.value is not None]
        without = [each for each in valued if each.parcel.currency == "JPY" and each.parcel.on.month > 6]
        assert [on for _, on in total.lacking] == sorted({each.parcel.on for each in without})
        assert (total.against is None) == bool(without)
        if total.against is not None:
            factor = {"USD": Decimal(1), "EUR": Decimal("1.08"), "JPY": Decimal("0.0093")}
            assert total.against == sum(amount * factor[code] for code, amount in total.sums.items())


def test_without_a_rate_of_that_day_nothing_is_added() -> None:
    gifts = [gift(1, "200", person=1), gift(2, "90", "EUR", person=1, on=date(2020, 4, 1))]
    (one, *_) = summed(gifts, rate("EUR", "1.08", last=date(2020, 3, 31))).values()
    assert (one.against, one.at_least, one.is_over, one.may_be_over) == (None, Decimal(200), False, True)
    assert one.verdict == "cannot be added: no rate for EUR on 2020-04-01"
    assert dict(one.sums) == {"EUR": 90, "USD": 200}


def test_what_is_over_without_the_rest_is_over_all_the_same() -> None:
    gifts = [gift(1, "251", person=1), gift(2, "90", "EUR", person=1), gift(3, None, person=1)]
    (one, *_) = summed(gifts).values()
    assert one.verdict == "over 250 USD; cannot be added: no rate for EUR on 2020-03-20; 1 not valued"
    assert one.is_over


def test_neighbours_in_one_organisation_are_reckoned_apart_and_together() -> None:
    found = summed([gift(1, "200", person=1), gift(2, "100", person=2), gift(3, "40", side=10), gift(4, "9", person=3)])
    assert {key: (one.against, one.is_over) for key, one in found.items()} == {
        ("apart", "person 1"): (Decimal(200), False), ("apart", "person 2"): (Decimal(100), False),
        ("apart", "Firm"): (Decimal(40), False), ("apart", "person 3"): (Decimal(9), False),
        ("organisation", "Firm"): (Decimal(340), True),
    }  # fmt: skip


def test_a_private_gift_and_one_in_office_are_of_two_donors_and_of_one_person() -> None:
    found = summed([gift(1, "200", person=3), gift(2, "100", person=3, side=11)])
    assert {key: one.against for key, one in found.items()} == {
        ("apart", "person 3"): 200, ("apart", "Consulate"): 100, ("person", "person 3"): 300,
        ("organisation", "Consulate"): 300,
    }  # fmt: skip


def test_of_several_rates_and_thresholds_the_last_given_counts() -> None:
    corrected = Threshold(amount=Decimal(300), currency="USD", from_on=date(2019, 1, 1), source="corrected")
    later = Threshold(amount=Decimal(1), currency="USD", from_on=date(2021, 1, 1), source="next year's")
    one = summed(
        [gift(1, "100", "EUR", person=1)], rate("EUR", "2"), rate("EUR", "3", row=2), limit=(LIMIT, corrected, later)
    )
    assert one["apart", "person 1"].against == 300
    assert one["apart", "person 1"].verdict == "within 300 USD"
    assert summed([gift(1, "1", person=1)], limit=())["apart", "person 1"].verdict == "no threshold is set"


@pytest.mark.parametrize("amount", ["-1", "1e18", "1e-19", "NaN", "Infinity"])
def test_amounts_that_no_money_has_are_refused(amount: str) -> None:
    with pytest.raises(InvalidValue, match="no more than 18 digits"):
        require_amount("The value", Decimal(amount))
