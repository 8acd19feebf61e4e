"""Several currencies in one: by the rate of the day that the office gave, and never by one that nobody gave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.nouns import Rate
from trustcrm.domain.rates import in_one_currency, worth


def rate(worth: str, since: str, until: str | None = None, currency: str = "JPY") -> Rate:
    return Rate(
        currency=currency, into="EUR", worth=Decimal(worth), since=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None, source="a central bank",
    )  # fmt: skip


KNOWN = [rate("0.0080", "2020-01-01"), rate("0.0090", "2020-03-01", "2020-03-31"), rate("0.0091", "2020-03-01")]


@pytest.mark.parametrize(
    ("day", "told"),
    [("2019-12-31", None), ("2020-01-01", "0.0080"), ("2020-02-29", "0.0080"), ("2020-03-05", "0.0091")],
)
def test_the_rate_that_began_last_holds(day: str, told: str | None) -> None:
    found = worth(KNOWN, "JPY", "EUR", date.fromisoformat(day))
    assert found == (None if told is None else Decimal(told))


def test_a_rate_of_a_stretch_of_days_ends_with_it_and_the_one_before_holds_again() -> None:
    for day, told in (("2020-03-31", "0.0090"), ("2020-04-01", "0.0080")):
        assert worth(KNOWN[:2], "JPY", "EUR", date.fromisoformat(day)) == Decimal(told)


def test_no_rate_is_turned_round_or_reached_by_way_of_a_third_currency() -> None:
    known = [rate("0.9", "2020-01-01", currency="USD"), *KNOWN]
    assert worth(known, "EUR", "JPY", date(2020, 2, 1)) is None
    assert worth(known, "JPY", "USD", date(2020, 2, 1)) is None
    assert worth([], "EUR", "EUR", date(2020, 2, 1)) == 1


def test_what_has_no_rate_stays_apart_and_is_never_added() -> None:
    amounts = [
        (date(2020, 2, 1), "JPY", Decimal("500000")), (date(2020, 3, 2), "JPY", Decimal("100000")),
        (date(2020, 2, 1), "EUR", Decimal("12.34")), (date(2019, 2, 1), "JPY", Decimal(7)),
        (date(2020, 2, 1), "CHF", Decimal("0.10")), (date(2020, 2, 2), "CHF", Decimal("0.20")),
    ]  # fmt: skip
    total, without = in_one_currency(amounts, "EUR", KNOWN)
    assert total == Decimal("4000") + Decimal("910") + Decimal("12.34")
    assert without == {"JPY": Decimal(7), "CHF": Decimal("0.30")}


@given(st.permutations([(date(2020, 2, day), "JPY", Decimal(10) ** (day * 2)) for day in range(1, 12)]))
def test_no_order_of_amounts_moves_a_digit(amounts: list[tuple[date, str, Decimal]]) -> None:
    total, _ = in_one_currency(amounts, "EUR", KNOWN)
    assert total == sum(int(amount) for _, _, amount in amounts) * Decimal("0.008")
