"""Names from right to left keep their own way, and turn nothing else round."""

from __future__ import annotations

from trustcrm_report.ways import closed, turns, way


def test_what_follows_a_name_from_right_to_left_goes_on_from_left_to_right() -> None:
    assert closed("letter of يعل") == "letter of يعل\u200e"
    assert closed("יעל (IL)") == "יעל \u200e(IL)"
    assert closed("500 كمامة 2, 3,000 masks") == "500 كمامة 2\u200e, 3,000 masks"
    assert closed("名古屋 Łódź 4,500") == "名古屋 Łódź 4,500"


def test_a_text_is_turned_only_where_it_begins_so_and_nothing_in_it_runs_the_other_way() -> None:
    assert [way(text) for text in ("القاهرة", "«القاهرة», 4,500.", "القاهرة (EG)", "Łódź", "", "4,500")] == [
        "rtl", "rtl", "ltr", "ltr", "ltr", "ltr",
    ]  # fmt: skip
    assert way("2020-07-02, القاهرة") == "ltr", "a list of days stands under each other"
    assert turns("letter of يعل")
    assert not turns("名古屋 2020")
