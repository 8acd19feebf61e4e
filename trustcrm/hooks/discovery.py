"""Finding the installed plugins and deciding, from metadata alone, which of them may be imported.

A switch that is read after the plugins are imported is no switch, so nothing here imports one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from trustcrm import __version__
from trustcrm.errors import ConfigError
from trustcrm.hooks.config import Settings
from trustcrm.hooks.config_lines import place_of
from trustcrm.hooks.entry_points import EntryPoint, entry_points_of
from trustcrm.hooks.states import Status
from trustcrm.text import listed, nearest, visible
from trustcrm.values import dataclass

GROUP = "trustcrm"
"""The entry-point group; a plugin's name is that of its entry point."""

CORE = "core"
"""The name under which core makes its own offers."""

ONLY_VARIABLE = "TRUSTCRM_PLUGINS"
TRACE_VARIABLE = "TRUSTCRM_TRACE_PLUGINS"

_PLAIN_NEED = re.compile(rf"{GROUP}\s*\(?([\s<>=!~,.*0-9]*)\)?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_RESERVED = frozenset({CORE, "allow", "disabled", "require"})


@dataclass(frozen=True, kw_only=True)
class Switches:
    """What this one run asks of plugins, whatever the configuration says.

    `none` loads no plugin, `only` none but those named where it names any; `trace` prints each hook call to stderr.
    """

    none: bool = False
    only: tuple[str, ...] = ()
    trace: bool = False

    @classmethod
    def of(cls, environ: Mapping[str, str], *, no_plugins: bool = False) -> Switches:
        """Return what `--no-plugins`, TRUSTCRM_PLUGINS="a,b" and TRUSTCRM_TRACE_PLUGINS=1 ask for."""
        names = (name.strip() for name in environ.get(ONLY_VARIABLE, "").split(","))
        trace = environ.get(TRACE_VARIABLE, "") not in ("", "0")
        return cls(none=no_plugins, only=tuple(name for name in names if name), trace=trace)


@dataclass(frozen=True)
class Found:
    """A plugin's place in the installed metadata; its version and distribution are read only when asked for."""

    name: str
    entry_point: EntryPoint | None = None

    @cached_property
    def distribution(self) -> str:
        """The name of the distribution that brings it, "" where none is known."""
        return "trustcrm" if self.name == CORE else self._of_distribution("Name")

    @cached_property
    def version(self) -> str:
        """The distribution's version, "" where none is known."""
        return __version__ if self.name == CORE else self._of_distribution("Version")

    @cached_property
    def summary(self) -> str:
        """The distribution's own summary."""
        return self._of_distribution("Summary")

    @cached_property
    def needs_core(self) -> str:
        """The versions of trustcrm that the distribution requires, as a specifier such as ">=0.1,<0.3"."""
        lines = [line for line in self._told("Requires-Dist") if line.startswith(GROUP)]
        plain = [_PLAIN_NEED.fullmatch(line) for line in lines]
        needs = [need[1].strip() for need in plain if need] if all(plain) else _needs(lines)
        return ",".join(need for need in needs if need)

    def _of_distribution(self, field: str) -> str:
        return visible(next(iter(self._told(field)), ""))

    def _told(self, field: str) -> list[str]:
        try:
            return self.entry_point.told(field) if self.entry_point else []
        except (OSError, UnicodeDecodeError):
            return []


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of a plugin before any import.

    `status` is None where it may be imported.
    """

    found: Found
    status: Status | None = None
    reason: str = ""

    @property
    def telling(self) -> bool:
        """True where the user surely wanted another outcome."""
        return self.status in (Status.BROKEN, Status.NAME_CLASH, Status.MISSING)


def _needs(lines: Iterable[str]) -> list[str]:
    """Return which versions of trustcrm requirements ask for; `packaging` takes a while to import."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return [str(need.specifier) for need in map(Requirement, lines) if need.name == GROUP]
    except InvalidRequirement:
        return []


def installed() -> tuple[Found, ...]:
    """Return every installed plugin by name; two distributions that use one name are both returned."""
    found = (Found(point.name, point) for point in entry_points_of(GROUP))
    return tuple(sorted(found, key=lambda one: one.name))


def decide(found: Iterable[Found], settings: Settings, switches: Switches) -> tuple[Verdict, ...]:
    """Return what becomes of each plugin found, and of each one that is asked for and not there; import nothing."""
    by_name: dict[str, list[Found]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    verdicts = [_verdict(namesakes, settings, switches) for namesakes in by_name.values()]
    return tuple(sorted([*verdicts, *_missing(by_name, settings, switches)], key=lambda verdict: verdict.found.name))


def _verdict(namesakes: list[Found], settings: Settings, switches: Switches) -> Verdict:
    found = namesakes[0]
    if reason := _switched_off(found.name, settings, switches):
        return Verdict(found=found, status=Status.DISABLED, reason=reason)
    if reason := _not_allowed(found.name, settings, switches):
        return Verdict(found=found, status=Status.NOT_ALLOWED, reason=reason)
    if found.name in _RESERVED:
        reason = f"the name {found.name!r} is TrustCRM's own; its author has to choose another"
        return Verdict(found=found, status=Status.NAME_CLASH, reason=reason)
    if len(namesakes) > 1:
        rivals = listed(sorted(one.distribution for one in namesakes))
        reason = f"{rivals} both bring a plugin of this name; uninstall one of them"
        return Verdict(found=found, status=Status.NAME_CLASH, reason=reason)
    if not _NAME.fullmatch(found.name):
        return Verdict(found=found, status=Status.BROKEN, reason="its name may hold letters, digits, . _ and - only")
    return _as_required(found, settings)


def _switched_off(name: str, settings: Settings, switches: Switches) -> str:
    if switches.none:
        return "--no-plugins was given"
    return f"plugins.disabled in {_file(settings)} names it" if name in settings.plugins.disabled else ""


def _not_allowed(name: str, settings: Settings, switches: Switches) -> str:
    if switches.only and name not in switches.only:
        return f"{ONLY_VARIABLE} names only {listed(switches.only)}"
    allow = settings.plugins.allow
    return f"plugins.allow in {_file(settings)} does not name it" if allow is not None and name not in allow else ""


def _as_required(found: Found, settings: Settings) -> Verdict:
    for line in settings.plugins.require:
        name, specifier = _split(line)
        if name == found.name and specifier and not _is_met(found.version, specifier, line, settings.file):
            reason = f"version {found.version} is installed, plugins.require asks for {specifier}; install that"
            return Verdict(found=found, status=Status.MISSING, reason=reason)
    return Verdict(found=found)


def _is_met(version: str, specifier: str, line: str, file: Path | None) -> bool:
    from trustcrm.hooks.versions import satisfies

    try:
        return satisfies(version, specifier)
    except ConfigError:
        where = place_of(file, "plugins.require")
        raise ConfigError(f"{where}, {line!r} does not end in a version specifier such as >=0.3; correct it.") from None


def _missing(there: Mapping[str, object], settings: Settings, switches: Switches) -> Iterator[Verdict]:
    file = _file(settings)
    asked = {name: f"[plugins.{name}] in {file} sets it up" for name in settings.tables}
    asked |= dict.fromkeys(switches.only, f"{ONLY_VARIABLE} names it")
    asked |= {_split(line)[0]: f"plugins.require in {file} asks for it" for line in settings.plugins.require}
    for name, reason in asked.items():
        if name not in there:
            reason = (
                f"{reason}, but no such plugin is installed; {_hint(name, there, 'install it or take the name out')}"
            )
            yield Verdict(found=Found(name), status=Status.MISSING, reason=reason)
    named = {name: f"plugins.{key} in {file} names it" for key, names in _switched(settings) for name in names}
    for name, reason in named.items():
        if name not in there and name not in asked:
            reason = f"{reason}, and no such plugin is installed; {_hint(name, there, 'its name may stay')}"
            yield Verdict(found=Found(name), status=Status.ABSENT, reason=reason)


def _switched(settings: Settings) -> Iterator[tuple[str, Iterable[str]]]:
    yield "disabled", settings.plugins.disabled
    yield "allow", settings.plugins.allow or ()


def _hint(name: str, there: Mapping[str, object], otherwise: str) -> str:
    near = nearest(name, list(there))
    return f"did you mean {near!r}?" if near else otherwise


def _split(line: str) -> tuple[str, str]:
    """Return the name and the version specifier of one line of `plugins.require`."""
    match = re.match(r"\s*([A-Za-z0-9_.-]+)\s*(.*)", line)
    return (match[1], match[2].strip()) if match else (line, "")


def _file(settings: Settings) -> str:
    return str(settings.file or "the configuration")
