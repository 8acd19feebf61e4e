"""The screen of the plan: what is done, undone and left, and beside a line what a contact keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from trustcrm.plugin import Facts, PluginContext
from trustcrm.testing.an_office import a_full_office
from trustcrm_continuity.plan import plan
from trustcrm_continuity.screens import register_screens

(SCREEN,) = register_screens()


@pytest.fixture
def context(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginContext]:
    """The demo office, as a screen is given it."""
    with a_full_office(tmp_path, tmp_path_factory.getbasetemp() / "trustcrm-kit" / "full.db") as office:
        office.desk  # noqa: B018 - opens the office to plugins
        yield office.host.context("core")


def test_every_errand_is_a_line_under_a_key_of_its_own_and_what_is_undone_presses(context: PluginContext) -> None:
    rows, found = SCREEN.load(context), plan(context, 6.0)
    assert len({row.key for row in rows}) == len(rows) == len((*found.errands, *found.undone, *found.left))
    assert {row.kind for row in rows if row.state == "!"} == {"undone"}
    assert all(len(row.cells) == len(SCREEN.columns) for row in rows)
    kinds = [row.kind for row in rows]
    assert kinds == sorted(kinds, key=("do", "undone", "left").index)


def test_beside_a_line_stands_when_it_is_cold_and_what_a_contact_keeps(context: PluginContext) -> None:
    rows = SCREEN.load(context)
    assert SCREEN.card is not None
    left = next(row for row in rows if row.kind == "left" and row.cells[5])
    document = SCREEN.card(context, left)
    assert document is not None
    (facts,) = (block for block in document.blocks if isinstance(block, Facts))
    told = {fact.label: "".join(run.text for run in fact.value) for fact in facts.facts}
    assert told["Keeps"] == f"{left.cells[5]} days of trust"
    assert "Goes cold" in told
