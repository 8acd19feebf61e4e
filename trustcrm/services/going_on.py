"""Which contribution a step that an entry tells goes on with, where it is none of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from trustcrm.services.desk import home_of
from trustcrm.services.ledger import Account, accounts_from, accounts_of
from trustcrm.services.quick_entry import Contributed, Known, Understood
from trustcrm.store.engine import Connection
from trustcrm.text import fold

_EXPECTING = ("asked", "offered", "pledged", "committed", "in transit")
"""States that look ahead: they never continue what has arrived already."""


def pair_of(home: int, other: int, told: Contributed) -> tuple[int, int]:
    """Return who gives what a step tells of, and who receives it."""
    return (home, other) if told.giver == "us" else (other, home)


def account_continued(connection: Connection, understood: Understood, other: int, told: Contributed) -> Account | None:
    """Return the account that a step goes on with, None where it begins one."""
    accounts = accounts_from(connection, *pair_of(home_of(connection), other, told))
    return _going_on(_of_window(connection, accounts, understood, told), told)


def _going_on(accounts: Sequence[Account], told: Contributed) -> Account | None:
    """Return the account a step goes on with: of the same thing and unit, still open, the latest of several."""
    if told.state == "acknowledged" and not told.what:
        fitting = [account for account in accounts if account.awaits_thanks]
    else:
        fitting = [account for account in accounts if account.is_open and _is_same(account, told)]
    if told.state in _EXPECTING:
        fitting = [account for account in fitting if not account.is_received or account.is_partial]
    return max(fitting, key=lambda account: (account.last_on or date.min, account.id), default=None)


def _of_window(
    connection: Connection, accounts: Sequence[Account], understood: Understood, told: Contributed
) -> Sequence[Account]:
    """Return the accounts a step may go on with: an ask in one crisis is not that of another."""
    if understood.window is None or told.state != "asked":
        return accounts
    its = {account.id for account in accounts_of(connection, window=understood.window)}
    return [account for account in accounts if account.id in its]


def with_declined_asks(connection: Connection, understood: Understood) -> Understood:
    """Return an entry in which "we declined 200 tents" is about what was asked of us, where they offered no tents."""
    told = tuple(_perhaps_asked_of_us(connection, understood, one) for one in understood.contributions)
    return replace(understood, contributions=told)


def _perhaps_asked_of_us(connection: Connection, understood: Understood, told: Contributed) -> Contributed:
    meant = understood.sides[told.side].meant if told.side < len(understood.sides) else None
    if told.state != "declined" or told.giver == "us" or not isinstance(meant, Known):
        return told
    ours = replace(told, giver="us")
    theirs_open, ours_open = (account_continued(connection, understood, meant.id, one) for one in (told, ours))
    return ours if theirs_open is None and ours_open is not None else told


def _is_same(account: Account, told: Contributed) -> bool:
    contribution = account.contribution
    if fold(contribution.what) != fold(told.what):
        return False
    return told.quantity is None or fold(contribution.unit or "") == fold(unit_of(told) or "")


def unit_of(told: Contributed) -> str | None:
    """Return what a contribution is counted in: goods named by one word are counted in that word."""
    countable = told.quantity is not None or (told.kind == "goods" and len(told.what.split()) == 1)
    return told.unit or (told.what if countable else None)
