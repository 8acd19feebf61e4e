"""Which records were written since a change that somebody knows of, so that nothing else is looked at again."""

from __future__ import annotations

from trustcrm.plugin import NotFound, PluginContext

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
    if newest < since or newest - since > MOST_CHANGES:
        return None
    rows: dict[int, set[str]] = {}
    for number in range(since + 1, newest + 1):
        try:
            change, told = context.ask.change(number)
        except NotFound:
            continue
        if change.change.verb in _ANYWHERE or any(one.noun == "office" for one in told):
            return None
        for one in told:
            if one.noun == noun:
                uids = (image.get("uid") for image in (one.before, one.after))
                rows.setdefault(one.id, set()).update(uid for uid in uids if uid)
        if len(rows) > MOST_ROWS:
            return None
    return rows
