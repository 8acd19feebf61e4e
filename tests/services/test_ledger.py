"""What was given is counted state by state, each from its own steps, and never across units."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import City, Contribution, Need, Step, Window
from trustcrm.domain.nouns.dealings import STEP_STATES
from trustcrm.errors import NotFound
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.ledger import Account, exact_sum, ledger, totals_of
from trustcrm.services.record import record, withdraw
from trustcrm.store.queries.ledger import steps_taken
from trustcrm.text import measured, number

DAY = date(2020, 3, 1)


def account(*told: tuple[str, int | str | None], unit: str = "masks", row: int = 1, due: date | None = None) -> Account:
    steps = tuple(
        Kept(
            id=place,
            record=Step(
                contribution=row, state=state, on=DAY + timedelta(days=place), due_on=due,
                quantity=None if quantity is None else Decimal(quantity),
            ),
        )
        for place, (state, quantity) in enumerate(told, start=1)
    )  # fmt: skip
    contribution = Contribution(what="masks", giver=2, receiver=1, unit=unit)
    return Account(id=row, contribution=contribution, steps=steps)


@pytest.fixture
def sides(desk: Desk) -> tuple[int, int, int]:
    """Return our own city, Toyokawa and Wuxi Xinwu."""
    with desk.database.reading() as connection:
        home = home_of(connection)
    toyokawa, wuxi = record(
        desk, "add", "sides", City(name="Toyokawa", country="JP"), City(name="Wuxi Xinwu", country="CN")
    ).ids
    return home, toyokawa, wuxi


def give(desk: Desk, giver: int, receiver: int, unit: str | None, *told: tuple[str, date, int | None]) -> int:
    contribution = Contribution(what="masks", giver=giver, receiver=receiver, unit=unit)
    row = record(desk, "add", "masks", contribution).ids[0]
    for state, on, quantity in told:
        record(desk, "add", state, Step(contribution=row, state=state, on=on, quantity=_decimal(quantity)))
    return row


def _decimal(quantity: int | None) -> Decimal | None:
    return None if quantity is None else Decimal(quantity)


def test_toyokawa_and_wuxi_stand_in_two_directions(desk: Desk, sides: tuple[int, int, int]) -> None:
    _, toyokawa, wuxi = sides
    give(desk, toyokawa, wuxi, "masks", ("received", date(2020, 2, 4), 4500))
    give(
        desk, wuxi, toyokawa, "masks",
        ("asked", date(2020, 3, 18), None), ("in transit", date(2020, 3, 24), 50_000),
        ("received", date(2020, 3, 28), 50_000), ("acknowledged", date(2020, 3, 30), None),
    )  # fmt: skip
    found = ledger(desk, "Wuxi Xinwu")
    assert [found.direction(one.giver, one.receiver) for one in found.accounts] == [
        "from Toyokawa (JP) to Wuxi Xinwu (CN)", "from Wuxi Xinwu (CN) to Toyokawa (JP)",
    ]  # fmt: skip
    assert [one.quantities["received"] for one in found.totals] == [4500, 50_000]
    assert found.accounts[1].quantities["asked"] is None


def test_our_own_city_is_us(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, toyokawa, _ = sides
    give(desk, toyokawa, home, "masks", ("offered", DAY, 10))
    found = ledger(desk, "Toyokawa")
    assert found.direction(toyokawa, home) == "from Toyokawa (JP) to us"
    assert found.direction(home, toyokawa) == "from us to Toyokawa (JP)"


def test_only_the_side_asked_for_is_shown(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, toyokawa, wuxi = sides
    give(desk, toyokawa, home, "masks", ("received", DAY, 1))
    row = give(desk, wuxi, home, "masks", ("received", DAY, 2))
    assert [one.id for one in ledger(desk, str(wuxi)).accounts] == [row]
    with pytest.raises(NotFound):
        ledger(desk, "Nowhere")


def test_open_leaves_out_what_is_settled_declined_or_lapsed(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, toyokawa, _ = sides
    give(desk, toyokawa, home, "masks", ("received", DAY, 1), ("acknowledged", DAY, None))
    give(desk, toyokawa, home, "masks", ("asked", DAY, 5), ("declined", DAY, None))
    give(desk, toyokawa, home, "masks", ("pledged", DAY, 5), ("lapsed", DAY, None))
    unthanked = give(desk, toyokawa, home, "masks", ("received", DAY, 2))
    promised = give(desk, toyokawa, home, "masks", ("pledged", DAY, 2))
    assert [one.id for one in ledger(desk, open_only=True).accounts] == [unthanked, promised]
    assert {one.state for one in ledger(desk).accounts} >= {"declined", "lapsed"}


def test_what_is_withdrawn_is_left_out(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, toyokawa, _ = sides
    row = give(desk, toyokawa, home, "masks", ("pledged", DAY, 7), ("received", DAY, 7))
    withdraw(desk, "step", 2)
    assert list(ledger(desk).accounts[0].quantities) == ["pledged"]
    withdraw(desk, "contribution", row)
    assert (ledger(desk).accounts, ledger(desk).totals) == ((), ())


def test_steps_taken_in_a_state_are_those_of_the_ledger(desk: Desk, sides: tuple[int, int, int]) -> None:
    home, toyokawa, wuxi = sides
    later = DAY + timedelta(days=9)
    give(desk, toyokawa, home, "masks", ("pledged", DAY, 7), ("received", later, 4), ("received", DAY, 3))
    give(desk, home, wuxi, "kits", ("received", DAY, None), ("received", later, 2))
    withdraw(desk, "step", 5)
    withdraw(desk, "contribution", give(desk, wuxi, home, "masks", ("received", later, 9)))
    told = [
        (kept.id, one.id, kept.record.on, kept.record.quantity, one.giver, one.receiver, one.contribution.unit)
        for one in ledger(desk).accounts
        for kept in one.steps
        if kept.record.state == "received"
    ]
    with desk.database.reading() as connection:
        for since, days in ((None, {DAY, later}), (later, {later})):
            found = [
                (one.id, one.contribution, one.on, one.quantity, one.giver, one.receiver, one.unit)
                for one in steps_taken(connection, "received", since)
            ]
            assert found == [one for one in told if one[2] in days]
    assert len(told) == 3


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([("pledged", 50_000), ("received", 30_000)], "30,000 of 50,000 received"),
        ([("pledged", 30_000), ("received", 36_000)], "6,000 more than pledged"),
        ([("pledged", 30_000), ("committed", 40_000), ("received", 41_000)], "1,000 more than committed"),
        ([("asked", 100), ("received", 60)], "60 of 100 received"),
        ([("offered", 5), ("received", 5)], "all that was offered was received"),
        ([("received", 5)], ""),
        ([("pledged", None), ("received", 5)], ""),
        ([("pledged", 5)], ""),
    ],
)
def test_partial_and_over_delivery_are_said_in_words(told: list[tuple[str, int | None]], words: str) -> None:
    assert account(*told).in_words == words


def test_a_part_thanked_for_leaves_the_rest_of_the_promise_open() -> None:
    partial = account(("pledged", 10), ("received", 4), ("acknowledged", None), due=DAY)
    assert partial.is_open
    assert not partial.awaits_thanks
    assert partial.due_on == DAY
    assert not account(("asked", 10), ("received", 4), ("acknowledged", None)).is_open


def test_a_later_delivery_asks_for_thanks_again() -> None:
    assert account(("received", 4), ("acknowledged", None), ("received", 4)).awaits_thanks


def test_nothing_is_due_once_all_of_it_has_come() -> None:
    assert account(("pledged", 4), ("received", 4), due=DAY).due_on is None


def test_units_are_never_mixed_in_a_total() -> None:
    totals = totals_of([account(("received", 5)), account(("received", 2), unit="boxes", row=2)])
    assert {one.unit: one.quantities["received"] for one in totals} == {"boxes": 2, "masks": 5}


def test_what_was_not_counted_is_said_and_not_made_up() -> None:
    (total,) = totals_of([account(("received", None)), account(("received", 5), row=2)])
    assert total.quantities == {"received": 5}
    assert total.uncounted == {"received": 1}


decimals = st.decimals(
    min_value=Decimal("0.0001"), max_value=Decimal(10) ** 30, allow_nan=False, allow_infinity=False, places=4
)


@given(st.lists(decimals), st.randoms())
def test_sums_keep_every_digit_in_any_order(values: list[Decimal], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert exact_sum(values) == exact_sum(shuffled)
    assert Fraction(exact_sum(values)) == sum(map(Fraction, values))


@given(st.lists(st.tuples(st.sampled_from(STEP_STATES), st.one_of(st.none(), st.integers(1, 10**9))), max_size=12))
def test_each_state_is_the_sum_of_its_own_steps(told: list[tuple[str, int | None]]) -> None:
    found = account(*told).quantities
    assert set(found) == {state for state, _ in told}
    for state, quantity in found.items():
        counted = [amount for name, amount in told if name == state and amount is not None]
        assert quantity == (sum(counted) if counted else None)


@pytest.mark.parametrize(("quantity", "shown"), [("5000", "5,000"), ("2.50", "2.5"), ("1E+3", "1,000"), ("10", "10")])
def test_a_quantity_is_shown_as_people_read_it(quantity: str, shown: str) -> None:
    assert number(Decimal(quantity)) == shown


def test_what_was_inspected_and_distributed_is_counted_by_itself_and_still_waits_for_thanks() -> None:
    one = account(("pledged", 500), ("received", 500), ("inspected", 480), ("distributed", 300))
    assert one.state == "distributed"
    assert one.quantities["received"] == 500
    assert one.quantities["inspected"] == 480
    assert (one.is_open, one.awaits_thanks, one.is_partial) == (True, True, False)


def test_a_window_has_what_answers_its_needs_and_whatever_moved_in_its_days(
    desk: Desk, sides: tuple[int, int, int]
) -> None:
    home, toyokawa, wuxi = sides
    record(desk, "add", "crisis", Window(name="Flood", starts_on=DAY, ends_on=DAY + timedelta(days=9)))
    record(desk, "add", "need", Need(what="pumps", window=1))
    late = DAY + timedelta(days=10)
    moved = give(desk, toyokawa, home, "masks", ("pledged", DAY - timedelta(days=1), 5), ("received", DAY, 5))
    give(desk, toyokawa, home, "masks", ("received", late, 5))
    answer = record(desk, "add", "pumps", Contribution(what="pumps", giver=wuxi, receiver=home, need=1)).ids[0]
    assert [one.id for one in ledger(desk, window=1).accounts] == [moved, answer]
    assert [len(one.steps) for one in ledger(desk, window=1).accounts] == [2, 0]
    assert [one.id for one in ledger(desk, str(wuxi), window=1).accounts] == [answer]
    assert [one.id for one in ledger(desk, since=DAY).accounts] == [1, 2]
    assert [one.id for one in ledger(desk, since=late).accounts] == [2]
    record(desk, "add", "pause", Window(name="It goes on", starts_on=late))
    assert len(ledger(desk, window=2).accounts) == 1


@pytest.mark.parametrize(
    ("what", "quantity", "unit", "told"),
    [
        ("masks", "5000", "masks", "5,000 masks"),
        ("hand pumps", "9", "pumps", "9 hand pumps"),
        ("A grant for the choir", "5000", "USD", "A grant for the choir (5,000 USD)"),
        ("5,000 masks", "5000", "masks", "5,000 masks"),
        ("N95 masks", "5", "masks", "5 N95 masks"),
        ("15,000 masks", "5000", "boxes", "15,000 masks (5,000 boxes)"),
        ("5,000 test kits", "6000", "kits", "5,000 test kits (6,000 kits)"),
        ("A clock tower", "1", "clock towers", "A clock tower"),
        ("water", "1", "t", "water (1 t)"),
        ("a letter", None, None, "a letter"),
    ],
)
def test_how_much_there_is_is_told_once(what: str, quantity: str | None, unit: str | None, told: str) -> None:
    assert measured(what, None if quantity is None else Decimal(quantity), unit) == told


@pytest.mark.parametrize(
    ("what", "quantity", "whole", "unit", "told"),
    [
        ("10,000 masks", "4000", "10000", "masks", "4,000 of 10,000 masks"),
        ("An epidemiologist's time, 40 hours", "24", "40", "hours", "An epidemiologist's time, 24 of 40 hours"),
        ("8,000 face shields, 8,000 straps", "5", "8000", "shields", "5 of 8,000 face shields, 8,000 straps"),
        ("110,000 masks", "4000", "10000", "masks", "110,000 masks (4,000 of 10,000 masks)"),
        ("masks", "4000", "10000", "masks", "4,000 of 10,000 masks"),
        ("water", "1", "2.5", "t", "water (1 of 2.5 t)"),
        ("5,000 test kits", "6000", "5000", "kits", "5,000 test kits (6,000 kits)"),
        ("5,000 masks", "5000", "5000", "masks", "5,000 masks"),
    ],
)
def test_a_part_is_never_told_as_the_whole(what: str, quantity: str, whole: str, unit: str, told: str) -> None:
    assert measured(what, Decimal(quantity), unit, Decimal(whole)) == told


def test_each_step_says_how_much_it_alone_is_of() -> None:
    lot = account(("asked", 20), ("pledged", 10), ("received", 4), ("received", 5), ("acknowledged", None))
    assert [lot.thing_at(kept.record) for kept in lot.steps] == [
        "20 masks", "10 of 20 masks", "4 of 10 masks", "5 of 10 masks", "masks",
    ]  # fmt: skip
    assert (lot.thing("asked"), lot.thing("received"), lot.rest) == ("20 masks", "9 of 10 masks", "1 of 10 masks")
