"""Erasing again what was erased, after an older backup brought it back.

What was erased is also written beside a SQLite file, opaquely: nouns, numbers and the hash of the change that added
each row. Ids are never used twice in one office, and the hash tells that it is the same row of the same office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trustcrm.domain.nouns import NOUNS
from trustcrm.errors import Refused
from trustcrm.services.desk import Desk
from trustcrm.services.dispose import dispose_again
from trustcrm.services.erase import Ask, erase_rows
from trustcrm.services.erasures_file import read_erasures
from trustcrm.services.leavings import Cleared, clear_leavings
from trustcrm.store.certificates import ErasedRow, added_by, certificate_of, office_mark


@dataclass
class Replayed:
    """What a replay did: rows erased again, rows erased already, rows not there to erase, rows a hold or a rule kept.

    `cleared` tells of the database's files where anything in it was erased.
    """

    again: list[ErasedRow] = field(default_factory=list)
    already: list[ErasedRow] = field(default_factory=list)
    absent: list[ErasedRow] = field(default_factory=list)
    kept: list[tuple[ErasedRow, str]] = field(default_factory=list)
    cleared: Cleared | None = None


def replay_erasures(desk: Desk, path: Path) -> Replayed:
    """Erase again, in the office at this desk, what a file of erasures tells; it may be run as often as wanted.

    Raises `UnreadableSource` where the file is none, and `Refused` where it is another office's.
    """
    done = replay_told(desk, read_erasures(path), str(path))
    if done.already and done.cleared is None:  # an earlier replay may have been broken off before it cleared the files
        done.cleared = clear_leavings(desk.database, NOUNS)
    return done


def replay_told(desk: Desk, content: Mapping[str, Any], where: str) -> Replayed:
    """Erase again what was told of an office, in a file or before it was replaced; `where` says by whom, for messages.

    Raises `Refused` where it is another office's.
    """
    with desk.database.reading() as connection:
        if content["office"] != office_mark(connection):
            raise Refused(
                f"{where} tells the erasures of another office; give the one kept beside this one's database."
            )
    done = Replayed()
    for certificate in content["certificates"]:
        why = f"again, after a restore: {certificate['why']} (certificate {certificate['id']} of {certificate['on']})"
        rows = [ErasedRow(**row) for row in certificate["rows"]]
        _replay(desk, certificate["verb"], rows, Ask(why=why, authority=certificate["authority"]), done)
    if done.again:
        done.cleared = clear_leavings(desk.database, NOUNS)
    return done


def clear_again(desk: Desk) -> Cleared:
    """Write down what was erased before, and rid the database's files of it: what a full disk or a kill left undone."""
    return clear_leavings(desk.database, NOUNS)


def _replay(desk: Desk, verb: str, rows: Sequence[ErasedRow], ask: Ask, done: Replayed) -> None:
    for row in rows:
        with desk.database.reading() as connection:
            same = added_by(connection, row.noun, [row.id])[row.id] == row.added_by
            erased = certificate_of(connection, row.noun, row.id) is not None
        if row in done.again:
            continue
        if erased:
            done.already.append(row)
            continue
        if not same:
            done.absent.append(row)
            continue
        try:
            if verb == "erase":
                people = erase_rows(desk, row.id, ask).people
                done.again += [one for one in rows if one.id in people]
            else:
                (done.again if dispose_again(desk, row, ask.why) else done.absent).append(row)
        except Refused as error:
            done.kept.append((row, str(error)))
