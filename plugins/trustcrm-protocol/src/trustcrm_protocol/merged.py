"""Rows that this plugin points at may turn out to be others: a merge moves core's references; these are followed."""

from __future__ import annotations

from collections.abc import Collection

from trustcrm.plugin import Listed, PluginContext


def all_standing(context: PluginContext, noun: str, rows: Collection[int]) -> dict[int, Listed]:
    """Return by each of these rows the one it turned out to be by merges, itself where there were none."""
    found = context.ask.several(noun, rows)
    merged = {row: one.kept.merged_into for row, one in found.items() if one.kept.merged_into is not None}
    if not merged:
        return found
    stays = {row: standing(context, noun, into) for row, into in merged.items()}
    last = context.ask.several(noun, set(stays.values()))
    return found | {row: last[into] for row, into in stays.items()}


def standing(context: PluginContext, noun: str, row: int) -> int:
    """Return the row that one turned out to be by merges, itself where there were none. Raises `NotFound`."""
    seen: set[int] = set()
    while row not in seen:
        seen.add(row)
        kind = context.ask.mention("side", row).noun if noun == "side" else noun
        row = context.ask.one(kind, row).kept.merged_into or row
    return row
