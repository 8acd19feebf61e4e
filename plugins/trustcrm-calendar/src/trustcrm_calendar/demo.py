"""What the demo office shows: a calendar that it was in step with, where two meetings were changed on both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from trustcrm.plugin import CalendarBackend, CalendarBackendSpec, PluginContext
from trustcrm_calendar.agreed import LastAgreed
from trustcrm_calendar.last_run import noted
from trustcrm_calendar.sync import Sync
from trustcrm_calendar.vdir import Vdir

CALENDAR = "protocol"


@dataclass(frozen=True)
class _Folder:
    """The one calendar there is while the demo office is furnished: a folder, gone afterwards."""

    path: Path

    def names(self) -> Sequence[str]:
        return (CALENDAR,)

    def spec(self, name: str) -> CalendarBackendSpec:
        return CalendarBackendSpec(name="vdir", summary="A folder", factory=lambda context, settings: self.open(name))

    def open(self, name: str) -> CalendarBackend:
        return Vdir(self.path)


@dataclass(frozen=True)
class _Changed:
    """A line of a meeting as the office has it, as it was agreed on before, and as the calendar has it since."""

    of: str
    ours: bytes
    before: bytes
    theirs: bytes


CHANGED = (
    _Changed("Berlin: renew the fire service exchange?", b":20200702T09", b":20200702T10", b":20200702T11"),
    _Changed(
        "Milan: preparing for autumn", b"Milan: preparing for autumn", b"Milan: autumn",
        b"Milan: schools and libraries in autumn (invented)",
    ),
)  # fmt: skip
PRODID, PROGRAM = re.compile(rb"PRODID:[^\r\n]*"), b"PRODID:-//Example//A telephone (invented)//EN"
GONE = "Swiss National Day"
"""What somebody deleted in the calendar."""


def furnish(context: PluginContext) -> None:
    """Sync with a folder, change what the two had agreed on, on both sides, and sync again, for each change anew."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        there = replace(context, calendars=_Folder(path))
        for one in CHANGED:
            _sync(there)
            _change(there, path, one)
        _file(path, GONE).unlink()
        with noted(there, CALENDAR):
            _sync(there)


def _sync(context: PluginContext) -> None:
    with closing(Sync(context, CALENDAR)) as run:
        run.finish(list(run.carry_out(run.acts())))


def _change(context: PluginContext, path: Path, one: _Changed) -> None:
    """Let both sides have changed a meeting since they agreed on it."""
    file = _file(path, one.of)
    agreed = LastAgreed(context.tables, CALENDAR)
    known = next(kept for kept in agreed.everything().values() if kept.href == file.name)
    agreed.keep(replace(known, ics=known.ics.replace(one.ours, one.before), said=""))
    file.write_bytes(PRODID.sub(PROGRAM, known.ics.replace(one.ours, one.theirs)))


def _file(path: Path, title: str) -> Path:
    """Return the file of the meeting of a title, which no line of it breaks."""
    return next(file for file in path.glob("*.ics") if f"SUMMARY:{title}".encode() in file.read_bytes())
