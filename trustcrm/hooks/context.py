"""What a plugin is given of the office: little, public, and its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from trustcrm.clock import Clock, SystemClock
from trustcrm.errors import NotFound, Refused
from trustcrm.values import dataclass

if TYPE_CHECKING:
    import logging
    from pathlib import Path

    from sqlalchemy import CursorResult, Executable

    from trustcrm.domain.draft import Draft
    from trustcrm.domain.noun import Mention, Record
    from trustcrm.hooks.calendar_specs import CalendarBackend, CalendarBackendSpec
    from trustcrm.hooks.notifiers import ClosingNotifier
    from trustcrm.hooks.specs import TrustModel, TrustModelSpec
    from trustcrm.services.deeds import Deeds
    from trustcrm.services.questions import Questions


class KeyValues(Protocol):
    """A plugin's own lasting notes: texts by key, kept in the office's database and backed up with it."""

    def get(self, key: str) -> str | None:
        """Return the text under `key`, None where there is none."""

    def put(self, key: str, text: str) -> None:
        """Keep `text` under `key` in place of what stood there."""

    def remove(self, key: str) -> None:
        """Forget `key`; one that is not there is no error."""

    def keys(self, prefix: str = "") -> Iterable[str]:
        """Return the keys that begin with `prefix`, in order."""


class OfficeServices(Protocol):
    """What a plugin may ask of the office's records."""

    def find(self, mention: Mention) -> Sequence[int]:
        """Return the ids of the rows that could be meant, most certain first; empty where none could."""

    def read(self, noun: str, row: int) -> Record:
        """Return the record of one row, its references as ids; raise `NotFound` where there is no such row."""

    def record(self, draft: Draft) -> int:
        """Record one draft, journalled under the plugin's name, and return its id; the same draft twice is one row."""


class Calendars(Protocol):
    """The calendars that the configuration names in tables `[calendars.NAME]`, whichever plugin keeps them."""

    def names(self) -> Sequence[str]:
        """Return what they are called, in the order of the file."""

    def spec(self, name: str) -> CalendarBackendSpec:
        """Return what is said of the backend that keeps one; raise `NotFound` or `ConfigError`."""

    def open(self, name: str) -> CalendarBackend:
        """Open one; raise `NotFound`, `ConfigError`, or `PluginFailed` where its plugin fails, now or later."""


class NoCalendars:
    """Stands in where a context was built by hand: there is no calendar."""

    def names(self) -> Sequence[str]:
        """Return nothing."""
        return ()

    def spec(self, name: str) -> CalendarBackendSpec:
        """Refuse."""
        raise NotFound(f"There is no calendar {name!r}.")

    def open(self, name: str) -> CalendarBackend:
        """Refuse."""
        raise NotFound(f"There is no calendar {name!r}.")


class TrustModels(Protocol):
    """The trust models on offer, whichever plugin offers them, core's own first."""

    def names(self) -> Sequence[str]:
        """Return the shortest name under which each is found."""

    def spec(self, name: str) -> TrustModelSpec:
        """Return what is said of one; raise `NotFound` or `Ambiguous`."""

    def open(self, name: str) -> TrustModel:
        """Build one; raise `NotFound`, `Ambiguous`, or `PluginFailed` where its plugin fails, now or later.

        It has the further abilities of the model that its plugin built, such as `BatchReads`, and no others.
        """


class NoTrustModels:
    """Stands in where a context was built by hand: there is no trust model."""

    def names(self) -> Sequence[str]:
        """Return nothing."""
        return ()

    def spec(self, name: str) -> TrustModelSpec:
        """Refuse."""
        raise NotFound(f"There is no trust model {name!r}.")

    def open(self, name: str) -> TrustModel:
        """Refuse."""
        raise NotFound(f"There is no trust model {name!r}.")


class Notifiers(Protocol):
    """The notifiers on offer, whichever plugin offers them."""

    def names(self) -> Sequence[str]:
        """Return the shortest name under which each is found."""

    def open(self, name: str) -> ClosingNotifier:
        """Build one; raise `NotFound`, `Ambiguous`, or `PluginFailed` where its plugin fails, now or later."""


class NoNotifiers:
    """Stands in where a context was built by hand: there is no notifier."""

    def names(self) -> Sequence[str]:
        """Return nothing."""
        return ()

    def open(self, name: str) -> ClosingNotifier:
        """Refuse."""
        raise NotFound(f"There is no notifier {name!r}.")


