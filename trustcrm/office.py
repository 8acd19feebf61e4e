"""The composition root: configuration, database, plugin host and clock become a desk to work at; here alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustcrm import builtin
from trustcrm.clock import Clock, PinnedClock, SystemClock
from trustcrm.hooks.config import Settings, locate, read_settings
from trustcrm.hooks.containment import Warn, log_warning
from trustcrm.hooks.discovery import Switches
from trustcrm.hooks.host import Host, Surroundings
from trustcrm.hooks.specs import GazetteerSpec, SignalKind, TrustModel
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.domain.place import PlaceMatch, PlaceQuery
    from trustcrm.hooks.context import Furnishing
    from trustcrm.services.desk import Desk, OfferedKind
    from trustcrm.services.health import Around
    from trustcrm.services.readings.remembered import Remembered
    from trustcrm.store.engine import Database
    from trustcrm.store.plugin_tables.steps import Steps

DATABASE_VARIABLE = "TRUSTCRM_DB"
ACTOR_VARIABLE = "TRUSTCRM_ACTOR"
FILE_NAME = "office.db"


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a run asks for: which database, in whose name, with which plugins. Empty where it does not say."""

    database: str = ""
    actor: str = ""
    no_plugins: bool = False
    environ: Mapping[str, str]
    core_commands: Collection[str] = ()
    warn: Warn = log_warning


class Premises:
    """Where an office is, before its door is opened: its address, its settings and its plugin host."""

    def __init__(self, wishes: Wishes) -> None:
        self._wishes = wishes

    @cached_property
    def address(self) -> str:
        """The database as path or URL: what the run asks for, else TRUSTCRM_DB, else in the user's data folder."""
        asked = self._wishes.database or self._wishes.environ.get(DATABASE_VARIABLE, "")
        return asked or str(data_folder() / FILE_NAME)

    @cached_property
    def folder(self) -> Path:
        """The folder beside the database, or the user's data folder where the database is on a server."""
        return data_folder() if "://" in self.address else Path(self.address).expanduser().absolute().parent

    def stem(self, path: Path | None) -> str:
        """Return the name by which backups of the database are called: its file's, or that of it on a server."""
        return path.stem if path is not None else self.address.rpartition("/")[2].partition("?")[0] or "office"

    @cached_property
    def settings_file(self) -> Path:
        """The configuration file: the one beside the database, else the user's own, whether it exists or not."""
        return locate(self.folder, config_folder())

    @cached_property
    def settings(self) -> Settings:
        """What the configuration file says. Raises `ConfigError` where it says something that cannot be."""
        return read_settings(self.settings_file)

    @cached_property
    def host(self) -> Host:
        """The plugin host; it finds and loads plugins when their offers are first wanted."""
        around = Surroundings(
            core=builtin,
            core_commands=self._wishes.core_commands,
            data_folder=once_deeper(data_folder()),
            office_key=self._key,
            warn=self._wishes.warn,
        )
        return Host(self.settings, Switches.of(self._wishes.environ, no_plugins=self._wishes.no_plugins), around)

    @property
    def _key(self) -> str:
        """A few letters for the address, from which nobody reads it: it may hold a password."""
        from _blake2 import blake2b  # hashlib's own: hashlib itself brings OpenSSL, 3 MB and as many ms to each start

        place = self.address if "://" in self.address else str(Path(self.address).expanduser().resolve())
        return blake2b(place.encode(), digest_size=6).hexdigest()

    @cached_property
    def table_steps(self) -> Mapping[str, Steps]:
        """The steps that make tables of plugins' own, of each loaded plugin that brings any."""
        from trustcrm.store.plugin_tables.guard import Own
        from trustcrm.store.plugin_tables.steps import Steps

        known = frozenset(self.host.names)
        return {
            plugin: Steps(Own(plugin=plugin, known=known), folder, tuple(journaled))
            for plugin, folder, journaled in self.host.tables()
        }

    def steps_of(self, plugin: str) -> Steps | None:
        """Return the steps that make a plugin's own tables, None where it brings none."""
        return self.table_steps[plugin] if any(name == plugin for name, _, _ in self.host.tables()) else None

    @property
    def actor(self) -> str:
        """Who is at work: what the run says, else TRUSTCRM_ACTOR, the settings, the machine's user."""
        said = self._wishes.actor or self._wishes.environ.get(ACTOR_VARIABLE, "") or self.settings.office.actor
        return said or _machine_user()

    def ask_places(self, query: PlaceQuery) -> Sequence[PlaceMatch]:
        """Return what the gazetteers know by a name, the surest first."""
        found: Sequence[PlaceMatch] = ()
        for gazetteer, offer in self._gazetteers:
            with self.host.contained(offer, "the next gazetteer is asked"):
                found = [*found, *gazetteer.resolve(query)]
            if any(place.certainty >= 0.85 for place in found):
                break
        return sorted(found, key=lambda place: -place.certainty)[: query.limit]

    @cached_property
    def _gazetteers(self) -> list[tuple[Any, Any]]:
        built = []
        for offer in self.host.offers(GazetteerSpec):
            with self.host.contained(offer, "the next gazetteer is asked"):
                built.append((self.host.build(offer), offer))
        return built

    def enter(self, *, create: bool = False, clock: Clock | None = None, sparing: bool = False) -> OpenOffice:
        """Open the office; with `create` a missing database file is made and its office need not exist yet.

        A `sparing` one keeps little of the database in memory: it is open as long as somebody sits there.

        Raises `DatabaseUnusable` where it cannot be opened or does not fit this release.
        """
        from trustcrm.store.engine import open_database

        database = open_database(
            self.address, create=create, read_from=self.settings.office.read_url, warn=self._wishes.warn,
            sparing=sparing,
        )  # fmt: skip
        if not create:
            try:
                database.require_current()
            except BaseException:
                database.close()
                raise
        return OpenOffice(self, replace(database, about_to_write=cache(self.warn_of_place)), clock, begun=not create)

    def warn(self, sentence: str) -> None:
        """Show a person one line of talk."""
        self._wishes.warn(sentence)

    def warn_of_place(self) -> None:
        """Say so where the database lies in a folder that no database should be written in."""
        from trustcrm.services.keeping.places import warning_about

        warning = "" if "://" in self.address else warning_about(Path(self.address))
        if warning:
            self.warn(warning)


