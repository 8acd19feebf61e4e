"""Which rows are restricted, and which blocks of the journal hold one: what readers who are not cleared never see.

A row is restricted by its own confidentiality, or because it belongs to a row that is: a step to its contribution, a
participant to its interaction, a tag or note to whatever it is about. A row that was removed stays restricted, since
the journal still holds it. A piece of an import that could not be read has no confidentiality yet: it counts as
restricted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select

from trustcrm.domain.nouns import ABOUT, NOUNS
from trustcrm.store.fixed import fetched
from trustcrm.store.journal import Block, block_of, names_told
from trustcrm.store.plugin_tables.names import is_of_plugin
from trustcrm.store.tables import BATCH_ITEM, JOURNALLED
from trustcrm.store.tables.derived import RESTRICTED_BLOCK, RESTRICTED_ROW
from trustcrm.store.tables.journal import BLOCK

RESTRICTED = "restricted"
"""The word of a record's confidentiality that only those who are cleared may read."""

BELONGS: Mapping[str, Mapping[str, str]] = {
    "participant": {"interaction_id": "interaction"},
    "step": {"contribution_id": "contribution", "interaction_id": "interaction"},
    "signal": {"interaction_id": "interaction"},
    "engagement": {"interaction_id": "interaction"},
    "seat": {"engagement_id": "engagement"},
    "follow-up": {"interaction_id": "interaction", "contribution_id": "contribution"},
}
"""What is as restricted as what it belongs to: the columns by which it does, and the nouns they point at."""

OWN = tuple(noun for noun, table in JOURNALLED.items() if "confidentiality" in table.columns)
"""The nouns that have a confidentiality of their own."""

_BY_OWN_WORD = frozenset(OWN) - {*BELONGS, *ABOUT}
"""The nouns that are restricted by their own confidentiality alone."""

CONCERNED = tuple(noun for noun in (*NOUNS, BATCH_ITEM) if noun in {*OWN, *BELONGS, *ABOUT, BATCH_ITEM})
"""Every noun of which a row can be restricted, owners first."""

_AT_ONCE = 500

Row = Mapping[str, Any] | RowMapping


