"""Importing plugins one by one, registering what they implement, and leaving out whole whichever fails."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

import pluggy

from trustcrm import __version__
from trustcrm.hooks import hookspecs
from trustcrm.hooks.config import config_fault
from trustcrm.hooks.containment import Containment, show, titled
from trustcrm.hooks.deprecations import DEPRECATIONS, Deprecation, of_hook, of_spec
from trustcrm.hooks.discovery import CORE, Found, Verdict
from trustcrm.hooks.specs import PluginSpec, TablesSpec
from trustcrm.hooks.states import Failure, Status
from trustcrm.hooks.versions import core_fault
from trustcrm.text import nearest
from trustcrm.values import dataclass

_HOOKABLE = (FunctionType, MethodType, classmethod, staticmethod)


class NoPlugin(TypeError):
    """A module registers as a plugin what cannot be one."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A plugin after the start: what became of it, why, and what it says of itself."""

    found: Found
    status: Status
    reason: str = ""
    spec: PluginSpec = field(default_factory=lambda: PluginSpec(summary=""))


class _Manager(pluggy.PluginManager):
    """Looks only at what of a module could be a hook: of its other names pluggy asks so much that starts show it."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        """Return the options a hook is marked with, None for what is none."""
        if isinstance(plugin, ModuleType) and not isinstance(vars(plugin).get(name), _HOOKABLE):
            return None
        return super().parse_hookimpl_opts(plugin, name)


class Loader:
    """Loads plugins into a plugin manager and calls what they implement, one implementation at a time."""

    def __init__(
        self, containment: Containment, *, trace: bool = False, deprecations: Iterable[Deprecation] = DEPRECATIONS
    ) -> None:
        self._containment = containment
        self._trace = trace
        self._deprecations = tuple(deprecations)
        self._manager = _Manager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self.entries: dict[str, Entry] = {}
        self.deprecated: dict[str, list[Deprecation]] = {}

    def load_core(self, module: object) -> None:
        """Register core's own offers as the plugin "core"."""
        self._load(Found(CORE), module)

    def load(self, verdict: Verdict) -> None:
        """Import and register one plugin, or note why it is left out."""
        if verdict.status is None:
            self._load(verdict.found)
        else:
            self._leave_out(verdict.found, verdict.status, verdict.reason, telling=verdict.telling)

    def implementations(self, hook: str) -> Iterator[tuple[Entry, pluggy.HookImpl]]:
        """Return the implementations of `hook` with their plugins, in the order they were loaded."""
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            yield self.entries[implementation.plugin_name], implementation

    def call(self, implementation: pluggy.HookImpl, hook: str, **arguments: Any) -> Any:
        """Call one implementation with those of `arguments` that it takes."""
        taken = [arguments[name] for name in implementation.argnames]
        if not self._trace:
            return implementation.function(*taken)
        started, outcome = time.perf_counter(), "failed"
        try:
            result = implementation.function(*taken)
            outcome = f"returned {type(result).__name__}"
        finally:
            passed = (time.perf_counter() - started) * 1000
            line = f"trustcrm: plugin {implementation.plugin_name}: {hook} {outcome} after {passed:.1f} ms"
            print(line, file=sys.stderr)
        return result

    def refuse_gone(self, found: Found, spec: object) -> None:
        """Note what a plugin's spec says that goes; raise `NoPlugin` where it has gone."""
        if fault := self._note(found, of_spec(self._deprecations, spec, __version__)):
            raise NoPlugin(fault)

    def _note(self, found: Found, used: Iterable[Deprecation]) -> str:
        """Keep what a plugin uses that goes, and return the sentence of what is refused by now, "" where nothing is."""
        noted = self.deprecated.setdefault(found.name, [])
        refused = ""
        for one in used:
            noted += [] if one in noted else [one]
            refused = refused or (one.told(__version__) if one.refused(__version__) else "")
        return refused

    def _load(self, found: Found, module: object = None) -> None:
        with self._containment.contained(found, "its import", "") as attempt, talk_on_stderr():
            module = found.entry_point.load() if found.entry_point else module
            self._register(found, module)
            self.entries[found.name] = Entry(found=found, status=Status.LOADED)
            spec = self._described(found)
            if fault := core_fault(__version__, spec.needs_core) or self._gone(found, spec):
                self._leave_out(found, *fault, spec=spec)
            else:
                self.entries[found.name] = Entry(found=found, status=Status.LOADED, spec=spec)
        if attempt.failure:
            self._leave_out(found, *_blame(found, attempt.failure))

    def _leave_out(
        self, found: Found, status: Status, reason: str, *, telling: bool = True, spec: PluginSpec | None = None
    ) -> None:
        if self._manager.has_plugin(found.name):
            self._manager.unregister(name=found.name)
        self.entries[found.name] = Entry(
            found=found, status=status, reason=reason, spec=spec or PluginSpec(summary=found.summary)
        )
        if telling:
            self._containment.warn(f"{titled(found)} is left out: {reason}; see {show(found)}")

    def _register(self, found: Found, module: object) -> None:
        if module is None:
            raise NoPlugin("its entry point leads to None")
        self._manager.register(module, name=found.name)
        callers = self._manager.get_hookcallers(module) or []
        own = [one for caller in callers for one in caller.get_hookimpls() if one.plugin_name == found.name]
        if not own:
            raise NoPlugin("it implements no hook; mark its functions with @hookimpl of trustcrm.plugin")
        if any(one.wrapper or one.hookwrapper for one in own):
            raise NoPlugin("it wraps a hook, which no plugin may: it would stand between core and other plugins")
        for caller in callers:
            if not caller.has_spec() and any(not one.optionalhook for one in own if one in caller.get_hookimpls()):
                raise NoPlugin(_unknown_hook(caller.name))

    def _gone(self, found: Found, spec: PluginSpec) -> tuple[Status, str] | None:
        """Return why a plugin cannot be used any more by what it implements or says of itself, None where it can."""
        table, used = self._deprecations, list(of_spec(self._deprecations, spec, __version__))
        for hook in _hooks() if table else ():
            for entry, implementation in self.implementations(hook):
                if entry.found.name == found.name:
                    used += of_hook(table, hook, implementation.argnames, __version__)
        fault = self._note(found, used)
        return (Status.NEEDS_OLDER_CORE, f"{fault}; upgrade the plugin") if fault else None

    def _described(self, found: Found) -> PluginSpec:
        for entry, implementation in self.implementations("describe_plugin"):
            if entry.found.name == found.name:
                spec = self.call(implementation, "describe_plugin")
                if fault := _fault_of(spec):
                    raise NoPlugin(f"describe_plugin returned {fault}")
                if spec.tables is not None:
                    folder_of(spec.tables)
                return spec  # type: ignore[no-any-return]
        return PluginSpec(summary=found.summary)


