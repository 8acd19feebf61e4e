"""How interactions, steps, signals and agreements become acts, the evidence that readings sum.

- A mutual interaction is an act of each side towards the other; a one-way one is its giver's act alone. Where further
  sides took part each of them exchanges acts with the giver, and every act weighs 1/(number of other sides): a call of
  45 cities is not 45 friendships.
- An unkind tone (-1, -2) says how the other side was towards us: its act towards our home city, or the receiver's
  towards the giver where our home city took no part, takes the intensity of the kind "tone -" or "tone --".
- A step of a contribution is an act of the giver, but asking and acknowledging are acts of the receiver. The kind
  "received condolence" goes before "received" where the office's list has it.
- A signed agreement is an act of each side towards the other.

Withdrawn records yield no acts, nor do agreements of a withdrawn tie, nor does what a side did to itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, func, select

from trustcrm.store.fixed import Ask, Row, asking
from trustcrm.store.stretches import Stretches
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import between

SOURCES = ("interaction", "step", "signal", "agreement")
"""The nouns that acts come from."""

_INTERACTION = """
WITH home AS (
  SELECT home_id FROM office ORDER BY id LIMIT 1
), chosen AS (
  SELECT i.id, i.giver_id, i.receiver_id, i."on" AS day, i.direction, COALESCE(i.tone, 0) AS tone, i.kind
  FROM interaction i WHERE NOT i.withdrawn AND i.id BETWEEN ? AND ?
), others AS (
  SELECT id, receiver_id AS other_id FROM chosen WHERE receiver_id <> giver_id
  UNION
  SELECT c.id, p.side_id FROM chosen c JOIN participant p ON p.interaction_id = c.id
  WHERE p.side_id IS NOT NULL AND NOT p.withdrawn AND p.side_id <> c.giver_id
), counted AS (
  SELECT id, COUNT(*) AS sides, MAX(CASE WHEN other_id = (SELECT home_id FROM home) THEN 1 ELSE 0 END) AS with_home
  FROM others GROUP BY id
), both_ways AS (
  SELECT c.id, c.giver_id, o.other_id AS receiver_id, c.day, c.kind, c.tone, c.direction, n.sides, 0 AS back,
    CASE WHEN c.tone < 0 AND o.other_id = (SELECT home_id FROM home) THEN 1 ELSE 0 END AS toned
  FROM chosen c JOIN others o ON o.id = c.id JOIN counted n ON n.id = c.id
  UNION ALL
  SELECT c.id, o.other_id, c.giver_id, c.day, c.kind, c.tone, c.direction, n.sides, 1,
    CASE WHEN c.tone < 0 AND
      (c.giver_id = (SELECT home_id FROM home) OR (n.with_home = 0 AND o.other_id = c.receiver_id)) THEN 1 ELSE 0 END
  FROM chosen c JOIN others o ON o.id = c.id JOIN counted n ON n.id = c.id
), toned AS (
  SELECT b.*, CASE WHEN b.toned = 1 THEN CASE WHEN b.tone = -1 THEN 'tone -' ELSE 'tone --' END END AS tone_kind
  FROM both_ways b WHERE b.back = 0 OR b.direction = 'mutual' OR b.toned = 1
)
SELECT 'interaction' AS noun, t.id AS row_id, t.giver_id, t.receiver_id, t.day, {kind}, 1.0 / t.sides AS weight
FROM toned t JOIN kind k
  ON k.family = CASE WHEN t.tone_kind IS NULL THEN 'interaction' ELSE 'tone' END
  AND k.name = COALESCE(t.tone_kind, t.kind)
WHERE t.giver_id <> t.receiver_id AND NOT k.withdrawn
"""

_PLAIN_INTERACTION = """
SELECT 'interaction' AS noun, i.id AS row_id, CASE WHEN way.back = 0 THEN i.giver_id ELSE i.receiver_id END AS giver_id,
  CASE WHEN way.back = 0 THEN i.receiver_id ELSE i.giver_id END AS receiver_id, i."on" AS day, {kind}, 1.0 AS weight
