"""What a person does through a plugin: the verbs behind core's own commands, in the name of whoever is at work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from trustcrm.services.desk import Desk
from trustcrm.services.run import Run

if TYPE_CHECKING:
    from pathlib import Path

    from trustcrm.domain.draft import Piece
    from trustcrm.domain.noun import Record
    from trustcrm.domain.nouns import Step
    from trustcrm.hooks.host import Host
    from trustcrm.services.fates import UndoReport
    from trustcrm.services.importing.deciding import Decision
    from trustcrm.services.importing.differences import Choice
    from trustcrm.services.importing.outcome import Outcome
    from trustcrm.services.importing.run import Tell
    from trustcrm.services.log import Logged
    from trustcrm.services.quick_entry import Understood
    from trustcrm.services.record import Recorded
    from trustcrm.services.report import Report
    from trustcrm.services.together import Correction
    from trustcrm.store.writing import Writer

_NONE: Mapping[str, str] = MappingProxyType({})


class Deeds:
    """Writes in the office, each call one change that `undo` takes back, journalled in the name of whoever is at work.

    Meant for what a person asks for on a screen or by a command. Every deed raises `Refused` where a rule or that
    person's role forbids it, `Conflict` where a `version` was given and somebody corrected the row since, and
    `DatabaseUnusable`; nothing is saved then.
    """

    def __init__(self, desk: Desk, host: Host, plugin: str) -> None:
        self._desk = desk
        self._host = host
        self._plugin = plugin

    def batch(self, source: str) -> BatchOfDeeds:
        """Return deeds that are kept as one batch, a sync's say, which `undo_batch` takes back whole.

        `source` says to a person what it came from: a calendar's name. The batch begins with the first deed that
        writes anything; what is undone or decided of an import meanwhile is no part of it.
        """
        return BatchOfDeeds(self._desk, self._host, self._plugin, source)

    @property
    def login(self) -> str:
        """Who does these deeds: the name they are journalled under."""
        return self._desk.actor

    def in_the_name_of(self, login: str) -> Deeds:
        """Return the deeds of another person, journalled in that name and bounded by that person's role.

        Meant for a server, at which a person proved who they are: by a password that this plugin gave out, say.
        """
        return Deeds(replace(self._desk, actor=login, login=""), self._host, self._plugin)

    def check_role(self) -> None:
        """Raise `Refused` unless whoever does these deeds may write."""
        self._desk.require("officer", "write")

    def log(self, understood: Understood) -> Logged:
        """Keep everything an entry says in one change. Raises `Ambiguous` while a question stands open."""
        if understood.needed:
            from trustcrm.services.needed import keep_needs

            return keep_needs(self._desk, understood)
        from trustcrm.services.log import keep

        return keep(self._desk, understood)

    def add(self, record: Record, *parts: Record, again: bool = False) -> Recorded:
        """Add a record with its parts; with `again` also where the like of it is there already."""
        from trustcrm.services.add import add

        return add(self._desk, record, *parts, again=again)

    def add_each(self, records: Sequence[Record], *, again: bool = False) -> Sequence[int]:
        """Add records, each by a change of its own, all of them or none, and return their ids.

        Saved once for all: what a sync finds new, say, in portions of some dozens, while others wait for their turn.
        """
        from trustcrm.services.add import add_each

        return add_each(self._desk, records, again=again)

    def together(
        self, verb: str, summary: str, *, add: Sequence[Record] = (), correct: Sequence[Correction] = ()
    ) -> Recorded:
        """Correct some records and add others in one change, which `undo` takes back whole; all of it or nothing.

        The journal tells it by a verb of the plugin's own, such as "hand over". Raises what `correct` and `add` raise.
        """
        from trustcrm.services.together import together

        return together(self._desk, verb, summary, add, correct)

    def add_step(self, step: Step, unit: str | None = None) -> int:
        """Take a contribution one step further, as in "received"; return the step's id."""
        from trustcrm.services.record import add_step

        return add_step(self._desk, step, unit)

    def receive(self, contribution: int, on: date | None = None) -> int:
        """Say that the rest of what was promised was received, today where no day is given; return the step's id.

        How much that is follows from the steps before. Raises `Refused` where nothing is still to come.
        """
        from trustcrm.services.promises import receive

        return receive(self._desk, contribution, on or self._desk.today())

    def correct(self, noun: str, row: int, values: Mapping[str, Any], *, version: int | None = None) -> bool:
        """Give fields of a record new values; return whether anything changed. Raises `NotFound`, `InvalidValue`."""
        from trustcrm.services.record import correct

        return correct(self._desk, noun, row, values, version=version)

    def withdraw(self, noun: str, row: int, why: str = "", *, version: int | None = None) -> bool:
        """Mark a record wrong; return whether it was not yet."""
        from trustcrm.services.record import withdraw

        return withdraw(self._desk, noun, row, why, version=version)

    def undo(self, change: int | None = None) -> UndoReport:
        """Take a change back; where none is named, what whoever is at work did last.

        That is one change, or all of a batch of deeds where this plugin did them (`batch`).
        """
        from trustcrm.services.undo import undo, undo_newest

        return undo(self._desk, change) if change is not None else undo_newest(self._desk, self._plugin)

    def undo_batch(self, batch: int) -> UndoReport:
        """Take a whole import back."""
        from trustcrm.services.undo import undo_batch

        return undo_batch(self._desk, batch)

    def bring_back_batch(self, batch: int, since: int = 0) -> UndoReport:
        """Have an import again that was taken back; with `since`, only what was taken back by that change or later."""
        from trustcrm.services.undo import bring_back_batch

        return bring_back_batch(self._desk, batch, since)

    def hold(self, engagement: int, *, kind: str = "", words: str = "", version: int | None = None) -> int:
        """Say that an engagement took place; return the id of the interaction it became."""
        from trustcrm.services.ahead import hold

        return hold(self._desk, engagement, kind=kind, words=words, version=version)

    def cancel(self, engagement: int, *, version: int | None = None) -> None:
        """Call an engagement off."""
        from trustcrm.services.ahead import cancel

        cancel(self._desk, engagement, version=version)

    def done(self, follow_up: int, on: date | None = None, *, version: int | None = None) -> None:
        """Tick a follow-up off, as of today where no day is given."""
        from trustcrm.services.ahead import done

        done(self._desk, follow_up, on or self._desk.today(), version=version)

    def snooze(self, noun: str, row: int, until: date, *, kind: str = "", words: str | None = None) -> list[int]:
        """Put aside what is due about a row, for one reason or for all, until a day; return the ids of the snoozes."""
        from trustcrm.services.snooze import snooze

        return snooze(self._desk, noun, row, until, kind=kind, words=words)

    def bring_in(
        self, source: str, importer: str, fingerprint: str, pieces: Callable[[], Iterable[Piece]], *,
        dry_run: bool = False, tell: Tell | None = None, progress: Callable[[int], None] = lambda count: None,
    ) -> Outcome:  # fmt: skip
        """Import what a plugin read itself as one batch in one transaction, the way `trustcrm import` does.

        `importer` is the full name of the importer, its plugin's name before it as in "ics:ics", whose keys those of
        the drafts are: what came by it before is known again. `fingerprint` is a digest of the source and whatever else
        `pieces` depends on; where it came before, nothing is read, and the outcome names the batch. `pieces` reads
        the source anew at each call. `tell` is told of each draft that has a row what became of it, and must not
        write. A dry run is the same run, taken back at its end. What `pieces` raises passes through.
        """
        from trustcrm.services.importing.run import Task, run_import, tell_nobody

        task = Task(
            importer=importer, plugin=self._plugin, source=source, fingerprint=fingerprint, drafts=pieces,
            tell=tell or tell_nobody,
        )  # fmt: skip
        return run_import(self._desk, task, dry_run=dry_run, progress=progress)

    def import_file(
        self, path: Path, settings: Mapping[str, str] = _NONE, *, importer: str = "auto", dry_run: bool = False,
        progress: Callable[[int], None] = lambda count: None,
    ) -> Outcome:  # fmt: skip
        """Bring in a file, or a folder where the importer reads such, as one batch, the way `trustcrm import` does.

        "auto" is whichever importer on offer the file looks made for. `settings` are the importer's, by name; no file
        of rejected pieces is written, the batch keeps them. Raises `WrongUsage` where there is no such file or
        setting, `Ambiguous` where several importers are as likely, `UnreadableSource` and `PluginFailed`.
        """
        from trustcrm.services.importing.reading import importer_for, task_of
        from trustcrm.services.importing.run import run_import

        task = task_of(self._host, importer_for(self._host, importer, path), path, settings)
        return run_import(self._desk, task, dry_run=dry_run, progress=progress)

    def take_as(self, batch: int, position: int, words: str) -> Decision:
        """Settle a waiting piece of an import: what was in doubt is this row, by number or name."""
        from trustcrm.services.importing.batches import take_as

        return take_as(self._desk, batch, position, words)

    def take_new(self, batch: int, position: int) -> Decision:
        """Settle a waiting piece of an import: what was in doubt is something new."""
        from trustcrm.services.importing.batches import take_new

        return take_new(self._desk, batch, position)

    def take_fields(self, batch: int, position: int, choices: Mapping[str, Choice]) -> Decision:
        """Settle a waiting piece of an import field by field: "ours", "theirs" or "both"."""
        from trustcrm.services.importing.batches import take_fields

        return take_fields(self._desk, batch, position, choices)

    def skip(self, batch: int, position: int) -> None:
        """Leave a piece of an import aside."""
        from trustcrm.services.importing.batches import skip

        skip(self._desk, batch, position)

    def write(self, report: Report, folder: Path, formats: Sequence[str] = ("html",)) -> list[Path]:
        """Write a report into files in a folder, named after it, for their owner alone to read, and return them.

        It is no change of the office: nothing is journalled. A file of that name is replaced. Raises `NotFound` for a
        format there is not, `PluginFailed`, and `Refused` where nothing can be written there.
        """
        from trustcrm.hooks.specs import ExporterSpec
        from trustcrm.services.report import file_name, write_reports

        offers = [self._host.offer(ExporterSpec, name) for name in formats]
        places = [(folder / file_name(report.name, report.subject, one.spec.suffix), one) for one in offers]
        write_reports(self._host, report.document, places)
        return [path for path, _ in places]


def along(deeds: Deeds, write: Callable[[Writer], None]) -> Deeds:
    """Return deeds in whose transactions something more is written."""
    return Deeds(replace(deeds._desk, along=write), deeds._host, deeds._plugin)


class BatchOfDeeds(Deeds):
    """Deeds of which each is a change of its own and all are one batch: each can be undone, and all together."""

    def __init__(self, desk: Desk, host: Host, plugin: str, source: str) -> None:
        self._run = Run(plugin, source)
        super().__init__(replace(desk, run=self._run), host, plugin)

    @property
    def number(self) -> int | None:
        """The number that `trustcrm batches` knows the batch by, None until something was written."""
        return self._run.number
