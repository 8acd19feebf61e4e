"""Recording what a plugin tells, one draft at a time, as an import of its own would."""

from __future__ import annotations

from collections.abc import Sequence

from trustcrm.domain.draft import Draft
from trustcrm.errors import Ambiguous, NotFound
from trustcrm.services.desk import Desk
from trustcrm.services.importing.outcome import Item, Outcome
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.importing.told import digest
from trustcrm.store.batches import is_undone
from trustcrm.store.origins import Origin, origins
from trustcrm.store.queries.batches import BatchItem, items_of


def record_draft(desk: Desk, plugin: str, draft: Draft) -> int:
    """Record one draft in a plugin's name and return its row's id; the same draft twice is one row.

    Raises `Ambiguous` where a person must say what the draft means, `NotFound` where it was rejected.
    """
    importer = f"plugin:{plugin}"
    known = _origin(desk, importer, draft.key)
    task = Task(
        importer=importer,
        plugin=plugin,
        source=draft.where or draft.key,
        fingerprint=_fingerprint(desk, draft, known),
        drafts=lambda: [draft],
    )
    outcome = run_import(desk, task)
    for item in _pieces(desk, outcome):
        if item.state == "waiting":
            raise Ambiguous(item.reason, item.candidates)
        if item.state == "rejected":
            raise NotFound(item.reason)
    present = _origin(desk, importer, draft.key)
    if present is None:
        raise NotFound(f"{draft.key} was brought in batch {outcome.earlier_batch}, and nothing was kept of it.")
    return present.row


def _fingerprint(desk: Desk, draft: Draft, known: Origin | None) -> str:
    """Return what tells a draft from those before it: what is said again after something else is news again."""
    said = digest(draft)
    with desk.database.reading() as connection:
        news = known is not None and (known.digest != said or is_undone(connection, known.batch))
    return f"{said} after {known.batch}" if known is not None and news else said


def _origin(desk: Desk, importer: str, key: str) -> Origin | None:
    with desk.database.reading() as connection:
        return origins(connection, importer, [key]).get(key)


def _pieces(desk: Desk, outcome: Outcome) -> Sequence[Item | BatchItem]:
    """Return the pieces that need a person, those of the earlier batch where the very same was brought before."""
    if outcome.earlier_batch is None:
        return outcome.items
    with desk.database.reading() as connection:
        return items_of(connection, outcome.earlier_batch)
