"""Entries as people write them, and what each must be understood to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from trustcrm.services.quick_entry import Contributed, Known, NameBook, New, Understood, answer, echo, understand

TODAY = date(2026, 11, 23)  # a Monday
YESTERDAY, LAST_FRIDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 27)
KOREA = 20


def summary(told: Contributed) -> tuple[Any, ...]:
    return told.state, told.giver, None if told.quantity is None else str(told.quantity), told.unit, told.what


def seen(understood: Understood, key: str) -> Any:
    """Return one aspect of an entry in the short form the table is written in."""
    if key == "sides":
        return [side.meant.name if side.meant else f"?{side.words}" for side in understood.sides]
    if key == "people":
        return [
            f"{'' if isinstance(person.meant, Known) else 'new '}{person.meant.name}"
            if person.meant
            else f"?{person.words}"
            for person in understood.people
        ]
    if key == "told":
        return [summary(told) for told in understood.contributions]
    if key == "due":
        return [told.due_on for told in understood.contributions]
    if key == "ahead":
        return [(follow_up.what, follow_up.due_on) for follow_up in understood.follow_ups]
    if key == "asks":
        return [question.about for question in understood.questions]
    return getattr(understood, key)


ENTRIES: list[tuple[str, dict[str, Any]]] = [
    (
        "call with Milan +Giulia re test kits, they offer 5000 masks, friday follow up",
        {
            "kind": "call",
            "mode": "phone",
            "giver": "us",
            "sides": ["Milan"],
            "people": ["Giulia Rossi"],
            "on": TODAY,
            "subject": "test kits",
            "told": [("offered", "them", "5000", "masks", "masks")],
            "ahead": [("Follow up on test kits", FRIDAY)],
            "asks": [],
            "words": "test kits, they offer 5000 masks",
        },
    ),
    # the story of Toyokawa and Wuxi Xinwu, told elsewhere than in Toyokawa
    (
        "gift 4500 masks to Wuxi Xinwu on 2020-02-04",
        {
            "kind": "gift",
            "direction": "one-way",
            "sides": ["Wuxi Xinwu"],
            "on": date(2020, 2, 4),
            "asks": [],
            "told": [("received", "us", "4500", "masks", "masks")],
        },
    ),
    (
        "Toyokawa asks for the masks back",
        {
            "kind": None,
            "sides": ["Toyokawa"],
            "told": [("asked", "us", None, None, "masks")],
            "asks": [],
            "words": "Toyokawa asks for the masks back",
        },
    ),
    (
        "received 50,000 masks from Wuxi 2020-03-24",
        {
            "sides": ["Wuxi Xinwu"],
            "on": date(2020, 3, 24),
            "told": [("received", "them", "50000", "masks", "masks")],
            "asks": [],
        },
    ),
    (
        "4500 masks sent to Wuxi on 2020-02-04",
        {"told": [("in transit", "us", "4500", "masks", "masks")], "on": date(2020, 2, 4)},
    ),
    (
        "50,000 masks from Wuxi arrived on 24 march 2020",
        {"told": [("received", "them", "50000", "masks", "masks")], "on": date(2020, 3, 24)},
    ),
    ("Wuxi sent 50000 masks on 2020-03-24", {"told": [("in transit", "them", "50000", "masks", "masks")]}),
    (
        "letter from Wuxi, they thanked us for the masks",
        {"kind": "letter", "giver": "them", "told": [("acknowledged", "us", None, None, "masks")]},
    ),
    (
        "we thanked Wuxi for the 50,000 masks, remind me friday to send the photo book",
        {"told": [("acknowledged", "them", "50000", "masks", "masks")], "ahead": [("Send the photo book", FRIDAY)]},
    ),
    (
        "Unease at home: residents asked why we gave masks away, call with Wuxi",
        {"kind": "call", "told": [], "words": "Unease at home: residents asked why we gave masks away"},
    ),
    ("Residents of Toyokawa asked why we gave masks away", {"told": []}),
    (
        "thank-you letter from Changsha for the 40,000 masks",
        {"kind": "letter", "giver": "them", "told": [("acknowledged", "us", "40000", "masks", "masks")]},
    ),
    (
        "San Antonio pledged 30,000 masks by 1 dec",
        {
            "sides": ["San Antonio"],
            "told": [("pledged", "them", "30000", "masks", "masks")],
            "due": [date(2026, 12, 1)],
        },
    ),
    # kinds, modes and who acted
    (
        "email from Milan: they pledge 30,000 masks by 1 dec",
        {"kind": "email", "mode": "mail", "giver": "them", "direction": "one-way", "due": [date(2026, 12, 1)]},
    ),
    ("phoned Anna in Milan", {"kind": "call", "people": ["?Anna"], "asks": ["person"], "sides": ["Milan"]}),
    ("they called from Seoul yesterday", {"kind": "call", "giver": "them", "on": YESTERDAY}),
    ("Seoul called yesterday", {"giver": "them", "sides": ["Seoul"], "on": YESTERDAY, "words": ""}),
    ("call from Milan", {"giver": "them"}),
    ("we called Milan", {"giver": "us", "words": ""}),
    ("wrote to Kiev", {"kind": "letter", "mode": "letter", "sides": ["Kyiv"], "giver": "us"}),
    ("visited Seoul last friday", {"kind": "visit", "giver": "us", "on": LAST_FRIDAY, "mode": "in person"}),
    ("hosted Milan yesterday", {"kind": "visit", "giver": "them", "on": YESTERDAY}),
    ("visit from Seoul 2 days ago", {"kind": "visit", "giver": "them", "on": date(2026, 11, 21)}),
    ("Zoom with Seoul tone --", {"kind": "meeting", "mode": "video", "tone": -2}),
    (
        "lunch with Milan and Seoul on 3 apr, 1h30, ++",
        {"kind": "meeting", "sides": ["Milan", "Seoul"], "minutes": 90, "tone": 2, "on": date(2026, 4, 3), "words": ""},
    ),
    (
        "courtesy call from Korea at 14:30 #protocol",
        {"kind": "courtesy call", "giver": "them", "at": time(14, 30), "tags": ("protocol",)},
    ),
    ("call with 서울 yesterday at 3pm", {"sides": ["Seoul"], "at": time(15), "on": YESTERDAY}),
    ("condolences to Milan", {"kind": "condolence", "direction": "one-way"}),
    ("flag raising with Seoul today", {"kind": "flag raising", "on": TODAY}),
    ("a letter from Milan", {"kind": "letter", "giver": "them"}),
    ("A call with Seoul, 45 min", {"kind": "call", "minutes": 45}),
    ("a 2000 masks to Milan", {"kind": "aid", "told": [("received", "us", "2000", "masks", "masks")]}),
    ("x Seoul running late", {"kind": "message", "words": "running late"}),
    # whom
    ("meeting with Paris, Texas re water", {"sides": ["Paris"], "asks": [], "subject": "water", "words": "water"}),
    ("meeting with Paris re water", {"sides": ["?Paris"], "asks": ["side"]}),
    ("call with Zork re masks", {"sides": ["?Zork"], "asks": ["side"], "words": "masks"}),
    ("call with Zuerich", {"sides": ["Zürich"]}),
    # nobody here knows them: what a name does says that it is one
    (
        "Zork pledged 300 gowns by 1 dec",
        {"sides": ["?Zork"], "asks": ["side"], "told": [("pledged", "them", "300", "gowns", "gowns")]},
    ),
    (
        "sent 300 masks to New Zork yesterday",
        {"sides": ["?New Zork"], "on": YESTERDAY, "told": [("in transit", "us", "300", "masks", "masks")]},
    ),
    ("received 20 kits from Zork", {"sides": ["?Zork"], "told": [("received", "them", "20", "kits", "kits")]}),
    ("Zork called yesterday", {"sides": ["?Zork"], "kind": "call", "giver": "them", "on": YESTERDAY}),
    ("Masks arrived", {"sides": [], "told": []}),
    ("Also sent 300 masks", {"sides": [], "asks": ["side"]}),
    (
        "zork sent 300 masks",
        {"sides": ["?zork"], "asks": ["side"], "told": [("in transit", "them", "300", "masks", "masks")]},
    ),
    ("they sent 300 masks @Seoul", {"sides": ["Seoul"], "told": [("in transit", "them", "300", "masks", "masks")]}),
    ("call with St. Petersburg today", {"sides": ["St. Petersburg"], "words": ""}),
    ("call w/ Kiev @Zürich", {"sides": ["Kyiv", "Zürich"]}),
    ("call with Giulia", {"sides": ["Milan"], "people": ["Giulia Rossi"], "asks": []}),
    ("met with Giulia Verdi from Milan", {"sides": ["Milan", "?Giulia Verdi"], "asks": ["side"], "people": []}),
    ("call +Zoe, Milan, 20m", {"people": ["new Zoe"], "sides": ["Milan"], "minutes": 20}),
    ('call with Seoul +"Park Ji-won"', {"people": ["?Park Ji-won"], "asks": ["person"]}),
    ("call, nothing new", {"asks": ["side"], "words": "nothing new"}),
    # days
    ("call with Milan 4/2", {"asks": ["on"]}),
    ("call with Milan 13/2", {"on": date(2026, 2, 13), "asks": []}),
    ("call with Milan 3 dec", {"asks": ["on"]}),
    ("call with Milan 2031-01-01", {"asks": ["on"]}),
    ("call with Milan tomorrow", {"asks": ["on"]}),
    ("meeting with Milan next week", {"asks": ["on"]}),
    ("call with Milan re visit next week", {"asks": [], "on": TODAY}),
    ("2020-02-30 call with Milan", {"not_understood": ("“2020-02-30” is no day of the calendar.",), "on": TODAY}),
    ("call with Milan 31 jun", {"not_understood": ("“31 jun” is no day of the calendar.",), "on": TODAY}),
    ("call with Milan, feb 30 about masks", {"not_understood": ("“feb 30” is no day of the calendar.",)}),
    ("call with Milan yesteday", {"on": date(2026, 11, 22), "words": ""}),
    # promises
    (
        "we promised Seoul 2 engineers by march 3",
        {"told": [("pledged", "us", "2", "engineers", "engineers")], "due": [date(2027, 3, 3)]},
    ),
    ("call Milan, they asked us for 5.000 masks by May", {"asks": ["due", "quantity"], "due": [None]}),
    (
        "Seoul called, asked for 500 N95 masks and 20 ventilators by end of month",
        {
            "told": [("asked", "us", "500", "masks", "N95 masks"), ("asked", "us", "20", "ventilators", "ventilators")],
            "due": [date(2026, 11, 30)] * 2,
        },
    ),
    (
        "visit from Seoul, they gave us 2 t water and 3 engineers",
        {"told": [("received", "them", "2", "t", "water"), ("received", "them", "3", "engineers", "engineers")]},
    ),
    (
        "c Milan; they thanked us and offered 5000 masks, 20 ventilators",
        {
            "told": [
                ("acknowledged", "us", None, None, ""),
                ("offered", "them", "5000", "masks", "masks"),
                ("offered", "them", "20", "ventilators", "ventilators"),
            ]
        },
    ),
    ("we sent Seoul EUR 5,000", {"told": [("in transit", "us", "5000", "EUR", "money")]}),
    ("Milan gave us $10k", {"told": [("received", "them", "10000", "USD", "money")]}),
    ("call with Milan, offered 500 masks", {"asks": ["giver"]}),
    ("letter to Milan, offered 3 engineers", {"told": [("offered", "us", "3", "engineers", "engineers")], "asks": []}),
    ("we declined their offer of 3 engineers, Milan", {"told": [("declined", "them", "3", "engineers", "engineers")]}),
    ("Milan did not offer masks", {"told": []}),
    ("Milan may send 5000 masks", {"told": []}),
    ("meeting with Seoul, they will send 500 masks", {"told": [("pledged", "them", "500", "masks", "masks")]}),
    ("San Antonio sent $10k to Wuxi", {"told": []}),
    # follow-ups
    ("follow up with Seoul in two weeks: send list", {"ahead": [("Send list", date(2026, 12, 7))], "kind": None}),
    ("call with Seoul, follow up", {"ahead": [("Follow up with Seoul", None)], "asks": ["follow-up"]}),
    ("call back Milan friday", {"ahead": [("Call back Milan", FRIDAY)], "kind": None}),
    ("no follow up needed with Milan, call was short", {"ahead": [], "kind": "call"}),
    ("call with Milan, next fri: send the MoU draft", {"ahead": [("Send the MoU draft", FRIDAY)], "words": ""}),
    (
        "c Milan 20m + next fri send the leaflet",
        {"kind": "call", "minutes": 20, "tone": 1, "ahead": [("Send the leaflet", FRIDAY)], "asks": []},
    ),
    ("call with Milan, next fri they send the leaflet", {"ahead": [], "kind": "call"}),
    ("c Milan next fri send the leaflet by 3 dec", {"ahead": [], "asks": ["on"]}),
    ("Meeting Milan tomorrow follow up", {"ahead": [("Follow up with Milan", date(2026, 11, 24))], "asks": []}),
    (
        "next week call with Milan about masks",
        {"ahead": [("Call with Milan about masks", date(2026, 11, 30))], "asks": []},
    ),
    ("next fri meeting with Milan", {"ahead": [("Meeting with Milan", FRIDAY)], "kind": None, "asks": []}),
    ("remind me to call Milan in 3 days", {"ahead": [("Call Milan", date(2026, 11, 26))], "kind": None}),
    # whole sentences
    (
        "we owe Milan 500 masks by friday and Seoul owes us 20 ventilators",
        {
            "told": [
                ("pledged", "us", "500", "masks", "masks"),
                ("pledged", "them", "20", "ventilators", "ventilators"),
            ],
            "sides": ["Milan", "Seoul"],
        },
    ),
    (
        "got an email from Milan asking for 500 masks",
        {"kind": "email", "giver": "them", "told": [("asked", "us", "500", "masks", "masks")]},
    ),
    (
        "met the mayor of Milan, who promised 3 engineers by end of january",
        {"told": [("pledged", "them", "3", "engineers", "engineers")], "due": [date(2027, 1, 31)], "asks": []},
    ),
    ("Milan sent us a letter yesterday", {"kind": "letter", "giver": "them", "on": YESTERDAY, "told": []}),
    ("sent Milan a letter about masks", {"kind": "letter", "giver": "us", "words": "masks", "told": []}),
    ("received thanks from Wuxi for the masks", {"told": [("acknowledged", "us", None, None, "masks")]}),
    ("Milan gave us a plaque", {"told": [("received", "them", None, None, "plaque")]}),
    ("they refused to send engineers, Seoul", {"told": [("declined", "them", None, None, "engineers")]}),
    ("visit to Seoul 12-14 may", {"on": date(2026, 5, 12), "kind": "visit"}),
    # traps
    ("Seoul offered us nothing", {"told": []}),
    ("call with Milan; price 5,000 per mask, too high", {"told": []}),
    ("call with Milan - they were upset", {"tone": None, "words": "they were upset"}),
    ("call with Milan 20m - next fri", {"tone": -1, "minutes": 20, "ahead": [("Follow up with Milan", FRIDAY)]}),
    ("- call with Milan -- tense", {"tone": None}),
    ("call with May re masks", {"sides": ["?May"], "on": TODAY}),
    ("+May Chen met us, may 3 she leaves", {"people": ["May Chen"], "on": TODAY}),
    (
        "march past in Milan, nice second half",
        {"sides": ["Milan"], "on": TODAY, "words": "march past, nice second half"},
    ),
    ("the sun was out, sat with Seoul", {"on": TODAY, "sides": ["Seoul"]}),
    ("Milan sounded happy now", {"on": TODAY, "words": "Milan sounded happy now"}),
    ("they may 3 times call, Milan", {"on": TODAY}),
    ("meeting with Milan, the march 3 engineers go", {"on": TODAY}),
    ("meeting with Visit Oslo, they will send the programme", {"kind": "meeting", "sides": ["Visit Oslo"], "told": []}),
    ("Nice meeting with Seoul", {"sides": ["Seoul"], "words": "Nice"}),
    ("meeting with Nice", {"sides": ["Nice"]}),
    (
        "+Gift Ncube called from Reading",
        {"kind": "call", "giver": "them", "people": ["new Gift Ncube"], "sides": ["Reading"]},
    ),
    ("call for proposals from Milan", {"kind": None}),
    (
        "email to giulia@comune.milano.it about https://example.org/a,b?c=1 +39 02 1234",
        {"people": [], "words": "to giulia@comune.milano.it about https://example.org/a,b?c=1 +39 02 1234"},
    ),
    ("they offered 3/4 of the masks, 24/7 line, Milan", {"on": TODAY, "asks": []}),
    ("Seoul promised to call back friday", {"on": TODAY, "ahead": [], "told": []}),
    ("call with Milan about 500 people", {"told": [], "subject": ""}),
    ("Milan — quiet. Seoul — loud.", {"words": "Milan — quiet. Seoul — loud."}),
]


@pytest.mark.parametrize(("text", "expected"), ENTRIES, ids=[text[:60] for text, _ in ENTRIES])
def test_entry_is_understood(text: str, expected: dict[str, Any], book: NameBook) -> None:
    understood = understand(text, book, TODAY)
    assert {key: seen(understood, key) for key in expected} == expected


SELECTED: list[tuple[str, dict[str, Any]]] = [
    (
        "c Park safety guidance 20m + next fri owe Korean leaflet by 1 dec",
        {
            "kind": "call",
            "people": ["Park Ji-won"],
            "minutes": 20,
            "tone": 1,
            "due": [date(2026, 12, 1)],
            "told": [("pledged", "us", None, None, "Korean leaflet")],
            "words": "safety guidance, owe Korean leaflet by 1 dec",
            "ahead": [("Follow up with Consulate-General of Korea", FRIDAY)],
            "sides": ["Consulate-General of Korea"],
        },
    ),
    ("c", {"kind": "call", "sides": ["Consulate-General of Korea"], "asks": [], "words": ""}),
    ("got 2000 masks 3 apr", {"told": [("received", "them", "2000", "masks", "masks")], "on": date(2026, 4, 3)}),
    ("owed mobile consulate dates by 20 dec", {"told": [("pledged", "them", None, None, "mobile consulate dates")]}),
    ("owed dates by 20 nov", {"asks": ["due"]}),
    ("c @Milan", {"sides": ["Milan"], "asks": []}),
    ("c Park @Milan", {"sides": ["Consulate-General of Korea", "Milan"], "people": ["Park Ji-won"]}),
    ("call with Milan", {"sides": ["Milan"]}),
    ("phone milan 10m", {"sides": ["Milan"], "minutes": 10, "asks": []}),
    ("caled yest, zürich wants a slot --", {"kind": "call", "on": YESTERDAY, "tone": -2, "asks": ["side"]}),
    ("c guidance for Milan's hospitals", {"asks": ["side"]}),
    ("c re Milan's hospitals", {"sides": ["Consulate-General of Korea"], "asks": []}),
]


@pytest.mark.parametrize(("text", "expected"), SELECTED, ids=[text[:60] for text, _ in SELECTED])
def test_entry_about_the_selected_tie_is_understood(text: str, expected: dict[str, Any], book: NameBook) -> None:
    understood = understand(text, book, TODAY, side=book.side(KOREA))
    assert {key: seen(understood, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "first"), [("c 20m, zürich wants a slot", "Zürich"), ("c plans for Milan", "Consulate")]
)
def test_whom_it_was_with_is_asked_where_another_is_named_in_passing(text: str, first: str, book: NameBook) -> None:
    understood = understand(text, book, TODAY, side=book.side(KOREA))
    (question,) = understood.questions
    assert (question.text, len(question.choices)) == ("With whom was it?", 2)
    assert question.choices[0].label.startswith(first)
    (side,) = answer(understood, question, question.choices[1]).sides
    assert side.meant == question.choices[1].value


CARELESS: list[tuple[str, dict[str, Any]]] = [
    ("mtg last tue with milan + 45m", {"kind": "meeting", "on": date(2026, 11, 17), "minutes": 45, "tone": 1}),
    ("tel avec zürich hier, 30min", {"kind": "call", "sides": ["Zürich"], "minutes": 30}),
    ("电话 与新吴区 昨天", {"kind": "call", "sides": ["Wuxi Xinwu"], "on": YESTERDAY}),
    ("msg from 서울", {"kind": "message", "sides": ["Seoul"], "words": ""}),
    ("caled milan ystrday, they plegde 500 masks", {"kind": "call", "sides": ["Milan"], "on": YESTERDAY}),
    ("visit from Milan tmrw 10:00", {"asks": ["on"]}),
    (
        "c milan, they send 3 trucks tmrw",
        {"told": [("pledged", "them", "3", "trucks", "trucks")], "due": [date(2026, 11, 24)], "asks": []},
    ),
    ("c milan, tommorw they deliver 3 pumps", {"told": [("pledged", "them", "3", "pumps", "pumps")]}),
    ("c milan yday, they sent 3 trucks", {"told": [("in transit", "them", "3", "trucks", "trucks")], "on": YESTERDAY}),
    ("mail frm milan", {"kind": "email", "giver": "them", "sides": ["Milan"], "words": "", "asks": []}),
    ("c milan, they spent 200 euros on it", {"told": [], "asks": []}),
    ("Milan recieved 200 gowns", {"told": [("received", "us", "200", "gowns", "gowns")]}),
    ("c milan, asks for 200 generators", {"told": [("asked", "us", "200", "generators", "generators")], "asks": []}),
    ("c milan, need 20 pumps from us", {"told": [("asked", "us", "20", "pumps", "pumps")]}),
    ("got 2000 of the masks from Milan", {"told": [("received", "them", "2000", "masks", "masks")]}),
    ("spoke about water, milan", {"sides": ["Milan"], "asks": []}),
    ("call with Milan, officers and a massage at the latter diner", {"kind": "call", "told": [], "asks": []}),
]


COUNTED_BY_TEN_THOUSANDS = {
    "they offer 5万 masks": 50_000,
    "Seoul sent ５万枚 masks": 50_000,
    "Seoul gave 1億2000万 masks": 120_000_000,
    "asked Seoul for 3千 test kits": 3000,
    "we got 10만 masks from Seoul": 100_000,
    "Seoul pledged 2.5万 masks": 25_000,
}


@pytest.mark.parametrize(("text", "quantity"), COUNTED_BY_TEN_THOUSANDS.items())
def test_numbers_counted_by_ten_thousands_are_amounts(text: str, quantity: int, book: NameBook) -> None:
    (told,) = understand(text, book, TODAY).contributions
    assert told.quantity == quantity


def test_yen_by_their_sign_are_money(book: NameBook) -> None:
    (told,) = understand("Seoul pledged 5万円", book, TODAY).contributions
    assert (told.quantity, told.unit, told.kind) == (Decimal(50_000), "JPY", "money")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("inspected 380 drums from Milan", ("inspected", "them", "380", "drums", "drums")),
        ("we distributed 500 masks from Milan", ("distributed", "them", "500", "masks", "masks")),
        ("Milan distributed our 500 masks", ("distributed", "us", "500", "masks", "masks")),
    ],
)
def test_what_arrived_is_inspected_and_distributed_by_whoever_got_it(
    text: str, told: tuple[Any, ...], book: NameBook
) -> None:
    assert [summary(one) for one in understand(text, book, TODAY).contributions] == [told]


def test_a_side_named_in_passing_that_it_was_with_stands_there_once(book: NameBook) -> None:
    understood = understand("c told them Milan offers 50 boats", book, TODAY, side=book.side(KOREA))
    (question,) = understood.questions
    with_milan, with_korea = (answer(understood, question, choice) for choice in question.choices)
    assert [(len(one.sides), one.contributions[0].side) for one in (with_milan, with_korea)] == [(1, 0), (2, 1)]


@pytest.mark.parametrize(("text", "asked"), [("c dortmund offers 50 boats", 1), ("c governor offers 50 boats", 0)])
def test_a_name_in_small_letters_that_acts_is_asked_about_unless_it_is_what_people_are(
    text: str, asked: int, book: NameBook
) -> None:
    assert len(understand(text, book, TODAY, side=book.side(KOREA)).questions) == asked


@pytest.mark.parametrize(
    "text", ["c Gdansk offers 50 boats", "Gdansk offers 50 boats", "call with Gdansk, they offer 50 boats"]
)
def test_another_side_that_is_told_takes_the_place_of_the_selected_one(text: str, book: NameBook) -> None:
    understood = understand(text, book, TODAY, side=book.side(KOREA))
    (question,) = understood.questions
    assert question.words == "Gdansk"
    as_city = answer(understood, question, New(noun="city", name="Gdansk"))
    assert [side.words for side in as_city.sides] == ["Gdansk"]
    assert [one.side for one in as_city.contributions] == [0]
    as_person = answer(understood, question, New(noun="person", name="Gdansk"))
    assert [side.meant for side in as_person.sides] == [book.side(KOREA)]
    assert [person.words for person in as_person.people] == ["Gdansk"]


@pytest.mark.parametrize("selected", [True, False])
@pytest.mark.parametrize("text", ["c with dortmund 20m", "mail from dortmund about x", "c dortmund re test kits"])
def test_a_name_in_small_letters_that_nobody_knows_is_offered_as_new(text: str, selected: bool, book: NameBook) -> None:
    (question,) = understand(text, book, TODAY, side=book.side(KOREA) if selected else None).questions
    assert question.text == "Who is dortmund?"
    labels = [choice.label for choice in question.choices]
    assert labels[0] == "nobody to record; leave the name in the note"
    assert "a new city called Dortmund" in labels
    (question,) = understand(text.replace("dortmund", "@Dortmund"), book, TODAY, side=book.side(KOREA)).questions
    assert question.choices[0].label != labels[0]


@pytest.mark.parametrize(
    "text", ["c with seol 20m", "call w seol yestrday", "ask seol for 500 masks", "seol offers 500 masks"]
)
def test_a_misspelt_name_is_asked_about_and_never_taken_silently(text: str, book: NameBook) -> None:
    understood = understand(text, book, TODAY)
    question = understood.questions[0]
    assert question.text == "Is Seoul meant by “seol”?"
    assert understood.sides[0].meant is None
    meant = answer(understood, question, question.choices[0])
    assert meant.sides[0].meant == replace(book.sides("Seoul")[0], how="nearly")
    assert not meant.questions
    also = understand(text, book, TODAY, side=book.side(KOREA)).questions[0]
    assert [choice.label for choice in also.choices] == ["Seoul (KR)", "Consulate-General of Korea"]


@pytest.mark.parametrize(
    ("text", "told", "question"),
    [
        ("c milan, they ofer 200 tents", ("offered", "them"), "Does “ofer” mean offer?"),
        ("c milan, they will sned 200 tents", ("pledged", "them"), "Does “sned” mean send?"),
        ("milan ofer 200 tents", ("offered", "them"), "Does “ofer” mean offer?"),
        ("c milan, we aked 200 tents", ("asked", "them"), "Does “aked” mean asked?"),
    ],
)
def test_a_misspelt_deed_beside_a_quantity_is_asked_about(
    text: str, told: tuple[str, str], question: str, book: NameBook
) -> None:
    understood = understand(text, book, TODAY)
    (asked,) = understood.questions
    assert asked.text == question
    (meant,) = answer(understood, asked, asked.choices[0]).contributions
    assert summary(meant) == (*told, "200", "tents", "tents")
    if understood.kind:
        left = answer(understood, asked, None)
        assert (left.contributions, left.questions) == ((), ())
        assert "200 tents" in left.words


def test_of_several_deeds_only_the_misspelt_one_goes(book: NameBook) -> None:
    understood = understand("c milan, they ofer 200 tents, they offer 5.000 masks", book, TODAY)
    step, quantity = understood.questions
    assert (step.about, quantity.about) == ("step", "quantity")
    left = answer(understood, step, None)
    (told,) = answer(left, left.questions[0], left.questions[0].choices[1]).contributions
    assert summary(told) == ("offered", "them", "5.000", "masks", "masks")


@pytest.mark.parametrize("text", ["mail form milan", "email fom Milan re trams"])
def test_who_wrote_is_asked_where_the_word_for_it_is_misspelt(text: str, book: NameBook) -> None:
    understood = understand(text, book, TODAY)
    (question,) = understood.questions
    assert [choice.label.lower() for choice in question.choices] == ["milan to us", "we to milan"]
    assert [answer(understood, question, one).giver for one in question.choices] == ["them", "us"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("call with seol and milan", ["Is Seoul meant by “seol”?"]),
        ("call with milan and Soeul", ["Is Seoul meant by “Soeul”?"]),
        ("call with milan, seol and toyokava 20m", ["Is Seoul meant by “seol”?", "Is Toyokawa meant by “toyokava”?"]),
        ("call with beriut and milan", ["Who is beriut?"]),
        ("visit from milan and Beriut re masks", ["Who is Beriut?"]),
    ],
)
@pytest.mark.parametrize("selected", [True, False])
def test_whoever_is_listed_beside_a_known_side_is_asked_about_and_never_dropped(
    text: str, asked: list[str], selected: bool, book: NameBook
) -> None:
    understood = understand(text, book, TODAY, side=book.side(KOREA) if selected else None)
    assert [question.text for question in understood.questions] == asked
    for question in understood.questions:
        understood = answer(understood, question, question.choices[0])
    (milan,) = book.sides("milan")
    assert milan.id in [side.meant.id for side in understood.sides if isinstance(side.meant, Known)]


def test_a_name_that_is_nobody_to_record_stays_in_the_note(book: NameBook) -> None:
    understood = understand("call with milan and dortmund re masks", book, TODAY)
    (question,) = understood.questions
    left = answer(understood, question, question.choices[0])
    assert left.words == "masks, dortmund"
    assert [side.words for side in left.sides] == ["milan"]


@pytest.mark.parametrize(
    "text", ["met milan and agreed", "call with milan and team 20m", "call with milan, productive", "c milan and Anna"]
)
def test_words_behind_a_side_that_are_no_further_name_ask_nothing(text: str, book: NameBook) -> None:
    assert [one.about for one in understand(text, book, TODAY).questions if one.about == "side"] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("cal milan", "call"), ("cal seol 20m", "call"), ("vist to milan", "visit"), ("metting with milan", "meeting")],
)
def test_a_first_word_that_is_nearly_a_kind_is_offered_and_never_taken_silently(
    text: str, kind: str, book: NameBook
) -> None:
    understood = understand(text, book, TODAY)
    question = next(one for one in understood.questions if one.about == "kind")
    assert question.text == f"Does “{text.split()[0]}” mean {kind}?"
    assert answer(understood, question, question.choices[0]).kind == kind
    assert understood.words == ""


@pytest.mark.parametrize("text", ["ask milan for 500 masks", "note to milan", "can milan offer masks"])
def test_other_first_words_are_no_misspelt_kind(text: str, book: NameBook) -> None:
    assert not [one for one in understand(text, book, TODAY).questions if one.text.startswith("Does")]


def test_a_misspelt_name_with_a_capital_is_offered_before_a_new_city(book: NameBook) -> None:
    (question,) = understand("Call with Soeul 20m", book, TODAY).questions
    assert [choice.label for choice in question.choices][:2] == ["Seoul (KR)", "a new city called Soeul"]
    (question,) = understand("Called Soeul 20m", book, TODAY).questions
    assert question.text == "Is Seoul meant by “Soeul”?"


@pytest.mark.parametrize("text", ["c Zürich +Ayşe Yılmaz", "c Zürich, Ayşe Yılmaz was there"])
def test_a_longer_name_may_be_the_person_of_whom_a_shorter_one_is_known(text: str, book: NameBook) -> None:
    understood = understand(text, book, TODAY)
    (question,) = understood.questions
    labels = [choice.label for choice in question.choices]
    assert labels[:2] == ["Ayşe, from now on Ayşe Yılmaz", "a new person called Ayşe Yılmaz"]
    said = echo(answer(understood, question, question.choices[0]))
    assert "Ayşe of Zürich took part, called Ayşe Yılmaz from now on." in said


def test_people_of_the_side_are_known_whole_without_capitals(book: NameBook) -> None:
    understood = understand("c milan, giulia rossi says they offer 500 masks by fryday", book, TODAY)
    assert [person.meant and person.meant.name for person in understood.people] == ["Giulia Rossi"]
    assert understood.contributions[0].due_on == date(2026, 11, 27)


@pytest.mark.parametrize(
    "text",
    ["c with colleagues 20m", "c with the mayor", "c guidance 20m", "c with park 20m", "c with milan", "c with us"],
)
def test_other_small_words_where_a_name_could_stand_stay_as_they_are(text: str, book: NameBook) -> None:
    assert understand(text, book, TODAY, side=book.side(KOREA)).not_understood == ()


@pytest.mark.parametrize(("text", "expected"), CARELESS, ids=[text[:60] for text, _ in CARELESS])
def test_careless_words_are_read_as_the_words_meant(text: str, expected: dict[str, Any], book: NameBook) -> None:
    understood = understand(text, book, TODAY)
    assert {key: seen(understood, key) for key in expected} == expected


AT_HOME_IN_TOYOKAWA: list[tuple[str, list[tuple[Any, ...]]]] = [
    ("Toyokawa sent 4500 masks to Wuxi on 2020-02-04", [("in transit", "us", "4500", "masks", "masks")]),
    ("our mayor asks Wuxi for the masks back", [("asked", "them", None, None, "masks")]),
    ("the mayor of Toyokawa publicly asks Wuxi for masks", [("asked", "them", None, None, "masks")]),
    ("Wuxi sent Toyokawa 50,000 masks", [("in transit", "them", "50000", "masks", "masks")]),
]


@pytest.mark.parametrize(("text", "told"), AT_HOME_IN_TOYOKAWA)
def test_the_home_city_named_by_name_is_us(text: str, told: list[tuple[Any, ...]], toyokawa: NameBook) -> None:
    understood = understand(text, toyokawa, TODAY)
    assert [summary(one) for one in understood.contributions] == told
    assert [side.words for side in understood.sides] == ["Wuxi"]


def test_quantities_are_exact_numbers(book: NameBook) -> None:
    understood = understand("they offer 1.5m masks, Milan", book, TODAY)
    assert understood.contributions[0].quantity == Decimal(1_500_000)


def test_due_day_of_an_old_contact_counts_from_that_contact(book: NameBook) -> None:
    understood = understand("call with Milan on 2020-02-04, they pledged 500 masks by 1 mar", book, TODAY)
    assert understood.contributions[0].due_on == date(2020, 3, 1)


def test_day_in_another_language_is_read_behind_by(book: NameBook) -> None:
    understood = understand("Milan promised 500 masks by 3 avril", book, TODAY)
    assert understood.contributions[0].due_on == date(2027, 4, 3)
