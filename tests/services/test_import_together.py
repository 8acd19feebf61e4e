"""Drafts kept many at once leave what the same drafts leave one by one, whatever stands between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby, islice
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import NewDesk
from trustcrm.domain.draft import Draft, Drafts, Piece, Rejected
from trustcrm.domain.noun import Mention, fields_of
from trustcrm.domain.nouns import City, Engagement, Interaction, Organisation, Person
from trustcrm.services.desk import Desk
from trustcrm.services.importing import run
from trustcrm.services.importing.outcome import Outcome
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.importing.told import digest
from trustcrm.store.origins import origins
from trustcrm.store.queries.rows import records
from trustcrm.store.tables.derived import FOLDED_NAME

DAY = date(2020, 3, 1)
HOME = Mention(noun="side", name="Los Angeles", country="US")
MILAN = Mention(noun="city", name="Milan", country="IT")


def call(number: int, **more: Any) -> Draft:
    told: dict[str, Any] = {"kind": "call", "giver": HOME, "receiver": MILAN, "on": DAY - timedelta(number % 40)}
    words = f"über die Häfen, „{number}“"
    return Draft(key=f"k{number}", record=Interaction(**told | {"words": words} | more), where=f"line {number}")


def drafts() -> Iterator[Draft | Rejected]:
    """Yield plain calls, and between them whatever asks for a closer look."""
    for number in range(120):
        yield call(number)
    yield Rejected(where="line 120", reason="It could not be read.")
    yield call(121, on=date(2999, 1, 1))
    yield call(122, kind="seance")
    yield call(123, words="half \ud800 a character")
    yield call(124, receiver=Mention(noun="city", name="Porto", country="PT"))
    yield call(125, receiver=Mention(noun="city", name="Porto", country="PT"), minutes=30, tone=-1)
    yield call(126, receiver=Mention(noun="city", name="Nowhere", create=False))
    yield call(127, minutes=True)
    yield call(128, receiver=HOME)
    yield call(5, words="the same key again")
    yield Draft(key="plan", record=Engagement(title="Ports’ day", starts_on=date(2999, 5, 1), side=MILAN))
    for number in range(130, 200):
        yield call(number, mode=None if number % 2 else "video", confidentiality="restricted")


def newcomers() -> Iterator[Draft]:
    """Yield organisations, people and cities nobody knows, and between them some who could be one another."""
    told: list[Organisation | Person | City] = [Organisation(name=f"Choir {number}") for number in range(40)]
    told += [
        Organisation(name="CHOIR 7"),
        Organisation(name="Müller & Sons"),
        Organisation(name="Mueller and sons"),
        Organisation(name="mueller & sons", country="DE"),
        Organisation(name="Harbour", aliases=("Port", "Quay")),
        Organisation(name="Port"),
        Organisation(name="Wharf", aliases=("Quay",)),
        Organisation(name="Guild", wikidata="Q1"),
        Organisation(name="Old guild", wikidata="Q1"),
        Organisation(name=" "),
        Organisation(name="x" * 501),
        Organisation(name="Inn", country="Nowhere"),
        Organisation(name="Milan"),
    ]
    told += [Person(name=f"Singer {number}") for number in range(30)]
    told += [
        Person(name="Singer 3"),
        Person(name="Choir 7"),
        Person(name="Late", died_on=date(2999, 1, 1)),
        Person(name="Member", side=Mention(noun="organisation", name="Choir 8")),
        City(name="Milan", country="IT"),
    ]
    told += [City(name=f"Ford {number}", country="GB") for number in range(20)]
    told += [City(name="Ford 1", country="US"), City(name="Ford 2"), City(name="Fjord", aliases=("Ford 3",))]
    for number, record in enumerate(told):
        yield Draft(key=f"k{number}", record=record, where=f"line {number}")
    for number in range(len(told), len(told) + 20):
        yield call(number, receiver=Mention(noun="organisation", name=f"choir {number % 40}"))


def brought(desk: Desk, pieces: Callable[[], Iterable[Piece]] = drafts, fingerprint: str = "1") -> Outcome:
    task = Task(importer="test:calls", plugin="test", source="calls", fingerprint=fingerprint, drafts=pieces)
    return run_import(desk, task)


def told_together(at_once: int = 30) -> Iterator[Piece]:
    """Yield the same pieces, those of one noun that follow one another told field by field."""
    for kind, some in groupby(drafts(), lambda piece: piece.record.__class__ if isinstance(piece, Draft) else None):
        while portion := list(islice(some, at_once)):
            if kind is None:
                yield from portion
                continue
            calls = [piece for piece in portion if isinstance(piece, Draft)]
            names = [name for name in fields_of(kind) if any(getattr(one.record, name) is not None for one in calls)]
            yield Drafts(
                kind=kind,
                keys=[one.key for one in calls],
                columns={name: [getattr(one.record, name) for one in calls] for name in names},
                where=[one.where for one in calls],
            )


def told(outcome: Outcome) -> tuple[Any, ...]:
    items = [(item.state, item.where, item.reason, item.candidates) for item in outcome.items]
    return outcome.read, outcome.created, outcome.corrected, outcome.same, items


def left(desk: Desk) -> dict[str, Any]:
    with desk.database.reading() as connection:
        keys = [f"k{number}" for number in range(200)] + ["plan"]
        nouns = ("city", "organisation", "person", "interaction", "engagement")
        rows: dict[str, Any] = {noun: records(connection, noun) for noun in nouns}
        rows["names"] = sorted(
            (one.folded, one.noun, one.row_id) for one in connection.execute(select(FOLDED_NAME))
        )  # fmt: skip
        said = {
            key: (origin.noun, origin.row, origin.digest)
            for key, origin in origins(connection, "test:calls", keys).items()
        }
    return rows | {"origins": said}


def test_drafts_kept_at_once_leave_what_they_leave_one_by_one(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_desk() as desk:
        at_once = told(brought(desk)), left(desk)
    monkeypatch.setattr(run, "FEW", 1_000_000)
    with new_desk() as desk:
        one_by_one = told(brought(desk)), left(desk)
    assert at_once[0] == one_by_one[0]
    assert at_once[1] == one_by_one[1]


def test_newcomers_kept_at_once_are_those_they_are_one_by_one(
    new_desk: NewDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_desk() as desk:
        at_once = told(brought(desk, newcomers)), left(desk)
        again = told(brought(desk, newcomers, "2"))
    monkeypatch.setattr(run, "FEW", 1_000_000)
    with new_desk() as desk:
        one_by_one = told(brought(desk, newcomers)), left(desk)
    assert at_once[0] == one_by_one[0]
    assert at_once[1] == one_by_one[1]
    assert (at_once[0][1]["organisation"], at_once[0][1]["person"]) == (46, 32)
    assert again[1] == {}


@pytest.mark.parametrize("at_once", [1, 30, 1_000])
def test_drafts_told_field_by_field_leave_what_they_leave_one_by_one(new_desk: NewDesk, at_once: int) -> None:
    with new_desk() as desk:
        together = told(brought(desk, lambda: told_together(at_once))), left(desk)
        again = told(brought(desk, lambda: told_together(at_once), "2"))
    with new_desk() as desk:
        one_by_one = told(brought(desk)), left(desk)
        assert again == told(brought(desk, fingerprint="2"))
    assert together == one_by_one


def test_drafts_told_field_by_field_are_those_drafts() -> None:
    pieces = [one for piece in told_together() for one in (piece if isinstance(piece, Drafts) else [piece])]
    assert pieces == list(drafts())


def test_a_rejected_draft_keeps_its_cells(desk: Desk) -> None:
    bad = Drafts(
        kind=Interaction,
        keys=["a", "b"],
        columns={"kind": ["call", "seance"], "giver": [HOME] * 2, "receiver": [MILAN] * 2, "on": [DAY] * 2},
        where=["line 1", "line 2"],
        header=("what", "who"),
        cells=(["call", "Milan"], ["seance", "Milan"]),
    )
    (item,) = brought(desk, lambda: [bad]).items
    assert (item.where, item.raw) == ("line 2", {"what": "seance", "who": "Milan"})


@pytest.mark.parametrize(
    ("columns", "where"),
    [({"name": ["Oslo"]}, []), ({"name": ["Oslo"], "nmae": ["Oslo"]}, ["1"]), ({}, ["1"]), ({"name": []}, ["1"])],
)
def test_drafts_that_do_not_fit_together_are_refused(columns: dict[str, list[str]], where: list[str]) -> None:
    with pytest.raises(ValueError, match="Drafts of a city"):
        Drafts(kind=City, keys=["oslo"], columns=columns, where=where)


def test_many_digests_are_the_digests_of_each(desk: Desk) -> None:
    brought(desk)
    with desk.database.reading() as connection:
        found = origins(connection, "test:calls", [f"k{number}" for number in range(120)])
    expected = {draft.key: digest(draft) for draft in drafts() if isinstance(draft, Draft) and draft.key != "k5"}
    assert len(found) == 120
    assert all(found[key].digest == expected[key] for key in found if key != "k5")


def test_drafts_brought_again_change_nothing(desk: Desk) -> None:
    brought(desk)
    assert brought(desk, fingerprint="2").created == {}


def test_what_needs_a_person_is_told_in_the_order_of_the_source(desk: Desk) -> None:
    pieces: list[Draft | Rejected] = [
        call(1, kind="seance"), Rejected(where="line 2", reason="It could not be read."), call(3, kind="seance"),
    ]  # fmt: skip
    task = Task(importer="test:calls", plugin="test", source="calls", fingerprint="1", drafts=lambda: iter(pieces))
    assert [item.where for item in run_import(desk, task).items] == ["line 1", "line 2", "line 3"]
