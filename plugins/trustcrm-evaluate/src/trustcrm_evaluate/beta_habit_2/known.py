"""All that the model knows: acts, each id once, what sides are, and the sums over both, settled when next asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from trustcrm.plugin import Act, InvalidValue, KnownActs, SideProfile
from trustcrm_evaluate.beta_habit_2.constants import Constants
from trustcrm_evaluate.beta_habit_2.pair import Pair, Part
from trustcrm_evaluate.beta_habit_2.tally import NOTHING, Tally

Key = tuple[Hashable, ...]
"""Whose habit it is: ("gives", side), ("is given", side), the same of a sort, or ("countries", one, other)."""

EVERYBODY: Key = ("everybody",)
NO_PART = Part()


class Known(KnownActs):
    """Acts, profiles and sums for one set of constants."""

    def __init__(self, constants: Constants) -> None:
        super().__init__()
        self.constants = constants
        self._profiles: dict[Hashable, SideProfile] = {}
        self._pairs: dict[tuple[Hashable, Hashable], Pair] = {}
        self._unsettled: dict[tuple[Hashable, Hashable], None] = {}  # a set's order would differ from run to run
        self._habits: dict[Key, Part] = {}
        self._late: dict[Key, tuple[Tally, Tally]] = {}  # of signs, of intensities; empty where nothing asks for them
        self._late_counts = bool(constants.giver_late_pull or constants.receiver_late_pull)
        self.given: dict[Hashable, dict[Hashable, Pair]] = defaultdict(dict)
        self.received: dict[Hashable, dict[Hashable, Pair]] = defaultdict(dict)
        self._nothing = Pair(constants)

    @property
    def profiles(self) -> Iterable[SideProfile]:
        """What is known of sides apart from acts."""
        return self._profiles.values()

    def _add(self, act: Act) -> None:
        self._changed(act).add(act)

    def _remove(self, act: Act) -> None:
        self._changed(act).remove(act)

    def _alike(self) -> Known:
        view = Known(self.constants)
        view.take_profiles(self.profiles)
        return view

    def take_profiles(self, profiles: Iterable[SideProfile]) -> None:
        """Take in what is known of sides. Raises `InvalidValue` for a side that is said to be two things."""
        for profile in profiles:
            known = self._profiles.get(profile.side)
            if known is not None and known != profile:
                raise InvalidValue(f"Side {profile.side} is said to be two things; keep the right one.")
            if known is None:
                self._settle()
                concerned = self._pairs_of(profile.side)
                self._move(concerned, -1.0)
                self._profiles[profile.side] = profile
                self._move(concerned, 1.0)
                self._past_is_stale()

    def as_of(self, day: date) -> Known:
        """Return what is known to someone who knows no act later than `day`; the last such view is kept."""
        known = super().as_of(day)
        known._settle()
        return known

    def pair(self, giver: Hashable, receiver: Hashable) -> Pair:
        """Return what is known of a pair, settled as it was last."""
        return self._pairs.get((giver, receiver), self._nothing)

    def habit(self, *key: Hashable) -> Part:
        """Return the sums of a habit."""
        return self._habits.get(key, NO_PART)

    def late(self, *key: Hashable) -> tuple[Tally, Tally]:
        """Return the sums of a side's acts over all its partners, of signs and of intensities."""
        return self._late.get(key, (NOTHING, NOTHING))

    def profile(self, side: Hashable) -> SideProfile | None:
        """Return what is known of a side apart from acts."""
        return self._profiles.get(side)

    def _changed(self, act: Act) -> Pair:
        pair = self._pairs.get((act.giver, act.receiver))
        if pair is None:
            pair = Pair(self.constants)
            self._pairs[act.giver, act.receiver] = pair
            self.given[act.giver][act.receiver] = pair
            self.received[act.receiver][act.giver] = pair
        self._unsettled[act.giver, act.receiver] = None
        return pair

    def _settle(self) -> None:
        for giver, receiver in self._unsettled:
            pair = self._pairs[giver, receiver]
            former, plain, sums = pair.part, _plain(pair), (pair.sign, pair.intensity)
            pair.settle()
            if self._late_counts:
                self._settle_late((("gives", giver), ("is given", receiver)), sums, (pair.sign, pair.intensity))
            change = _sum(pair.part, former, -1.0)
            for key in self._keys(giver, receiver):
                self._habits[key] = _sum(self._habits.get(key, NO_PART), change)
            self._habits[EVERYBODY] = _sum(self._habits.get(EVERYBODY, NO_PART), _sum(_plain(pair), plain, -1.0))
        self._unsettled.clear()

    def _settle_late(
        self, keys: Iterable[Key], former: tuple[Tally, Tally], present: tuple[Tally, Tally]
    ) -> None:  # fmt: skip
        for key in keys:
            sign, intensity = (
                whole.plus(gone, self.constants, -1.0).plus(come, self.constants)
                for whole, gone, come in zip(self.late(*key), former, present, strict=True)
            )
            self._late[key] = sign, intensity

    def _keys(self, giver: Hashable, receiver: Hashable) -> Iterator[Key]:
        yield ("gives", giver)
        yield ("is given", receiver)
        yield from self._keys_of_groups(giver, receiver)

    def _keys_of_groups(self, giver: Hashable, receiver: Hashable) -> Iterator[Key]:
        one, other = self._profiles.get(giver), self._profiles.get(receiver)
        if one and one.sort:
            yield ("sort gives", one.sort)
        if other and other.sort:
            yield ("sort is given", other.sort)
        if one and other and one.country and other.country:
            yield ("countries", one.country, other.country)

    def _pairs_of(self, side: Hashable) -> list[tuple[Hashable, Hashable]]:
        given = [(side, other) for other in self.given.get(side, ())]
        return given + [(other, side) for other in self.received.get(side, ())]

    def _move(self, pairs: Iterable[tuple[Hashable, Hashable]], times: float) -> None:
        for pair in pairs:
            for key in self._keys_of_groups(*pair):
                self._habits[key] = _sum(self._habits.get(key, NO_PART), self._pairs[pair].part, times)


def _plain(pair: Pair) -> Part:
    sign, intensity = pair.sign, pair.intensity
    return Part(sign.plain_value, sign.plain_weight, intensity.plain_value, intensity.plain_weight)


def _sum(one: Part, other: Part, times: float = 1.0) -> Part:
    return Part(
        one.sign_num + times * other.sign_num, one.sign_den + times * other.sign_den,
        one.intensity_num + times * other.intensity_num, one.intensity_den + times * other.intensity_den,
    )  # fmt: skip
