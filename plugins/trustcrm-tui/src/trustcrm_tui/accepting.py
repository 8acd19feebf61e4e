"""Accepting an offer: it is firm from then on, with the quantity and the day that were offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm.plugin import Refused, Step
from trustcrm_tui.words import short_name, thing

if TYPE_CHECKING:
    from trustcrm.plugin import Account, PluginContext
    from trustcrm_tui.workplace import Workplace


CAN_BE_ACCEPTED = ("offered", "pledged")
"""States in which an offer waits for our answer."""


def accept(app: Workplace) -> None:
    """Accept the offer under the cursor."""
    subject = app.lists.subject
    if subject.noun != "contribution" or subject.id is None:
        app.say("Stand on an offer to accept it.")
    elif app.may_write():
        row = subject.id
        app.ask(lambda office: accepted(office, row), lambda said: _kept(app, said))


def _kept(app: Workplace, said: str) -> None:
    app.say(said, undo=True)
    app.reload()


def accepted(office: PluginContext, contribution: int) -> str:
    """Keep that we accepted what was offered to us, and say so. Raises `Refused` where it is no open offer."""
    ledger = office.ask.ledger(open_only=True)
    account = next((one for one in ledger.accounts if one.id == contribution), None)
    if account is None or account.receiver != ledger.home or account.state not in CAN_BE_ACCEPTED:
        raise Refused(_why_not(account if account and account.receiver == ledger.home else None))
    step = Step(
        contribution=account.id, state="committed", on=office.clock.today(), due_on=account.due_on,
        quantity=account.quantities.get(account.state), words="we accepted it",
    )  # fmt: skip
    office.do.add_step(step)
    return f"Accepted {thing(account)} from {short_name(ledger.names[account.giver])}."


def _why_not(account: Account | None) -> str:
    if account is None:
        return "This is no open offer to us; o accepts what was offered or pledged."
    if account.state == "asked":
        return "This was asked for and is not offered yet; o accepts what was offered or pledged."
    return "This was accepted or has begun to arrive already; d says that it arrived whole."
