"""The screens that plugins offer: found, checked, and shown so that one that raises is a line and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import pluggy

from trustcrm.plugin import Document, TrustCrmError
from trustcrm_tui import screens
from trustcrm_tui.apart import apart
from trustcrm_tui.ink import Content, Role, cell, ink, joined
from trustcrm_tui.reading import document_lines
from trustcrm_tui.rows import Held
from trustcrm_tui.screens import PROJECT, ScreenColumn, ScreenRow, ScreenSpec
from trustcrm_tui.sheets.sheet import Loaded, Manner, Subject
from trustcrm_tui.words import short_name

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.workplace import Workplace

T = TypeVar("T")

CAUGHT = (Exception, SystemExit)
"""What a plugin may raise without any harm."""
NARROWEST, LEAST_OF_SIDES, LEAST_OF_NAMES = 8, 12, 16
"""Cells that a column takes at least, one of two sides, and one with more than a plain share: 8 of a name tell nothing.

Those for which there is no room are left out, the last first.
"""
SIDES = "conflicts"
"""What the id of a screen begins with on which keys choose between two sides."""
ROLES: dict[str, Role] = {"!": "alert", "~": "warn"}


@dataclass(frozen=True)
class Offered:
    """A screen and the plugin that offers it; or, where `spec` is None, why its screens cannot be had."""

    plugin: str
    spec: ScreenSpec | None
    failure: str = ""


def offered(office: PluginContext) -> list[Offered]:
    """Return the screens of every plugin that is loaded; one that is switched off, or refused, is not even imported."""
    loaded = {plugin.name for plugin in office.ask.plugins() if str(plugin.state) == "loaded"}
    points = sorted(entry_points(group=PROJECT), key=lambda point: point.name)
    return [one for point in points if point.name in loaded for one in _of(point)]


def _of(point: EntryPoint) -> Iterator[Offered]:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(screens)
    try:
        manager.register(point.load(), point.name)
        manager.check_pending()
        specs = [spec for yielded in manager.hook.register_screens() for spec in _checked(yielded)]
    except CAUGHT as error:
        yield Offered(point.name, None, _told(error))
    else:
        yield from (Offered(point.name, spec) for spec in specs)


def _checked(yielded: Iterable[object]) -> Iterator[ScreenSpec]:
    for spec in yielded:
        if not isinstance(spec, ScreenSpec):
            raise TypeError(f"register_screens yielded {type(spec).__name__}, not ScreenSpec")
        columns = tuple(spec.columns)
        if not columns or not all(isinstance(column, ScreenColumn) for column in columns):
            raise TypeError(f"the screen {spec.name} has no columns")
        if not all(isinstance(text, str) for text in (spec.name, spec.title, spec.summary, spec.empty, *spec.twins)):
            raise TypeError(f"the screen {spec.name} has a title, a summary or a word that is no text")
        yield spec


def _told(error: BaseException) -> str:
    """Return what was raised in a line, with the words of an error that is meant for people alone."""
    return str(error) if isinstance(error, TrustCrmError) else " ".join(f"{type(error).__name__}: {error}".split())


def open_screen(app: Workplace, name: str) -> None:
    """Show a plugin's screen by its name, "continuity:plan"; where it is no more, nothing."""

    def shown(found: Sequence[Offered]) -> None:
        for one in found:
            if one.spec is not None and f"{one.plugin}:{one.spec.name}" == name:
                app.lists.push(PluginSheet(one.plugin, one.spec))

    app.ask(offered, shown)


