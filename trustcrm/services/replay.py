"""Erasing again what was erased, after an older backup brought it back.

What was erased is also written beside a SQLite file, opaquely: nouns, numbers and the hash of the change that added
each row. Ids are never used twice in one office, and the hash tells that it is the same row of the same office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trustcrm.errors import Refused
from trustcrm.services.desk import Desk
from trustcrm.services.dispose import dispose_again
from trustcrm.services.erase import Ask, erase_person
from trustcrm.services.erasures_file import read_erasures, write_down
from trustcrm.store.certificates import ErasedRow, added_by, certificate_of, office_mark
from trustcrm.store.scrubbing import scrub


@dataclass
class Replayed:
    """What a replay did: rows erased again, rows that were not there to erase, and rows a hold or a rule kept."""

    again: list[ErasedRow] = field(default_factory=list)
    absent: list[ErasedRow] = field(default_factory=list)
    kept: list[tuple[ErasedRow, str]] = field(default_factory=list)


def replay_erasures(desk: Desk, path: Path) -> Replayed:
    """Erase again, in the office at this desk, what a file of erasures tells; it may be run as often as wanted.

    Raises `UnreadableSource` where the file is none, and `Refused` where it is another office's.
    """
    return replay_told(desk, read_erasures(path), str(path))


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
        scrub(desk.database, {row.noun for row in done.again})
        write_down(desk.database)
    return done


def _replay(desk: Desk, verb: str, rows: Sequence[ErasedRow], ask: Ask, done: Replayed) -> None:
    for row in rows:
        with desk.database.reading() as connection:
            same = added_by(connection, row.noun, [row.id])[row.id] == row.added_by
            erased = certificate_of(connection, row.noun, row.id) is not None
        if row in done.again or erased:
            continue
        if not same:
            done.absent.append(row)
            continue
        try:
            if verb == "erase":
                people = erase_person(desk, row.id, ask).people
                done.again += [one for one in rows if one.id in people]
            else:
                (done.again if dispose_again(desk, row, ask.why) else done.absent).append(row)
        except Refused as error:
            done.kept.append((row, str(error)))
