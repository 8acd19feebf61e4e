"""What is said back about an entry, and how its questions are settled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from trustcrm.errors import InvalidValue
from trustcrm.services.quick_entry import FollowUp, NameBook, New, Question, answer, echo, understand

TODAY = date(2026, 11, 23)


def test_echo_says_in_plain_words_what_will_be_saved(book: NameBook) -> None:
    text = "call with Milan +Zoe re test kits, they offer 5000 masks, friday follow up"
    assert echo(understand(text, book, TODAY)) == [
        "Call with Milan (IT) on Monday 23 November 2026, we called.",
        "Zoe (new person, for Milan) took part.",
        "About test kits.",
        "Milan offers 5,000 masks.",
        "Follow up on test kits, by Friday 27 November 2026.",
        "Note: test kits, they offer 5000 masks",
    ]


def test_echo_numbers_the_answers_to_a_question(book: NameBook) -> None:
    lines = echo(understand("meeting with Paris", book, TODAY))
    assert lines[-1].startswith("? Which Paris is meant? 1 Paris (FR) · 2 Paris (Texas, US)")


def test_whom_we_ask_is_told_once_though_another_is_selected(book: NameBook) -> None:
    (milan,) = book.sides("Milan")
    (seoul,) = book.sides("Seoul")
    for text in ("ask Seoul for 50 masks", "ask seoul 50 masks"):
        understood = understand(text, book, TODAY, side=milan)
        assert [side.meant for side in understood.sides] == [seoul]
        assert echo(understood)[:2] == ["With Seoul (KR), on Monday 23 November 2026:", "We ask Seoul for 50 masks."]


def test_echo_names_what_was_not_understood(book: NameBook) -> None:
    lines = echo(understand("call with Milan, San Antonio sent $10k to Wuxi", book, TODAY))
    assert any(line.startswith("! “San Antonio sent $10k” tells of something between two others") for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "call with Milan \x1b[31mred\x07",
        "call with Milan +Giu\u202elia",
        "call with Milan \x00 #ta\x9bg",
        "call \ud800 Milan",
    ],
)
def test_hostile_characters_never_reach_the_screen(text: str, book: NameBook) -> None:
    understood = understand(text, book, TODAY)
    assert all(line.isprintable() for line in echo(understood))
    understood.words.encode()
    assert "\x00" not in understood.text


def test_markup_stays_what_was_typed(book: NameBook) -> None:
    text = "[bold red]hm[/] <script>alert(1)</script>, call with Milan"
    assert understand(text, book, TODAY).words == "[bold red]hm[/] <script>alert(1)</script>"


@pytest.mark.parametrize("text", ["", "   \n\t", "- -- …", "+"])
def test_empty_entry_is_refused_with_an_example(text: str, book: NameBook) -> None:
    with pytest.raises(InvalidValue, match="The entry says nothing; write what happened"):
        understand(text, book, TODAY)


def test_entry_beyond_the_limit_is_refused(book: NameBook) -> None:
    with pytest.raises(InvalidValue, match="10,001 characters"):
        understand("a" * 10_001, book, TODAY)


def ask(text: str, book: NameBook) -> tuple[Question, ...]:
    return understand(text, book, TODAY).questions


def test_answer_settles_which_namesake_is_meant(book: NameBook) -> None:
    understood = understand("meeting with Paris, they offer 500 masks", book, TODAY)
    settled = answer(understood, understood.questions[0], understood.questions[0].choices[1])
    assert settled.questions == ()
    assert echo(settled)[:2] == [
        "Meeting with Paris (Texas, US) on Monday 23 November 2026.",
        "Paris offers 500 masks.",
    ]


def test_unknown_name_becomes_a_person_of_the_side_named(book: NameBook) -> None:
    understood = understand("met with Giulia Verdi from Milan", book, TODAY)
    settled = answer(understood, understood.questions[0], New(noun="person", name="Giulia Verdi"))
    assert [side.words for side in settled.sides] == ["Milan"]
    assert [(person.meant, person.side) for person in settled.people] == [(New(noun="person", name="Giulia Verdi"), 0)]


def test_name_left_in_the_note_leaves_the_side_to_be_asked(book: NameBook) -> None:
    understood = understand("call with Zork", book, TODAY)
    settled = answer(understood, understood.questions[0], understood.questions[0].choices[-1])
    assert settled.sides == ()
    assert [question.about for question in settled.questions] == ["side"]
    milan = book.side(2)
    assert milan is not None
    done = answer(settled, settled.questions[0], milan)
    assert done.questions == ()
    assert done.sides[0].meant == milan


def test_day_that_lies_ahead_becomes_a_follow_up(book: NameBook) -> None:
    understood = understand("call with Milan tomorrow", book, TODAY)
    settled = answer(understood, understood.questions[0], understood.questions[0].choices[0])
    assert settled.kind is None
    assert settled.follow_ups == (FollowUp(what="Call with Milan", due_on=date(2026, 11, 24)),)


def test_day_of_the_contact_cannot_be_answered_with_a_day_ahead(book: NameBook) -> None:
    understood = understand("call with Milan 4/2", book, TODAY)
    with pytest.raises(InvalidValue, match="does not answer"):
        answer(understood, understood.questions[0], date(2031, 1, 1))


def test_every_offered_answer_settles_its_question(book: NameBook) -> None:
    text = "call with Paris +Anna, offered 5.000 masks by May, follow up, 4/2, @Zork"
    understood = understand(text, book, TODAY)
    while understood.questions:
        question = understood.questions[0]
        choice = question.choices[0] if question.choices else New(noun="city", name="Zork")
        understood = answer(understood, question, choice)
    assert understood.contributions[0].giver == "them"
    assert understood.contributions[0].quantity == Decimal(5000)
    assert understood.contributions[0].due_on == date(2027, 5, 1)
    assert understood.follow_ups[0].due_on == date(2026, 11, 30)
    assert [side.meant is None for side in understood.sides] == [False, False]


def test_question_of_another_entry_is_refused(book: NameBook) -> None:
    with pytest.raises(InvalidValue, match="is not asked"):
        answer(understand("call with Milan", book, TODAY), ask("call with Paris", book)[0], None)


def test_kind_missing_from_the_office_list_is_asked(book: NameBook) -> None:
    class Bare:
        """The same names with a list of one kind."""

        home, side, sides, nearly, people = book.home, book.side, book.sides, book.nearly, book.people

        def kinds(self) -> dict[str, str]:
            return {"meeting": "a meeting"}

    understood = understand("gift to Milan", Bare(), TODAY)
    assert answer(understood, understood.questions[0], understood.questions[0].choices[0]).kind == "meeting"