class Restrictions:
    """Keeps the lists of restricted rows and blocks in step with what one change writes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._some: bool | None = None

    def among(self, noun: str, ids: Iterable[int]) -> set[int]:
        """Return those of a noun's rows that are restricted."""
        if noun not in CONCERNED or not self._any():
            return set()
        return set(self._listed(noun, ids))

    def added(self, noun: str, rows: Sequence[Row]) -> None:
        """Take note of rows that were just written, after whatever they belong to."""
        if noun in CONCERNED:
            restricted = self._restricted(noun, rows)
            self._add(noun, restricted)
            self._follow_about(noun, restricted)

    def corrected(self, noun: str, ids: Sequence[int]) -> None:
        """Take note of rows that were just corrected; what belongs to them follows, and so does their past."""
        if noun not in CONCERNED:
            return
        for some in _portions(ids):
            now = self._restricted(noun, self._rows(noun, "id", some))
            before = self.among(noun, some)
            self._add(noun, now - before)
            self._drop(noun, before - now)
            if now != before:
                self._follow(noun, now ^ before)

    def concern(self, block: Block) -> bool:
        """Return whether a block of the journal tells of a restricted row, or of what belongs to one."""
        return bool(self.among(block.noun, block.ids)) or self.any_among(block.about)

    def any_among(self, places: Iterable[tuple[str, int]]) -> bool:
        """Return whether one of some rows, by noun and id, is restricted."""
        by_noun: dict[str, list[int]] = defaultdict(list)
        for noun, row in places:
            by_noun[noun].append(row)
        return any(self.among(noun, rows) for noun, rows in by_noun.items())

    def block_kept(self, change: int, position: int, block: Block) -> None:
        """Take note of a block of the journal that was just written."""
        if self.concern(block):
            self._connection.execute(insert(RESTRICTED_BLOCK), {"change_id": change, "position": position})

    def rebuild(self) -> None:
        """Make both lists anew, from the rows that stand and from those that the journal saw removed."""
        self._connection.execute(delete(RESTRICTED_BLOCK))
        self._connection.execute(delete(RESTRICTED_ROW))
        self._some = False
        gone = self._removed()
        for noun in CONCERNED:
            self.added(noun, gone[noun])
            table = JOURNALLED[noun]
            rows = self._connection.execute(select(*self._looked_at(noun)).order_by(table.c.id)).mappings()
            for some in rows.partitions(5000):
                self.added(noun, some)
        if self._some:
            self._mark(select(BLOCK.c.change_id, BLOCK.c.position).where(BLOCK.c.noun.in_(CONCERNED)))
            self._mark_plugins()

    def _any(self) -> bool:
        if self._some is None:
            self._some = bool(fetched(self._connection, "SELECT 1 FROM restricted_row LIMIT 1"))
        return self._some

    def _listed(self, noun: str, ids: Iterable[int]) -> Iterator[int]:
        for some in _portions(sorted(set(ids))):
            chosen = select(RESTRICTED_ROW.c.row_id).where(RESTRICTED_ROW.c.noun == noun)
            yield from self._connection.execute(chosen.where(RESTRICTED_ROW.c.row_id.in_(some))).scalars()

    def _restricted(self, noun: str, rows: Iterable[Row]) -> set[int]:
        if noun in _BY_OWN_WORD:
            return {row["id"] for row in rows if row["confidentiality"] == RESTRICTED}
        found: set[int] = set()
        owners: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in rows:
            if _by_itself(noun, row):
                found.add(row["id"])
            for owner, number in _owners(noun, row):
                owners[owner][number].append(row["id"])
        for owner, belonging in owners.items():
            for number in self.among(owner, belonging):
                found.update(belonging[number])
        return found

    def _add(self, noun: str, ids: Iterable[int]) -> None:
        new = sorted(set(ids) - self.among(noun, ids))
        if new:
            self._connection.execute(insert(RESTRICTED_ROW), [{"noun": noun, "row_id": row} for row in new])
            self._some = True

    def _drop(self, noun: str, ids: Iterable[int]) -> None:
        for some in _portions(sorted(ids)):
            table = RESTRICTED_ROW
            self._connection.execute(delete(table).where(table.c.noun == noun, table.c.row_id.in_(some)))

    def _follow(self, noun: str, ids: set[int]) -> None:
        """Bring what belongs to rows in step, and the blocks that hold them."""
        for other, columns in BELONGS.items():
            for column, owner in columns.items():
                if owner == noun:
                    self.corrected(other, [row["id"] for row in self._rows(other, column, sorted(ids))])
        self._follow_about(noun, ids)
        holding = select(BLOCK.c.change_id, BLOCK.c.position).where(BLOCK.c.noun == noun)
        self._mark(holding.where(BLOCK.c.first_id <= max(ids), BLOCK.c.last_id >= min(ids)))
        self._mark_plugins()

    def _follow_about(self, noun: str, ids: Iterable[int]) -> None:
        for some in _portions(sorted(ids)):
            for other in ABOUT:
                table = JOURNALLED[other]
                chosen = select(table.c.id).where(table.c.about_noun == noun, table.c.about_row.in_(some))
                self.corrected(other, self._connection.execute(chosen).scalars().all())

    def _mark_plugins(self) -> None:
        """Look at each block of rows of plugins: which records these are about, each block tells by itself."""
        names = list(filter(is_of_plugin, names_told(self._connection)))
        if names:
            self._mark(select(BLOCK.c.change_id, BLOCK.c.position).where(BLOCK.c.noun.in_(names)))

    def _mark(self, blocks: Any) -> None:
        """Look at each of some blocks and list it where it holds a restricted row, and only there."""
        for change, position in self._connection.execute(blocks).all():
            here = (BLOCK.c.change_id == change, BLOCK.c.position == position)
            block = block_of(self._connection.execute(select(BLOCK).where(*here)).one())
            listed = RESTRICTED_BLOCK
            self._connection.execute(delete(listed).where(listed.c.change_id == change, listed.c.position == position))
            self.block_kept(change, position, block)

    def _looked_at(self, noun: str) -> list[Any]:
        names = {"id", "confidentiality", "draft", "about_noun", "about_row", *BELONGS.get(noun, ())}
        return [column for column in JOURNALLED[noun].columns if column.name in names]

    def _rows(self, noun: str, column: str, values: Sequence[int]) -> list[RowMapping]:
        table = JOURNALLED[noun]
        found: list[RowMapping] = []
        for some in _portions(values):
            chosen = select(*self._looked_at(noun)).where(table.c[column].in_(some))
            found += self._connection.execute(chosen).mappings().all()
        return found

    def _removed(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        chosen = select(BLOCK).where(BLOCK.c.operation == "removed", BLOCK.c.noun.in_(CONCERNED))
        for row in self._connection.execute(chosen):
            block = block_of(row)
            found[block.noun] += [image for _, image in block.images("before")]
        return found


def may_restrict(noun: str, told: Mapping[str, Sequence[Any]]) -> bool:
    """Return whether any of a noun's rows, given by their columns, may be restricted; at a glance for most nouns."""
    if noun in _BY_OWN_WORD:
        return RESTRICTED in told["confidentiality"]
    return noun in CONCERNED


def _by_itself(noun: str, row: Row) -> bool:
    return _is_secret_piece(row["draft"]) if noun == BATCH_ITEM else row.get("confidentiality") == RESTRICTED


def _owners(noun: str, row: Row) -> Iterator[tuple[str, int]]:
    for column, owner in BELONGS.get(noun, {}).items():
        if row[column] is not None:
            yield owner, row[column]
    if noun in ABOUT:
        yield row["about_noun"], row["about_row"]


def _is_secret_piece(draft: Mapping[str, Any]) -> bool:
    """Return whether a piece of an import is, or may be, restricted; what belongs to something else may be."""
    record = draft.get("record")
    if record is None:
        return True
    noun = record[""]
    return noun in CONCERNED and (noun not in OWN or record.get("confidentiality") == RESTRICTED)


def _portions(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