FROM interaction i JOIN kind k ON k.family = 'interaction' AND k.name = i.kind
CROSS JOIN (SELECT 0 AS back UNION ALL SELECT 1) AS way
WHERE NOT i.withdrawn AND NOT k.withdrawn AND i.giver_id <> i.receiver_id
  AND (way.back = 0 OR i.direction = 'mutual') AND i.id BETWEEN ? AND ?
"""
"""Interactions of two sides and no unkind tone, as nearly all are: the same acts without gathering who took part."""

_NOT_PLAIN = (
    "SELECT 1 FROM participant p WHERE p.interaction_id BETWEEN ? AND ? UNION ALL "
    "SELECT 1 FROM interaction i WHERE i.id BETWEEN ? AND ? AND i.tone < 0 LIMIT 1"
)

_STEP = """
SELECT 'step' AS noun, s.id AS row_id,
  CASE WHEN s.state IN ('asked', 'acknowledged') THEN c.receiver_id ELSE c.giver_id END AS giver_id,
  CASE WHEN s.state IN ('asked', 'acknowledged') THEN c.giver_id ELSE c.receiver_id END AS receiver_id,
  s."on" AS day, {kind}, 1.0 AS weight
FROM step s JOIN contribution c ON c.id = s.contribution_id
LEFT JOIN kind own ON own.family = 'step' AND own.name = s.state || ' ' || c.kind AND NOT own.withdrawn
JOIN kind k ON k.family = 'step' AND k.name = COALESCE(own.name, s.state) AND NOT k.withdrawn
WHERE NOT s.withdrawn AND NOT c.withdrawn AND c.giver_id <> c.receiver_id AND s.id BETWEEN ? AND ?
"""

_SIGNAL = """
SELECT 'signal' AS noun, s.id AS row_id, s.giver_id, s.receiver_id, s."on" AS day, {kind}, 1.0 AS weight
FROM signal s JOIN kind k ON k.family = 'signal' AND k.name = s.kind AND NOT k.withdrawn
WHERE NOT s.withdrawn AND s.giver_id <> s.receiver_id AND s.id BETWEEN ? AND ?
"""

_AGREEMENT = """
SELECT 'agreement' AS noun, a.id AS row_id, CASE WHEN way.back = 0 THEN t.one_id ELSE t.other_id END AS giver_id,
  CASE WHEN way.back = 0 THEN t.other_id ELSE t.one_id END AS receiver_id, a.signed_on AS day, {kind}, 1.0 AS weight
FROM agreement a JOIN tie t ON t.id = a.tie_id
JOIN kind k ON k.family = 'agreement' AND k.name = 'agreement signed' AND NOT k.withdrawn
CROSS JOIN (SELECT 0 AS back UNION ALL SELECT 1) AS way
WHERE NOT a.withdrawn AND NOT t.withdrawn AND a.signed_on IS NOT NULL AND t.one_id <> t.other_id
  AND a.id BETWEEN ? AND ?
"""

ACT_COLUMNS = "noun, row_id, giver_id, receiver_id, day, kind, root, intensity, weight"
"""What is told of an act, in the order of its table; the two sides that it is found by follow from it."""

_KIND = "k.name AS kind, SUBSTR(k.cameo, 1, 2) AS root, k.intensity"


def _inserting(made: str) -> str:
    """Return the statement that inserts the acts which a SELECT makes."""
    return (
        f"INSERT INTO act ({ACT_COLUMNS}, one_id, other_id) "
        f"SELECT {ACT_COLUMNS}, {', '.join(between())} FROM ({made.format(kind=_KIND)}) AS made "
    )


_INSERTS: Mapping[str, str] = {
    "interaction": _inserting(_INTERACTION),
    "step": _inserting(_STEP),
    "signal": _inserting(_SIGNAL),
    "agreement": _inserting(_AGREEMENT),
}
_INSERT_PLAIN_INTERACTIONS = _inserting(_PLAIN_INTERACTION)

_CHILDREN = {"contribution": ("step", "contribution_id"), "tie": ("agreement", "tie_id")}


IDS_AT_ONCE = 20_000
"""How many rows' acts are made by one statement: what it sorts and joins is kept in memory."""


