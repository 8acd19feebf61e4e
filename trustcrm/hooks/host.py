"""The plugin host: what the rest of core asks for offers, and tells of commits."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from trustcrm import __version__
from trustcrm.clock import Clock, SystemClock
from trustcrm.errors import NotFound, TrustCrmError
from trustcrm.hooks.config import Settings
from trustcrm.hooks.containment import CAUGHT, Attempt, Containment, Warn, log_warning
from trustcrm.hooks.deprecations import DEPRECATIONS, Deprecation
from trustcrm.hooks.discovery import Switches, decide, installed
from trustcrm.hooks.loading import Entry, Loader, NoPlugin, folder_of, talk_on_stderr
from trustcrm.hooks.offers import KINDS, Catalogue, Offer, S, checked
from trustcrm.hooks.specs import CommandSpec, ExporterSpec, ReportSpec
from trustcrm.hooks.states import PluginState, Status
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.domain.change import CommittedChange
    from trustcrm.hooks.context import Furnishing, PluginContext

T = TypeVar("T")

MUTED_AFTER = 3
"""How many commits in a row a plugin may fail to hear before it is told of no more in this run."""

NOTHING_SAVED = "nothing was saved"
NOTHING_WRITTEN = "nothing was written"

TABLES = "tables"
"""What messages call the tables of a plugin's own."""


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a host is given of the machine it runs on.

    `core` is the module that makes core's own offers, `core_commands` the commands that no plugin can take over,
    `data_folder` where plugins and failures are kept, `office_key` tells one office from another, `deprecations` are
    what plugins should use no more, `warn` shows a person one line.
    """

    core: object | None = None
    core_commands: Collection[str] = ()
    clock: Clock = field(default_factory=SystemClock)
    data_folder: Path | None = None
    office_key: str = ""
    deprecations: Sequence[Deprecation] = DEPRECATIONS
    warn: Warn = log_warning


class Host:
    """Finds and loads plugins when their offers are first wanted, and contains what they raise."""

    def __init__(
        self,
        settings: Settings | None = None,
        switches: Switches | None = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._switches = switches or Switches()
        self._around = surroundings or Surroundings()
        folder = self._around.data_folder
        self._containment = Containment(self._around.clock, folder / "failures" if folder else None, self._around.warn)
        self._catalogues: dict[type[Any], Catalogue[Any]] = {}
        self._contexts: dict[str, PluginContext] = {}
        self._furnish: Callable[[str], Furnishing] | None = None
        self._unheard: dict[str, int] = {}

    def attach(self, furnish: Callable[[str], Furnishing]) -> None:
        """Give plugins an open office: `furnish` is asked with a plugin's name for what that plugin gets of it."""
        self._furnish = furnish
        self._contexts.clear()

    def offers(self, kind: type[S]) -> tuple[Offer[S], ...]:
        """Return every offer of one kind, core's first, then by plugin."""
        return self._catalogue(kind).offers

    def offer(self, kind: type[S], address: str) -> Offer[S]:
        """Return the offer called `name` or `plugin:name`; raise `NotFound`, or `Ambiguous` listing full names."""
        return self._catalogue(kind).find(address)

    def shortest(self, offer: Offer[S]) -> str:
        """Return the shortest address of `offer`: its name, or `plugin:name` where the name alone means another."""
        return self._catalogue(type(offer.spec)).shortest(offer)

    def build(self, offer: Offer[Any], *given: Any) -> Any:
        """Return what the offer's factory builds of the plugin's context and of whatever else is `given`.

        Raises `PluginFailed` where it fails or builds something else.
        """
        kind = KINDS[type(offer.spec)]
        with self.named(offer):
            built = offer.spec.factory(self.context(offer.plugin), *given)
            if kind.behaviour is not None and not isinstance(built, kind.behaviour):
                raise NoPlugin(f"its factory built {type(built).__name__}, which is no {kind.behaviour.__name__}")
        return built

    def context(self, plugin: str) -> PluginContext:
        """Return a plugin's own context; raise `ConfigError` where its table in the configuration does not fit."""
        if plugin not in self._contexts:
            self._contexts[plugin] = self._new_context(plugin)
        return self._contexts[plugin]

    def named(
        self, offer: Offer[Any], *, passing: tuple[type[BaseException], ...] = ()
    ) -> AbstractContextManager[None]:
        """Run code of an offer that somebody named: what it raises becomes `PluginFailed`, so that all is undone.

        Errors of TrustCRM's own pass, as do those of `passing` (for commands: click's own).
        """
        return self._containment.named(offer.found, offer.title, _consequence(offer), passing)

    def contained(self, offer: Offer[Any], consequence: str) -> AbstractContextManager[Attempt]:
        """Run code of an offer that nobody named: what it raises is told in one line that ends in `consequence`."""
        return self._containment.contained(offer.found, offer.title, consequence, lasting=True)

    def each(self, offer: Offer[Any], items: Iterable[T], of: tuple[type[T], ...] = ()) -> Iterator[T]:
        """Yield what an offer yields; only its own errors, and values of no type of `of`, become `PluginFailed`.

        Unlike a `with host.named(offer)` around a loop, an error in the loop's body is never laid at the plugin's door.
        """
        with self.named(offer):
            iterator = iter(items)
        while True:
            try:
                item = next(iterator)
                if of and not isinstance(item, of):
                    raise NoPlugin(f"it yielded {type(item).__name__}")
            except StopIteration:
                return
            except TrustCrmError:
                raise
            except CAUGHT as error:
                raise self._containment.failed(offer.found, offer.title, error, _consequence(offer)) from error
            yield item

    @property
    def names(self) -> Collection[str]:
        """The name of every plugin that is installed or asked for, loaded or not."""
        return self._loaded.entries.keys()

    def tables(self) -> Iterator[tuple[str, Path, Sequence[str]]]:
        """Yield each loaded plugin that brings tables of its own: the folder of their steps, which are journaled."""
        for name, entry in self._loaded.entries.items():
            if entry.status is Status.LOADED and entry.spec.tables is not None:
                yield name, folder_of(entry.spec.tables), entry.spec.tables.journaled

    @contextmanager
    def at_tables(self, plugin: str) -> Iterator[None]:
        """Run the steps that make a plugin's tables: what they raise becomes `PluginFailed`."""
        found = self._loaded.entries[plugin].found
        with self._containment.named(found, TABLES, "they are as they were"), talk_on_stderr():
            yield

    def committed(self, changes: Iterable[CommittedChange]) -> None:
        """Tell every plugin that listens what a transaction has changed; what they raise is contained.

        Nothing of `changes` is asked for where nobody listens.
        """
        told: tuple[CommittedChange, ...] | None = None
        for entry, implementation in self._loaded.implementations("on_commit"):
            told = tuple(changes) if told is None else told
            if not told:
                return
            name = entry.found.name
            if self._unheard.get(name, 0) >= MUTED_AFTER:
                continue
            last = self._unheard.get(name, 0) == MUTED_AFTER - 1
            consequence = "the data are saved" + (", and it is told of no more commits in this run" if last else "")
            contained = self._containment.contained(entry.found, "on_commit", consequence, lasting=True)
            with contained as attempt, talk_on_stderr():
                context = self.context(name)
                self._loaded.call(implementation, "on_commit", changes=told, context=context)
            self._unheard[name] = self._unheard.get(name, 0) + 1 if attempt.failure else 0

    def roster(self) -> tuple[PluginState, ...]:
        """Return every plugin, core first, with its state, the reason, its offers and its failures."""
        offers = [offer for kind in KINDS for offer in self.offers(kind)]
        return tuple(self._state(entry, offers) for entry in self._loaded.entries.values())

    def used_deprecations(self, plugin: str) -> Sequence[Deprecation]:
        """Return what a plugin uses that goes, as far as its offers were asked for."""
        return self._loaded.deprecated.get(plugin, ())

    def _state(self, entry: Entry, offers: Iterable[Offer[Any]]) -> PluginState:
        found, config = entry.found, entry.spec.config
        return PluginState(
            name=found.name,
            distribution=found.distribution,
            version=found.version,
            state=entry.status,
            reason=entry.reason,
            summary=entry.spec.summary,
            offers=tuple(f"{KINDS[type(one.spec)].word} {one.name}" for one in offers if one.plugin == found.name),
            config=tuple(item.name for item in dataclasses.fields(config)) if config else (),
            deprecated=tuple(one.told(__version__) for one in self.used_deprecations(found.name)),
            failures=self._containment.book.of(found.name),
        )

    @cached_property
    def _loaded(self) -> Loader:
        around = self._around
        loader = Loader(self._containment, trace=self._switches.trace, deprecations=around.deprecations)
        if around.core is not None:
            loader.load_core(around.core)
        for verdict in decide(installed(), self.settings, self._switches):
            loader.load(verdict)
        return loader

    def _catalogue(self, kind: type[S]) -> Catalogue[S]:
        if kind not in self._catalogues:
            reserved = self._around.core_commands if kind is CommandSpec else ()
            self._catalogues[kind] = Catalogue(kind, self._registered(kind), reserved)
        return cast("Catalogue[S]", self._catalogues[kind])

    def _registered(self, kind: type[S]) -> Iterator[Offer[S]]:
        hook = KINDS[kind].hook
        for entry, implementation in self._loaded.implementations(hook):
            specs: list[S] = []
            with self._containment.contained(entry.found, hook, "none of it is offered"), talk_on_stderr():
                told = checked(self._loaded.call(implementation, hook), kind)
                for spec in told:
                    self._loaded.refuse_gone(entry.found, spec)
                specs = told
            yield from (Offer(entry.found, spec) for spec in specs)

    def _new_context(self, plugin: str) -> PluginContext:
        from trustcrm.hooks.calendars import ConfiguredCalendars
        from trustcrm.hooks.context import Furnishing, NoOffice, PluginContext
        from trustcrm.hooks.notifiers import OfferedNotifiers
        from trustcrm.hooks.trust_models import OfferedTrustModels

        if plugin not in self._loaded.entries:
            raise NotFound(f"There is no plugin {plugin!r}; `trustcrm plugins list` shows what is installed.")
        config = self._loaded.entries[plugin].spec.config
        folder = self._around.data_folder
        given: Any = NoOffice(plugin)
        unfurnished = Furnishing(clock=self._around.clock, keys=given, office=given, ask=given, do=given, tables=given)
        furnishing = self._furnish(plugin) if self._furnish else unfurnished
        return PluginContext(
            name=plugin,
            config=self.settings.plugin_config(plugin, config) if config else None,
            folder=folder / "plugins" / plugin if folder else None,
            office_key=self._around.office_key,
            clock=furnishing.clock,
            keys=furnishing.keys,
            office=furnishing.office,
            ask=furnishing.ask,
            do=furnishing.do,
            calendars=ConfiguredCalendars(self),
            trust_models=OfferedTrustModels(self),
            notifiers=OfferedNotifiers(self),
            tables=furnishing.tables,
        )


def _consequence(offer: Offer[Any]) -> str:
    """Return what a failure means for the user; a command may have saved something before it failed."""
    if isinstance(offer.spec, ReportSpec | ExporterSpec):
        return NOTHING_WRITTEN
    return "" if isinstance(offer.spec, CommandSpec) else NOTHING_SAVED
