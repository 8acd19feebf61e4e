"""The lines around a screen: its name and the day, the screens, and the keys; each leaves out whole words only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from trustcrm_tui.ink import NOTHING, Content, ink, joined, spaced
from trustcrm_tui.keys import Key, KeyMap


def hints(
    keys: KeyMap, screen: str, width: int, wanted: Sequence[str] = (), impossible: Collection[str] = ()
) -> Content:
    """Return the footer: hints by rank as far as they fit, `? Keys` always; `wanted` come before all others.

    What is `impossible` where the cursor stands is left out.
    """
    named = [replace(key, hint=key.hint_on(screen)) for key in keys.here(screen)]
    possible = [key for key in named if key.hint and key.id not in impossible]
    here = {key.id: key for key in possible if key.id != "back" or "back" in wanted}
    first = [here[id] for id in wanted if id in here]
    ranked = [*first, *sorted((key for key in here.values() if key not in first), key=lambda key: key.rank)]
    kept: list[Key] = []
    for key in sorted(ranked, key=lambda key: key.id != "keys"):
        if _width([*kept, key], keys) <= width - 1:
            kept.append(key)
    ordered = [key for key in ranked if key in kept and key.id != "keys"] + [key for key in kept if key.id == "keys"]
    return joined(ink(" "), spaced([_hint(key, keys) for key in ordered], 2))


def fitting(parts: Sequence[Content], width: int) -> Content:
    """Return as many whole parts as fit, three spaces apart; the first one always."""
    kept: list[Content] = []
    for part in parts:
        taken = sum(one.cell_length + 3 for one in kept)
        if part.plain and (not kept or taken + part.cell_length <= width):
            kept.append(part)
    return spaced(kept, 3)


def _hint(key: Key, keys: KeyMap) -> Content:
    return joined(ink(keys.shown(key.id), "field"), ink(" "), ink(key.hint))


def _width(kept: Sequence[Key], keys: KeyMap) -> int:
    return sum(_hint(key, keys).cell_length for key in kept) + 2 * (len(kept) - 1)


def tabs(names: Mapping[int, str], present: int, width: int) -> Content:
    """Return the line of screens, numbered, the present one in brackets; the last lose their names first."""
    for gap, named in ((2, len(names)), *((1, count) for count in range(len(names), -1, -1))):
        shown = {
            number: name if place < named or number == present else ""
            for place, (number, name) in enumerate(names.items())
        }
        line = spaced([_tab(number, name, number == present) for number, name in shown.items()], gap)
        if line.cell_length < width:
            break
    return joined(ink(" "), line)


def _tab(number: int, name: str, here: bool) -> Content:
    words = ink(f"{number} {name}".strip())
    return joined(ink("["), ink(f"{number} {name}", "strong"), ink("]")) if here else words if words else NOTHING
