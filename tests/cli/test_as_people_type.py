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


def test_days_are_called_for_short_as_plugins_call_them(run: Run) -> None:
    run("colleague", "add", "Ben", "--from", "3 Feb 2020", "--to", "2020-06-30")
    run("city", "add", "Milan", "--bare")
    run("follow-up", "add", "Call the mayor", "--with", "Milan", "--due", "2030-07-01")
    assert "2020-02-03  2020-06-30" in run("colleague", "list").stdout
    assert "2030-07-01" in run("follow-up", "list").stdout


def test_a_city_that_no_gazetteer_knows_says_what_is_not_known_of_it(run: Run) -> None:
    assert "No gazetteer knows where it lies" in run("city", "add", "Wuxi Xinwu").stderr
    assert "gazetteer" not in run("city", "add", "Wuxi Huishan", "--bare").stderr


def test_whoever_names_the_first_steward_learns_how_to_go_on_as_them(run: Run) -> None:
    named = run("colleague", "add", "Ben", "--login", "ben", "--role", "steward")
    assert "`trustcrm --as ben …` works as Ben" in named.stderr
    refused = run("city", "add", "Milan", "--bare")
    assert (refused.exit_code, refused.stderr.endswith("under another name says so by --as.\n")) == (1, True)
    assert run("--as", "ben", "city", "add", "Milan", "--bare").exit_code == 0


def test_one_alias_is_added_and_all_are_set(run: Run) -> None:
    run("city", "add", "Kyiv", "--bare", "--alias", "Kiev", "--alias", "Kiew")
    assert run("city", "correct", "Kiew", "--alias", "Kijów", "--alias", "Kiev").exit_code == 0
    assert "also called: Kiev, Kiew and Kijów\n" in run("show", "kijow").stdout
    run("city", "correct", "Kyiv", "--aliases", "Kijów")
    assert "also called: Kijów\n" in run("show", "Kyiv").stdout
    assert run("show", "Kiev").exit_code == 3
    run("undo")
    assert run("show", "Kiev").exit_code == 0


def test_what_has_no_name_of_its_own_is_named_by_whom_it_is_with(run: Run) -> None:
    for city in ("Milan", "Seoul"):
        run("city", "add", city, "--bare")
        run("tie", "add", city)
    run("colleague", "add", "Ben")
    assert run("custody", "add", "--tie", "seoul", "--colleague", "Ben").stdout == "1\n"
    assert "custody 1  Ben" in run("custody", "show", "Seoul").stdout
    assert run("tie", "correct", "Milan", "--origin", "A choir").exit_code == 0
    run("tie", "add", "Milan", "--kind", "project", "--again")
    several = run("tie", "correct", "Milan", "--origin", "A port")
    assert (several.exit_code, "'Milan' could be tie 1 " in several.stderr) == (1, True)
    assert run("tie", "show", "Nowhere").exit_code == 3


def test_a_word_of_a_consulates_name_makes_no_city_of_it(run: Run) -> None:
    run("organisation", "add", "Consulate General of Armenia", "--kind", "consulate")
    refused = run("person", "add", "Lusine", "--side", "armenia")
    assert (refused.exit_code, "2 Consulate General of Armenia, or a city" in refused.stderr) == (1, True)
    assert "Armenia (CO)" not in run("city", "list").stdout
    assert "city" in run("person", "add", "Lusine", "--side", "Armenia, CO").stderr
