"""Whom the watch is kept on: our own city, the other side of every standing tie of ours, and the consulates here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import cast

from trustcrm.plugin import Agreement, Kept, Listed, Organisation, PluginContext, Post, Tenure, Tie


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """What watching needs of the office's records, read once: all as of `day`.

    `only` is the side to which it is narrowed, None for all. `ties` are those of ours that have not ended, by the other
    side's id; `names` are those of the sides, `tenures` are by post.
    """

    home: int
    day: date
    only: int | None = None
    ties: dict[int, list[Kept[Tie]]]
    names: dict[int, str]
    posts: dict[int, Kept[Post]]
    tenures: dict[int, list[Listed]] = field(default_factory=dict)
    agreements: list[Kept[Agreement]] = field(default_factory=list)

    @cached_property
    def sides(self) -> dict[int, int]:
        """The other side of each tie, by the tie's id."""
        return {kept.id: side for side, ties in self.ties.items() for kept in ties}


def neighbours(context: PluginContext, day: date, only: int | None = None) -> Neighbours:
    """Read the neighbours as of a day; with `only`, a side's id, those that have to do with that side alone."""
    found = tied(context, day, only)
    _consulates(context, found)
    _posts(context, found, set(found.names) if only is None else {only} & set(found.names))
    wanted = {kept.id for ties in found.ties.values() for kept in ties}
    narrowed = [{"tie": str(tie)} for tie in wanted] if only is not None else [{}]
    for row in (row for where in narrowed for row in context.ask.page("agreement", where).rows):
        if (agreement := cast(Agreement, row.kept.record)).tie in wanted and (agreement.signed_on or day) <= day:
            found.agreements.append(cast("Kept[Agreement]", row.kept))
    return found


def tied(context: PluginContext, day: date, only: int | None = None) -> Neighbours:
    """Read the other sides of our standing ties alone, without posts, agreements and consulates."""
    home = context.ask.home()
    found = Neighbours(home=home.side, day=day, only=only, ties={}, names={home.side: home.name}, posts={})
    _ties(context, found)
    return found


def _ties(context: PluginContext, found: Neighbours) -> None:
    between = str(found.home if found.only is None else found.only)
    for row in context.ask.page("tie", between=between).rows:
        kept = cast("Kept[Tie]", row.kept)
        tie, ends = kept.record, (kept.record.one, kept.record.other)
        stands = (tie.since or found.day) <= found.day and (tie.ended_on is None or tie.ended_on > found.day)
        if found.home not in ends or not stands or (tie.state == "ended" and tie.ended_on is None):
            continue
        them, name = (tie.other, "other") if tie.one == found.home else (tie.one, "one")
        side = cast(int, them)
        if found.only in (None, side):
            found.ties.setdefault(side, []).append(kept)
            found.names[side] = row.referred[name]


def _consulates(context: PluginContext, found: Neighbours) -> None:
    wanted = {"city": str(found.home), "kind": "consulate"}
    for row in context.ask.page("organisation", wanted).rows:
        if found.only in (None, row.kept.id):
            found.names[row.kept.id] = cast(Organisation, row.kept.record).name


def _posts(context: PluginContext, found: Neighbours, sides: set[int]) -> None:
    wanted = {"side": str(*sides)} if len(sides) == 1 else {}
    for row in context.ask.page("post", wanted).rows:
        post = cast("Kept[Post]", row.kept)
        if post.record.side in sides:
            found.posts[post.id] = post
    if len(sides) == 1:
        tenures = [row for post in found.posts for row in context.ask.page("tenure", {"post": str(post)}).rows]
    else:
        tenures = list(context.ask.page("tenure").rows)
    for row in tenures:
        tenure = cast(Tenure, row.kept.record)
        if tenure.post in found.posts:
            found.tenures.setdefault(tenure.post, []).append(row)
    for held in found.tenures.values():
        held.sort(key=lambda row: (cast(Tenure, row.kept.record).from_on or date.min, row.kept.id))
