"""Readings reckoned from the tables of facts alone, by the formula as the reference manual prints it.

Nothing of ours is used but to reach a database past the program.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.offices import beside

H, H_GOODWILL, Q, K, KAPPA, RHO, CAP = 365.0, 180.0, 0.5, 1.4, 0.7, 0.3, 20.0
USUAL, USUAL_WEIGHT = 0.7, 10.0


@dataclass(frozen=True)
class Evidence:
    """One act as the tables tell it."""

    id: str
    giver: int
    receiver: int
    day: date
    root: str
    g: float
    weight: float


def asked(address: str, statement: str) -> list[dict[str, Any]]:
    """Return what a statement gives, asked past the program, as rows by column."""
    with beside(address) as connection:
        found = connection.execute(statement)
        return [dict(zip([column[0] for column in found.description or ()], row, strict=True)) for row in found]


def read_acts(address: str) -> list[Evidence]:
    """Read every act of an office from its tables of facts; the tables of acts and sums are not looked at."""
    home = asked(address, "SELECT home_id FROM office")[0]["home_id"]
    kinds = {(row["family"], row["name"]): row for row in asked(address, "SELECT * FROM kind WHERE NOT withdrawn")}
    return [
        Evidence(f"{noun} {row}:{giver}>{receiver}", giver, receiver, date.fromisoformat(str(day)),
                 kinds[kind]["cameo"][:2], kinds[kind]["intensity"], weight)
        for noun, row, giver, receiver, day, kind, weight in _told(address, home, kinds)
        if giver != receiver and kind in kinds
    ]  # fmt: skip


def _told(address: str, home: int, kinds: Any) -> Iterator[tuple[Any, ...]]:
    seats = defaultdict(set)
    for row in asked(address, "SELECT * FROM participant WHERE NOT withdrawn AND side_id IS NOT NULL"):
        seats[row["interaction_id"]].add(row["side_id"])
    for row in asked(address, "SELECT * FROM interaction WHERE NOT withdrawn"):
        giver, others = row["giver_id"], (seats[row["id"]] | {row["receiver_id"]}) - {row["giver_id"]}
        unkind = {-1: ("tone", "tone -"), -2: ("tone", "tone --")}.get(row["tone"])
        plain = ("interaction", row["kind"])
        for other in others:
            ours = giver == home or (home not in others and other == row["receiver_id"])
            of = ("interaction", row["id"])
            yield *of, giver, other, row["on"], unkind if unkind and other == home else plain, 1 / len(others)
            if row["direction"] == "mutual" or (unkind and ours):
                back = unkind if unkind and ours else plain
                yield *of, other, giver, row["on"], back, 1 / len(others)
    steps = "SELECT s.*, c.giver_id, c.receiver_id, c.kind AS what FROM step s JOIN contribution c"
    for row in asked(address, f"{steps} ON c.id = s.contribution_id WHERE NOT s.withdrawn AND NOT c.withdrawn"):
        ends = (row["giver_id"], row["receiver_id"])
        giver, receiver = ends[::-1] if row["state"] in ("asked", "acknowledged") else ends
        special = ("step", f"{row['state']} {row['what']}")
        yield (
            "step",
            row["id"],
            giver,
            receiver,
            row["on"],
            special if special in kinds else ("step", row["state"]),
            1.0,
        )
    for row in asked(address, "SELECT * FROM signal WHERE NOT withdrawn"):
        yield "signal", row["id"], row["giver_id"], row["receiver_id"], row["on"], ("signal", row["kind"]), 1.0
    signed = "SELECT a.*, t.one_id, t.other_id FROM agreement a JOIN tie t ON t.id = a.tie_id"
    for row in asked(address, f"{signed} WHERE NOT a.withdrawn AND a.signed_on IS NOT NULL"):
        for giver, receiver in ((row["one_id"], row["other_id"]), (row["other_id"], row["one_id"])):
            yield "agreement", row["id"], giver, receiver, row["signed_on"], ("agreement", "agreement signed"), 1.0


def sizes(acts: list[Evidence], size: Any) -> dict[str, float]:
    """Return what each act counts after saturation: in an ISO week and root kind the largest whole, then q, q²."""
    groups = defaultdict(list)
    for act in acts:
        if act.g:
            groups[act.root, act.day.isocalendar()[:2]].append(act)
    found = {}
    for group in groups.values():
        for place, act in enumerate(sorted(group, key=lambda a: (-size(a), -abs(a.g), -a.g))):
            found[act.id] = size(act) * Q**place
    return found


def reckon(acts: list[Evidence], giver: int, receiver: int, day: date) -> dict[str, float]:
    """Return the numbers of the reading giver → receiver as of `day`."""
    seen = [act for act in acts if act.day <= day]
    between = {
        pair: [act for act in seen if (act.giver, act.receiver) == pair]
        for pair in {(giver, receiver), (receiver, giver)} | {(act.giver, act.receiver) for act in seen}
    }
    totals = {
        pair: (sum(a.weight for a in own if a.g > 0), sum(a.weight for a in own if a.g))
        for pair, own in between.items()
    }
    r_all = sum(r for pair, (r, _) in totals.items() if pair != (giver, receiver))
    w_all = sum(w for pair, (_, w) in totals.items() if pair != (giver, receiver))
    mu = (USUAL_WEIGHT * USUAL + r_all) / (USUAL_WEIGHT + w_all)

    def habit(end: int, side: int) -> float:
        own = [total for pair, total in totals.items() if pair[end] == side]
        return (KAPPA * mu + sum(r / (w + 1) for r, w in own)) / (KAPPA + sum(w / (w + 1) for _, w in own))

    prior = mu + 0.8 * (habit(0, giver) - mu) + 0.55 * (habit(1, receiver) - mu)
    prior = min(max(prior, 0.01), 0.99)
    value, weight = K * prior, K
    for share, pair in ((1.0, (giver, receiver)), (RHO, (receiver, giver))):
        counted = sizes(between[pair], lambda a: a.weight * 2 ** (-(day - a.day).days / H))
        whole = sum(counted.values())
        capped = share * min(1.0, CAP / whole) if whole else 0.0
        value += capped * sum(counted[a.id] for a in between[pair] if a.g > 0)
        weight += capped * whole
    good = sizes(between[giver, receiver], lambda a: a.weight * abs(a.g) * 2 ** (-(day - a.day).days / H_GOODWILL))
    positive = sum(good[a.id] for a in between[giver, receiver] if a.g > 0)
    return {
        "trust": value / weight,
        "uncertainty": K / weight,
        "acts": len(between[giver, receiver]),
        "positive": positive,
        "negative": sum(good.values()) - positive,
    }
