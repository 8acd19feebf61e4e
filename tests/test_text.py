"""How many of something, in words."""

from __future__ import annotations

import pytest

from trustcrm.text import counted


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
