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
@example("<p>\ud800\0</p>")
def test_every_text_is_read(text: str) -> None:
    assert plain(text).strip() == plain(text)
    assert plain(f"<p>{text}</p>").strip() == plain(f"<p>{text}</p>")


@given(st.text(st.characters(exclude_characters="<&", exclude_categories=("Cc", "Cs"))))
def test_the_words_between_tags_stay_as_they_are(text: str) -> None:
    assert plain(f"<p>{text}</p>") == " ".join(text.split())


@pytest.mark.parametrize("piece", ["<p>", "<b><i>", "<!--", "</div>", "<a href='", "&amp;<p>", "<![", "<p x=", "<div>"])
def test_a_hostile_text_is_read_within_its_time(piece: str) -> None:
    begun = time.process_time()
    assert len(plain("<p>" + (piece * LONGEST)[:LONGEST])) <= LONGEST + 2
    assert time.process_time() - begun < 10
