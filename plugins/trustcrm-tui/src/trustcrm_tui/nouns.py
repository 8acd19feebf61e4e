"""Every record of one noun, however many: read in windows by key, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from trustcrm_tui.finding import whole_card
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import WINDOW, Windows
from trustcrm_tui.sheets.sheet import Loaded, Manner, Subject

if TYPE_CHECKING:
    from trustcrm.plugin import Listed, PluginContext

LISTED = (
    "interaction", "contribution", "signal", "engagement", "agreement", "follow-up", "person", "organisation", "city",
    "tie", "post", "note",
)  # fmt: skip
"""The nouns that `:` offers as lists."""

Ask = Callable[[Callable[["PluginContext"], Any], Callable[[Any], None]], None]

Came = Callable[[Windows, tuple[Content, ...]], None]
"""Hears that some of these rows are here, with the counts where they are others now."""


class NounSheet:
    """The list of one noun; `ask` has a window fetched, `came` hears that one is here."""

    def __init__(self, noun: str, ask: Ask, came: Came) -> None:
        self.id = f"all {noun}"
        self.name = noun.capitalize()
        self._noun = noun
        self._ask = ask
        self._came = came
        self.rows = Windows(self._fetch)

    def load(self, office: PluginContext) -> Loaded:
        """Return the windows, the first of them read; how many there are is counted apart, since it takes a moment."""
        page = office.ask.page(self._noun, limit=WINDOW)
        self.rows = Windows(self._fetch)
        self.rows.take(0, page.rows)
        return Loaded(self.rows, (ink("those written last stand first", "quiet"),), self._count)

    def _count(self) -> None:
        rows = self.rows

        def counted(total: int) -> None:
            rows.counted(total)
            self._came(rows, (ink(f"{total:,} in all", "strong"), ink("those written last stand first", "quiet")))

        self._ask(lambda office: office.ask.count(self._noun), counted)

    def _fetch(self, number: int, key: int | None, backwards: bool) -> None:
        rows = self.rows
        limit = min(WINDOW, (rows.count() or 0) - number * WINDOW) if backwards and key is None else WINDOW
        after = (-1 if key is None else key) if backwards else 0
        before = 0 if backwards else key or 0

        def came(page: Any) -> None:
            rows.take(number, page.rows)
            self._came(rows, ())

        self._ask(lambda office: office.ask.page(self._noun, limit=limit, after=after, before=before), came)

    def draw(self, row: Listed, width: int, manner: Manner) -> Content:
        """Return a record's title and those of the sides it stands between."""
        others = " · ".join(dict.fromkeys(str(title) for title in row.referred.values()))
        wide = max(20, width * 3 // 5)
        return joined(
            cell(ink(row.kept.id, "quiet"), 9, right=True), ink(" "), cell(ink(" ".join(row.title.split())), wide - 11),
            ink(" "),
            cell(ink(others, "quiet"), max(0, width - wide)),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Listed, manner: Manner) -> Sequence[Content]:
        """Return the record whole."""
        return whole_card(office.ask.whole(self._noun, f"#{row.kept.id}"))

    def subject(self, row: Listed) -> Subject:
        """Return the record."""
        return Subject(name=row.title, noun=self._noun, id=row.kept.id)

    def kind(self, row: Listed) -> str:
        """Return nothing: here all are of one kind."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return that there is none."""
        return (ink(f"There is no {self._noun} yet."),)
