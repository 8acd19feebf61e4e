"""How many of something, in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trustcrm.text import alphabetical, counted, ended, unit_for


@pytest.mark.parametrize(
    ("count", "words", "told"),
    [
        (0, ("tie",), "0 ties"),
        (1, ("tie",), "1 tie"),
        (1_200, ("tie",), "1,200 ties"),
        (1, ("city", "cities"), "1 city"),
        (2, ("city", "cities"), "2 cities"),
    ],
)
def test_one_is_not_told_as_many(count: int, words: tuple[str, ...], told: str) -> None:
    assert counted(count, *words) == told


@pytest.mark.parametrize(
    ("quantity", "unit", "told"),
    [
        (1, "evenings", "evening"), (2, "evenings", "evenings"), (1, "clock towers", "clock tower"),
        (1, "boxes", "box"),
        (1, "doses", "dose"), (1, "batches", "batch"), (1, "supplies", "supply"), (1, "people", "person"),
        (1, "buses", "bus"), (1, "glass", "glass"), (1, "movies", "movie"), (1, "gas", "gas"), (1, "USD", "USD"),
        (1, "m²", "m²"), (1, "マスク枚", "マスク枚"), (1, "", ""), (None, "masks", "masks"),
        (Decimal("0.5"), "hours", "hours"),
    ],
)  # fmt: skip
def test_a_unit_of_one_is_told_as_one(quantity: Decimal | int | None, unit: str, told: str) -> None:
    assert unit_for(quantity, unit) == told


def test_names_are_sorted_as_people_do() -> None:
    names = ["Zürich", "Oslo", "łódź", "Athens", "Ōsaka", "Lusaka", "London", "Århus"]
    assert sorted(names, key=alphabetical) == ["Århus", "Athens", "łódź", "London", "Lusaka", "Ōsaka", "Oslo", "Zürich"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We met", "We met."), ("We met.", "We met."), ("ました。", "ました。"), ("هل؟", "هل؟"), ("“Why?”", "“Why?”"),
        ("He said “yes”", "He said “yes”."), ("cut …", "cut …"), ("", "."),
    ],
)  # fmt: skip
def test_a_sentence_has_one_full_stop(text: str, told: str) -> None:
    assert ended(text) == told
