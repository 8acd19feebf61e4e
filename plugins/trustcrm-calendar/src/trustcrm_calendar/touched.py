"""Which records were written since a change that somebody knows of, so that nothing else is looked at again."""

from __future__ import annotations

from collections.abc import Collection

from trustcrm.plugin import NotFound, PluginContext, RowTold

MOST_CHANGES = 200
"""Where more was changed since, everything is looked at."""
MOST_ROWS = 500
"""Where more rows were written, as by an import, so it is."""
_ANYWHERE = ("erase", "dispose", "purge")
"""Verbs after which words may be gone from any record."""


def touched(context: PluginContext, noun: str, since: int, newest: int) -> dict[int, set[str]] | None:
    """Return the rows of a noun that were written after one change and up to another, each with the UIDs that it had.

    None where everything has to be looked at: too much was changed, words were erased, or the office itself is another.
    """
    told = _written(context, (noun,), since, newest)
    if told is None:
        return None
    rows: dict[int, set[str]] = {}
    for one in told:
        uids = (image.get("uid") for image in (one.before, one.after))
        rows.setdefault(one.id, set()).update(uid for uid in uids if uid)
    return rows


def is_untouched(context: PluginContext, nouns: Collection[str], since: int, newest: int) -> bool:
    """Return whether surely no row of these nouns was written after one change and up to another."""
    return _written(context, nouns, since, newest) == []


def _written(context: PluginContext, nouns: Collection[str], since: int, newest: int) -> list[RowTold] | None:
    if newest < since or newest - since > MOST_CHANGES:
        return None
    found: list[RowTold] = []
    for number in range(since + 1, newest + 1):
        try:
            change, told = context.ask.change(number)
        except NotFound:
            continue
        if change.change.verb in _ANYWHERE or any(one.noun == "office" or _is_told_to_others(one) for one in told):
            return None
        found += [one for one in told if one.noun in nouns]
        if len(found) > MOST_ROWS:
            return None
    return found


def _is_told_to_others(row: RowTold) -> bool:
    """Return whether who may read a record was changed, which whatever belongs to it follows."""
    return bool(row.before and row.after) and row.before.get("confidentiality") != row.after.get("confidentiality")
