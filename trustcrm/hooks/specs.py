"""What a plugin can offer: one frozen spec a kind, and the small Protocol that its behaviour keeps.

A Protocol's docstring is its contract: the terms, what is returned, what may be raised, what must not change. A
published Protocol never grows a method; a further ability is a further Protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from trustcrm.hooks.calendar_specs import CalendarBackendSpec
from trustcrm.hooks.notifier_specs import NotifierSpec
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import click

    from trustcrm.domain.act import Act, SideProfile
    from trustcrm.domain.document import Document
    from trustcrm.domain.draft import Piece
    from trustcrm.domain.place import PlaceMatch, PlaceQuery
    from trustcrm.domain.reading import Reading
    from trustcrm.hooks.context import PluginContext


@dataclass(frozen=True, kw_only=True)
class TablesSpec:
    """Tables of a plugin's own in the office's database, called `plugin_NAME_…` with the plugin's name.

    `steps` is the dotted name of the package whose modules are the steps that make them: Alembic's, one after the
    other, such as `0001_first.py` with the revision "0001". It is imported only when steps are run. `journaled` names
    the tables whose rows are people's records, by what follows `plugin_NAME_`: whatever is written in them is kept in
    the journal and taken back by `undo`. Each has one whole number for its key and no octets. What a plugin can find
    out again, states of a sync say, stays out.
    """

    steps: str
    journaled: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PluginSpec:
    """What a plugin says of itself.

    `summary` is one line for lists. `config` is a frozen dataclass whose fields are the keys of `[plugins.NAME]`,
    or None where there is nothing to configure. `needs_core` is a version specifier such as ">=0.1,<0.3". `tables`
    tells where the steps are that make tables of its own, None where it has none.
    """

    summary: str
    config: type[Any] | None = None
    needs_core: str = ""
    tables: TablesSpec | None = None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One setting of an importer or a report, set by `--set name=value`; a table's by a key of its mapping file too."""

    name: str
    summary: str
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file, or a folder where the importer reads such, handed to it with the settings the user gave.

    `path` is the file or the folder, `options` the values of the importer's own `Option`s by name; a further file, such
    as a names table beside a relations table, is an option that holds its path.
    """

    path: Path
    options: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The file's own name, without its folder."""
        return self.path.name

    def open(self) -> IO[bytes]:
        """Open the file for reading bytes; the caller closes it."""
        return self.path.open("rb")

    def head(self, size: int = 65536) -> bytes:
        """Return at most `size` bytes from the file's beginning."""
        with self.open() as file:
            return file.read(size)

    def option(self, name: str, default: str = "") -> str:
        """Return the setting called `name`, or `default` where the user gave none."""
        return self.options.get(name, default)


@runtime_checkable
class Importer(Protocol):
    """Reads one source and yields what it holds, in the order of the source.

    Yields a `Draft` for every thing read and a `Rejected` for every piece that could not be read; a broken piece hides
    nothing else. An importer of large tables may yield `Drafts`, many told field by field, at half the cost. Keys are
    unique within a source and depend on the thing alone, never on its neighbours. Reads lazily, so that memory stays
    bounded whatever the file's size. Writes nothing, asks nobody, opens no network.

    Raises `UnreadableSource` where the source as a whole is not of this format, before the first draft; a source cut
    short in the middle yields what stands before the cut and ends with a `Rejected`.
    """

    def read(self, source: Source) -> Iterator[Piece]:
        """Yield the drafts and rejected pieces of `source`."""


