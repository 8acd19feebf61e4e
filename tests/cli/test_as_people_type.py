"""Days, amounts, hours and how far something came, as people write them; what could be two is refused."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import click
import pytest

from tests.conftest import Run
from trustcrm.cli.days import Day
from trustcrm.cli.noun_flags import Hour, Number, Word
from trustcrm.cli.telling import Amount
from trustcrm.domain.nouns.dealings import STEP_STATES
from trustcrm.domain.nouns.ties import TIE_STATES


@pytest.mark.parametrize(
    "words",
    ["2020-02-04", "2020/2/4", "2020.02.04", "2020年2月4日", "4.2.2020", "4 feb 2020", "4 February 2020",
     "Feb 4, 2020", "february 4th 2020", "4-Feb-2020"],
)  # fmt: skip
def test_a_day_is_read_in_every_form_that_can_be_only_one(words: str) -> None:
    assert Day().convert(words, None, None) == date(2020, 2, 4)


@pytest.mark.parametrize(
    "words", ["04/02/2020", "4/2", "feb 2020", "4 feb", "2020-02", "30.2.2020", "soon", "31 feb 2020"]
)
def test_a_day_that_could_be_two_or_none_is_refused(words: str) -> None:
    with pytest.raises(click.BadParameter, match=r"is no day; write it as 2020-02-04 or 4 Feb 2020"):
        Day().convert(words, None, None)


@pytest.mark.parametrize(
    ("kind", "words", "meant"),
    [
        (Number(Decimal), "50,000", Decimal(50000)), (Number(Decimal), "2.50", Decimal("2.50")),
        (Number(Decimal), "50k", Decimal(50000)), (Number(int), "1,200", 1200), (Number(float), "-118.25", -118.25),
        (Amount(), "1.5K", Decimal(1500)), (Hour(), "9:30", time(9, 30)), (Hour(), "14:05", time(14, 5)),
    ],
)  # fmt: skip
def test_numbers_and_hours_are_read_as_they_are_written(kind: Any, words: str, meant: Any) -> None:
    assert kind.convert(words, None, None) == meant


@pytest.mark.parametrize("kind", [Number(Decimal), Number(int), Amount()])
@pytest.mark.parametrize("words", ["2,5", "1,00", "5..0", "1e5", "12,34,56", ""])
def test_no_comma_makes_ten_times_as_much_of_an_amount(kind: Any, words: str) -> None:
    with pytest.raises(click.BadParameter, match="is no "):
        kind.convert(words, None, None)


def test_how_far_something_came_may_be_said_in_everyday_words() -> None:
    said = ("sent", "Arrived", "thanked", "promised", "gave", "in transit", "asked")
    meant = [Word(STEP_STATES).convert(word, None, None) for word in said]
    assert meant == ["in transit", "received", "acknowledged", "pledged", "received", "in transit", "asked"]
    assert Word(TIE_STATES).convert("sent", None, None) == "sent", "which no tie can be, as the office's rules say"


def test_a_step_needs_no_flag_and_is_told_once(run: Run) -> None:
    run("city", "add", "Milan", "--bare")
    gift = ("--giver", "Milan", "--receiver", "Los Angeles", "--unit", "masks")
    run("contribution", "add", "masks", *gift, "--state", "promised", "--quantity", "5,000")
    assert run("contribution", "step", "masks", "sent", "--quantity", "5,000").exit_code == 0
    twice = run("contribution", "step", "masks", "sent", "--state", "received")
    assert (twice.exit_code, "is given twice" in twice.stderr) == (2, True)
    shown = run("show", "contribution", "masks").stdout
    assert [line.partition("· ")[2] for line in shown.splitlines() if "·" in line] == [
        "pledged · 5000",
        "in transit · 5000",
    ]


def test_any_record_is_shown_by_its_noun_and_a_side_by_its_name_alone(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT", "--bare")
    run("tie", "add", "Milan", "--since", "1972")
    assert "origin" in run("show", "tie", "1").stdout
    assert "since 1972 (tie 1)" in run("show", "Milan").stdout
    assert run("show", "city", "Milan").stdout == run("show", "Milan").stdout
    refused = run("show", "tie", "1", "--as-of", "2020-01-01")
    assert (refused.exit_code, "as it stands" in refused.stderr) == (2, True)
    assert run("show", "tie", "99").exit_code == 3
