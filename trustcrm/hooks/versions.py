"""Comparing versions with specifiers; `packaging` (40 ms) is imported only when there is something to compare."""

from __future__ import annotations

import re

from trustcrm.errors import ConfigError
from trustcrm.hooks.states import Status

_RELEASE = r"[0-9]+(?:\.[0-9]+)*"
_PLAIN_VERSION = re.compile(_RELEASE)
_PLAIN_CLAUSE = re.compile(rf"\s*(>=|<)\s*({_RELEASE})\s*")


def satisfies(version: str, specifier: str) -> bool:
    """Return whether `version` is among those of `specifier`; raise `ConfigError` where the specifier is none."""
    unmet = _plainly_unmet(version, specifier)
    if unmet is not None:
        return not unmet
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidSpecifier as error:
        raise ConfigError(f"{specifier!r} is not a version specifier such as >=0.3; correct it.") from error


def _plainly_unmet(version: str, specifier: str) -> list[str] | None:
    """Return the operators of the clauses that a version does not meet, for dotted numbers with >= and < alone.

    Every start meets such; None leaves all others to `packaging`.
    """
    clauses = [_PLAIN_CLAUSE.fullmatch(clause) for clause in specifier.split(",")]
    if not _PLAIN_VERSION.fullmatch(version) or not all(clauses):
        return None
    mine = _numbers(version)
    return [clause[1] for clause in clauses if clause and (mine >= _numbers(clause[2])) is not (clause[1] == ">=")]


def _numbers(release: str) -> tuple[int, ...]:
    """Return the numbers of a release without trailing zeros, as 0.1 and 0.1.0 are the same."""
    numbers = [int(part) for part in release.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def core_fault(core: str, specifier: str) -> tuple[Status, str] | None:
    """Return why core of version `core` is not what `specifier` needs, None where it is."""
    if not specifier or satisfies(core, specifier):
        return None
    unmet = _plainly_unmet(core, specifier)
    newer = _wants_newer(core, specifier) if unmet is None else ">=" in unmet
    status = Status.NEEDS_NEWER_CORE if newer else Status.NEEDS_OLDER_CORE
    cure = "upgrade trustcrm" if newer else "upgrade the plugin"
    return status, f"it needs trustcrm {specifier} and this is {core}; {cure}"


def _wants_newer(core: str, specifier: str) -> bool:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    unmet = [part for part in SpecifierSet(specifier) if not part.contains(core, prereleases=True)]
    return any(
        part.operator in (">=", ">", "~=", "==") and Version(core) < Version(part.version.removesuffix(".*"))
        for part in unmet
    )