@runtime_checkable
class Sniffs(Protocol):
    """An importer that can say whether a file looks like its own."""

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file that begins with `head` and is called `name` is of this format, in [0, 1]."""


@dataclass(frozen=True, kw_only=True)
class ImporterSpec:
    """An importer on offer: `suffixes` such as (".csv",), `options` it understands, `factory` builds one.

    With `folders` it reads a whole folder too, as one source: `Source.path` is then the folder, which cannot be opened.
    """

    name: str
    summary: str
    factory: Callable[[PluginContext], Importer]
    suffixes: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    folders: bool = False


@dataclass(frozen=True, kw_only=True)
class SignalKind:
    """A kind of goodwill signal, or of its opposite: pure data.

    `leans` is +1 or -1; `weight` the size of its intensity in Goldstein units, in [0, 10]; `cameo` the CAMEO code the
    size is taken from or stands nearest to.
    """

    name: str
    summary: str
    leans: Literal[1, -1]
    weight: float
    cameo: str


@runtime_checkable
class Gazetteer(Protocol):
    """Knows places by name."""

    def resolve(self, query: PlaceQuery) -> Sequence[PlaceMatch]:
        """Return the places that could be meant, most certain first, at most `query.limit`; empty where none is known.

        Two different places of about equal certainty are both returned: choosing is the caller's and, in doubt, a
        person's. Raises `Unreachable` where a source outside this machine did not answer.
        """


@dataclass(frozen=True, kw_only=True)
class GazetteerSpec:
    """A gazetteer on offer; `attribution` is printed wherever its data are used."""

    name: str
    summary: str
    factory: Callable[[PluginContext], Gazetteer]
    attribution: str = ""


@runtime_checkable
class TrustModel(Protocol):
    """Reads trust out of acts as a fold: an empty state, acts taken in, states merged, a pair read as of a day.

    A state is whatever the model likes and is never looked into by others. Taking the same acts in any order, or in
    parts that are merged, gives the same readings to within 1e-9; the same act id twice is one act. Neutral acts
    (intensity 0) move nothing. A model never reads the clock.
    """

    def empty(self) -> Any:
        """Return the state that holds no acts."""

    def take(self, state: Any, acts: Iterable[Act]) -> Any:
        """Return the state with `acts` taken in; `state` itself may be used up."""

    def merge(self, one: Any, other: Any) -> Any:
        """Return the state that holds the acts of both; merging with `empty()` changes nothing."""

    def read(self, state: Any, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        """Return the reading of giver → receiver as of `day`.

        Acts of `state` dated after `day` are ignored. Where `explain` is true the reading's shares are filled in: they
        sum to its value within 1e-9, and each one that is not the prior's names its act.
        """


@runtime_checkable
class BatchReads(Protocol):
    """A trust model that reads many pairs as of one day at once, at a fraction of what so many readings cost."""

    def read_values(self, state: Any, pairs: Sequence[tuple[Hashable, Hashable]], day: date) -> Sequence[float]:
        """Return for each (giver, receiver) the value that `read` returns, to within 1e-9, in the order of `pairs`."""


@runtime_checkable
class ExpectsIntensity(Protocol):
    """A trust model that also expects how kind or unkind the next act of a pair is; here neutral acts count."""

    def expect_intensities(
        self, state: Any, pairs: Sequence[tuple[Hashable, Hashable]], day: date
    ) -> Sequence[float]:  # fmt: skip
        """Return for each (giver, receiver) the intensity, in [-10, 10], that its next act is expected to have.

        Acts of `state` dated after `day` are ignored, and their order is irrelevant, as for `TrustModel.read`.
        """


@runtime_checkable
class Forgets(Protocol):
    """A trust model that can give up single acts, so that what it would say without one need not be reckoned anew."""

    def forget(self, state: Any, acts: Iterable[Act]) -> Any:
        """Return the state as if `acts`, which it holds, had never been taken, to within 1e-9; `state` may be used up.

        Taking them again gives the former readings to within 1e-9.
        """


@runtime_checkable
class Learned(Protocol):
    """A trust model that a machine fits to many acts at once, to compare others with; no office should read by it.

    It cannot keep four promises: that neutral acts move nothing, that a kind act never lowers its pair's reading, that
    moving all days changes nothing, and that each reading cites its evidence. Nor does the kit ask these of it, or that
    the library which fits it read no clock.
    """

    learned: str
    """How it is fitted and to what, as a sentence for whoever reads what the kit did not try."""


@runtime_checkable
class TakesProfiles(Protocol):
    """A trust model that also reads what is known of sides apart from acts: their country and their sort."""

    def take_profiles(self, state: Any, profiles: Iterable[SideProfile]) -> Any:
        """Return the state with `profiles` taken in; `state` may be used up.

        It is irrelevant whether they come before the acts or after them, and in which order; the same profile twice is
        one. Merging states merges what they know of sides.
        """


@dataclass(frozen=True, kw_only=True)
class TrustModelSpec:
    """A trust model on offer; `version` changes whenever a reading could."""

    name: str
    summary: str
    version: str
    factory: Callable[[PluginContext], TrustModel]


@dataclass(frozen=True, kw_only=True)
class CommandSpec:
    """A command on offer: `load` returns the click command and is called only when it runs or completes.

    The help line comes from `summary`, so that listing commands imports nothing. A name of two words, such as
    "calendar serve", is a command of the group that the first one names, whichever plugin brings that. One that `stays`
    runs as long as somebody sits there, a screen or a service: its office then keeps little of the database in memory.
    """

    name: str
    summary: str
    load: Callable[[], click.Command]
    stays: bool = False


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a report or a panel is about, as of a day: the `id` of a row of a noun, and the name the office gives it.

    The office as a whole is the subject of the noun "office".
    """

    noun: str
    id: int
    name: str
    day: date


