"""The plugin's own tables: what core's nouns cannot say, each row beside the record it belongs to.

A lesson is a contribution of expertise, dues are a contribution of money, evidence and results are notes, an adoption
is a step, and what a link says is a note about the later event. So all of them stand in the ledger, are searched,
undone, restricted and erased as core's records are, and a row here goes with its record.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table

_METADATA = MetaData()


def _table(name: str, *columns: Column[object]) -> Table:
    return Table(
        f"plugin_networks_and_lessons_{name}", _METADATA, Column("id", Integer, primary_key=True), *columns
    )  # fmt: skip


LESSON = _table("lesson", Column("contribution_id", Integer))
"""The contributions that are lessons."""

FINDING = _table("finding", Column("note_id", Integer), Column("role", String), Column("source", String))
"""The notes about a lesson that are its evidence or a result here, and where each is known from."""

ADOPTION = _table("adoption", Column("step_id", Integer), Column("adopted_by", String))
"""Who here adopted a lesson by the step in which it was received."""

DUES = _table("dues", Column("tie_id", Integer), Column("year", Integer), Column("contribution_id", Integer))
"""The contributions of money that are the dues of a membership for a year."""

LINK = _table(
    "link", Column("note_id", Integer), Column("interaction_id", Integer), Column("contribution_id", Integer),
    Column("signal_id", Integer), Column("agreement_id", Integer),
)  # fmt: skip
"""What the event that a note is about goes back to: one earlier event, under the column of its noun."""
