"""P18: a pledge never counts as a deed, in whatever order things are told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import City, Contribution, Step
from trustcrm.domain.readings.words_and_deeds import quad_class
from trustcrm.services.desk import Desk
from trustcrm.services.due import due
from trustcrm.services.ledger import Account, ledger, totals_of
from trustcrm.services.record import record
from trustcrm.store.queries.evidence import acts_between

DAY = date(2020, 3, 1)
PROMISES = ("asked", "offered", "pledged", "committed", "in transit")

steps = st.lists(
    st.tuples(
        st.sampled_from([*PROMISES, "received", "acknowledged", "declined", "lapsed"]),
        st.one_of(st.none(), st.integers(1, 10**6)),
        st.integers(0, 60),
    ),
    max_size=10,
)


def account(told: list[tuple[str, int | None, int]]) -> Account:
    kept = [
        Kept(
            id=place,
            record=Step(
                contribution=1, state=state, on=DAY + timedelta(days=day),
                quantity=None if quantity is None else Decimal(quantity),
            ),
        )
        for place, (state, quantity, day) in enumerate(told)
    ]  # fmt: skip
    kept.sort(key=lambda one: (one.record.on, one.id))
    return Account(id=1, contribution=Contribution(what="masks", giver=2, receiver=1, unit="masks"), steps=tuple(kept))


@given(steps, st.randoms())
def test_p18_received_totals_hold_received_steps_alone(told: list[tuple[str, int | None, int]], random: object) -> None:
    received = [one for one in told if one[0] == "received"]
    shuffled = list(told)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for order in (told, shuffled):
        totals = totals_of([account(order)])[0].quantities
        counted = [amount for _, amount, _ in received if amount is not None]
        assert totals.get("received") == (sum(counted) if counted else None)
        assert account(order).is_received == bool(received)


def _san_antonio(desk: Desk) -> tuple[int, int]:
    """Return San Antonio and Wuxi, over 30,000 masks being pledged by one to the other and none received."""
    antonio, wuxi = record(
        desk, "add", "sides", City(name="San Antonio", country="US"), City(name="Wuxi", country="CN")
    ).ids
    masks = Contribution(what="masks", giver=wuxi, receiver=antonio, unit="masks")
    row = record(desk, "add", "masks", masks).ids[0]
    pledge = Step(contribution=row, state="pledged", on=DAY, quantity=Decimal(30_000), due_on=DAY + timedelta(days=30))
    record(desk, "add", "pledge", pledge)
    return antonio, wuxi


def test_p18_wuxis_pledge_to_san_antonio_is_not_yet_received(desk: Desk) -> None:
    _san_antonio(desk)
    (total,) = ledger(desk, "San Antonio").totals
    assert total.quantities == {"pledged": 30_000}
    assert not any(one.kind == "thanks" for one in due(desk))


def test_p18_a_pledge_is_read_as_words_and_its_arrival_as_a_deed(desk: Desk) -> None:
    antonio, wuxi = _san_antonio(desk)
    with desk.database.reading() as connection:
        acts = acts_between(connection, wuxi, antonio, desk.today())
    assert [quad_class(act.root) for act in acts] == ["verbal_cooperation"]
    record(desk, "add", "arrival", Step(contribution=1, state="received", on=DAY, quantity=Decimal(10_000)))
    with desk.database.reading() as connection:
        acts = acts_between(connection, wuxi, antonio, desk.today())
    assert sorted(quad_class(act.root) for act in acts) == ["material_cooperation", "verbal_cooperation"]


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([("pledged", 30_000), ("committed", 20_000), ("received", 4_000), ("in transit", 9_000)]))
def test_p18_the_order_of_recording_changes_no_total(desk: Desk, told: list[tuple[str, int]]) -> None:
    names = [f"City {len(ledger(desk).names)}{place}{told[0][0]}" for place in (1, 2)]
    giver, receiver = record(desk, "add", "sides", *(City(name=name) for name in names)).ids
    contribution = Contribution(what="masks", giver=giver, receiver=receiver, unit="masks")
    row = record(desk, "add", "masks", contribution).ids[0]
    for state, quantity in told:
        record(desk, "add", state, Step(contribution=row, state=state, on=DAY, quantity=Decimal(quantity)))
    (total,) = ledger(desk, str(giver)).totals
    assert total.quantities["received"] == 4_000
    assert total.quantities == dict(told)