class TableAccess(Protocol):
    """A plugin's own tables within one transaction."""

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run a statement of SQLAlchemy's, once for each of several `parameters`, and return its result."""

    def fetched(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of a fixed text, each `?` of which stands for a value, and return its rows, if it has any.

        The driver itself is asked, which takes a fifth of the time: for the few statements that are run again and
        again. Values go there and come as the driver knows them: in SQLite a moment is a text and a truth a number.
        """


class PluginTables(Protocol):
    """A plugin's own tables, which its `TablesSpec` tells of; each block is a transaction of its own.

    Both raise `DatabaseOutdated` where the tables are not made yet or are of another version: `trustcrm db upgrade`
    makes them. Whatever touches another table fails, and nothing of the block is kept.
    """

    def reading(self) -> AbstractContextManager[TableAccess]:
        """Return a block that reads one state of the tables; restricted rows are hidden from who is not cleared."""

    def writing(
        self, verb: str = "", summary: str = "", *, lasting: bool = False
    ) -> AbstractContextManager[TableAccess]:
        """Return a block that alone may write, saved at its end, or undone where it raises.

        What it writes in the tables that the `TablesSpec` calls journaled is a change of the office, which `undo` takes
        back; else it is no part of the journal. The change is told by `verb` and `summary`, as in "check", "lead 3: the
        price"; else by what was done to which rows. One that is `lasting` cannot be taken back: something has left the
        house by it, a letter say. Within a block nothing else is written: record before it or after it.
        """

    def along(self, deeds: Deeds, write: Callable[[TableAccess, Mapping[str, Sequence[int]]], None]) -> Deeds:
        """Return deeds, those of `context.do` say, each of which writes these tables in its own transaction.

        `write` is called last before a deed is saved, with the tables and the ids of the rows that it wrote by noun.
        Where it raises, nothing of the deed is kept. Journaled tables are taken back with the deed.
        """


@dataclass(frozen=True)
class NoOffice:
    """Stands in for records and notes while no office is open: whatever is asked is refused in a plain sentence."""

    plugin: str = "in question"

    def find(self, mention: Mention) -> Sequence[int]:
        """Refuse."""
        self._refuse()

    def read(self, noun: str, row: int) -> Record:
        """Refuse."""
        self._refuse()

    def record(self, draft: Draft) -> int:
        """Refuse."""
        self._refuse()

    def get(self, key: str) -> str | None:
        """Refuse."""
        self._refuse()

    def put(self, key: str, text: str) -> None:
        """Refuse."""
        self._refuse()

    def remove(self, key: str) -> None:
        """Refuse."""
        self._refuse()

    def keys(self, prefix: str = "") -> Iterable[str]:
        """Refuse."""
        self._refuse()

    def __getattr__(self, name: str) -> Any:
        """Refuse every question and deed; names with underscores are Python's own."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **named: self._refuse()

    def _refuse(self) -> NoReturn:
        raise Refused(
            f"The plugin {self.plugin} asked for the office's records while no office is open; open one first."
        )


def _nobody() -> Any:
    return NoOffice()


@dataclass(frozen=True, kw_only=True)
class Furnishing:
    """What an open office gives one plugin; each thing as `PluginContext` tells."""

    clock: Clock
    keys: KeyValues
    office: OfficeServices
    ask: Questions
    do: Deeds
    tables: PluginTables


@dataclass(frozen=True, kw_only=True)
class PluginContext:
    """What one plugin is given: its settings, notes, log, folder, the time, and the office's public services.

    `config` is the plugin's own dataclass, None where it declared none. `keys` are its lasting notes, `folder` where
    `data_folder` is made, `office_key` a few letters that tell this office from others, known before it is opened,
    `clock` the office's own. `office` finds, reads and records in the plugin's own name; `ask` answers whatever core's
    commands can show, and `do` is for what a person wants done, in that person's name. `tables` are the plugin's own,
    where it brings any, `calendars` those of the configuration, `trust_models` and `notifiers` those that any plugin
    offers. Built by hand in tests: `PluginContext(name="vcard")` suffices.
    """

    name: str
    config: Any = None
    clock: Clock = field(default_factory=SystemClock)
    folder: Path | None = None
    office_key: str = ""
    keys: KeyValues = field(default_factory=NoOffice)
    office: OfficeServices = field(default_factory=NoOffice)
    ask: Questions = field(default_factory=_nobody)
    do: Deeds = field(default_factory=_nobody)
    calendars: Calendars = field(default_factory=NoCalendars)
    trust_models: TrustModels = field(default_factory=NoTrustModels)
    notifiers: Notifiers = field(default_factory=NoNotifiers)
    tables: PluginTables = field(default_factory=_nobody)

    @property
    def log(self) -> logging.Logger:
        """The plugin's logger, `trustcrm.plugins.NAME`."""
        import logging

        return logging.getLogger(f"trustcrm.plugins.{self.name}")

    @property
    def data_folder(self) -> Path:
        """A folder of the plugin's own, made on first use, for nobody else to read (0700)."""
        if self.folder is None:
            raise Refused(f"The plugin {self.name} asked for its data folder while no office is open; open one first.")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        return self.folder
