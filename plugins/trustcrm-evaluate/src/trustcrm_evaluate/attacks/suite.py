"""Ways of playing a trust model: what each gains, beside what it would gain from a plain share of kind acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from trustcrm.plugin import Act, InvalidValue, Reading, TrustModel
from trustcrm_evaluate.attacks.world import (
    ALLY,
    DAY,
    NEWCOMER,
    PLAYER,
    PUPPETS,
    STRANGER,
    VICTIM,
    act,
    before,
    spread,
)


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One attack: the acts that it adds, and whose reading it aims at.

    `bound` says in words what a model should keep to, and `holds` whether it does, from the readings before and after.
    `by_pair` says that a plain share would look at the pair's acts alone, else at all of the giver's.
    """

    name: str
    summary: str
    acts: Callable[[], Iterator[Act]]
    giver: int
    receiver: int
    bound: str
    holds: Callable[[Reading, Reading], bool]
    by_pair: bool = True


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an attack did: the readings and the plain shares, before it and after it.

    `refused` says why its acts were not taken, and `held` whether the model kept to the attack's bound.
    """

    attack: Attack
    before: Reading
    after: Reading
    plain_before: float
    plain_after: float
    refused: str
    held: bool


def attacked(model: TrustModel) -> list[Outcome]:
    """Return what every attack does to a model, each in the same world made anew."""
    return [_outcome(model, attack) for attack in ATTACKS]


def _outcome(model: TrustModel, attack: Attack) -> Outcome:
    world, added, refused = before(), list(attack.acts()), ""
    pair = (attack.giver, attack.receiver)
    earlier = model.read(model.take(model.empty(), world), *pair, DAY)
    try:
        later = model.read(model.take(model.empty(), [*world, *added]), *pair, DAY)
    except InvalidValue as error:
        later, refused = earlier, str(error)
    return Outcome(
        attack=attack,
        before=earlier,
        after=later,
        plain_before=_plain(world, attack),
        plain_after=_plain([*world, *added], attack),
        refused=refused,
        held=attack.holds(earlier, later),
    )


def _plain(acts: Sequence[Act], attack: Attack) -> float:
    """Return the share of kind acts, one kind and one unkind imagined: what counting alone would say."""
    looked_at = [
        one for one in acts
        if one.giver == attack.giver and one.intensity and (not attack.by_pair or one.receiver == attack.receiver)
    ]  # fmt: skip
    return (1 + sum(one.intensity > 0 for one in looked_at)) / (2 + len(looked_at))


def _letters() -> Iterator[Act]:
    for number in range(100):
        yield act(f"letter {number}", PLAYER, VICTIM, DAY - timedelta(days=number % 5), kind=True)


def _stuffing() -> Iterator[Act]:
    for number, day in spread(1000, over=360):
        yield act(f"stuffed {number}", PLAYER, ALLY, day, kind=True)


def _ring(weight: float) -> Iterator[Act]:
    for puppet in PUPPETS:
        for number, day in spread(3, over=360):
            yield act(f"to {puppet} {number}", PLAYER, puppet, day, kind=True, weight=weight)
            yield act(f"from {puppet} {number}", puppet, PLAYER, day, kind=True, weight=weight)
            yield act(f"for {puppet} {number}", puppet, STRANGER, day, kind=True, weight=weight)


def _milking() -> Iterator[Act]:
    for number, day in spread(60, over=700, until=DAY - timedelta(days=30)):
        yield act(f"good {number}", PLAYER, VICTIM, day, kind=True)
    for number, day in spread(3, over=24):
        yield act(f"grave {number}", PLAYER, VICTIM, day, kind=False, grave=True)


def _newcomer() -> Iterator[Act]:
    yield from ()


def _retaliation() -> Iterator[Act]:
    for number, day in spread(12, over=90):
        yield act(f"hostile {number}", PLAYER, VICTIM, day, kind=False)


def _self_dealing() -> Iterator[Act]:
    yield replace(act("self", PLAYER, VICTIM, DAY, kind=True), receiver=PLAYER)


def _gains_at_most(most: float) -> Callable[[Reading, Reading], bool]:
    return lambda earlier, later: later.value - earlier.value <= most


def _loses_at_most(most: float) -> Callable[[Reading, Reading], bool]:
    return lambda earlier, later: earlier.value - later.value <= most


ATTACKS: Sequence[Attack] = (
    Attack(
        name="letter spam", summary="a hundred courtesy letters within a week", acts=_letters,
        giver=PLAYER, receiver=VICTIM, bound="gains at most .25", holds=_gains_at_most(0.25),
    ),
    Attack(
        name="ballot stuffing", summary="a thousand kind acts towards one ally", acts=_stuffing,
        giver=PLAYER, receiver=STRANGER, by_pair=False, bound="gains at most .10", holds=_gains_at_most(0.10),
    ),
    Attack(
        name="puppet ring", summary="ten new sides and the player praise each other", acts=lambda: _ring(1.0),
        giver=PLAYER, receiver=STRANGER, by_pair=False, bound="gains at most .40", holds=_gains_at_most(0.40),
    ),
    Attack(
        name="puppet ring, unverified", summary="the same from sources that weigh 0.1", acts=lambda: _ring(0.1),
        giver=PLAYER, receiver=STRANGER, by_pair=False, bound="gains at most .30", holds=_gains_at_most(0.30),
    ),
    Attack(
        name="milking", summary="sixty kind acts, then three grave ones", acts=_milking,
        giver=PLAYER, receiver=VICTIM, bound="stays flagged by its three breaches",
        holds=lambda earlier, later: len(later.breaches) == 3,
    ),
    Attack(
        name="whitewashing", summary="the player comes back as somebody new", acts=_newcomer,
        giver=NEWCOMER, receiver=VICTIM, bound="is all prior",
        holds=lambda earlier, later: later.uncertainty >= 1 - 1e-9 and later.acts == 0,
    ),
    Attack(
        name="retaliation", summary="the player turns hostile to drag the victim's own record down", acts=_retaliation,
        giver=VICTIM, receiver=PLAYER, bound="loses at most .20", holds=_loses_at_most(0.20),
    ),
    Attack(
        name="self-dealing", summary="the player praises itself", acts=_self_dealing,
        giver=PLAYER, receiver=STRANGER, by_pair=False, bound="gains nothing", holds=_gains_at_most(1e-9),
    ),
)  # fmt: skip
"""Every attack, in the order of the table."""
