"""What a plugin needs to offer a screen of its own: these names are promised, and nothing else of this package is.

A plugin names the module with its hook under the entry points `trustcrm.tui`, by its own name:

```toml
[project.entry-points."trustcrm.tui"]
harbours = "trustcrm_harbours.screens"
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pluggy

if TYPE_CHECKING:
    from trustcrm.plugin import Document, PluginContext

__all__ = ["ScreenColumn", "ScreenRow", "ScreenSides", "ScreenSpec", "hookimpl"]

PROJECT = "trustcrm.tui"
"""The project name that markers and host share, and the group of entry points."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, kw_only=True)
class ScreenColumn:
    """A column of a screen: `width` cells, or its `share` of what the others leave; at the right side where it says so.

    In a narrow window the last columns are left out; the first one always stands.
    """

    title: str
    width: int = 0
    share: int = 1
    right: bool = False


@dataclass(frozen=True, kw_only=True)
class ScreenRow:
    """A line of a screen: a cell for each column, and what it is about.

    `key` tells it from every other, over a fresh reading too. `state` is "!" for what presses, "~" for what is near.
    With `side`, the id of a city or organisation, keys such as log and briefing work on it; `noun` and `id` are the
    record it stands for; `kind` is what `f` chooses by.
    """

    key: str | int
    cells: tuple[str, ...]
    state: Literal["", "~", "!"] = ""
    side: int | None = None
    name: str = ""
    noun: str = ""
    id: int | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class ScreenSides:
    """Two columns, by their place from 0, that hold two versions of one thing, of which a key chooses.

    They are cut so that where they differ is seen. The key ← has `decide` choose "ours" for the row under the cursor, →
    "theirs"; it returns a sentence that says what was done. It is run for whoever may write alone.
    """

    ours: int
    theirs: int
    decide: Callable[[PluginContext, ScreenRow, Literal["ours", "theirs"]], str]


@dataclass(frozen=True, kw_only=True)
class ScreenSpec:
    """A screen on offer: `load` returns its lines, `card` what is shown beside one, as a document or not at all.

    Both are given the plugin's own context, whose `ask` answers as whoever sits there may read; they run beside the
    screen, never on it, and may take a moment. What they return is data: nothing in it acts, whatever it says. One that
    raises is told in a line, and nothing else happens. With `sides` each line is decided about by a key. `twins` are
    the commands that tell the same in plain lines, for screen readers and scripts: "crisis board" is
    `trustcrm crisis board`, and capitals stand for what is filled in.
    """

    name: str
    title: str
    summary: str
    columns: tuple[ScreenColumn, ...]
    load: Callable[[PluginContext], Sequence[ScreenRow]]
    card: Callable[[PluginContext, ScreenRow], Document | None] | None = None
    sides: ScreenSides | None = None
    empty: str = "There is nothing here yet."
    twins: tuple[str, ...] = ()


@hookspec
def register_screens() -> Iterable[ScreenSpec]:  # type: ignore[empty-body]
    """Yield the screens on offer; key `0` of the terminal UI lists them.

    ```python
    from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl


    def harbours(context):
        return [
            ScreenRow(key=row.kept.id, cells=(row.title, row.kept.record.country or ""), side=row.kept.id)
            for row in context.ask.page("city").rows
            if "port" in row.title.casefold()
        ]


    @hookimpl
    def register_screens():
        yield ScreenSpec(
            name="harbours",
            title="Harbours",
            summary="Cities that are called a port",
            columns=(ScreenColumn(title="city", share=3), ScreenColumn(title="country")),
            load=harbours,
        )
    ```
    """
