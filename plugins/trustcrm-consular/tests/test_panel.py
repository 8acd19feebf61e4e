"""The panel of a city's corps: who holds which post on a day, and how long ago that was checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import City, Document, Organisation, Paragraph, Person, PluginContext, Post, Subject, Table, Tenure
from trustcrm.testing.an_office import an_office
from trustcrm_consular.panel import MOST, corps

DAY = date(2030, 6, 30)


@pytest.fixture
def context(tmp_path: Path) -> Iterator[PluginContext]:
    with an_office(tmp_path) as office:
        assert office.desk.today() == DAY
        yield office.host.context("core")


def _post(context: PluginContext, country: str, title: str, held: list[tuple[str, str, str]], **told: Any) -> int:
    """Record a post of the consulate of a country with whoever held it from when to when, and return its number."""
    add, city = context.do.add, context.ask.home().side
    name = f"Consulate of {country}"
    rows = [row.kept.id for row in context.ask.page("organisation").rows if row.title == name]
    side = rows[0] if rows else int(add(Organisation(name=name, kind="consulate", city=city, country=country)).ids[0])
    post = int(add(Post(title=title, side=side, **told)).ids[0])
    for person, begun, ended in held:
        known = int(add(Person(name=person, side=side)).ids[0])
        until = date.fromisoformat(ended) if ended else None
        add(Tenure(person=known, post=post, from_on=date.fromisoformat(begun), to_on=until, source="the list"))
    return side


def _told(context: PluginContext, day: date = DAY, noun: str = "city", row: int = 0) -> Document | None:
    return corps(context, Subject(noun=noun, id=row or context.ask.home().side, name="Homeville", day=day))


def _rows(document: Document | None) -> list[tuple[Any, ...]]:
    assert document is not None
    table = document.blocks[0]
    assert isinstance(table, Table)
    return [row.cells for row in table.rows]


def test_a_city_without_consulates_has_no_panel(context: PluginContext) -> None:
    context.do.add(Organisation(name="Chamber", kind="chamber", city=context.ask.home().side))
    assert _told(context) is None


def test_holders_of_the_day_stand_in_order_of_precedence(context: PluginContext) -> None:
    checked = {"verified_on": date(2030, 6, 1), "verified_by": "the list"}
    _post(context, "JP", "Consul", [("Aiko", "2025-01-01", "")], **checked)
    _post(context, "IT", "Consul", [("Rosa", "2020-01-01", "2024-12-31"), ("Carlo", "2025-01-01", "")], **checked)
    _post(context, "IT", "Consul General", [], precedence=1, honorary=True, **checked)
    assert _rows(_told(context)) == [
        ("IT", "Consul General, honorary", "vacant", None, date(2030, 6, 1), "the list"),
        ("IT", "Consul", "Carlo", date(2025, 1, 1), date(2030, 6, 1), "the list"),
        ("JP", "Consul", "Aiko", date(2025, 1, 1), date(2030, 6, 1), "the list"),
    ]
    assert [row[2] for row in _rows(_told(context, date(2024, 6, 1)))] == ["vacant", "Rosa", "vacant"]
    document = _told(context)
    assert document is not None
    assert [f"{cited}: {cited.words}" for cited in document.citations()] == [
        "post 3: ", "post 2: ", "tenure 3: the list", "post 1: ", "tenure 1: the list",
    ]  # fmt: skip
    assert len(document.blocks) == 1


def test_a_consulate_shows_its_own_posts_and_nothing_else_does(context: PluginContext) -> None:
    side = _post(context, "JP", "Consul", [("Aiko", "2025-01-01", "")])
    _post(context, "IT", "Consul", [])
    assert [row[0] for row in _rows(_told(context, noun="organisation", row=side))] == ["JP"]
    company = int(context.do.add(Organisation(name="Ltd", kind="company")).ids[0])
    assert _told(context, noun="organisation", row=company) is None
    other = int(context.do.add(City(name="Elsewhere", country="US")).ids[0])
    assert _told(context, row=other) is None


def test_what_was_not_checked_for_a_year_is_said(context: PluginContext) -> None:
    _post(context, "JP", "Consul", [], verified_on=date(2029, 6, 30))
    _post(context, "IT", "Consul", [], verified_on=date(2029, 6, 29))
    _post(context, "CH", "Consul", [])
    document = _told(context)
    assert document is not None
    (warning,) = document.blocks[1:]
    assert isinstance(warning, Paragraph)
    assert warning.words[-1].text == "2 posts were not checked within a year; ask before you write to the holder."
    assert [str(cited) for cited in warning.words[-1].cites] == ["post 3", "post 2"]


def test_a_long_corps_is_cut_and_counted(context: PluginContext) -> None:
    for number in range(MOST + 2):
        _post(context, "JP", f"Consul {number}", [], verified_on=DAY)
    document = _told(context)
    assert len(_rows(document)) == MOST
    assert document is not None
    assert "and 2 more posts, which trustcrm post list has" in list(document.texts())
