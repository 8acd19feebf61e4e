"""A real office for a test: an own file, an own day, the installed plugins, and the pipeline of every import."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from trustcrm.plugin import Mention, PinnedClock

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice
    from trustcrm.plugin import Importer, Source
    from trustcrm.services.importing.outcome import Outcome

TODAY = date(2030, 6, 30)


@contextmanager
def an_office(folder: Path, *, plugins: bool = False) -> Iterator[OpenOffice]:
    """Yield an office of an invented home city in a new file in `folder`, with nothing else in it.

    Without `plugins` no installed plugin has a say, so that what is tried is the one at hand.
    """
    from trustcrm.office import Premises, Wishes
    from trustcrm.services.start import Opening, start_office

    folder.mkdir(parents=True, exist_ok=True)
    wishes = Wishes(database=str(folder / "office.db"), actor="kit", no_plugins=not plugins, environ={})
    with closing(Premises(wishes).enter(create=True, clock=PinnedClock(TODAY))) as office:
        start_office(office.desk, Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone="UTC"))
    with closing(Premises(wishes).enter(clock=PinnedClock(TODAY))) as office:
        yield office


def brought_in(office: OpenOffice, importer: Importer, source: Source, *, dry_run: bool = False) -> Outcome:
    """Bring a source in through the pipeline that `trustcrm import` uses, and return what came of it."""
    from trustcrm.services.importing.run import Task, fingerprint, run_import

    task = Task(
        importer="kit:importer", plugin="kit", source=source.name,
        fingerprint=fingerprint([source.path], source.options), drafts=lambda: importer.read(source),
    )  # fmt: skip
    return run_import(office.desk, task, dry_run=dry_run)


def newest_change(office: OpenOffice) -> int:
    """Return the number of the newest change; where nothing was written it stays."""
    from trustcrm.services.history import newest

    return max((told.change.id for told in newest(office.desk, 1)), default=0)
