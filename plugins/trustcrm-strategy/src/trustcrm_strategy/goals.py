"""Global goals: the 17 Sustainable Development Goals with their 169 targets, and what an office adds of its own.

A goal is known by its code, "SDG 3" or "SDG 3.d". A tag of that name on any record ties the record to the goal.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sqlalchemy import delete, insert, select

from trustcrm.plugin import InvalidValue, NotFound, PluginContext, Refused, TableAccess
from trustcrm_strategy.tables import GOAL, SERVES

SOURCE = "A/RES/70/1 of 25 September 2015, as refined by A/RES/71/313 of 6 July 2017"
"""The resolutions of the United Nations' General Assembly that the list is taken from."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal or a target of one; `source` is where it is from."""

    code: str
    title: str
    source: str = SOURCE

    @property
    def of(self) -> str:
        """The code of the goal it is a target of, its own where it is a goal itself."""
        return self.code.partition(".")[0]

    @property
    def is_target(self) -> bool:
        """Whether it is a target of a goal."""
        return "." in self.code

    @property
    def order(self) -> tuple[int, str, int, str]:
        """What goals are sorted by: global ones first, targets after their goal, lettered ones last."""
        number, _, target = self.code.removeprefix("SDG ").partition(".")
        if not self.code.startswith("SDG "):
            return 99, self.code, 0, ""
        return int(number), "", int(target) if target.isdigit() else 99 if target else 0, target


@cache
def global_goals() -> Mapping[str, Goal]:
    """Return the 17 goals and 169 targets by their codes, in order."""
    text = files("trustcrm_strategy").joinpath("sdg.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    found = [Goal(code=f"SDG {row['code']}", title=row["title"]) for row in rows]
    return MappingProxyType({goal.code: goal for goal in found})


def goals(context: PluginContext) -> dict[str, Goal]:
    """Return the global goals and the office's own, by code."""
    with context.tables.reading() as tables:
        return goals_in(tables)


def goals_in(tables: TableAccess) -> dict[str, Goal]:
    """Return the same within a transaction."""
    rows = tables.execute(select(GOAL).order_by(GOAL.c.code)).mappings()
    own = {row["code"]: Goal(code=row["code"], title=row["title"], source=row["source"] or "") for row in rows}
    return {**global_goals(), **own}


def goal_in(tables: TableAccess, words: str) -> Goal:
    """Return the goal of a code: "SDG 3.d", "sdg3.D", "3.d", or an office's own. Raises `NotFound`."""
    known = goals_in(tables)
    found = known.get(words.strip()) or known.get(_as_global(words))
    if found is None:
        found = next((one for one in known.values() if one.code.casefold() == words.strip().casefold()), None)
    if found is None:
        raise NotFound(f"There is no goal {words!r}; `trustcrm goal list` lists those there are.")
    return found


def _as_global(words: str) -> str:
    return f"SDG {re.sub(r'^sdg', '', words.strip().casefold()).strip()}"


def add_goal(context: PluginContext, code: str, title: str, source: str | None) -> Goal:
    """Keep a goal of the office's own. Raises `Refused` where the code is taken, `InvalidValue` where it is none."""
    code, title = code.strip(), title.strip()
    if not code or not title:
        raise InvalidValue("A goal needs a code and a title, as in `trustcrm goal add CITY-1 'Trees in every street'`.")
    with context.tables.writing() as tables:
        taken = {one.casefold() for one in goals_in(tables)}
        if code.casefold() in taken or _as_global(code).casefold() in taken:
            raise Refused(f"There is a goal {code} already; choose another code.")
        if code.casefold().startswith("sdg"):
            raise InvalidValue(f"{code} reads like a goal of the United Nations, who have none of it; choose another.")
        tables.execute(insert(GOAL), {"code": code, "title": title, "source": source})
    return Goal(code=code, title=title, source=source or "")


def remove_goal(context: PluginContext, words: str) -> Goal:
    """Take back a goal of the office's own that no priority serves. Raises `NotFound`, `Refused`."""
    with context.tables.writing() as tables:
        found = goal_in(tables, words)
        if found.code in global_goals():
            raise Refused(f"{found.code} is a goal of the United Nations and stays.")
        if tables.execute(select(SERVES.c.id).where(SERVES.c.code == found.code)).first() is not None:
            raise Refused(f"A priority serves {found.code}; `trustcrm priority unserve` comes first.")
        tables.execute(delete(GOAL).where(GOAL.c.code == found.code))
    return found