class Sources:
    """Which rows' acts must be made anew, by noun."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[str, Stretches] = {noun: Stretches() for noun in SOURCES}
        self._standing: dict[str, Stretches] = {noun: Stretches() for noun in SOURCES}
        self.everything = False

    def added(self, noun: str, told: Mapping[str, Sequence[Any]]) -> None:
        """Note rows that were just written, given by their columns."""
        if noun in SOURCES:
            self._ids[noun].add(told["id"])
        elif noun == "participant":
            self._touch("interaction", told["interaction_id"])
        elif noun in ("kind", "office"):
            self.everything = True
        elif noun in _CHILDREN:
            self._touch_children(noun, told["id"])

    def touch(self, noun: str, ids: Sequence[int]) -> None:
        """Note rows that stand in the database, and whatever else their correction bears on."""
        if noun in SOURCES:
            self._touch(noun, ids)
        elif noun == "participant":
            table = TABLES["participant"]
            chosen = select(table.c.interaction_id).where(table.c.id.in_(ids))
            self._touch("interaction", self._connection.execute(chosen).scalars().all())
        elif noun in ("kind", "office"):
            self.everything = True
        elif noun in _CHILDREN:
            self._touch_children(noun, ids)

    def touch_everything(self) -> None:
        """Note that every act must be made anew."""
        self.everything = True

    def _touch_children(self, noun: str, ids: Sequence[int]) -> None:
        child, column = _CHILDREN[noun]
        table = TABLES[child]
        chosen = select(table.c.id).where(table.c[column].in_(ids))
        self._touch(child, self._connection.execute(chosen).scalars().all())

    def _touch(self, noun: str, ids: Sequence[int]) -> None:
        self._ids[noun].add(ids)
        self._standing[noun].add(ids)

    def count(self) -> int:
        """Return how many rows are noted."""
        return sum(ids.count() for ids in self._ids.values())

    def ranges(self) -> Iterator[tuple[str, int, int]]:
        """Yield the noted rows as noun, first id and last id of stretches without a gap, none of them long."""
        yield from _ranges(self._ids)

    def standing_ranges(self) -> Iterator[tuple[str, int, int]]:
        """Yield likewise those of the noted rows of which acts may stand: what was just written has none yet."""
        yield from _ranges(self._standing)

    def every_range(self) -> Iterator[tuple[str, int, int]]:
        """Yield every row there is as noun, first id and last id of stretches, none of them long."""
        for noun in SOURCES:
            ids = TABLES[noun].c.id
            first, last = self._connection.execute(select(func.min(ids), func.max(ids))).one()
            if first is not None:
                yield from _parted(noun, first, last)


def _ranges(ids_by_noun: Mapping[str, Stretches]) -> Iterator[tuple[str, int, int]]:
    for noun, ids in ids_by_noun.items():
        for first, last in ids:
            yield from _parted(noun, first, last)


def _parted(noun: str, first: int, last: int) -> Iterator[tuple[str, int, int]]:
    for start in range(first, last + 1, IDS_AT_ONCE):
        yield noun, start, min(start + IDS_AT_ONCE - 1, last)


def make_acts(connection: Connection, noun: str, first: int, last: int) -> None:
    """Insert the acts of a noun's rows with ids from `first` to `last`."""
    with asking(connection) as ask:
        ask.each(_insert(ask, noun, first, last), [(first, last)])


def made_acts(ask: Ask, noun: str, first: int, last: int) -> list[Row]:
    """Insert these acts and return their rows, as the driver gives them, columns in the order of the table."""
    return ask(_returning(_insert(ask, noun, first, last)), (first, last))


@cache
def _returning(statement: str) -> str:
    return f"{statement} RETURNING {ACT_COLUMNS}"


def _insert(ask: Ask, noun: str, first: int, last: int) -> str:
    plain = noun == "interaction" and not ask(_NOT_PLAIN, (first, last, first, last))
    return _INSERT_PLAIN_INTERACTIONS if plain else _INSERTS[noun]
