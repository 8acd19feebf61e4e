"""`trustcrm ledger`: what was given, both ways, and how far each of it came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import emit_heading, emit_json, emit_line, emit_table, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.nouns.dealings import STEP_STATES

if TYPE_CHECKING:
    from trustcrm.services.ledger import Account, Ledger, Total

_SHOWN = {"acknowledged": "thanked"}


@click.command()
@click.argument("side", required=False)
@click.option("--open", "open_only", is_flag=True, help="Only what something is still to come of.")
@json_option
@pass_session
def ledger(session: Session, side: str | None, open_only: bool, as_json: bool) -> None:
    """Show what was asked, pledged, received and thanked for, both ways; of one SIDE or of all.

    Each state is counted from its own steps: a pledge never counts as received, and units are never mixed.
    """
    from trustcrm.services.ledger import ledger as read

    found = read(session.desk, side, open_only=open_only)
    if as_json:
        emit_json(_told(found))
        return
    if not found.accounts:
        say("Nothing stands in the ledger here. `trustcrm log` records what was asked, promised or given.")
        return
    for pair in _pairs(found):
        _print_pair(found, pair)


def _pairs(found: Ledger) -> list[tuple[int, int]]:
    """Return giver and receiver of every account once: what came to us, what we gave, then what passed by us."""
    pairs = {(account.giver, account.receiver) for account in found.accounts}

    def order(pair: tuple[int, int]) -> tuple[int, str, str]:
        ours = 0 if pair[1] == found.home else 1 if pair[0] == found.home else 2
        return ours, found.names[pair[0]], found.names[pair[1]]

    return sorted(pairs, key=order)


def _print_pair(found: Ledger, pair: tuple[int, int]) -> None:
    emit_heading(_capital(found.direction(*pair)))
    accounts = [account for account in found.accounts if (account.giver, account.receiver) == pair]
    states = [state for state in STEP_STATES if any(state in account.quantities for account in accounts)]
    titles = ["id", "what", "unit", *(_SHOWN.get(state, state) for state in states), "now", "in words"]
    rows = [_row(account, states) for account in accounts]
    emit_table(titles, rows, right=(0, *range(3, 3 + len(states))))
    for total in found.totals:
        if (total.giver, total.receiver) == pair:
            emit_line(f"Total {_total(total)}")
    emit_line()


def _row(account: Account, states: Sequence[str]) -> list[object]:
    contribution = account.contribution
    cells = [_cell(account, state) for state in states]
    return [account.id, contribution.what, contribution.unit or "–", *cells, account.state, _in_words(account)]


def _cell(account: Account, state: str) -> str:
    from trustcrm.text import number

    if state not in account.quantities:
        return ""
    quantity = account.quantities[state]
    return "yes" if quantity is None else number(quantity)


def _in_words(account: Account) -> str:
    contribution = account.contribution
    said = [account.in_words]
    if account.due_on is not None:
        said.append(f"due {account.due_on.isoformat()}")
    if contribution.value is not None:
        said.append(_worth(account))
    if account.steps:
        ids = [str(kept.id) for kept in account.steps]
        said.append(f"{'step' if len(ids) == 1 else 'steps'} {', '.join(ids)}")
    return "; ".join(words for words in said if words)


def _worth(account: Account) -> str:
    from trustcrm.text import number

    contribution = account.contribution
    on = f", {contribution.value_on.isoformat()}" if contribution.value_on else ""
    value = number(contribution.value or Decimal(0))
    return f"worth {contribution.value_currency} {value} ({contribution.value_method}{on})"


def _total(total: Total) -> str:
    from trustcrm.text import number

    parts = [f"{number(quantity)} {_SHOWN.get(state, state)}" for state, quantity in total.quantities.items()]
    parts += [f"{_SHOWN.get(state, state)} {count}× uncounted" for state, count in total.uncounted.items()]
    return f"{total.kind}, {total.unit or 'uncounted'}: {'; '.join(parts)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _told(found: Ledger) -> dict[str, Any]:
    return {
        "home": found.home,
        "contributions": [_account(found, account) for account in found.accounts],
        "totals": [
            {
                "giver": total.giver, "receiver": total.receiver,
                "direction": found.direction(total.giver, total.receiver), "kind": total.kind,
                "unit": total.unit or None, "quantities": _numbers(total.quantities.items()),
                "uncounted": dict(total.uncounted),
            }
            for total in found.totals
        ],
    }  # fmt: skip


def _account(found: Ledger, account: Account) -> dict[str, Any]:
    contribution = account.contribution
    return {
        "id": account.id,
        "what": contribution.what,
        "kind": contribution.kind,
        "unit": contribution.unit,
        "giver": {"id": account.giver, "name": found.names[account.giver]},
        "receiver": {"id": account.receiver, "name": found.names[account.receiver]},
        "direction": found.direction(account.giver, account.receiver),
        "quantities": _numbers(account.quantities.items()),
        "state": account.state,
        "open": account.is_open,
        "in_words": account.in_words,
        "due_on": account.due_on,
        "carried_by": contribution.carried_by,
        "value": _exact(contribution.value),
        "value_currency": contribution.value_currency,
        "value_method": contribution.value_method,
        "value_on": contribution.value_on,
        "steps": [_step(kept.id, kept.record) for kept in account.steps],
    }


def _step(row: int, step: Any) -> dict[str, Any]:
    return {
        "id": row, "state": step.state, "on": step.on, "quantity": _exact(step.quantity), "due_on": step.due_on,
        "interaction": step.interaction, "source": step.source,
    }  # fmt: skip


def _numbers(quantities: Iterable[tuple[str, Decimal | None]]) -> dict[str, Any]:
    """Return quantities by state; null where a state was reached without one."""
    return {state: _exact(quantity) for state, quantity in quantities}


def _exact(value: Decimal | None) -> Any:
    """Return a number unrounded: as text where JSON's own numbers could not hold every digit of it."""
    if value is None or value == value.to_integral_value() or Decimal(repr(float(value))) == value:
        return value
    return f"{value:f}"


COMMANDS = {"ledger": ledger}