class MoreSheet:
    """The screens of plugins, Enter opens one."""

    id = "more"
    name = "More screens"

    def load(self, office: PluginContext) -> Loaded:
        """Return them."""
        rows = offered(office)
        return Loaded(Held(rows, key=lambda one: one.spec.name if one.spec else one.plugin), (ink(_count(rows)),))

    def draw(self, row: Offered, width: int, manner: Manner) -> Content:
        """Return the screen and what it shows, or that it cannot be had."""
        if row.spec is None:
            return ink(f"! The screens of {row.plugin} stopped: {row.failure}", "warn")
        wide = min(24, width // 3)
        return joined(cell(ink(row.spec.title), wide), ink(" "), cell(ink(row.spec.summary, "quiet"), width - wide - 1))

    def card(self, office: PluginContext, row: Offered, manner: Manner) -> Sequence[Content]:
        """Return what it is and whose."""
        if row.spec is None:
            return [ink(row.plugin, "title"), ink(row.failure, "warn"), ink("Everything else goes on.", "quiet")]
        twins = [ink(f"as plain lines: trustcrm {command}", "quiet") for command in row.spec.twins]
        return [
            ink(row.spec.title, "title"), ink(row.spec.summary), ink(""), ink(f"from the plugin {row.plugin}", "quiet"),
            *twins,
        ]  # fmt: skip

    def subject(self, row: Offered) -> Subject:
        """Return nothing of the office's records."""
        return Subject(noun="screen", name=row.plugin)

    def kind(self, row: Offered) -> str:
        """Return the plugin."""
        return row.plugin

    def empty(self) -> tuple[Content, ...]:
        """Return where screens come from."""
        return (ink("No plugin here offers a screen of its own."),)


def _count(rows: Sequence[Offered]) -> str:
    count = sum(one.spec is not None for one in rows)
    return "1 screen from a plugin" if count == 1 else f"{count} screens from plugins"


class PluginSheet:
    """A screen of a plugin's."""

    def __init__(self, plugin: str, spec: ScreenSpec) -> None:
        self.id = f"{SIDES}|{plugin}:{spec.name}" if spec.sides is not None else f"{plugin}:{spec.name}"
        self.name = spec.title
        self._plugin = plugin
        self._spec = spec
        self._failure = ""

    def load(self, office: PluginContext) -> Loaded:
        """Return its lines, or that it stopped."""
        nothing: list[ScreenRow] = []
        rows = self._tried(lambda: [_row(one) for one in self._spec.load(office.ask.context_of(self._plugin))], nothing)
        if self._failure:
            return Loaded(Held((), key=id), (ink(f"! The screen {self.id.rpartition('|')[2]} stopped", "warn"),))
        counts = (ink(f"{len(rows)} in all", "strong"), ink(self._spec.summary))
        return Loaded(Held(rows, key=lambda row: row.key), counts, titles=self._titles)

    def _tried(self, do: Callable[[], T], otherwise: T) -> T:
        self._failure = ""
        try:
            return do()
        except CAUGHT as error:
            self._failure = _told(error)
            return otherwise

    def _stopped(self) -> str:
        why = self._failure.removesuffix(".")
        return f"The screen {self.id.rpartition('|')[2]} stopped: {why}. Everything else goes on."

    def draw(self, row: ScreenRow, width: int, manner: Manner) -> Content:
        """Return a line: its state, then its cells in their columns."""
        widths = _widths(self._spec, width - 2)
        return self._in_columns(ink(f"{row.state or ' '} ", ROLES.get(row.state, "")), self._cells(row, widths), widths)

    def _titles(self, width: int) -> Content:
        titles = [column.title for column in self._spec.columns]
        return self._in_columns(ink("  "), titles, _widths(self._spec, width - 2))

    def _in_columns(self, line: Content, texts: Sequence[str], widths: Sequence[int]) -> Content:
        for column, wide, text in zip(self._spec.columns, widths, texts, strict=False):
            line = joined(line, cell(ink(text), wide, right=column.right), ink(" "))
        return line

    def _cells(self, row: ScreenRow, widths: Sequence[int]) -> Sequence[str]:
        """Return the cells of a line: names as lists have them, two sides so that where they differ is seen."""
        cells = [short_name(text) if text == row.name else text for text in row.cells]
        sides = self._spec.sides
        if sides is None or max(sides.ours, sides.theirs) >= min(len(widths), len(row.cells)):
            return cells
        room = min(widths[sides.ours], widths[sides.theirs])
        cells[sides.ours], cells[sides.theirs] = apart(cells[sides.ours], cells[sides.theirs], room)
        return cells

    def decide(self, office: PluginContext, row: ScreenRow, side: Literal["ours", "theirs"]) -> str:
        """Have the plugin decide about a line, and return its sentence; what it raises is told in one."""
        if self._spec.sides is None:
            return "There is nothing here to decide."
        try:
            return str(self._spec.sides.decide(office.ask.context_of(self._plugin), row, side))
        except TrustCrmError:
            raise
        except CAUGHT as error:
            self._failure = _told(error)
            return self._stopped()

    def card(self, office: PluginContext, row: ScreenRow, manner: Manner) -> Sequence[Content]:
        """Return what the plugin tells of a line: its document, else its cells."""
        build = self._spec.card
        if build is not None:
            nothing: list[Content] = []
            lines = self._tried(lambda: _card_lines(build(office.ask.context_of(self._plugin), row), manner), nothing)
            if lines or self._failure:
                return lines or [ink(self._stopped(), "warn")]
        told = zip(self._spec.columns, row.cells, strict=False)
        return [joined(ink(f"{column.title} ", "quiet"), ink(text)) for column, text in told]

    def subject(self, row: ScreenRow) -> Subject:
        """Return what the line is about."""
        return Subject(side=row.side, name=row.name, noun=row.noun, id=row.id)

    def kind(self, row: ScreenRow) -> str:
        """Return the plugin's own kind."""
        return row.kind

    def empty(self) -> tuple[Content, ...]:
        """Return the plugin's own words, or that it stopped and why."""
        return (ink(self._stopped(), "warn"),) if self._failure else (ink(self._spec.empty),)


def _row(one: Any) -> ScreenRow:
    """Return a line anew, of plain values alone, so that nothing of it can raise where it is painted."""
    if not isinstance(one, ScreenRow):
        raise TypeError(f"load returned a {type(one).__name__}, not a ScreenRow")
    hash(one.key)
    return ScreenRow(
        key=one.key, cells=tuple(str(cell) for cell in one.cells), state=one.state if one.state in ROLES else "",
        side=None if one.side is None else int(one.side), name=str(one.name), noun=str(one.noun),
        id=None if one.id is None else int(one.id), kind=str(one.kind),
    )  # fmt: skip


def _card_lines(told: Any, manner: Manner) -> list[Content]:
    if told is None:
        return []
    if not isinstance(told, Document):
        raise TypeError(f"card returned a {type(told).__name__}, not a Document")
    return document_lines(told, manner.width, manner.glyphs, sources=False)


def _widths(spec: ScreenSpec, width: int) -> list[int]:
    """Return a width for as many of the first columns as there is room for, those without one of their own by share."""
    shown: list[ScreenColumn] = []
    room = width
    sides = (spec.sides.ours, spec.sides.theirs) if spec.sides is not None else ()
    for place, column in enumerate(spec.columns):
        least = LEAST_OF_SIDES if place in sides else LEAST_OF_NAMES if column.share > 1 else NARROWEST
        room -= (column.width or least) + 1
        if shown and room < 0:
            break
        shown.append(column)
    rest = max(0, width - sum(column.width + 1 for column in shown))
    shares = sum(max(1, column.share) for column in shown if not column.width)
    return [column.width or max(1, rest * max(1, column.share) // shares) for column in shown]
