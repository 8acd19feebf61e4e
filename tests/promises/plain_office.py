"""An office as plain dictionaries: what every verb must come to, told a second time without a line of the program's.

Rows are `rows[noun][id][column]`; a change is the list of what it wrote, as (operation, noun, id, before, after). What
an office would refuse raises `Refusal`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

Row = dict[str, Any]
Piece = tuple[str, int | None, str]
"""What a source says: its key, the receiver (None where it names nobody known) and the words."""

REFERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "city": (("merged_into_id", "city"),),
    "person": (("side_id", "city"), ("merged_into_id", "person")),
    "tie": (("one_id", "city"), ("other_id", "city")),
    "agreement": (("tie_id", "tie"),),
    "interaction": (("giver_id", "city"), ("receiver_id", "city")),
    "note": (),
    "batch item": (),
}
"""Which columns of a noun hold ids of which noun; a note is about any row by `about_noun` and `about_row`."""


class Refusal(Exception):
    """The office does not do this, and nothing changes."""


class PlainOffice:
    """The rows of an office, its changes, its batches, and what each key of a source became."""

    def __init__(self, home: Row) -> None:
        self.rows: dict[str, dict[int, Row]] = {noun: {} for noun in REFERS}
        self.rows["city"][1] = home
        self.next_id = dict.fromkeys(REFERS, 1) | {"city": 2}
        self.changes: list[dict[str, Any]] = []
        self.batches: dict[int, dict[str, Any]] = {}
        self.origins: dict[str, dict[str, Any]] = {}
        self._open: list[Any] = []

    @contextmanager
    def change(self, verb: str, batch: int | None = None, reverses: int | None = None) -> Iterator[None]:
        """Keep what is written as one change, numbered from 0; a refusal leaves everything as it was."""
        before = copy.deepcopy(self.__dict__)
        self._open = []
        try:
            yield
        except Refusal:
            self.__dict__.update(before)
            raise
        if self._open:
            self.changes.append({"verb": verb, "batch": batch, "reverses": reverses, "wrote": self._open})

    def stands(self, change: int) -> bool:
        """Return whether a change was not taken back, or its taking back was."""
        return not any(other["reverses"] == change and self.stands(number) for number, other in enumerate(self.changes))

    # The three things that can happen to a row.

    def add(self, noun: str, row: Row) -> int:
        number = self.next_id[noun]
        self.next_id[noun] += 1
        self._put(noun, number, row)
        return number

    def _put(self, noun: str, number: int, row: Row) -> None:
        self.rows[noun][number] = dict(row)
        self._open.append(("added", noun, number, {}, dict(row)))

    def write(self, noun: str, number: int, **values: Any) -> None:
        row = self.rows[noun][number]
        changed = {name: value for name, value in values.items() if row[name] != value}
        if changed:
            self._open.append(("changed", noun, number, {name: row[name] for name in changed}, changed))
            row.update(changed)

    def _remove(self, noun: str, number: int) -> None:
        self._open.append(("removed", noun, number, self.rows[noun].pop(number), {}))

    def pointing(self, noun: str, number: int) -> Iterator[tuple[str, int, str]]:
        """Yield (noun, id, column) for whatever points at a row."""
        for other, rows in self.rows.items():
            for row, values in rows.items():
                for column, target in REFERS[other]:
                    if target == noun and values[column] == number:
                        yield other, row, column
                if other == "note" and (values["about_noun"], values["about_row"]) == (noun, number):
                    yield other, row, "about_row"

    # What an office does.

    def correct(self, noun: str, number: int, **values: Any) -> None:
        with self.change("correct"):
            row = self.rows[noun][number]
            if noun == "interaction" and row["giver_id"] == row["receiver_id"]:
                raise Refusal
            self.write(noun, number, **values)

    def withdraw(self, noun: str, number: int) -> None:
        with self.change("withdraw"):
            self.write(noun, number, withdrawn=True)

    def merge(self, noun: str, stays: int, goes: int) -> None:
        with self.change("merge"):
            kept, gone = self.rows[noun][stays], self.rows[noun][goes]
            if stays == goes or kept["withdrawn"] or gone["withdrawn"]:
                raise Refusal
            for other, row, column in list(self.pointing(noun, goes)):
                self.write(other, row, **{column: stays})
            names = [gone["name"], *gone["aliases"]]
            new = [name for name in dict.fromkeys(names) if name not in (kept["name"], *kept["aliases"])]
            gained = {"aliases": [*kept["aliases"], *new]}
            for name in ("region", "side_id"):
                if name in kept and kept[name] is None:
                    gained[name] = gone[name]
            self.write(noun, stays, **gained)
            self.write(noun, goes, merged_into_id=stays, withdrawn=True)
            if noun == "city":
                self._tidy_ties(stays)

    def _tidy_ties(self, side: int) -> None:
        first: dict[Any, int] = {}
        for number, tie in sorted(self.rows["tie"].items()):
            ends = frozenset((tie["one_id"], tie["other_id"]))
            if tie["withdrawn"] or side not in ends:
                continue
            if len(ends) == 1:
                self.write("tie", number, withdrawn=True)
                continue
            earlier = first.setdefault((ends, tie["kind"]), number)
            if earlier != number:
                for other, row, column in list(self.pointing("tie", number)):
                    self.write(other, row, **{column: earlier})
                self.write("tie", number, withdrawn=True)

    def unmerge(self, noun: str, gone: int) -> None:
        for number in reversed(range(len(self.changes))):
            for operation, what, row, before, after in self.changes[number]["wrote"]:
                merged = operation == "changed" and (what, row) == (noun, gone) and "merged_into_id" in after
                if merged and self.changes[number]["verb"] == "merge" and before["merged_into_id"] is None:
                    if not self.stands(number):
                        continue
                    if self.rows[noun][gone]["merged_into_id"] != after["merged_into_id"]:
                        raise Refusal  # the one it was merged into was merged itself since
                    self.undo(number)
                    return
        raise Refusal

    def undo(self, change: int) -> None:
        if not self.stands(change):
            raise Refusal
        with self.change("undo", self.changes[change]["batch"], change):
            for operation, noun, number, before, after in reversed(self.changes[change]["wrote"]):
                if operation == "added":
                    self._undo_added(change, noun, number, after)
                elif operation == "changed":
                    self._undo_changed(change, noun, number, before, after)
                elif number not in self.rows[noun] and not self._lacking(noun, before):
                    self._put(noun, number, before)

    def undo_batch(self, batch: int) -> None:
        standing = [
            number
            for number, change in enumerate(self.changes)
            if change["batch"] == batch and change["verb"] != "undo" and self.stands(number)
        ]
        if not standing:
            raise Refusal
        for number in reversed(standing):
            self.undo(number)

    def _set_since(self, change: int, noun: str, number: int) -> set[str]:
        return {
            column
            for later in range(change + 1, len(self.changes))
            if self.changes[later]["verb"] != "undo" and self.stands(later)
            for operation, what, row, _, after in self.changes[later]["wrote"]
            if operation == "changed" and (what, row) == (noun, number)
            for column in after
        }

    def _undo_added(self, change: int, noun: str, number: int, image: Row) -> None:
        row = self.rows[noun].get(number)
        edited = row != image or self._set_since(change, noun, number)
        if row is not None and not edited and not list(self.pointing(noun, number)):
            self._remove(noun, number)

    def _undo_changed(self, change: int, noun: str, number: int, before: Row, after: Row) -> None:
        row = self.rows[noun].get(number)
        if row is not None:
            later = self._set_since(change, noun, number)
            back = {name: before[name] for name in before if name not in later and row[name] == after[name]}
            lacking = self._lacking(noun, row | back)
            if "merged_into_id" in before and ("merged_into_id" not in back or "merged_into_id" in lacking):
                raise Refusal  # a row is merged and withdrawn, or neither
            self.write(noun, number, **{name: value for name, value in back.items() if name not in lacking})

    def _lacking(self, noun: str, image: Row) -> list[str]:
        """Return the columns of a row that point at nothing."""
        wanted = [(column, target, image[column]) for column, target in REFERS[noun]]
        if noun == "note":
            wanted.append(("about_row", image["about_noun"], image["about_row"]))
        return [name for name, target, number in wanted if number is not None and number not in self.rows[target]]

    # Importing, and deciding what was left waiting.

    def is_undone(self, batch: int) -> bool:
        return any(
            change["batch"] == batch and change["verb"] == "import" and not self.stands(number)
            for number, change in enumerate(self.changes)
        )

    def import_(self, name: str, pieces: Sequence[Piece]) -> None:
        fingerprint = (name, tuple(pieces))
        if any(known["said"] == fingerprint and not self.is_undone(batch) for batch, known in self.batches.items()):
            return
        batch = len(self.batches) + 1
        with self.change("import", batch):
            waiting = [piece for piece in pieces if not self._take(piece, batch)]
            items: list[tuple[int, Piece]] = []
            self.batches[batch] = {"said": fingerprint, "items": items}
            for piece in waiting:
                number = self.next_id["batch item"]
                self.next_id["batch item"] += 1
                self.rows["batch item"][number] = {"batch_id": batch, "position": len(items) + 1, "state": "waiting"}
                items.append((number, piece))

    def _take(self, piece: Piece, batch: int) -> bool:
        """Take in a piece; return False where a person must say."""
        key, receiver, words = piece
        origin = self.origins.get(key)
        row = None if origin is None else self.rows["interaction"].get(origin["row"])
        if origin is None or row is None:
            if receiver is None:
                return False
            self._keep_piece(key, piece, self.add("interaction", call(1, receiver, words, batch)), batch)
            return True
        if origin["said"] == piece and not (origin["batch"] != batch and self.is_undone(origin["batch"])):
            return True
        if receiver is None:
            return False
        told = {"giver_id": 1, "receiver_id": receiver, "words": words}
        wanted = {name: value for name, value in told.items() if row[name] != value}
        if self._edited_here(origin["row"]) & set(wanted):
            return False
        self.write("interaction", origin["row"], **wanted)
        self._keep_piece(key, piece, origin["row"], batch)
        return True

    def _keep_piece(self, key: str, said: Piece, row: int, batch: int) -> None:
        self.origins[key] = {"row": row, "said": said, "batch": batch}

    def _edited_here(self, number: int) -> set[str]:
        return {
            column
            for change, told in enumerate(self.changes)
            if told["verb"] not in ("import", "undo") and self.stands(change)
            for operation, noun, row, _, after in told["wrote"]
            if operation == "changed" and (noun, row) == ("interaction", number)
            for column in after
        }

    def decide(self, batch: int, position: int, how: str, meant: int = 0) -> None:
        """Settle a waiting piece: `how` is "as" the row `meant`, "new", or "skip"."""
        number, piece = self.batches[batch]["items"][position - 1]
        with self.change("decide", batch):
            if self.rows["batch item"][number]["state"] == "decided":
                raise Refusal
            if how != "skip":
                if self.is_undone(batch):
                    raise Refusal
                self._settle(piece, batch, how, meant)
            self.write("batch item", number, state="decided")

    def _settle(self, piece: Piece, batch: int, how: str, meant: int) -> None:
        key, receiver, words = piece
        origin = self.origins.get(key)
        standing = origin["row"] if origin and self._is_standing(origin["row"]) else None
        if receiver is None:
            if how == "new" or meant not in self.rows["city"] or meant == 1:
                raise Refusal
            receiver = meant
        elif (standing is None and how == "as") or (standing is not None and (how == "new" or meant != standing)):
            raise Refusal
        if standing is None:
            standing = self.add("interaction", call(1, receiver, words, batch))
        else:
            self.write("interaction", standing, giver_id=1, receiver_id=receiver, words=words)
        self._keep_piece(key, piece, standing, batch)

    def _is_standing(self, number: int) -> bool:
        row = self.rows["interaction"].get(number)
        return row is not None and not row["withdrawn"]


def call(giver: int, receiver: int, words: str | None, batch: int | None = None) -> Row:
    """Return the row of a call."""
    return {"giver_id": giver, "receiver_id": receiver, "words": words, "withdrawn": False, "batch_id": batch}
