"""A plugin's command speaks as core's own do: aligned by width, digits kept, "yesterday" understood."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import click
import pytest
from click.testing import CliRunner

from trustcrm.plugin import Amount, Currency, tell_json, tell_table


def test_a_table_is_aligned_by_cells_and_leaves_out_what_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("名古屋", None, 5000, date(2020, 2, 4)), ("Łódź\x1b[31m", "", Decimal("2.50"), None)]
    tell_table(("city", "empty", "masks", "on"), rows, right=(2,))
    assert capsys.readouterr().out.splitlines() == [
        "city          masks  on",
        "名古屋        5,000  2020-02-04",
        "Łódź\\x1b[31m    2.5",
    ]


def test_a_table_without_rows_tells_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    tell_table(("city", "masks"), [])
    assert capsys.readouterr().out.strip() == ""


@dataclass
class Told:
    on: date
    amount: Decimal
    names: tuple[str, ...]


def test_json_keeps_every_digit_and_tells_days(capsys: pytest.CaptureFixture[str]) -> None:
    tell_json(
        {"told": [Told(date(2020, 3, 24), Decimal("12345678901234567.891"), ("Wuxi",))], "at": datetime(2020, 1, 2)}
    )
    assert json.loads(capsys.readouterr().out) == {
        "told": [{"on": "2020-03-24", "amount": "12345678901234567.891", "names": ["Wuxi"]}],
        "at": "2020-01-02T00:00:00",
    }
    with pytest.raises(TypeError, match="a object is nothing"):
        tell_json([object()])


@click.command()
@click.option("--amount", type=Amount())
@click.option("--currency", type=Currency())
def spend(amount: Decimal | None, currency: str | None) -> None:
    click.echo(f"{amount} {currency}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--amount", "40,000.50", "--currency", " eur"), "40000.50 EUR"),
        (("--amount", "lots"), "'lots' is no amount; write it as 40000 or 2.5."),
        (("--amount", "-1"), "'-1' is no amount"),
        (("--amount", "NaN"), "'NaN' is no amount"),
        (("--currency", "euro"), "'euro' is no currency; write its three letters, such as EUR."),
    ],
)
def test_amounts_and_currencies_are_read_or_refused_in_a_sentence(words: tuple[str, ...], told: str) -> None:
    assert told in CliRunner().invoke(spend, words).output
