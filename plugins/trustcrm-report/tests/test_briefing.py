"""The briefing: our own thanks and promises first, theirs hoped for, every statement with its record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from trustcrm.plugin import (
    Bars,
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Interaction,
    InvalidValue,
    Mention,
    Note,
    Paragraph,
    Participant,
    Person,
    Post,
    Signal,
    Table,
    Tenure,
    Tie,
    Words,
)

Desk = Any
"""The office of `conftest.py`."""


def below(document: Document, title: str) -> list[Block]:
    """Return the blocks under one heading."""
    blocks = list(document.blocks)
    start = next(place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.text == title)
    found: list[Block] = []
    for block in blocks[start + 1 :]:
        if isinstance(block, Heading):
            break
        found.append(block)
    return found


def said(document: Document, title: str) -> list[str]:
    """Return the statements under one heading, each with the records it rests on."""
    (block,) = below(document, title)
    if isinstance(block, Paragraph):
        return [_told(block.words)]
    assert isinstance(block, Bullets)
    return [_told(item) for item in block.items]


def _told(told: Words) -> str:
    cites = ", ".join(str(cited) for run in told for cited in run.cites)
    return "".join(run.text for run in told) + (f" [{cites}]" if cites else "")


def cells(block: Block) -> list[tuple[Any, ...]]:
    assert isinstance(block, Table)
    return [row.cells for row in block.rows]


def test_an_empty_tie_is_told_honestly(desk: Desk) -> None:
    document = desk.report("briefing")
    assert said(document, "Say") == ["Nothing is owed on our side."]
    assert said(document, "Ask") == ["Nothing is open on theirs."]
    assert said(document, "Know")[0] == "How it began: A choir came by. [tie 1]"
    assert not any(isinstance(block, Table | Bars) for block in document.blocks)
    opening, facts = document.blocks[:2]
    assert isinstance(opening, Paragraph)
    assert isinstance(facts, Facts)
    assert _told(opening.words) == "Sister tie with Homeville, active, since 2009-04-15. [tie 1]"
    assert [f"{fact.label}: {_told(fact.value)}" for fact in facts.facts] == [
        "Last two-way contact: never (never) [tie 1]", "Time zone there: Asia/Shanghai [city 2]",
    ]  # fmt: skip


def test_our_thanks_come_before_our_promises(desk: Desk) -> None:
    desk.gift("gowns", desk.us, ("pledged", "2030-05-01", 100), unit="gowns")
    desk.gift("masks", desk.them, ("received", "2030-04-01", 50_000))
    assert said(desk.report("briefing"), "Say") == [
        "Thank them: 50,000 masks, received on 2030-04-01. [step 2]",
        "We pledged: 100 gowns, on 2030-05-01. [step 1]",
    ]


def test_what_they_have_not_done_is_hoped_for_and_never_owed(desk: Desk) -> None:
    steps = (("asked", "2030-03-01", 9000), ("pledged", "2030-03-03", 6000), ("received", "2030-04-01", 4000))
    desk.gift("masks", desk.them, *steps)
    desk.gift("doctors", desk.them, ("asked", "2030-05-01", None), unit=None)
    document = desk.report("briefing")
    assert said(document, "Ask") == [
        "Hoped for: 6,000 of 9,000 masks, which they pledged on 2030-03-03; 4,000 of 6,000 received. "
        "[step 1, step 2, step 3]",
        "We asked them: doctors, on 2030-05-01; no answer is on record. [step 4]",
    ]
    partner = " ".join(text for title in ("Ask", "Know") for text in said(document, title))
    assert not {"owe", "owes", "owed", "debt"} & set(partner.lower().split())


def test_what_they_asked_of_us_is_ours_to_answer(desk: Desk) -> None:
    desk.gift("seeds", desk.us, ("asked", "2030-05-01", 20), unit="sacks")
    asked = "They asked us: seeds (20 sacks), on 2030-05-01; say what we can do. [step 1]"
    assert said(desk.report("briefing"), "Say") == [asked]


def test_a_pledge_is_no_deed_in_the_picture(desk: Desk) -> None:
    desk.gift("masks", desk.them, ("pledged", "2030-03-03", 30_000))
    assert not any(isinstance(block, Bars) for block in desk.report("briefing").blocks)
    desk.gift("gloves", desk.them, ("received", "2030-03-05", 200), unit="pairs")
    desk.gift("tea", desk.us, ("received", "2030-03-05", Decimal("2.5")), unit="kg")
    (bars,) = (block for block in desk.report("briefing").blocks if isinstance(block, Bars))
    assert [(bar.unit, bar.given, bar.got) for bar in bars.bars] == [("kg", Decimal("2.5"), 0), ("pairs", 0, 200)]
    assert (bars.given, bars.got) == ("Homeville gave", "Homeville received")


def test_an_earlier_day_knows_nothing_of_what_came_later(desk: Desk) -> None:
    desk.gift("masks", desk.them, ("pledged", "2030-03-03", 6000), ("received", "2030-04-01", 6000))
    desk.context.do.add(Note(words="It rained.", about_noun="city", about_row=desk.them, on=date(2030, 5, 1)))
    earlier = desk.report("briefing", date(2030, 3, 15))
    assert said(earlier, "Say") == ["Nothing is owed on our side."]
    assert said(earlier, "Ask") == ["Hoped for: 6,000 masks, which they pledged on 2030-03-03. [step 1]"]
    assert "Noted: It rained. [note 1]" not in said(earlier, "Know")
    assert "Noted: It rained. [note 1]" in said(desk.report("briefing"), "Know")


def test_people_stand_with_their_titles_and_how_often_we_met(desk: Desk) -> None:
    add = desk.context.do.add
    mayor, guest = (int(add(Person(name=name, side=desk.them)).ids[0]) for name in ("Li Na", "Wang Wei"))
    former = int(add(Person(name="Chen Yu", side=desk.them)).ids[0])
    post = int(add(Post(title="Mayor", side=desk.them)).ids[0])
    add(Tenure(person=former, post=post, from_on=date(2019, 1, 1), to_on=date(2024, 12, 31)))
    add(Tenure(person=mayor, post=post, from_on=date(2025, 1, 1)))
    call = Interaction(kind="call", giver=desk.us, receiver=desk.them, on=date(2030, 6, 1), words="x" * 300)
    add(call, Participant(interaction=Mention(noun="interaction", name="@0"), person=guest))
    document = desk.report("briefing")
    (people,) = below(document, "People")
    assert cells(people) == [
        ("Li Na", "Mayor", date(2025, 1, 1), None, None), ("Wang Wei", None, None, 1, date(2030, 6, 1)),
    ]  # fmt: skip
    (contacts,) = below(document, "Last contacts")
    ((on, kind, by, told),) = cells(contacts)
    assert (on, kind, by) == (date(2030, 6, 1), "call", "Homeville (US)")
    assert told == "x" * 200 + " …"
    assert "Chen Yu" not in " ".join(document.texts())


def test_goodwill_and_breach_are_told_with_their_witness(desk: Desk) -> None:
    both = {"giver": desk.them, "receiver": desk.us}
    for day in range(1, 6):
        credit = Signal(kind="gave public credit", on=date(2030, 5, day), witness="a paper", **both)
        desk.context.do.add(credit, again=True)
    known = said(desk.report("briefing"), "Know")
    told = [text for text in known if text.startswith("Gave public credit")]
    assert told[0] == "Gave public credit 2030-05-05, Wuxi (witness: a paper) [signal 5]"
    assert len(told) == 3


def test_the_rest_is_counted_where_a_list_is_long(desk: Desk) -> None:
    for number in range(5):
        desk.gift(f"gift {number}", desk.them, ("received", "2030-04-01", None), unit=None)
    told = said(desk.report("briefing", most="2"), "Say")
    assert len(told) == 3
    assert told[-1] == "and 3 more, which trustcrm show and trustcrm ledger list"


@pytest.mark.parametrize("most", ["0", "-1", "many", "", "1001", "²"])
def test_a_setting_that_is_no_number_is_refused(desk: Desk, most: str) -> None:
    with pytest.raises(InvalidValue, match="'most' is a number from 1"):
        desk.report("briefing", most=most)


def test_five_contacts_are_told_whatever_ties_there_are(desk: Desk) -> None:
    add = desk.context.do.add
    add(Tie(one=desk.us, other=desk.them, kind="project"), again=True)
    for day in range(1, 9):
        add(Interaction(kind="call", giver=desk.us, receiver=desk.them, on=date(2030, 6, day)))
    (contacts,) = below(desk.report("briefing"), "Last contacts")
    assert [row[0] for row in cells(contacts)] == [date(2030, 6, day) for day in (8, 7, 6, 5, 4)]
