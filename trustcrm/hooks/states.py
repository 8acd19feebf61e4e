"""What became of each plugin, and what has failed in it: plain values for `plugins list` and `plugins show`."""

from __future__ import annotations

from enum import StrEnum

from trustcrm.values import dataclass


class Status(StrEnum):
    """What became of a plugin at the start."""

    LOADED = "loaded"
    DISABLED = "disabled"
    NOT_ALLOWED = "not allowed"
    BROKEN = "broken"
    NEEDS_NEWER_CORE = "needs newer core"
    NEEDS_OLDER_CORE = "needs older core"
    NAME_CLASH = "name clash"
    MISSING = "missing"
    ABSENT = "not installed"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Something a plugin raised: `during` says in which call, `error` in one line what, `traceback` where.

    `version` is the plugin's and `at` the instant in ISO 8601, UTC.
    """

    plugin: str
    version: str
    during: str
    error: str
    traceback: str
    at: str


@dataclass(frozen=True, kw_only=True)
class PluginState:
    """One plugin as `plugins list` and `plugins show` tell it.

    `offers` are "importer vcard" and the like; `config` the keys its table may hold; `deprecated` what it uses that
    will go, and since when; `failures` the last one known of
    an earlier run, then those of this run.
    """

    name: str
    distribution: str
    version: str
    state: Status
    reason: str = ""
    summary: str = ""
    offers: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    deprecated: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def traceback(self) -> str:
        """The traceback of the latest failure, "" where nothing has failed."""
        return self.failures[-1].traceback if self.failures else ""