def _fault_of(spec: object) -> str:
    if type(spec) is not PluginSpec:
        return f"{type(spec).__name__}, not a PluginSpec"
    if not (isinstance(spec.summary, str) and isinstance(spec.needs_core, str)):
        return "a PluginSpec whose summary or needs_core is no text"
    fault = config_fault(spec.config) if spec.config is not None else ""
    fault = fault or (_fault_of_tables(spec.tables) if spec.tables is not None else "")
    return f"a PluginSpec that cannot be: {fault}" if fault else ""


def _fault_of_tables(tables: object) -> str:
    steps = tables.steps if type(tables) is TablesSpec else None
    dotted = isinstance(steps, str) and all(part.isidentifier() for part in steps.split("."))
    if not dotted or type(tables) is not TablesSpec:
        return "its tables are no TablesSpec that names a package of steps"
    named = type(tables.journaled) is tuple and all(isinstance(name, str) for name in tables.journaled)
    return "" if named else "journaled of its tables is no tuple of their names"


def _hooks() -> list[str]:
    return [hook for hook in vars(hookspecs) if hook.startswith(("register_", "on_", "describe_"))]


def _unknown_hook(name: str) -> str:
    near = nearest(name, _hooks())
    hint = f"; did its author mean {near}?" if near else "; it may be made for another version"
    return f"it implements {name}, a hook that trustcrm {__version__} does not have{hint}"


def _blame(found: Found, failure: Failure) -> tuple[Status, str]:
    """Return why an import failed: most of all because this core is older than what the plugin was made for."""
    try:
        fault = core_fault(__version__, found.needs_core)
    except Exception:
        fault = None
    return fault or (Status.BROKEN, failure.error)


def folder_of(tables: TablesSpec) -> Path:
    """Return the folder of a package of steps, not importing it. Raises `NoPlugin` where there is no such package."""
    from importlib.util import find_spec

    found = find_spec(tables.steps)
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        raise NoPlugin(f"there is no package {tables.steps}, which should hold the steps that make its tables")
    return Path(places[0])


@contextlib.contextmanager
def talk_on_stderr() -> Iterator[None]:
    """Send to stderr what plugins print unasked, so that stdout stays data."""
    with contextlib.redirect_stdout(sys.stderr):
        yield
