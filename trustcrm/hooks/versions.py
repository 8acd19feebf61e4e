"""Comparing versions with specifiers; `packaging` (40 ms) is imported only when there is something to compare."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trustcrm.errors import ConfigError
from trustcrm.hooks.states import Status

if TYPE_CHECKING:
    from packaging.version import Version


_RELEASE = r"[0-9]+(?:\.[0-9]+)*"
_PLAIN_VERSION = re.compile(_RELEASE)
_PLAIN_CLAUSE = re.compile(rf"\s*(>=|<)\s*({_RELEASE})\s*")


def satisfies(version: str, specifier: str) -> bool:
    """Return whether `version` is among those of `specifier`; raise `ConfigError` where the specifier is none."""
    plainly = _plainly_satisfies(version, specifier)
    if plainly is not None:
        return plainly
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidSpecifier as error:
        raise ConfigError(f"{specifier!r} is not a version specifier such as >=0.3; correct it.") from error


def _plainly_satisfies(version: str, specifier: str) -> bool | None:
    """Answer for dotted numbers with >= and < alone, which every start meets; None leaves it to `packaging`."""
    clauses = [_PLAIN_CLAUSE.fullmatch(clause) for clause in specifier.split(",")]
    if not _PLAIN_VERSION.fullmatch(version) or not all(clauses):
        return None
    mine = _numbers(version)
    return all((mine >= _numbers(clause[2])) is (clause[1] == ">=") for clause in clauses if clause)


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
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    unmet = [part for part in SpecifierSet(specifier) if not part.contains(core, prereleases=True)]
    newer = any(part.operator in (">=", ">", "~=", "==") and Version(core) < _version(part.version) for part in unmet)
    status = Status.NEEDS_NEWER_CORE if newer else Status.NEEDS_OLDER_CORE
    cure = "upgrade trustcrm" if newer else "upgrade the plugin"
    return status, f"it needs trustcrm {specifier} and this is {core}; {cure}"


def _version(text: str) -> Version:
    from packaging.version import Version

    return Version(text.removesuffix(".*"))
