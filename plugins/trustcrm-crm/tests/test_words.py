from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trustcrm_crm.words import LONGEST, plain


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("<p>Two <b>used</b> cranes &amp; a\n  winch</p><p>Next</p>", "Two used cranes & a winch\nNext"),
        ("one<br>two<br />three", "one\ntwo\nthree"),
        ("<ul><li>port</li><li>school</li></ul>", "port\nschool"),
        ("<div><div>deep</div></div>", "deep"),
        ("a <script>alert(1)</script>b<style>p{}</style><!-- c -->", "a b"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("plain\n\n  lines stay", "plain\n\n  lines stay"),
        ("<?xml version='1.0'?><p>x</p>", "x"),
        ("", ""),
    ],
)
def test_a_text_is_read_without_its_tags(told: str, read: str) -> None:
    assert plain(told) == read


@given(st.text())
@example("<p")
@example("<![CDATA[<p>")
@example("</p><p>&#x110000;")
def test_every_text_is_read_and_has_no_tag_left(text: str) -> None:
    assert plain(text).strip() == plain(text)
    assert "<p>" not in plain(f"<p>{text}</p>")


@pytest.mark.parametrize("piece", ["<p>", "<b><i>", "<!--", "</div>", "<a href='", "&amp;<p>", "<![", "<p x=", "<div>"])
def test_a_hostile_text_is_read_within_its_time(piece: str) -> None:
    begun = time.process_time()
    assert len(plain("<p>" + (piece * LONGEST)[:LONGEST])) <= LONGEST + 2
    assert time.process_time() - begun < 10
