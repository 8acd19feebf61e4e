"""What an entry leaves open as to whom it was with: who is offered first, and what a misspelt answer is near to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trustcrm.domain.nouns import City
from trustcrm.domain.place import PlaceMatch
from trustcrm.errors import Ambiguous, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.log_answers import answer_in_words, read_entry, settle_the_certain
from trustcrm.services.record import record


def test_a_large_city_in_small_letters_is_offered_first_where_nobody_else_was_named(desk: Desk) -> None:
    gdansk = PlaceMatch(name="Gdańsk", country="PL", certainty=0.58, population=487_371)
    deal = PlaceMatch(name="Deal", country="GB", population=30_000)
    known = {"gdnask": gdansk, "gdansk": replace(gdansk, certainty=1.0), "gdańsk": gdansk, "deal": deal}
    asked = replace(desk, places=lambda query: [known[name]] if (name := query.name.lower()) in known else [])
    for words in ("call gdansk", "c gdnask", "call with gdansk"):
        understood = read_entry(asked, words)
        assert understood.questions[0].choices[0].label == "Gdańsk (PL), new here", words
        with pytest.raises(Ambiguous, match="It could be: Gdańsk"):
            settle_the_certain(asked, understood)
        named = answer_in_words(asked, understood, understood.questions[0], "").sides[0].meant
        assert getattr(named, "name", "") == "Gdańsk, PL"
    assert read_entry(asked, "call deal").questions[0].choices == ()
    assert read_entry(asked, "call about gdansk").questions[0].choices == ()


def test_a_misspelt_answer_is_told_the_name_that_is_nearly_it(desk: Desk) -> None:
    record(desk, "add", "Milan", City(name="Milan", country="IT"))
    gdansk = PlaceMatch(name="Gdańsk", country="PL", certainty=0.58, population=487_371)
    asked = replace(desk, places=lambda query: [gdansk] if query.name == "gdnask" else [])
    understood = read_entry(asked, "a long call")
    for words, name in (("gdnask", "Gdańsk, PL"), ("milna", "Milan")):
        with pytest.raises(NotFound, match=f"if {name} is meant, write it so"):
            answer_in_words(asked, understood, understood.questions[0], words)
