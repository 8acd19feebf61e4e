"""The value report: what arrived, once each; nothing promised, guessed, or restricted and named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from trustcrm.plugin import (
    Bars,
    Bullets,
    Document,
    Facts,
    Heading,
    Interaction,
    InvalidValue,
    Signal,
    Step,
    Table,
    Tag,
    Words,
)
from trustcrm_report.value.categories import CATEGORIES, categories_of

Desk = Any
"""The office of `conftest.py`."""


def value(desk: Desk, **settings: str) -> Document:
    return desk.report("value", noun="office", **settings)  # type: ignore[no-any-return]


def below(document: Document, title: str) -> list[Any]:
    """Return the blocks under one heading."""
    blocks = list(document.blocks)
    start = next(place for place, block in enumerate(blocks) if isinstance(block, Heading) and block.text == title)
    rest = blocks[start + 1 :]
    end = next((place for place, block in enumerate(rest) if isinstance(block, Heading)), len(rest))
    return rest[:end]


def said(document: Document, title: str) -> list[str]:
    (bullets,) = below(document, title)
    assert isinstance(bullets, Bullets)
    return [_told(item) for item in bullets.items]


def _told(told: Words) -> str:
    cites = ", ".join(str(cited) for run in told for cited in run.cites)
    return "".join(run.text for run in told) + (f" [{cites}]" if cites else "")


def cells(block: Any) -> list[tuple[Any, ...]]:
    assert isinstance(block, Table)
    return [row.cells for row in block.rows]


def figures(document: Document) -> dict[str, Any]:
    """Return the figures of the last table, by name."""
    (table,) = below(document, "How each figure is counted")
    return {row[0]: row[1] for row in cells(table)}


def met(desk: Desk, on: str, **told: Any) -> int:
    call = Interaction(kind="call", giver=desk.us, receiver=desk.them, on=date.fromisoformat(on), **told)
    return int(desk.context.do.add(call, again=True).ids[0])


def test_an_office_in_which_nothing_happened_says_so(desk: Desk) -> None:
    document = value(desk)
    assert said(document, "In short") == [
        "Homeville stands in 1 tie (1 sister). [tie 1]",
        "No contact is on record from 2029-07-01 to 2030-06-30.",
        "Received: nothing is on record for these days.",
        "Given: nothing is on record for these days.",
    ]
    assert not any(isinstance(block, Bars) for block in document.blocks)
    assert set(figures(document).values()) == {0, 1, None}
    assert said(document, "What we cannot show")[0].startswith(
        "1 tie had no contact on record that is theirs alone: Wuxi (CN). [tie 1]"
    )
    assert "nothing of that is claimed" in " ".join(said(document, "What we cannot show"))


def test_what_arrived_within_the_days_is_counted_once_and_nothing_promised(desk: Desk) -> None:
    desk.gift("masks", desk.them, ("pledged", "2030-01-01", 9000), ("received", "2030-02-01", 4000))
    desk.gift("more masks", desk.them, ("received", "2029-06-30", 7), ("received", "2029-07-01", 5))
    desk.gift("gowns", desk.us, ("received", "2030-03-01", 100), unit="gowns")
    desk.gift("tents", desk.them, ("pledged", "2030-03-01", 30), unit="tents")
    document = value(desk)
    assert said(document, "In short")[2:5] == [
        "Received: 2 contributions from 1 partner: 4,005 masks. [step 2, step 4]",
        "Given: 1 contribution: 100 gowns. [step 5]",
        "Promised: 2 contributions and not here, or not all of it. A promise is no deed: none of it is in any figure "
        "above. [step 1, step 6]",
    ]
    (bars,) = (block for block in below(document, "Received beside spent") if isinstance(block, Bars))
    assert [(bar.unit, bar.given, bar.got) for bar in bars.bars] == [("gowns", 100, 0), ("masks", 0, 4005)]
    assert (figures(document)["contributions received"], figures(document)["promised"]) == (2, 2)


def test_the_days_can_be_named_and_nothing_later_than_the_report_is_told(desk: Desk) -> None:
    for on in ("2030-01-31", "2030-02-01", "2030-02-28", "2030-03-01"):
        desk.gift(f"gift of {on}", desk.them, ("received", on, 1), unit="boxes")
    document = value(desk, **{"from": "2030-02-01", "to": "2030-02-28"})
    assert "2 boxes" in said(document, "In short")[2]
    early = desk.report("value", date(2030, 2, 10), noun="office", **{"from": "2030-02-01", "to": "2030-02-28"})
    assert "1 box." in said(early, "In short")[2]
    for settings in ({"from": "2030-03-01", "to": "2030-02-01"}, {"from": "soon"}, {"to": "2030-13-01"}):
        with pytest.raises(InvalidValue, match=r"backwards|is a day such as"):
            value(desk, **settings)


def test_an_estimate_is_marked_and_never_added_to_what_is_sure(desk: Desk) -> None:
    worth: dict[str, Any] = {"value": Decimal("100.50"), "value_currency": "USD"}
    for method in ("Invoice", "market price", "somebody's estimate", "invoice"):
        told = worth | {"value_method": method}
        desk.gift(f"by {method}", desk.them, ("received", "2030-02-01", 1), **told)
    desk.gift("older", desk.them, ("received", "2028-02-01", 1), ("received", "2030-02-01", 1), **told)
    sums, one_by_one = below(value(desk), "What it was worth")
    assert cells(sums) == [
        ("received", Decimal(201), "USD", "from a document", 2), ("received", Decimal(201), "USD", "estimate", 2),
    ]  # fmt: skip
    assert [row[3] for row in cells(one_by_one)] == [
        "Invoice", "market price (estimate)", "somebody's estimate", "invoice",
    ]  # fmt: skip


def test_what_is_restricted_is_counted_in_every_total_and_named_nowhere(desk: Desk) -> None:
    secret: dict[str, Any] = {"confidentiality": "restricted"}
    desk.gift("a secret gift", desk.them, ("received", "2030-02-01", 40), unit="boxes", **secret)
    desk.gift("an open gift", desk.them, ("received", "2030-02-01", 2), unit="boxes")
    call = met(desk, "2030-02-02", words="a secret call", **secret)
    met(desk, "2030-02-03", words="an open call")
    both = {"giver": desk.them, "receiver": desk.us, "on": date(2030, 2, 4)}
    desk.context.do.add(Signal(kind="kept a confidence", witness="a secret witness", **both, **secret))
    desk.context.do.add(Signal(kind="kept a confidence", witness="a secret caller", **both, interaction=call))
    document = value(desk)
    assert "secret" not in " ".join(document.texts())
    cited = {(one.noun, one.id) for one in document.citations()}
    assert not {("step", 1), ("contribution", 1), ("signal", 1), ("signal", 2)} & cited
    assert "2 contributions (1 of them restricted and not named) from 1 partner: 42" in said(document, "In short")[2]
    assert "2 contacts (1 of them restricted and not named) from" in said(document, "In short")[1]
    (showed,) = below(document, "What partners showed us")
    assert cells(showed) == [("kept a confidence", 2, "")]
    told = "Restricted: 1 contact, 1 contribution and 2 signals, counted in every figure, those of their ties too, and "
    told += "told of nowhere."
    assert told in said(document, "What we cannot show")


def test_a_step_that_was_taken_in_a_secret_talk_is_counted_and_not_cited(desk: Desk) -> None:
    call = met(desk, "2030-02-02", words="a secret call", confidentiality="restricted")
    gift = desk.gift("tents", desk.them, ("received", "2030-02-01", 2), unit="tents")
    promised = desk.gift("cots", desk.them, unit="cots")
    for row, state in ((gift, "received"), (promised, "pledged")):
        told = Step(contribution=row, state=state, on=date(2030, 2, 2), interaction=call, source="a secret source")
        desk.context.do.add_step(told)
    document = value(desk)
    assert "secret source" not in " ".join(document.texts())
    assert {one.id for one in document.citations() if one.noun == "step"} == {1}
    assert any(one.startswith("Promised: 1 contribution") for one in said(document, "In short"))


def test_categories_are_those_of_tags_and_never_guessed(desk: Desk) -> None:
    add = desk.context.do.add
    for number, tags in enumerate((("Arts",), ("humanitarian", "youth"), ("weather",), ()), 1):
        row = desk.gift(f"gift {number}", desk.them, ("received", "2030-02-01", 1), unit="boxes")
        for tag in tags:
            add(Tag(name=tag, about_noun="contribution", about_row=row))
    add(Tag(name="TRADE", about_noun="interaction", about_row=met(desk, "2030-02-02")))
    table, _ = below(value(desk), "By category")
    assert cells(table) == [
        ("arts and culture", 0, 1, 0), ("youth and education", 0, 1, 0), ("business and trade", 1, 0, 0),
        ("community development", 0, 0, 0), ("humanitarian assistance", 0, 1, 0), ("not assigned", 0, 2, 0),
    ]  # fmt: skip
    assert categories_of(["Éducation", "culture"]) == {"arts and culture", "youth and education"}
    assert all(categories_of([name]) == {name} for name in CATEGORIES)


def test_hours_are_those_that_contacts_say(desk: Desk) -> None:
    met(desk, "2030-02-01", minutes=90)
    met(desk, "2030-02-02", minutes=30)
    met(desk, "2030-02-03")
    document = value(desk)
    (facts,) = (block for block in below(document, "Received beside spent") if isinstance(block, Facts))
    assert _told(facts.facts[0].value) == "2.0 hours, told of 2 of 3 contacts [tie 1]"
    assert any(
        told.startswith("How long 1 of 3 contacts took nobody wrote down")
        for told in said(document, "What we cannot show")
    )


def test_deeds_of_residents_are_told_apart(desk: Desk) -> None:
    for number, who in enumerate(("residents", "officials", "business")):
        desk.gift(f"gift {number}", desk.them, ("received", "2030-02-01", None), unit=None, carried_by=who)
    told = "2 of 3 deeds were not the officials' own: 1 by business and 1 by residents. [step 1, step 3]"
    assert told in said(value(desk), "In short")


def test_it_is_the_same_whatever_the_order_of_entry(desk: Desk) -> None:
    for days in (3, 1, 2):
        desk.gift(
            f"{days} boxes", desk.them, ("received", str(date(2030, 2, 1) + timedelta(days=days)), days), unit="b"
        )
        desk.gift(f"{days} cups", desk.them, ("received", str(date(2030, 2, 9) - timedelta(days=days)), days), unit="c")
    assert "6 b, 6 c" in said(value(desk), "In short")[2]
    received = below(value(desk), "What we received")[0]
    assert [row[0] for row in cells(received)] == sorted((row[0] for row in cells(received)), reverse=True)
