"""Several records corrected and added in one change: all of it or nothing, and taken back as one."""

from __future__ import annotations

from datetime import date

import pytest

from trustcrm.domain.nouns import City, Colleague, Custody, FollowUp, Tie
from trustcrm.errors import Conflict, InvalidValue
from trustcrm.services.browse import page
from trustcrm.services.desk import Desk
from trustcrm.services.history import newest
from trustcrm.services.record import record
from trustcrm.services.together import Correction, together
from trustcrm.services.undo import undo


@pytest.fixture
def office(desk: Desk) -> Desk:
    record(
        desk, "add", "all", City(name="Milan"), Tie(one=1, other=2), Colleague(name="Ben"), Colleague(name="Cleo"),
        Custody(tie=1, colleague=1), FollowUp(what="thank them", due_on=date(2020, 7, 9), colleague=1),
    )  # fmt: skip
    return desk


def custodies(desk: Desk) -> list[tuple[str, bool]]:
    return [(row.referred["colleague"], row.value("to_on") is None) for row in reversed(page(desk, "custody", {}).rows)]


def test_what_is_done_together_is_one_change_and_is_taken_back_as_one(office: Desk) -> None:
    done = together(
        office, "hand over", "Ben to Cleo", [Custody(tie=1, colleague=2)],
        [Correction(noun="custody", row=1, values={"to_on": date(2020, 6, 30)}),
         Correction(noun="follow-up", row=1, values={"colleague": 2})],
    )  # fmt: skip
    assert done.ids == (2,)
    assert custodies(office) == [("Ben", False), ("Cleo", True)]
    (told,) = newest(office, 1)
    assert (told.change.verb, told.change.summary) == ("hand over", "Ben to Cleo")
    undo(office, told.change.id)
    assert custodies(office) == [("Ben", True)]
    assert page(office, "follow-up", {}).rows[0].referred["colleague"] == "Ben"


def test_nothing_is_kept_where_one_of_them_cannot_be(office: Desk) -> None:
    fine = Correction(noun="custody", row=1, values={"to_on": date(2020, 6, 30)})
    with pytest.raises(InvalidValue):
        together(office, "hand over", "x", [FollowUp(what=" ", due_on=date(2020, 7, 1))], [fine])
    together(office, "hand over", "Ben's last day", [], [fine])
    stale = Correction(noun="custody", row=1, values={"to_on": None}, version=1)
    with pytest.raises(Conflict):
        together(office, "hand over", "x", [Custody(tie=1, colleague=2)], [stale])
    assert custodies(office) == [("Ben", False)]
