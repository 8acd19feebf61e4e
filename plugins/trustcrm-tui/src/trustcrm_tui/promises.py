"""What is open between us and a side, and taking one of it to its end: delivered, or thanked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trustcrm.plugin import NotFound, Step
from trustcrm_tui.sheets.side_card import is_given, stands
from trustcrm_tui.words import thing

if TYPE_CHECKING:
    from trustcrm.plugin import Account, PluginContext

MOST = 9
"""So many open ones can be named by one digit."""


def open_with(office: PluginContext, side: int | None) -> Sequence[tuple[int, str, str]]:
    """Return what is open with a side: its id, how it stands, and what it is."""
    if side is None:
        return ()
    ledger = office.ask.ledger(str(side), open_only=True)
    return [(one.id, stands(one, ours=one.giver == ledger.home), thing(one)) for one in ledger.accounts[:MOST]]


def fulfil(office: PluginContext, contribution: int) -> str:
    """Take a contribution to its next end as of today, and say so: thanks for what arrived, else all of it arrived.

    What we give is thanked for once all of it arrived, and not while we owe the rest.
    """
    ledger = office.ask.ledger(open_only=True)
    account = next((one for one in ledger.accounts if one.id == contribution), None)
    if account is None:
        raise NotFound("It is settled already; nothing was changed.")
    we_give = account.giver == ledger.home
    if account.awaits_thanks and (is_given(account) or not we_give):
        office.do.add_step(Step(contribution=contribution, state="acknowledged", on=office.clock.today()))
        return f"{'Their thanks' if we_give else 'Thanks'} noted for {account.thing('received')}."
    office.do.add_step(_arrival(office, account))
    return f"Delivered: {account.rest}."


def _arrival(office: PluginContext, account: Account) -> Step:
    """Return the step that says the rest of what was promised, offered or asked has arrived."""
    expected, arrived = account.expected, account.quantities.get("received")
    rest = expected[1] - (arrived or 0) if expected is not None else None
    return Step(contribution=account.id, state="received", on=office.clock.today(), quantity=rest)
