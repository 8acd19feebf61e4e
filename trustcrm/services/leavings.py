"""What erasing leaves to be done once it is saved: it is written down beside the database, and gone from its files.

The erasure itself stands by then. What cannot be done is told as an error that says so; `trustcrm db scrub` does it
later.
"""

from __future__ import annotations

from collections.abc import Iterable

from trustcrm.errors import DatabaseBusy, DatabaseFull, DatabaseUnusable, UnreadableSource
from trustcrm.services.erasures_file import erasures_beside, write_down
from trustcrm.store.engine import Database
from trustcrm.store.scrubbing import scrub
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Cleared:
    """Whether the database's files are rid of what was erased, and what kept that or its writing down from being done.

    They are not where another program reads the database.
    """

    scrubbed: bool
    fault: DatabaseUnusable | None = None


def clear_leavings(database: Database, nouns: Iterable[str]) -> Cleared:
    """Write down beside a database what was erased in it, and rid its own files of that, as far as either can be."""
    fault: DatabaseUnusable | None = None
    try:
        write_down(database)
    except OSError as error:
        fault = DatabaseUnusable(
            f"The erasure is saved, but the list of erasures beside {database.where}, which repeats it after an older "
            f"backup is restored, could not be written ({error.strerror}); run `trustcrm db scrub` when it can be."
        )
    except UnreadableSource:
        fault = DatabaseUnusable(
            f"The erasure is saved, but {erasures_beside(database)} is no list of erasures and was left as it is; move "
            "it away and run `trustcrm db scrub`."
        )
    try:
        return Cleared(scrubbed=scrub(database, nouns), fault=fault)
    except DatabaseBusy:
        return Cleared(scrubbed=False, fault=fault)
    except DatabaseUnusable as error:
        full = isinstance(error, DatabaseFull)
        why, first = ("found no room on its disk to be", "free some space") if full else ("could not be", "see to it")
        return Cleared(
            scrubbed=False,
            fault=DatabaseUnusable(
                f"The erasure is saved, but the database {database.where} {why} written anew, so that what was erased "
                f"may still stand in its files; {first} and run `trustcrm db scrub`."
            ),
        )