@dataclass(frozen=True, kw_only=True)
class ReportSpec:
    """A report on offer: `build` makes its document, for `trustcrm report NAME`.

    `subjects` are the nouns it can be about; "office" among them means that it needs no other. `build` is given every
    setting of `parameters`, those the user left out as they default. What it tells is as of the subject's day: it reads
    no clock, writes nothing, and the same office gives the same document.
    """

    name: str
    summary: str
    build: Callable[[PluginContext, Subject, Mapping[str, str]], Document]
    parameters: tuple[Option, ...] = ()
    subjects: tuple[str, ...] = ("office",)


@dataclass(frozen=True, kw_only=True)
class PanelSpec:
    """A panel on offer: what `build` tells of a subject is shown beside it, by `trustcrm show` and on screens.

    `subjects` are the nouns it is shown beside. `build` returns None where it has nothing to tell. It is asked each
    time somebody looks, so it must be quick; else it keeps to what a report does.
    """

    name: str
    summary: str
    subjects: tuple[str, ...]
    build: Callable[[PluginContext, Subject], Document | None]


@runtime_checkable
class Exporter(Protocol):
    """Writes documents in one format.

    Whatever a document holds is data and stands in what is written as it is told: no text of it acts as the format's
    markup or as a formula. A character that could act on a screen is written as its code, or left out. Every block is
    written, by an exporter of tables alone every table; a figure that it cannot draw is written as its table. Every
    record that is cited is named by its noun and its number. The same document gives the same bytes. The file is
    written from its beginning to its end, neither read nor sought in nor closed. A document without blocks is written
    too. Opens no network, and writes no other file.
    """

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document."""


@dataclass(frozen=True, kw_only=True)
class ExporterSpec:
    """An exporter on offer: `suffix` such as ".html", `media_type` such as "text/html", `factory` builds one.

    With `tables_only` it writes the tables of a document and leaves the rest out, as a table of cells must.
    """

    name: str
    summary: str
    suffix: str
    media_type: str
    factory: Callable[[PluginContext], Exporter]
    tables_only: bool = False


@dataclass(frozen=True, kw_only=True)
class DemoSpec:
    """What a plugin adds to the ready-made office of `trustcrm demo`, so that it has something to show there.

    `furnish` is called once, after the office was built of core's records and the plugin's own tables were made. It
    works as a command would, in the name "demo", on the office's day, 30 June 2020: nothing else tells it the time.
    It makes the same rows each time, and asks no network. What it invents it marks so. Rows of its own tables are no
    part of the journal, so that change 1 is all there is to look back on; what it records besides is a change more.
    """

    name: str
    summary: str
    furnish: Callable[[PluginContext], None]


Spec = (
    ImporterSpec | CalendarBackendSpec | SignalKind | GazetteerSpec | TrustModelSpec | ReportSpec | ExporterSpec
    | PanelSpec | NotifierSpec | CommandSpec | DemoSpec
)  # fmt: skip
"""Any of the values a `register_*` hook may yield."""
