"""The words by which a person is known are found however they are written, and nobody else's are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.erasing import ERASED, Traces, tells_alone

GIULIA = Traces(
    names=frozenset({"Giulia D'Amico-Nardò"}),
    emails=frozenset({"g.damico@milano.it"}),
    phones=frozenset({"+39 02 555 0199"}),
)


@pytest.mark.parametrize(
    "text",
    [
        "Giulia D'Amico-Nardò", "GIULIA D'AMICO-NARDÒ", "giulia d'amico nardo", "Giulia  D’Amico Nardò",
        "Giulia\nD'Amico-Nardò",
        'Giulia\\nD\\"Amico-Nardò', "giulia_d_amico-nardò", "Nardò, Giulia D'Amico", "Giulia D'Amico-Nardo\u0300",
        "G.DAmico@Milano.it", "+39 02 555 0199", "+39025550199", "39-02-5550199", "(39) 02.555.0199",
    ],
)  # fmt: skip
def test_every_way_to_write_it_is_taken_out(text: str) -> None:
    assert GIULIA.out_of(f"so {text}, then") == f"so {ERASED}, then"


@pytest.mark.parametrize(
    "text",
    [
        "Giulia", "D'Amico", "Giulia Nardini", "Giuliana D'Amico-Nardò", "Giulia D'Amico-Nardòs",
        "x.g.damico@milano.it",
        "g.damico@milano.it-x", "139 02 555 01990", "39 02 555", "",
    ],
)  # fmt: skip
def test_what_only_looks_alike_stays(text: str) -> None:
    assert GIULIA.out_of(text) == text


def test_a_name_without_spaces_is_found_within_a_sentence() -> None:
    traces = Traces(names=frozenset({"田中太郎"}))
    assert traces.out_of("昨日田中太郎さんと話した") == f"昨日{ERASED}さんと話した"


def test_what_could_be_anybody_s_goes_only_where_the_person_is_meant() -> None:
    traces = Traces(names_here=frozenset({"Will", "office@bern.ch"}))
    text = "Will will write from office@bern.ch"
    assert traces.out_of(text) == text
    assert traces.out_of(text, here=True) == f"{ERASED} {ERASED} write from {ERASED}"


@pytest.mark.parametrize(
    ("name", "alone"), [("Giulia", False), ("Giulia Rossi", True), ("田中太郎", True), ("G.", False)]
)
def test_one_word_may_be_anybody(name: str, alone: bool) -> None:
    assert tells_alone(name) is alone


@given(st.recursive(st.text() | st.none() | st.integers(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)))
def test_what_does_not_name_the_person_comes_back_as_it_was(value: object) -> None:
    assert Traces(names=frozenset({"Zzyzx Qwghlm"})).out_of(value) == value


@given(st.text(), st.text())
def test_nothing_of_the_name_is_left_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before} Giulia D'Amico-Nardò {after}"
    assert not GIULIA.in_text(str(GIULIA.out_of(text)))


def test_a_name_spread_over_cells_is_found_among_them() -> None:
    traces = Traces(names=frozenset({"Giulia Maria Rossi"}))
    assert traces.parted_among(["7", "giulia maria", "ROSSI", ""]) == {"giulia maria", "ROSSI"}
    assert traces.parted_among(["Giulia", "Verdi"]) == frozenset()
