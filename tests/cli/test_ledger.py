"""`trustcrm ledger` shows both ways apart, and for scripts every number unrounded."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from click.testing import Result

from trustcrm.domain.nouns import City, Contribution, Step
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.record import record

Run = Callable[..., Result]


@pytest.fixture
def wuxi(desk: Desk) -> int:
    """Return Wuxi, to which we gave 4,500 masks, and which sent 50,000 back where we had asked for 10,000."""
    with desk.database.reading() as connection:
        home = home_of(connection)
    city = record(desk, "add", "Wuxi", City(name="Wuxi", country="CN")).ids[0]
    told: list[tuple[int, int, str, tuple[tuple[str, str | None], ...]]] = [
        (home, city, "masks", (("received", "4500"),)),
        (city, home, "masks", (("asked", "10000"), ("received", "50000"), ("acknowledged", None))),
        (city, home, "EUR", (("pledged", "0.1"), ("pledged", "12345678901234567890.12"))),
    ]
    for giver, receiver, unit, steps in told:
        worth = {"value": Decimal("3800"), "value_currency": "USD", "value_method": "estimate"} if giver == home else {}
        what = "masks" if unit == "masks" else "a grant"
        kind = "goods" if unit == "masks" else "money"
        given = Contribution(what=what, giver=giver, receiver=receiver, unit=unit, kind=kind, **worth)  # type: ignore[arg-type]
        row = record(desk, "add", what, given).ids[0]
        for state, quantity in steps:
            amount = None if quantity is None else Decimal(quantity)
            record(desk, "add", state, Step(contribution=row, state=state, on=date(2020, 3, 1), quantity=amount))
    return city


def test_the_ledger_shows_each_way_by_itself(run: Run, wuxi: int) -> None:
    lines = run("ledger", "wuxi").stdout.splitlines()
    ours = lines.index("From us to Wuxi (CN)")
    assert lines[0] == "From Wuxi (CN) to us"
    assert "40,000 more than asked" in "\n".join(lines[:ours])
    assert "yes" in "\n".join(lines[:ours]).split()
    assert "4,500" in "\n".join(lines[ours:])
    assert "worth USD 3,800 (estimate)" in "\n".join(lines[ours:])
    assert "50,000" not in "\n".join(lines[ours:])


def test_the_ledger_gives_scripts_every_digit(run: Run, wuxi: int) -> None:
    told = json.loads(run("ledger", "--json").stdout)
    grant = next(one for one in told["totals"] if one["unit"] == "EUR")
    assert grant["quantities"] == {"pledged": "12345678901234567890.22"}
    masks = next(one for one in told["contributions"] if one["giver"]["id"] == wuxi)
    assert masks["quantities"] == {"asked": 10_000, "received": 50_000, "acknowledged": None}
    assert [step["id"] for step in masks["steps"]] == [2, 3, 4]
    assert masks["direction"] == "from Wuxi (CN) to us"


def test_only_what_is_open_is_shown_when_asked(run: Run, wuxi: int) -> None:
    told = json.loads(run("ledger", "--open", "--json").stdout)
    assert [one["id"] for one in told["contributions"]] == [1, 3]


def test_an_empty_ledger_says_so_and_is_no_failure(run: Run) -> None:
    result = run("ledger")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing stands in the ledger" in result.stderr


def test_a_name_nobody_has_is_not_found(run: Run) -> None:
    assert run("ledger", "Nowhere").exit_code == 3
