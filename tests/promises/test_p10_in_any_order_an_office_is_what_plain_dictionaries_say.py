"""P10, P7 and P8 in any order: recording, correcting, merging, importing and taking back come to what is told plainly.

A machine draws verbs; each is done by the program and told to dictionaries (`plain_office`). After each the rows must
be the same. At the end the journal's chain is whole, what follows from the facts is as if made anew, every reference
has its row, and importing everything again changes nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, text

from tests.conftest import NewDesk
from tests.promises.plain_office import Piece, PlainOffice, Refusal, call
from tests.promises.whole_office import ails
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import Agreement, City, Interaction, Note, Person, Tie
from trustcrm.errors import TrustCrmError
from trustcrm.services.desk import Desk
from trustcrm.services.importing.batches import skip, take_as, take_new
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.merge import merge, unmerge
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo, undo_batch

DAY = date(2020, 3, 1)
THOROUGH = "TRUSTCRM_TESTS_THOROUGH" in os.environ
DRAWN = (2000, 60) if os.environ.get("HYPOTHESIS_PROFILE") == "long" else (30 if THOROUGH else 15, 30)
"""How many examples of how many steps are drawn; HYPOTHESIS_PROFILE=long takes half an hour of one core."""
COLUMNS = {
    "city": ("name", "region", "aliases", "merged_into_id", "withdrawn"),
    "person": ("name", "side_id", "aliases", "merged_into_id", "withdrawn"),
    "tie": ("one_id", "other_id", "kind", "withdrawn"),
    "agreement": ("title", "tie_id", "withdrawn"),
    "interaction": ("giver_id", "receiver_id", "words", "withdrawn", "batch_id"),
    "note": ("words", "about_noun", "about_row", "withdrawn"),
    "batch item": ("batch_id", "position", "state"),
}

PLACES = st.integers(0, 30)
"""Where in a list of what there is; taken modulo its length, so that examples stay meaningful when they shrink."""
PIECES = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from((2, 3, 4, None)), st.sampled_from("xyz")),
    unique_by=lambda piece: piece[0],
    min_size=1,
    max_size=4,
)


def rows_of(desk: Desk) -> dict[str, dict[int, dict[str, Any]]]:
    """Read every row there is, past the program."""
    found: dict[str, dict[int, dict[str, Any]]] = {}
    with desk.database.engine.connect() as connection:
        for noun, columns in COLUMNS.items():
            listed = ", ".join(("id", *columns))
            rows = connection.execute(text(f"SELECT {listed} FROM {noun.replace(' ', '_')}")).mappings()
            found[noun] = {row["id"]: {name: _plain(name, row[name]) for name in columns} for row in rows}
    return found


def _plain(name: str, value: Any) -> Any:
    if name == "withdrawn":
        return bool(value)
    return json.loads(value) if name == "aliases" and isinstance(value, str) else value


def newest_change(desk: Desk) -> int:
    with desk.database.engine.connect() as connection:
        return int(connection.execute(text("SELECT MAX(id) FROM change")).scalar_one())


class AnyOrder(RuleBasedStateMachine):
    """Does each verb twice: to an office, and to plain dictionaries."""

    open_office: Callable[[], AbstractContextManager[Desk]]

    @initialize()
    def begin(self) -> None:
        self.leaving = self.open_office()
        self.desk = self.leaving.__enter__()
        self.plain = PlainOffice(rows_of(self.desk)["city"][1])
        self.numbers: list[int] = []
        self.both(
            lambda: record(self.desk, "add", "cities", City(name="A"), City(name="B", region="X"), City(name="C")),
            lambda: self.added(
                *(("city", city(name, region)) for name, region in (("A", None), ("B", "X"), ("C", None)))
            ),
        )

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            try:
                assert ails(self.desk.database) == []
            finally:
                self.leaving.__exit__(None, None, None)

    def both(self, real: Callable[[], Any], plain: Callable[[], Any]) -> None:
        """Do one verb both ways: both refuse, or neither does."""
        known, refused, before = len(self.plain.changes), False, newest_change(self.desk)
        try:
            plain()
        except Refusal:
            refused = True
        said = None
        try:
            real()
        except TrustCrmError as error:
            said = error
        assert (said is not None) == refused, said or "not refused"
        with self.desk.database.engine.connect() as connection:
            later = connection.execute(text("SELECT id FROM change WHERE id > :id ORDER BY id"), {"id": before})
            self.numbers += later.scalars().all()
        assert len(self.numbers) == len(self.plain.changes), (known, self.plain.changes[known:])

    def added(self, *rows: tuple[str, dict[str, Any]]) -> None:
        with self.plain.change("add"):
            for noun, row in rows:
                self.plain.add(noun, row)

    def at(self, noun: str, place: int) -> int:
        """Return the id of a row that is there, withdrawn or not."""
        there = sorted(self.plain.rows[noun])
        return there[place % len(there)]

    def has(self, noun: str) -> bool:
        return bool(self.plain.rows[noun])

    @rule(name=st.sampled_from("ABCD"), region=st.sampled_from((None, "X", "Y")))
    def record_city(self, name: str, region: str | None) -> None:
        self.both(
            lambda: record(self.desk, "add", "city", City(name=name, region=region)),
            lambda: self.added(("city", city(name, region))),
        )

    @rule(name=st.sampled_from("PQ"), side=st.none() | PLACES)
    def record_person(self, name: str, side: int | None) -> None:
        where = None if side is None else self.at("city", side)
        self.both(
            lambda: record(self.desk, "add", "person", Person(name=name, side=where)),
            lambda: self.added(("person", person(name, where))),
        )

    @rule(one=PLACES, other=PLACES, kind=st.sampled_from(("sister", "partner")), titles=st.integers(0, 2))
    def record_tie(self, one: int, other: int, kind: str, titles: int) -> None:
        ends = self.at("city", one), self.at("city", other)
        if ends[0] == ends[1]:
            return
        pacts = [f"pact {number}" for number in range(titles)]
        row = self.plain.next_id["tie"]
        self.both(
            lambda: record(
                self.desk, "add", "tie", Tie(one=ends[0], other=ends[1], kind=kind),
                *(Agreement(title=title, tie=row) for title in pacts),
            ),
            lambda: self.added(
                ("tie", {"one_id": ends[0], "other_id": ends[1], "kind": kind, "withdrawn": False}),
                *(("agreement", {"title": title, "tie_id": row, "withdrawn": False}) for title in pacts),
            ),
        )  # fmt: skip

    @rule(one=PLACES, other=PLACES)
    def record_call(self, one: int, other: int) -> None:
        ends = self.at("city", one), self.at("city", other)
        if ends[0] == ends[1]:
            return
        self.both(
            lambda: record(self.desk, "log", "call", Interaction(kind="call", giver=ends[0], receiver=ends[1], on=DAY)),
            lambda: self.added(("interaction", call(*ends, None))),
        )

    @rule(noun=st.sampled_from(("city", "person", "tie", "interaction")), place=PLACES)
    def record_note(self, noun: str, place: int) -> None:
        if not self.has(noun):
            return
        row = self.at(noun, place)
        self.both(
            lambda: record(self.desk, "note", "note", Note(words="n", about_noun=noun, about_row=row)),
            lambda: self.added(("note", {"words": "n", "about_noun": noun, "about_row": row, "withdrawn": False})),
        )

    @rule(
        what=st.sampled_from((("city", "name"), ("city", "region"), ("person", "name"), ("interaction", "words"))),
        place=PLACES,
        word=st.sampled_from("ABXYxyz"),
    )
    def correct_words(self, what: tuple[str, str], place: int, word: str) -> None:
        noun, column = what
        if not self.has(noun):
            return
        row = self.at(noun, place)
        self.both(
            lambda: correct(self.desk, noun, row, {column: word}),
            lambda: self.plain.correct(noun, row, **{column: word}),
        )

    @rule(place=PLACES, side=PLACES)
    def correct_side(self, place: int, side: int) -> None:
        if not self.has("person"):
            return
        row, where = self.at("person", place), self.at("city", side)
        self.both(
            lambda: correct(self.desk, "person", row, {"side": where}),
            lambda: self.plain.correct("person", row, side_id=where),
        )

    @rule(noun=st.sampled_from(("city", "person", "tie", "agreement", "interaction", "note")), place=PLACES)
    def withdraw_row(self, noun: str, place: int) -> None:
        if not self.has(noun):
            return
        row = self.at(noun, place)
        self.both(lambda: withdraw(self.desk, noun, row), lambda: self.plain.withdraw(noun, row))

    @rule(noun=st.sampled_from(("city", "city", "person")), stays=PLACES, goes=PLACES)
    def merge_two(self, noun: str, stays: int, goes: int) -> None:
        if not self.has(noun):
            return
        kept, gone = self.at(noun, stays), self.at(noun, goes)
        self.both(lambda: merge(self.desk, noun, kept, gone), lambda: self.plain.merge(noun, kept, gone))

    @rule(noun=st.sampled_from(("city", "city", "person")), place=PLACES)
    def unmerge_one(self, noun: str, place: int) -> None:
        merged = [row for row, values in self.plain.rows[noun].items() if values["merged_into_id"] is not None]
        if not merged:
            return
        gone = merged[place % len(merged)]
        self.both(lambda: unmerge(self.desk, noun, gone), lambda: self.plain.unmerge(noun, gone))

    @rule(name=st.sampled_from(("one.csv", "two.csv")), pieces=PIECES)
    def import_pieces(self, name: str, pieces: list[Piece]) -> None:
        if any(receiver not in (*self.plain.rows["city"], None) for _, receiver, _ in pieces):
            return
        self.both(lambda: self.imported(name, pieces), lambda: self.plain.import_(name, pieces))

    def imported(self, name: str, pieces: list[Piece]) -> None:
        drafts = [
            Draft(
                key=key,
                record=Interaction(
                    kind="call", giver=1, on=DAY, words=words,
                    receiver=Mention(noun="side", name="Nowhere") if receiver is None else receiver,
                ),
            )
            for key, receiver, words in pieces
        ]  # fmt: skip
        task = Task(importer="t:t", plugin="t", source=name, fingerprint=f"{name} {pieces}", drafts=lambda: drafts)
        before = rows_of(self.desk)
        known = run_import(self.desk, task).earlier_batch is not None
        after = rows_of(self.desk)
        assert after == before or not known
        assert run_import(self.desk, task).earlier_batch is not None
        assert rows_of(self.desk) == after

    @precondition(lambda self: self.plain.changes)
    @rule(back=st.integers(0, 12))
    def undo_one(self, back: int) -> None:
        number = max(0, len(self.plain.changes) - 1 - back)
        self.both(lambda: undo(self.desk, self.numbers[number]), lambda: self.plain.undo(number))

    @precondition(lambda self: self.plain.batches)
    @rule(place=PLACES)
    def undo_import(self, place: int) -> None:
        batch = 1 + place % len(self.plain.batches)
        self.both(lambda: undo_batch(self.desk, batch), lambda: self.plain.undo_batch(batch))

    @precondition(lambda self: self.plain.rows["batch item"])
    @rule(place=PLACES, how=st.sampled_from(("as", "as", "new", "skip")), meant=st.integers(1, 6))
    def decide_one(self, place: int, how: str, meant: int) -> None:
        item = self.plain.rows["batch item"][self.at("batch item", place)]
        batch, position = item["batch_id"], item["position"]
        real: dict[str, Callable[[], Any]] = {
            "as": lambda: take_as(self.desk, batch, position, str(meant)),
            "new": lambda: take_new(self.desk, batch, position),
            "skip": lambda: skip(self.desk, batch, position),
        }
        self.both(real[how], lambda: self.plain.decide(batch, position, how, meant))

    @invariant()
    def every_row_is_as_told(self) -> None:
        if hasattr(self, "desk"):
            assert rows_of(self.desk) == self.plain.rows


def city(name: str, region: str | None) -> dict[str, Any]:
    return {"name": name, "region": region, "aliases": [], "merged_into_id": None, "withdrawn": False}


def person(name: str, side: int | None) -> dict[str, Any]:
    return {"name": name, "side_id": side, "aliases": [], "merged_into_id": None, "withdrawn": False}


def in_any_order(open_office: Callable[[], AbstractContextManager[Desk]], examples: int, steps: int) -> None:
    class Machine(AnyOrder):
        pass

    Machine.open_office = staticmethod(open_office)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def not_waiting(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF").close()


@pytest.fixture
def hasty_desk(new_desk: NewDesk, engine: str) -> NewDesk:
    """Open a desk of a fresh office that does not wait for the disk: not what is tried here, and most of the time."""

    @contextmanager
    def fresh() -> Iterator[Desk]:
        with new_desk() as desk:
            if engine == "sqlite":
                event.listen(desk.database.engine, "connect", not_waiting)
            yield desk

    return fresh


def test_p10_in_any_order_an_office_is_what_plain_dictionaries_say(hasty_desk: NewDesk, engine: str) -> None:
    examples, steps = DRAWN
    fewer = max(3, examples // 10)  # a server is ten times slower
    in_any_order(hasty_desk, examples if engine == "sqlite" else fewer, steps)
