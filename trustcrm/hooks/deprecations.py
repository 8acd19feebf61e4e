"""What plugins may still use and should not: it warns for two minor releases, is an error for one, and is then gone.

pluggy can warn of hooks and arguments too (`warn_on_impl`), but by Python's warnings: these go to stderr in whichever
run happens to import a plugin, or nowhere, and know nothing of the fields of a spec. Here they stand under the plugin
they concern, in `trustcrm plugins list` and `show`, where whoever can do something about them looks.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from trustcrm.hooks.versions import satisfies
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """Something promised that goes: a hook, an argument of one, or a field of a spec.

    `where` is the hook or the spec, `part` the argument or the field, "" where the hook goes whole. It warns from the
    release `since` on and is an error from `fails` on. `instead` says what to do, as in "yield ImporterSpec values".
    """

    where: str
    part: str = ""
    since: str
    fails: str
    instead: str

    def warns(self, core: str) -> bool:
        """Return whether it has been announced by the release `core`."""
        return satisfies(core, f">={self.since}")

    def refused(self, core: str) -> bool:
        """Return whether the release `core` refuses it."""
        return satisfies(core, f">={self.fails}")

    def told(self, core: str) -> str:
        """Return it as one sentence for the plugin's author."""
        what = f"{self.part} of {self.where}" if self.part else self.where
        fate = f"is refused since trustcrm {self.fails}" if self.refused(core) else f"goes with trustcrm {self.fails}"
        return f"{what} {fate}; {self.instead}"


DEPRECATIONS: tuple[Deprecation, ...] = ()
"""What goes at present. An entry is taken out together with the thing, in the minor release after `fails`."""


def of_hook(table: Iterable[Deprecation], hook: str, arguments: Collection[str], core: str) -> Iterator[Deprecation]:
    """Yield what an implementation of a hook uses that goes: the hook itself, or arguments that it names."""
    for one in table:
        if one.where == hook and (not one.part or one.part in arguments) and one.warns(core):
            yield one


def of_spec(table: Iterable[Deprecation], spec: Any, core: str) -> Iterator[Deprecation]:
    """Yield what a spec says that goes: fields that hold something other than their default."""
    for one in table:
        if one.where == type(spec).__name__ and one.warns(core) and _is_said(spec, one.part):
            yield one


def _is_said(spec: Any, name: str) -> bool:
    (told,) = (item for item in dataclasses.fields(spec) if item.name == name)
    factory = told.default_factory
    usual = told.default if factory is dataclasses.MISSING else factory()
    return bool(getattr(spec, name) != usual)


def next_minor(release: str) -> str:
    """Return the minor release after another: 0.2 after 0.1.4."""
    major, minor = re.findall(r"[0-9]+", f"{release}.0")[:2]
    return f"{major}.{int(minor) + 1}"
