from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Contribution, Draft, Engagement, Interaction, Rejected, UnreadableSource, Window

Read = Callable[..., list[Draft | Rejected]]


def _windows(read: Read, *days: str, **options: str) -> list[Any]:
    pieces = read("name,starts_on\n" + "".join(f"W{n},{day}\n" for n, day in enumerate(days)), noun="window", **options)
    return [_day(piece) for piece in pieces]


def _day(piece: Draft | Rejected) -> Any:
    if isinstance(piece, Rejected):
        return piece.reason
    assert isinstance(piece.record, Window)
    return piece.record.starts_on


@pytest.mark.parametrize("text", ["2020-04-03", "03.04.2020", "3.4.2020", "2020-04-03 23:59", "2020-04-03T00:00:00"])
def test_plain_days_are_read_as_written(read: Read, text: str) -> None:
    assert _windows(read, text) == [date(2020, 4, 3)]


def test_ambiguous_days_are_rejected_with_what_to_say(read: Read) -> None:
    (reason,) = _windows(read, "03/04/2020")
    assert "may be 2020-04-03 or 2020-03-04" in reason
    assert "--set dates=%d/%m/%Y" in reason


def test_the_column_tells_which_comes_first(read: Read) -> None:
    assert _windows(read, "03/04/2020", "25/12/2020") == [date(2020, 4, 3), date(2020, 12, 25)]
    assert _windows(read, "03/04/2020", "12/25/2020") == [date(2020, 3, 4), date(2020, 12, 25)]


def test_a_column_of_both_orders_tells_nothing(read: Read) -> None:
    third, first, second = _windows(read, "03/04/2020", "25/12/2020", "12/25/2020")
    assert "may be" in third
    assert (first, second) == (date(2020, 12, 25), date(2020, 12, 25))


def test_a_said_format_settles_it(read: Read) -> None:
    assert _windows(read, "03/04/2020", "25/12/2020", dates="%d/%m/%Y") == [date(2020, 4, 3), date(2020, 12, 25)]
    assert _windows(read, "03/04/2020", dates="%m/%d/%Y") == [date(2020, 3, 4)]


@pytest.mark.parametrize("text", ["30/02/2026", "2026-02-30", "30.02.2026"])
def test_impossible_days_are_rejected_with_the_reason(read: Read, text: str) -> None:
    (reason,) = _windows(read, text)
    assert "starts_on: " in reason
    assert "out of range" in reason


@pytest.mark.parametrize("text", ["soon", "2020-04-03T10:00:00+02:00", "2020-04-03T10:00:00Z", "3/4/20", "2020-W14-5"])
def test_what_is_no_day_is_rejected(read: Read, text: str) -> None:
    (reason,) = _windows(read, text)
    assert text in reason


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(days=st.lists(st.dates(min_value=date(1000, 1, 1)), min_size=1, max_size=20))
def test_p30_no_day_ever_shifts(read: Read, days: list[date]) -> None:
    assert _windows(read, *(day.isoformat() for day in days)) == days
    assert _windows(read, *(day.strftime("%d.%m.%Y") for day in days)) == days
    assert _windows(read, *(day.strftime("%m/%d/%Y") for day in days), dates="%m/%d/%Y") == days


def test_times_are_read_and_impossible_ones_rejected(read: Read) -> None:
    first, second, third = read("title,starts_on,starts_at\nA,2026-01-01,9:05\nB,2026-01-01,25:00\nC,2026-01-01,noon\n",
                                noun="engagement")  # fmt: skip
    assert isinstance(first, Draft)
    assert isinstance(first.record, Engagement)
    assert first.record.starts_at == time(9, 5)
    assert isinstance(second, Rejected)
    assert isinstance(third, Rejected)
    assert "write it as 14:30" in third.reason


def _contributions(read: Read, value: str, how: str = "") -> Any:
    mapping = f"""
        noun = "contribution"
        [columns]
        what = "what"
        giver = "giver"
        receiver = "receiver"
        value = {{ column = "value" {how} }}
    """
    (piece,) = read(f'what,giver,receiver,value\nmasks,A,B,"{value}"\n', mapping=mapping)
    if isinstance(piece, Rejected):
        return piece.reason
    assert isinstance(piece.record, Contribution)
    return piece.record.value


def test_numbers_are_read_as_the_mapping_says(read: Read) -> None:
    assert _contributions(read, "1234.50") == Decimal("1234.50")
    assert _contributions(read, "1.234,50", ', decimal = ",", thousands = "."') == Decimal("1234.50")
    assert _contributions(read, "1,234.50", ', thousands = ","') == Decimal("1234.50")


@pytest.mark.parametrize("text", ["1,234", "nan", "inf", "1e999", "9" * 500, "1.2.3", "masks", "--1"])
def test_what_is_no_number_is_rejected(read: Read, text: str) -> None:
    assert "is no number" in _contributions(read, text)


def test_dots_are_not_dropped_where_the_comma_is_the_decimal_sign(read: Read) -> None:
    assert "is no number" in _contributions(read, "1.234,50", ', decimal = ","')


def test_choices_are_found_in_any_case_and_others_rejected_with_the_nearest(read: Read) -> None:
    header = "on,kind,giver,receiver,mode\n"
    first, second = read(header + "2026-01-01,call,A,B,In Person\n2026-01-01,call,A,B,fone\n", noun="interaction")
    assert isinstance(first, Draft)
    assert isinstance(first.record, Interaction)
    assert first.record.mode == "in person"
    assert isinstance(second, Rejected)
    assert second.reason == 'mode: "fone" is not on the list; did you mean "phone"?'


def test_yes_and_no_in_usual_words_and_others_rejected(read: Read) -> None:
    pieces = read("title,side,honorary\nA,Lyon,Yes\nB,Lyon,0\nC,Lyon,maybe\n", noun="post")
    assert [type(piece) for piece in pieces] == [Draft, Draft, Rejected]


def test_empty_cell_of_a_needed_field_is_rejected(read: Read) -> None:
    (piece,) = read("name,country\n ,FR\n", noun="city")
    assert isinstance(piece, Rejected)
    assert piece.reason == "name: It is empty, and every city needs it."


def test_unknown_encoding_is_an_error(read: Read) -> None:
    with pytest.raises(UnreadableSource, match="No encoding"):
        read("name\nA\n", noun="city", encoding="klingon")
