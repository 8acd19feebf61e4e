"""An offer of a stranger becomes a commitment when every check was passed, by no other way, and all of it is kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trustcrm.plugin import City, InvalidValue, NotFound, PluginContext, Refused, Window
from trustcrm_crisis import leads as cards
from trustcrm_crisis.leads import CHECKS, Offer, check, commit, drop, lead, leads, take_in


@pytest.fixture
def context(request: pytest.FixtureRequest) -> PluginContext:
    """This plugin's own context in an office with a crisis on."""
    office = request.getfixturevalue("trustcrm_office")
    assert office.desk.today() == date(2030, 6, 30)
    found: PluginContext = office.host.context("crisis")
    found.do.add(Window(name="Flood", starts_on=date(2030, 6, 1)))
    return found


OFFER = Offer(
    supplier="Acme Medical", what="masks", unit="masks", quantity=Decimal(9000), price=Decimal("4500.50"),
    currency="EUR", terms="half in advance",
)  # fmt: skip


def pass_all(context: PluginContext, row: int, *names: str) -> None:
    for name in names or CHECKS:
        check(context, row, name, f"seen: {name}", passed=True)


def test_no_check_can_be_skipped_and_none_that_failed(context: PluginContext) -> None:
    row = take_in(context, 1, OFFER)
    for skipped in CHECKS:
        other = take_in(context, 1, OFFER)
        pass_all(context, other, *(name for name in CHECKS if name != skipped))
        with pytest.raises(Refused, match=f"{skipped} not passed yet"):
            commit(context, other)
    pass_all(context, row)
    check(context, row, "sample", "came apart in water", passed=False)
    with pytest.raises(Refused, match="sample not passed"):
        commit(context, row)
    assert context.ask.count("contribution") == 0
    check(context, row, "sample", "the second one held", passed=True)
    commit(context, row)
    (account,) = context.ask.ledger().accounts
    assert (account.state, account.contribution.value, account.contribution.carried_by) == (
        "committed", Decimal("4500.50"), "business",
    )  # fmt: skip
    assert account.quantities["committed"] == 9000
    assert "received" not in account.quantities


def test_a_check_failed_while_somebody_commits_stops_it(
    context: PluginContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = take_in(context, 1, OFFER)
    pass_all(context, row)
    stale = lead(context, row)
    check(context, row, "price", "ten times what others pay", passed=False)
    monkeypatch.setattr(cards, "lead", lambda *told: stale)
    with pytest.raises(Refused, match="price not passed"):
        commit(context, row)
    assert context.ask.count("contribution") == 0


def test_each_check_is_kept_with_who_when_and_on_what(context: PluginContext) -> None:
    row = take_in(context, 1, OFFER)
    with pytest.raises(InvalidValue, match="needs its evidence"):
        check(context, row, "identity", "  ", passed=True)
    check(context, row, "identity", "register of companies", passed=False)
    check(context, row, "identity", "the second extract", passed=True)
    made = lead(context, row).checks
    assert [(one.passed, one.login, one.words) for one in made] == [
        (False, "kit", "register of companies"), (True, "kit", "the second extract"),
    ]  # fmt: skip
    assert made[0].at == context.clock.now()


def test_what_is_dropped_or_committed_is_over(context: PluginContext) -> None:
    dropped, kept = take_in(context, 1, OFFER), take_in(context, 1, OFFER)
    drop(context, dropped, "no certificate")
    for act in (lambda: commit(context, dropped), lambda: drop(context, dropped, "again")):
        with pytest.raises(Refused, match="was dropped on 2030-06-30: no certificate"):
            act()
    pass_all(context, kept)
    commit(context, kept)
    with pytest.raises(Refused, match="is contribution 1 already"):
        commit(context, kept)
    assert [one.state for one in leads(context, 1)] == ["dropped", "committed"]
    with pytest.raises(NotFound, match="no lead 99"):
        lead(context, 99)


def test_undoing_a_commitment_opens_the_card_again(context: PluginContext) -> None:
    row = take_in(context, 1, OFFER)
    pass_all(context, row)
    commit(context, row)
    context.do.undo()
    assert context.ask.ledger().accounts == ()
    assert lead(context, row).state == "checked"


def test_a_supplier_who_is_known_is_not_made_twice(context: PluginContext) -> None:
    take_in(context, 1, OFFER)
    take_in(context, 1, OFFER)
    context.do.add(City(name="Milan"))
    assert context.ask.count("organisation") == 1
    with pytest.raises(InvalidValue, match="of what"):
        take_in(context, 1, Offer(supplier="Acme Medical", what="masks", quantity=Decimal(1)))
    with pytest.raises(InvalidValue, match="needs its currency"):
        take_in(context, 1, Offer(supplier="Acme Medical", what="masks", price=Decimal(1)))
