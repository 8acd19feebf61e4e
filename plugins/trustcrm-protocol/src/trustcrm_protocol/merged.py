"""Rows that this plugin points at may turn out to be others: a merge moves core's references; these are followed."""

from __future__ import annotations

from trustcrm.plugin import PluginContext


def standing(context: PluginContext, noun: str, row: int) -> int:
    """Return the row that one turned out to be by merges, itself where there were none. Raises `NotFound`."""
    seen: set[int] = set()
    while row not in seen:
        seen.add(row)
        kind = context.ask.mention("side", row).noun if noun == "side" else noun
        row = context.ask.one(kind, row).kept.merged_into or row
    return row
