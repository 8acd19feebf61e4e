"""Joiners stay where letters are written joined, and of a letter that no font has nothing else is taken away."""

from __future__ import annotations

import pytest

from trustcrm_report.letters import boxed, legible, missing_letters, pictures_joined

PERSIAN = "\u06a9\u0631\u06cc\u0645\u200c\u062e\u0627\u0646"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"


@pytest.mark.parametrize(
    "name",
    [
        PERSIAN,
        FAMILY,
        WALES,
        f"{FAMILY} {WALES}{WALES}",
        f"{FAMILY} in {PERSIAN}",
        "\U0001f469\U0001f3fd\u200d\U0001f692",
    ],
)
def test_a_joiner_between_letters_that_are_written_joined_stays(name: str) -> None:
    assert legible(name) == name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mi\u200bl\u200dan", "Mi\\u200bl\\u200dan"),
        (f"\u200d{PERSIAN}\u200d", f"\\u200d{PERSIAN}\\u200d"),
        ("\U0001f469\u200d\u200d\U0001f467", "\U0001f469\\u200d\\u200d\U0001f467"),
        (f"{PERSIAN}\u202eabc", f"{PERSIAN}\\u202eabc"),
        ("\u200d", "\\u200d"),
        (f"{WALES[1:]}", "".join(f"\\U{ord(letter):08x}" for letter in WALES[1:])),
    ],
)  # fmt: skip
def test_whatever_else_nobody_would_see_is_written_out(text: str, told: str) -> None:
    assert legible(text) == told


def test_a_letter_is_not_missing_because_its_mark_is_nor_is_one_that_only_stands_in_a_code() -> None:
    first = 'the text `"a\\u{334}\\u{335}"` could not be displayed with font `"Serif"`'
    second = 'the text `"名"` could not be displayed'
    assert missing_letters(f"{first}\n{second}") == {"\u0334", "\u0335", "名"}
    assert missing_letters('the text `"\\"\\u{200d}□"` could not be displayed') == {"\u200d"}
    assert missing_letters("expected a comma") == set()


def test_a_letter_and_the_marks_upon_it_are_one_box() -> None:
    missing = {"\u0334", "\u200d", "\U0001f469", "\U0001f467"}
    assert boxed("a\u0334b", missing) == "a□b"
    assert boxed(FAMILY, missing) == "□□□"
    assert boxed("plain", set()) == "plain"


def test_what_joined_a_missing_picture_to_another_goes_with_it() -> None:
    assert boxed("\U0001f469\u200d\u2695\ufe0f, \u2695\u200d\U0001f469", {"\U0001f469"}) == "□\u2695\ufe0f, \u2695□"
    assert boxed(PERSIAN, {"\u2695"}) == PERSIAN


def test_pictures_that_joiners_join_are_found_and_letters_are_none() -> None:
    assert pictures_joined(f"{PERSIAN} and \U0001f469\U0001f3fd\u200d\u2695\ufe0f") == {"\U0001f469", "\u2695"}
    assert pictures_joined(FAMILY) == {"\U0001f469", "\U0001f467"}
    assert pictures_joined("\U0001f469 alone") == set()
