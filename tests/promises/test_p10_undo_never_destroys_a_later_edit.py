"""P10: undo never destroys a person's later edit; it lists what it reversed, what it kept, and what it could not."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.conftest import NewDesk
from trustcrm.domain.nouns import City, Interaction, Note, Person, Tie
from trustcrm.errors import TrustCrmError
from trustcrm.services.desk import Desk
from trustcrm.services.record import correct, record
from trustcrm.services.undo import undo
from trustcrm.store.journal import blocks_of
from trustcrm.store.queries.rows import raw_rows

DAY = date(2020, 3, 1)

EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("name"), st.integers(2, 4), st.sampled_from("ABC")),
        st.tuples(st.just("region"), st.integers(2, 4), st.sampled_from("XYZ")),
        st.tuples(st.just("person"), st.integers(2, 4), st.just("")),
        st.tuples(st.just("call"), st.integers(2, 4), st.just("")),
        st.tuples(st.just("note"), st.integers(2, 4), st.just("")),
        st.tuples(st.just("city"), st.just(0), st.just("")),
    ),
    min_size=1,
    max_size=8,
)


def _edit(desk: Desk, what: str, row: int, word: str) -> None:
    if what in ("name", "region"):
        correct(desk, "city", row, {what: word})
    elif what == "person":
        record(desk, "add", "p", Person(name="p", side=row))
    elif what == "call":
        record(desk, "log", "c", Interaction(kind="call", giver=1, receiver=row, on=DAY))
    elif what == "note":
        record(desk, "note", "n", Note(words="n", about_noun="city", about_row=row))
    else:
        record(desk, "add", "city", City(name="New"))


def _written_since(desk: Desk, change: int) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the last value anybody gave each column after a change, read from the journal."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    with desk.database.reading() as connection:
        newest = connection.execute(text("SELECT MAX(id) FROM change")).scalar_one()
        for later in range(change + 1, newest + 1):
            for block in blocks_of(connection, later):
                for row, image in block.images("after"):
                    found.setdefault((block.noun, row), {}).update(image)
    return found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(edits=EDITS, chosen=st.integers(0, 20))
def test_p10_undo_never_destroys_a_later_edit(
    new_desk: NewDesk, edits: list[tuple[str, int, str]], chosen: int
) -> None:
    with new_desk() as desk:
        record(desk, "add", "cities", City(name="A"), City(name="B"), City(name="C"), Tie(one=1, other=2))
        for edit in edits:
            _edit(desk, *edit)
        with desk.database.reading() as connection:
            newest = connection.execute(text("SELECT MAX(id) FROM change")).scalar_one()
            change = 2 + chosen % (newest - 1)
            touched = [(block.noun, row) for block in blocks_of(connection, change) for row in block.ids]
        later = _written_since(desk, change)
        try:
            report = undo(desk, change)
        except TrustCrmError:
            return
        with desk.database.reading() as connection:
            for (noun, row), values in later.items():
                present = raw_rows(connection, noun, [row])[row]
                assert {name: present[name] for name in values if name != "version"} == {
                    name: date.fromisoformat(value) if name == "on" and value else value
                    for name, value in values.items()
                    if name != "version"
                }
        told = [(fate.noun, fate.id) for fate in (*report.reversed, *report.kept, *report.impossible)]
        assert set(told) == set(touched)
        assert all(fate.reason for fate in (*report.kept, *report.impossible))
