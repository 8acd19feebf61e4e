"""Promises with a day: what is to be given to others and by others, and saying that the rest of one has come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from trustcrm.domain.nouns import Contribution, Step
from trustcrm.domain.rules import check
from trustcrm.errors import Refused
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.ledger import ENDS, Account, accounts_by_a_day, promise_state
from trustcrm.services.record import Clerk
from trustcrm.store.queries.ledger import steps_of
from trustcrm.store.queries.rows import record_by_id, titles
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What one side promised another by a day: ours to keep where `ours`, else what we hope for.

    `contribution` is its row, `side` the id of the other side and `name` what that is called. `what` tells the thing
    with its quantity, `in_words` how much of it came, "" where that is not counted. `kept_on` is the day on which the
    last of it came, None while something is still to come; `is_off` says that it was declined or lapsed. `steps` are
    the rows of its steps.
    """

    contribution: int
    side: int
    name: str
    ours: bool
    what: str
    in_words: str
    due_on: date
    kept_on: date | None
    is_off: bool
    confidentiality: str
    steps: tuple[int, ...]


def promises(desk: Desk) -> list[Promise]:
    """Return every promise of ours or to us that names a day, by row: open ones, kept ones, and those that are off."""
    with desk.database.reading() as connection:
        home = home_of(connection)
        accounts = [
            one for one in accounts_by_a_day(connection) if one.was_promised and home in (one.giver, one.receiver)
        ]
        others = {one.receiver if one.giver == home else one.giver for one in accounts}
        named = titles(connection, {"side": others})
    return [_promise(one, home, named) for one in accounts]


def _promise(account: Account, home: int, named: dict[tuple[str, int], str]) -> Promise:
    ours = account.giver == home
    side = account.receiver if ours else account.giver
    is_off = account.state in ENDS
    return Promise(
        contribution=account.id, side=side, name=named.get(("side", side), f"side {side}"), ours=ours,
        what=account.thing(promise_state(account)), in_words=account.in_words,
        due_on=cast(date, account.day_named), kept_on=None if is_off or account.due_on else _came_on(account),
        is_off=is_off, confidentiality=account.contribution.confidentiality,
        steps=tuple(kept.id for kept in account.steps),
    )  # fmt: skip


def _came_on(account: Account) -> date:
    received = [kept.record.on for kept in account.steps if kept.record.state == "received"]
    return max(received) if received else account.steps[-1].record.on


def receive(desk: Desk, row: int, on: date) -> int:
    """Say that all that was promised of a contribution and is still to come was received; return the step's id.

    How much that is follows from the steps before; what nobody counted stays uncounted. Raises `Refused` where nothing
    was promised or is still to come, `InvalidValue` where the day lies ahead.
    """
    with desk.writing("step", f"received: contribution {row}") as writer:
        kept = record_by_id(writer.connection, "contribution", row)
        steps = tuple(steps_of(writer.connection, [row]).get(row, ()))
        account = Account(id=row, contribution=cast(Contribution, kept.record), steps=steps)
        if kept.withdrawn or not account.was_promised or account.due_on is None:
            raise Refused(f"Of contribution {row} nothing that was promised by a day is still to come.")
        step = Step(contribution=row, state="received", on=on, quantity=_rest(account))
        check(step, desk.today())
        Clerk(desk, writer).check_against_office(step)
        return writer.add(step)


def _rest(account: Account) -> Decimal | None:
    if account.promised is None:
        return None
    return account.promised[1] - (account.quantities.get("received") or Decimal(0))
