"""A key that has come is told to have come, and hardly any other is."""

from __future__ import annotations

from trustcrm.services.importing.seen import Seen


def test_a_key_that_came_is_told_and_others_hardly_ever() -> None:
    seen = Seen()
    first = [f"key {number}" for number in range(20_000)]
    assert len(seen.again(first)) < 400
    assert seen.again(first[:1_000]) == first[:1_000]


def test_a_key_twice_at_once_is_told_once() -> None:
    assert Seen().again(["one", "two", "one"]) == ["one"]
