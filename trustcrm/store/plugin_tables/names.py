"""Whose a table is, told by its name alone: so it can be told of a plugin that is long gone."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from trustcrm.store.tables.plugin import PLUGIN_VALUE

PREFIX = "plugin_"
"""What the names of all tables of plugins begin with."""


@lru_cache(maxsize=256)
def prefix_of(plugin: str) -> str:
    """Return what the names of a plugin's tables begin with: `plugin_city_list_` for `city-list`."""
    return f"{PREFIX}{re.sub('[-.]', '_', plugin.lower())}_"


def version_table_of(plugin: str) -> str:
    """Return the table that tells at which step a plugin's tables stand."""
    return f"{prefix_of(plugin)}version"


def owner_of(table: str, known: Collection[str]) -> str | None:
    """Return whose a table is: the plugin of the longest fitting name among those `known`, None for one of core's.

    A table of a plugin that is not known is told under the word after `plugin_`.
    """
    if not table.startswith(PREFIX) or table == PLUGIN_VALUE.name:
        return None
    fitting = (name for name in sorted(known, key=len, reverse=True) if f"{table}_".startswith(prefix_of(name)))
    return next(fitting, table.removeprefix(PREFIX).partition("_")[0])


def is_of_plugin(noun: str) -> bool:
    """Return whether the journal tells by this name of rows of a plugin's table."""
    return noun.startswith(PREFIX)


def told_name(noun: str) -> str:
    """Return what a person calls rows of this name in the journal: "crisis lead" for `plugin_crisis_lead`."""
    return noun.removeprefix(PREFIX).replace("_", " ") if is_of_plugin(noun) else noun


def noun_told(name: str) -> str:
    """Return the name by which the journal tells of a plugin's rows that a person calls so, in any capitals."""
    return PREFIX + re.sub("[ -]+", "_", name.strip().lower())