class OpenOffice:
    """An office whose database is open; `desk` is what every service is handed.

    `begun` says that its database is known to hold an office already; else it is looked.
    """

    def __init__(
        self, premises: Premises, database: Database, clock: Clock | None = None, *, begun: bool = False
    ) -> None:
        self.premises = premises
        self.database = database
        self._clock = clock
        self._known_as_begun = begun

    @property
    def host(self) -> Host:
        """The plugin host."""
        return self.premises.host

    @cached_property
    def desk(self) -> Desk:
        """The desk to work at, with the office's own clock where it has one."""
        from trustcrm.services.desk import Desk, seated

        desk = Desk(
            database=self.database,
            clock=self._clock or self._office_clock(),
            actor=self.premises.actor,
            places=self.premises.ask_places,
            signal_kinds=self._signal_kinds(),
            announce=self.host.committed,
        )
        if self._is_begun():
            desk = seated(desk)
        whole = replace(desk, model=self._model())
        self.host.attach(lambda plugin: self._furnishing(whole, plugin))
        return whole

    def _furnishing(self, desk: Desk, plugin: str) -> Furnishing:
        from trustcrm.hooks.context import Furnishing
        from trustcrm.services.deeds import Deeds
        from trustcrm.services.own_tables import OwnTables
        from trustcrm.services.plugin_desk import PluginServices
        from trustcrm.services.questions import Questions
        from trustcrm.store.plugin_values import PluginKeys

        return Furnishing(
            clock=desk.clock,
            keys=PluginKeys(self.database, plugin),
            office=PluginServices(replace(desk, actor=f"plugin {plugin}", login=desk.actor), plugin),
            ask=Questions(replace(desk, remembered=self._remembered), self.host, self._around),
            do=Deeds(desk, self.host, plugin),
            tables=OwnTables(desk, plugin, self.premises.steps_of(plugin)),
        )

    @cached_property
    def _remembered(self) -> Remembered:
        from trustcrm.services.readings.remembered import Remembered

        return Remembered()

    def _around(self) -> Around:
        from trustcrm.services.health import Around

        premises = self.premises
        return Around(
            folder=premises.folder, stem=premises.stem(self.database.path), plans=premises.table_steps,
            settings=premises.settings_file,
        )  # fmt: skip

    def make_plugin_tables(self) -> None:
        """Make the tables of each plugin in an office that was just started; one that fails is told, and left out."""
        from trustcrm.services.plugin_tables import make_tables

        for made in make_tables(self.database, list(self.premises.table_steps.values()), self.host.at_tables):
            if made.failure:
                self.premises.warn(made.failure)

    def close(self) -> None:
        """Close the database."""
        if "desk" in self.__dict__:
            self.desk.database.close()
        self.database.close()

    def _is_begun(self) -> bool:
        return self._known_as_begun or self.database.revision() is not None

    def _office_clock(self) -> Clock:
        from zoneinfo import ZoneInfo

        from trustcrm.services.desk import office_of

        if not self._is_begun():
            return SystemClock()  # an office that is only being started
        with self.database.reading() as connection:
            office = office_of(connection)
        return PinnedClock(office.pinned_day) if office.pinned_day else SystemClock(ZoneInfo(office.time_zone))

    def _signal_kinds(self) -> dict[str, OfferedKind]:
        from trustcrm.services.desk import OfferedKind

        def kinds() -> Iterable[OfferedKind]:
            for offer in reversed(self.host.offers(SignalKind)):
                spec = offer.spec
                yield OfferedKind(
                    name=spec.name, intensity=spec.leans * spec.weight, cameo=spec.cameo, summary=spec.summary,
                    plugin=offer.plugin,
                )  # fmt: skip

        return {kind.name: kind for kind in kinds()}

    def _model(self) -> Callable[[], TrustModel] | None:
        name, host = self.premises.settings.office.trust_model, self.host

        @cache
        def opened() -> TrustModel:
            from trustcrm.hooks.trust_models import named_in_settings

            return named_in_settings(host, name)

        return None if name == "beta-habit" else opened


def data_folder() -> Path:
    """Return the folder where the user's programs keep their data."""
    from platformdirs import user_data_path

    return user_data_path("trustcrm", appauthor=False)


def once_deeper(folder: Path) -> Path:
    """Return the folder, after what plugins keep there, and how they failed, was brought up from one floor too deep.

    What has a place there already stays where it is.
    """
    below = folder / "plugins"
    deeper = below / "plugins"
    owned = [(one, below / one.name) for one in deeper.iterdir()] if deeper.is_dir() else []
    for old, place in ((below / "failures", folder / "failures"), *owned):
        if old.is_dir() and not place.exists():
            with suppress(FileNotFoundError):  # another program that begins just now was faster
                old.rename(place)
    if owned:
        with suppress(OSError):  # what stays there keeps it
            deeper.rmdir()
    return folder


def cache_folder() -> Path:
    """Return the folder where the user's programs keep what they can make again."""
    from platformdirs import user_cache_path

    return user_cache_path("trustcrm", appauthor=False)


def config_folder() -> Path:
    """Return the folder where the user's programs keep their settings."""
    from platformdirs import user_config_path

    return user_config_path("trustcrm", appauthor=False)


def _machine_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ModuleNotFoundError):
        return os.environ.get("USERNAME", "somebody")
