"""Finding anything: ties whose name begins so come first, then whatever holds every word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import alphabetical, fold
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Card, Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import side_card

if TYPE_CHECKING:
    from trustcrm.plugin import Found, Glance, Listed, PluginContext, Whole

SIDES = ("city", "organisation")
NEAREST, ALIKE = 5, 0.75
"""So many names that are nearly so are shown where nothing is called so, and how alike they must be."""
MOST = 60
"""So many are found at most."""


@dataclass(frozen=True)
class Hit:
    """Something found."""

    noun: str
    id: int
    title: str
    snippet: str = ""
    side: int | None = None


class FoundSheet:
    """What was found for some words."""

    id = "found"
    name = "Found"

    def __init__(self, words: str, glances: Iterable[Glance] = ()) -> None:
        self.sought = words
        self._glances = tuple(glances)

    def load(self, office: PluginContext) -> Loaded:
        """Return ties by the beginning of a name, then rows with all the words."""
        glances = self._glances or tuple(office.ask.overview())
        hits = [*_by_name(self.sought, glances)]
        known = {("side", hit.side) for hit in hits}
        for found in office.ask.search(self.sought, limit=MOST):
            key = "side" if found.noun in SIDES else found.noun
            if (key, found.id) not in known:
                side = found.id if key == "side" else None
                hits.append(Hit(found.noun, found.id, found.title, _beside(office, found), side))
        if not hits:
            near = _nearly(self.sought, glances)
            told = "; called nearly so" if near else ""
            return Loaded(Held(near, key=_key), (ink(f"nothing found for {self.sought}{told}", "warn"),))
        many = " or more" if len(hits) >= MOST else ""
        return Loaded(Held(hits, key=_key), (ink(f"{len(hits)}{many} found for {self.sought}"),))

    def draw(self, row: Hit, width: int, manner: Manner) -> Content:
        """Return what sort of thing, its title, and the words around the match."""
        title_wide = max(16, width * 2 // 5)
        left = joined(cell(ink(row.noun, "quiet"), 13), cell(ink(row.title), title_wide), ink(" "))
        return joined(left, cell(ink(" ".join(row.snippet.split()), "quiet"), max(0, width - left.cell_length)))

    def card(self, office: PluginContext, row: Hit, manner: Manner) -> Sequence[Content] | Card:
        """Return the card of a side, or the record whole with the side it belongs to."""
        if row.side is not None:
            return side_card(office, row.side, manner)
        return whole_card(office.ask.whole(row.noun, f"#{row.id}"))

    def subject(self, row: Hit) -> Subject:
        """Return what a row is about."""
        return Subject(side=row.side, name=row.title, noun=row.noun, id=row.id)

    def kind(self, row: Hit) -> str:
        """Return nothing: here all are of one kind."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return what to do where nothing was found."""
        return (
            ink(f"Nothing here has all the words “{self.sought}”."),
            joined(ink("Esc", "field"), ink(" goes back · "), ink("/", "field"), ink(" looks for something else")),
        )


def _beside(office: PluginContext, found: Found) -> str:
    """Return what is told beside a title: the words around the match, of a person whom they belong to."""
    if found.noun == "person" and not found.restricted:
        return str(office.ask.one("person", found.id).value("side") or "")
    return "" if found.snippet == found.title else found.snippet


def _key(hit: Hit) -> tuple[str, int]:
    return hit.noun, hit.id


def _nearly(words: str, glances: Iterable[Glance]) -> list[Hit]:
    """Return the ties of which a name is nearly what was typed, the nearest first: "guangzou" is Guangzhou."""
    from difflib import get_close_matches

    by_word: dict[str, list[Glance]] = {}
    for glance in glances:
        for word in {fold(glance.name), *fold(glance.name).split()}:
            by_word.setdefault(word, []).append(glance)
    near = get_close_matches(fold(words), by_word, n=NEAREST, cutoff=ALIKE)
    found = {glance.tie: glance for word in near for glance in by_word[word]}
    return [Hit("tie", one.tie, one.name, f"{one.kind}, {one.state}", one.them) for one in found.values()]


def _by_name(words: str, glances: Iterable[Glance]) -> Iterable[Hit]:
    """Yield the sides whose name has a word that begins so; names that begin so themselves first."""
    sought = fold(words)
    if not sought:
        return
    named = [(fold(glance.name), glance) for glance in glances]
    fitting = [(not name.startswith(sought), glance) for name, glance in named if f" {sought}" in f" {name}"]
    seen: set[int] = set()
    for _, glance in sorted(fitting, key=lambda pair: (pair[0], alphabetical(pair[1].name))):
        if glance.them not in seen:
            seen.add(glance.them)
            yield Hit("tie", glance.tie, glance.name, f"{glance.kind}, {glance.state}", glance.them)


def whole_card(whole: Whole) -> list[Content]:
    """Return any record with what belongs to it, field by field."""
    facts = Facts()
    facts.title(whole.row.title)
    facts.line(ink(f"{whole.row.noun} {whole.row.kept.id}", "quiet"))
    _fields(facts, whole.row)
    for noun, rows in whole.parts.items():
        if rows:
            facts.heading(noun.capitalize())
        for row in rows:
            facts.line(ink(f" {row.title}"))
    for row in (*whole.notes, *whole.tags):
        record: Any = row.kept.record
        facts.line(ink(f" {getattr(record, 'words', None) or getattr(record, 'name', '')}"))
    if whole.source:
        facts.value("Came by", ink(whole.source))
    return facts.lines


def _fields(facts: Facts, row: Listed) -> None:
    from trustcrm.plugin import fields_of

    for name, field in fields_of(type(row.kept.record)).items():
        value = row.value(name)
        if value in (None, "", (), field.default):
            continue
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        facts.value(name.replace("_", " "), ink(shown), 12)
