"""Elections that somebody here knows of: on which day, for what, and where that is known from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import delete, insert, select

from trustcrm.plugin import Citation, City, NotFound, Organisation, PluginContext
from trustcrm_protocol.merged import all_standing
from trustcrm_protocol.tables import ELECTION


@dataclass(frozen=True, kw_only=True)
class Election:
    """An election of a side, our own city included, on a day."""

    id: int
    side: int
    name: str
    noun: str
    on: date
    what: str
    source: str

    @property
    def cited(self) -> Citation:
        """The side it is of, and where it is known from."""
        return Citation(self.noun, self.side, self.source)


def note_election(context: PluginContext, side: int, on: date, what: str, source: str) -> Election:
    """Write down an election, and return it."""
    with context.tables.writing() as tables:
        values = {"side_id": side, "on": on, "what": what, "source": source}
        key: Any = tables.execute(insert(ELECTION), values).inserted_primary_key
    return next(one for one in elections(context) if one.id == key[0])


def forget_election(context: PluginContext, number: int) -> None:
    """Take an election out that was written down wrongly. Raises `NotFound`."""
    with context.tables.writing() as tables:
        if not tables.execute(delete(ELECTION).where(ELECTION.c.id == number)).rowcount:
            raise NotFound(f"There is no election {number}; `trustcrm protocol elections list` lists those there are.")


def elections(context: PluginContext) -> list[Election]:
    """Return every election on record, by its day."""
    with context.tables.reading() as tables:
        rows = tables.execute(select(ELECTION).order_by(ELECTION.c.on, ELECTION.c.id)).mappings().all()
    sides = all_standing(context, "side", {row["side_id"] for row in rows})
    return [
        Election(
            id=row["id"], side=side.kept.id, name=cast(City | Organisation, side.kept.record).name, noun=side.noun,
            on=row["on"], what=row["what"], source=row["source"],
        )
        for row in rows
        if (side := sides.get(row["side_id"])) is not None
    ]  # fmt: skip
