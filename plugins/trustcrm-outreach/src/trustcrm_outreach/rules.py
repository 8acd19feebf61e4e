"""Rules that hold here and rules that hold at home, side by side, each with its source and the day it was looked up.

A rule is never changed: a newer one of the same topic and country takes its place, and what was sent keeps the old one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from trustcrm.plugin import InvalidValue, PluginContext, TableAccess, fold, visible
from trustcrm_outreach.tables import RULE, kept


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What holds about a topic for those of a country, or in our own city where `country` is empty."""

    id: int
    topic: str
    country: str
    words: str
    source: str
    as_of: date


def add_rule(context: PluginContext, told: Mapping[str, Any]) -> int:
    """Keep a rule, told by its fields, and return its number. Raises `InvalidValue`."""
    if not str(told["source"]).strip():
        raise InvalidValue("A rule needs its source: who says so, and where it can be looked up.")
    country = str(told["country"]).upper()
    if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise InvalidValue(f"{visible(country)!r} is no country; give its two letters, such as JP.")
    if told["as_of"] > context.clock.today():
        raise InvalidValue(f"{told['as_of'].isoformat()} is still to come; say on which day it was looked up.")
    row = dict(told) | {"country": country, "kept_at": kept(context.clock.now()), "kept_by": context.do.login}
    with context.tables.writing() as tables:
        return int(tables.execute(insert(RULE).returning(RULE.c.id), row).scalar_one())


def rules(context: PluginContext) -> list[Rule]:
    """Return the rules that hold, by topic, our own city's first."""
    with context.tables.reading() as tables:
        return current(tables)


def current(tables: TableAccess) -> list[Rule]:
    """Return of each topic and country the rule that was looked up last, by topic, our own city's first."""
    latest: dict[tuple[str, str], Rule] = {}
    for rule in _read(tables):
        place = (fold(rule.topic), rule.country)
        if place not in latest or (rule.as_of, rule.id) >= (latest[place].as_of, latest[place].id):
            latest[place] = rule
    return [latest[place] for place in sorted(latest)]


def beside(found: Sequence[Rule], topic: str, countries: Sequence[str]) -> list[Rule]:
    """Return the rules of a topic for somebody of these countries: our own city's and then those of home."""
    return [one for one in found if topic and fold(one.topic) == fold(topic) and one.country in ("", *countries)]


def rules_of(tables: TableAccess, numbers: Sequence[int]) -> list[Rule]:
    """Return rules by their numbers, as they stood when they were chosen."""
    found = {one.id: one for one in _read(tables)}
    return [found[number] for number in numbers if number in found]


def _read(tables: TableAccess) -> list[Rule]:
    rows = tables.execute(select(RULE).order_by(RULE.c.id)).mappings()
    names = ("id", "topic", "country", "words", "source", "as_of")
    return [Rule(**{name: row[name] for name in names}) for row in rows]
