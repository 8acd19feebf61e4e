"""What every trust model keeps to, sentence by sentence of its Protocol: `trustcrm.plugin.TrustModel`."""

from __future__ import annotations

import copy
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from trustcrm.testing.skipping import Conformance

if TYPE_CHECKING:
    from trustcrm.plugin import Act, Reading, TrustModel

CLOSE = 1e-9
DAY = date(2024, 6, 30)
SIDES = (1, 2, 3, 4, 5)
_KINDS = (
    ("call", "04", 1.0),
    ("received", "07", 7.4),
    ("refused us", "12", -4.0),
    ("snub", "16", -7.0),
    ("note", "01", 0.0),
)


class TrustModelConformance(Conformance):
    """Subclass it, and give `model`. The acts are those of five sides over four years, kind, unkind and neutral."""

    @pytest.fixture
    def model(self) -> TrustModel:
        """The model, built as its factory builds it."""
        pytest.fail("Write a fixture `model` that returns your trust model.")

    @pytest.fixture
    def acts(self) -> list[Act]:
        """Acts to reckon with, in no order."""
        return some_acts(240)

    def test_every_figure_is_within_its_bounds(self, model: TrustModel, acts: list[Act]) -> None:
        """A reading and its uncertainty lie in [0, 1], the interval's ends in order, and no figure is infinite."""
        state = _taken(model, acts)
        for giver, receiver in _pairs():
            told = model.read(state, giver, receiver, DAY)
            for name in ("value", "uncertainty", "low", "high"):
                figure = getattr(told, name)
                assert isfinite(figure) and -CLOSE <= figure <= 1 + CLOSE, f"{name} of {giver} → {receiver}: {figure}."
            assert told.low <= told.high + CLOSE, f"The interval of {giver} → {receiver} ends before it begins."

    def test_without_evidence_all_is_prior(self, model: TrustModel, acts: list[Act]) -> None:
        """Where nothing is known of anybody, the uncertainty is whole, no act is counted and there is no last day."""
        told = model.read(model.empty(), 1, 2, DAY)
        assert told.uncertainty >= 1 - CLOSE, f"Nothing is known, and the uncertainty is {told.uncertainty}."
        assert (told.acts, told.last) == (0, None), f"Nothing is known, and {told.acts} acts are counted."
        stranger = model.read(_taken(model, acts), 98, 99, DAY)
        assert stranger.acts == 0, f"Two strangers have {stranger.acts} acts."

    def test_the_order_of_acts_is_irrelevant(self, model: TrustModel, acts: list[Act]) -> None:
        """Taking the same acts in any order gives the same readings."""
        self._same(model, _taken(model, acts), _taken(model, acts[::-1]), "taken in another order")
        shuffled = random.Random(3).sample(acts, len(acts))
        self._same(model, _taken(model, acts), _taken(model, shuffled), "taken in another order")

    def test_one_by_one_is_the_same_as_all_at_once(self, model: TrustModel, acts: list[Act]) -> None:
        """Taking acts one by one gives the same readings as taking all at once."""
        state = model.empty()
        for act in acts:
            state = model.take(state, [act])
        self._same(model, _taken(model, acts), state, "taken one by one")

    def test_merging_parts_gives_the_whole(self, model: TrustModel, acts: list[Act]) -> None:
        """Merging the states of two parts gives the readings of the whole, whichever is merged into which."""
        for cut in (1, len(acts) // 3, len(acts) - 1):
            one, other = _taken(model, acts[:cut]), _taken(model, acts[cut:])
            self._same(model, _taken(model, acts), model.merge(one, other), f"merged of {cut} and the rest")
            one, other = _taken(model, acts[:cut]), _taken(model, acts[cut:])
            self._same(model, _taken(model, acts), model.merge(other, one), f"merged of the rest and {cut}")

    def test_merging_with_nothing_changes_nothing(self, model: TrustModel, acts: list[Act]) -> None:
        """Merging with the empty state changes nothing."""
        self._same(model, _taken(model, acts), model.merge(_taken(model, acts), model.empty()), "merged with nothing")
        self._same(model, _taken(model, acts), model.merge(model.empty(), _taken(model, acts)), "merged into nothing")

    def test_it_is_irrelevant_which_parts_are_merged_first(self, model: TrustModel, acts: list[Act]) -> None:
        """Merging is associative: of three parts it is irrelevant which two are merged first."""

        def part(number: int) -> Any:
            return _taken(model, acts[number::3])

        one = model.merge(model.merge(part(0), part(1)), part(2))
        other = model.merge(part(0), model.merge(part(1), part(2)))
        self._same(model, one, other, "merged from the other end")

    def test_the_same_act_twice_is_one_act(self, model: TrustModel, acts: list[Act]) -> None:
        """The same act id twice is one act: taken twice, and in both of two parts that are merged."""
        self._same(model, _taken(model, acts), _taken(model, [*acts, *acts[:40]]), "with forty acts taken twice")
        both = model.merge(_taken(model, acts[:160]), _taken(model, acts[120:]))
        self._same(model, _taken(model, acts), both, "merged of parts that share forty acts")

    def test_neutral_acts_move_nothing(self, model: TrustModel, acts: list[Act]) -> None:
        """Neutral acts, of intensity 0, move no reading."""
        _not_asked_of_what_is_learned(model)
        signed, all_of_them = _taken(model, [act for act in acts if act.intensity]), _taken(model, acts)
        for giver, receiver in _pairs():
            one = model.read(signed, giver, receiver, DAY)
            other = model.read(all_of_them, giver, receiver, DAY)
            assert abs(one.value - other.value) <= CLOSE, (
                f"Neutral acts move {giver} → {receiver} from {one.value} to {other.value}."
            )

    def test_later_evidence_is_ignored(self, model: TrustModel, acts: list[Act]) -> None:
        """Acts dated after the day of the reading are ignored."""
        day = date(2022, 6, 30)
        before = [act for act in acts if act.day <= day]
        assert before and len(before) < len(acts)
        self._same(model, _taken(model, before), _taken(model, acts), f"with acts after {day}", day)

    def test_a_kind_act_never_lowers_nor_an_unkind_one_raises(self, model: TrustModel, acts: list[Act]) -> None:
        """A kind act more never lowers the reading of its pair, and an unkind one never raises it."""
        _not_asked_of_what_is_learned(model)
        state = _taken(model, acts)
        for giver, receiver in _pairs():
            before = model.read(state, giver, receiver, DAY).value
            for intensity, way in ((7.0, 1), (-7.0, -1)):
                root = "07" if way > 0 else "16"
                one = replace(
                    acts[0], id="one more", giver=giver, receiver=receiver, day=DAY, root=root, kind="one more",
                    intensity=intensity,
                )  # fmt: skip
                after = model.read(_taken(model, [*acts, one]), giver, receiver, DAY).value
                assert (after - before) * way >= -CLOSE, (
                    f"{giver} → {receiver}: {before} becomes {after} by an act of intensity {intensity}."
                )

    def test_silence_makes_nobody_surer(self, model: TrustModel, acts: list[Act]) -> None:
        """As days pass without an act, the uncertainty of a reading never falls."""
        silent = [act for act in acts if act.day <= DAY]
        state = _taken(model, silent)
        for pair in _pairs():
            sure = [model.read(state, *pair, DAY + timedelta(days=days)).uncertainty for days in (0, 1, 30, 400, 4000)]
            assert all(one <= later + CLOSE for one, later in pairwise(sure)), (
                f"{pair[0]} → {pair[1]} becomes surer in silence: the uncertainty goes {sure}."
            )

    def test_all_days_a_year_later_are_the_same(self, model: TrustModel, acts: list[Act]) -> None:
        """Every act and the day of the reading moved by the same number of weeks leave the reading as it is."""
        _not_asked_of_what_is_learned(model)
        moved = timedelta(weeks=53)
        later = [replace(act, day=act.day + moved) for act in acts]
        one, other = _taken(model, acts), _taken(model, later)
        for pair in _pairs():
            first, second = model.read(one, *pair, DAY).value, model.read(other, *pair, DAY + moved).value
            assert abs(first - second) <= CLOSE, (
                f"{pair[0]} → {pair[1]} reads {second}, not {first}, when everything is {moved.days} days later."
            )

    def test_it_is_irrelevant_who_has_which_number(self, model: TrustModel, acts: list[Act]) -> None:
        """Sides under other numbers, two of them changing places, read as they did under their own."""
        renamed = {side: 1000 - side for side in SIDES} | {1: 2, 2: 1}
        others = [replace(act, giver=renamed[act.giver], receiver=renamed[act.receiver]) for act in acts]
        one, other = _taken(model, acts), _taken(model, others)
        for giver, receiver in _pairs():
            first = model.read(one, giver, receiver, DAY).value
            second = model.read(other, renamed[giver], renamed[receiver], DAY).value
            assert abs(first - second) <= CLOSE, (
                f"{giver} → {receiver} reads {second}, not {first}, under other numbers."
            )

    def test_an_opinion_adds_up(self, model: TrustModel, acts: list[Act]) -> None:
        """Where it tells an opinion, its three parts are 1, and belief and the prior's part of it the value."""
        state = _taken(model, acts)
        for giver, receiver in _pairs():
            told = model.read(state, giver, receiver, DAY)
            if not {"belief", "disbelief", "prior"} <= told.extra.keys():
                pytest.skip("It tells no opinion: no belief, disbelief and prior.")
            belief, disbelief, prior = (told.extra[name] for name in ("belief", "disbelief", "prior"))
            assert abs(belief + disbelief + told.uncertainty - 1) <= CLOSE, f"The opinion {told.extra} is not whole."
            assert abs(belief + prior * told.uncertainty - told.value) <= CLOSE, f"{told.extra} gives another value."

    def test_many_read_at_once_are_as_read_one_by_one(self, model: TrustModel, acts: list[Act]) -> None:
        """Where it reads many pairs at once, their values are those of single readings, in the order asked."""
        from trustcrm.plugin import BatchReads

        if not isinstance(model, BatchReads):
            pytest.skip("It reads one pair at a time.")
        state, day = _taken(model, acts), date(2023, 6, 30)
        for asked in (_pairs(), _pairs()[::-1]):
            single = [model.read(state, *pair, day).value for pair in asked]
            for pair, one, other in zip(asked, single, model.read_values(state, asked, day), strict=True):
                assert abs(one - other) <= CLOSE, f"{pair[0]} → {pair[1]} is {one}, and {other} among many."

    def test_expected_intensities_are_bounded_and_see_nothing_later(self, model: TrustModel, acts: list[Act]) -> None:
        """Where it expects intensities, they lie in [-10, 10]; acts after the day and their order are irrelevant."""
        from trustcrm.plugin import ExpectsIntensity

        if not isinstance(model, ExpectsIntensity):
            pytest.skip("It expects no intensity.")
        day = date(2022, 6, 30)
        told = model.expect_intensities(_taken(model, acts), _pairs(), day)
        before = [act for act in acts if act.day <= day]
        again = model.expect_intensities(_taken(model, before[::-1]), _pairs(), day)
        for pair, one, other in zip(_pairs(), told, again, strict=True):
            assert -10 <= one <= 10, f"The intensity expected of {pair[0]} → {pair[1]} is {one}."
            assert abs(one - other) <= 10 * CLOSE, f"Acts after {day} or their order move {pair[0]} → {pair[1]}."

    def test_what_is_forgotten_was_never_there(self, model: TrustModel, acts: list[Act]) -> None:
        """Where it forgets, what it gave up is as if never taken, and taken again as if never given up."""
        from trustcrm.plugin import Forgets

        if not isinstance(model, Forgets):
            pytest.skip("It cannot forget.")
        given_up, kept = acts[::4], [act for place, act in enumerate(acts) if place % 4]
        state = model.forget(_taken(model, acts), given_up)
        self._same(model, _taken(model, kept), state, "with a quarter forgotten")
        self._same(model, _taken(model, acts), model.take(state, given_up), "with a quarter taken again")

    def test_it_is_irrelevant_when_it_learns_what_sides_are(self, model: TrustModel, acts: list[Act]) -> None:
        """Where it looks at what sides are, it may be told before the acts, after them, or in parts that are merged."""
        from trustcrm.plugin import SideProfile, TakesProfiles

        if not isinstance(model, TakesProfiles):
            pytest.skip("It looks at acts alone.")
        profiles = [SideProfile(side=side, country="IT" if side % 2 else "DE", sort="city") for side in SIDES[:-1]]
        before = model.take(model.take_profiles(model.empty(), profiles), acts)
        after = model.take_profiles(model.take_profiles(_taken(model, acts), profiles[::-1]), profiles)
        self._same(model, before, after, "told after the acts what sides are")
        halves = [
            model.take(model.take_profiles(model.empty(), profiles[part::2]), acts[part::2]) for part in (0, 1)
        ]  # fmt: skip
        self._same(model, before, model.merge(*halves), "merged of two parts that knew half of the sides each")

    def test_reading_changes_nothing(self, model: TrustModel, acts: list[Act]) -> None:
        """Reading leaves the state as it was: asked again, it answers the same."""
        state = _taken(model, acts)
        first = [_figures(model.read(state, *pair, DAY)) for pair in _pairs()]
        for pair in _pairs():
            model.read(state, *pair, DAY, explain=True)
        assert [_figures(model.read(state, *pair, DAY)) for pair in _pairs()] == first, (
            "Asked again it answers otherwise."
        )

    def test_acts_are_counted(self, model: TrustModel, acts: list[Act]) -> None:
        """A reading tells how many acts of the pair it saw, and the day of the last one."""
        state = _taken(model, acts)
        for giver, receiver in _pairs():
            own = [act for act in acts if (act.giver, act.receiver) == (giver, receiver) and act.day <= DAY]
            told = model.read(state, giver, receiver, DAY)
            assert told.acts == len(own), f"{giver} → {receiver} has {len(own)} acts, and {told.acts} are told."
            last = max((act.day for act in own), default=None)
            assert told.last == last, f"The last act of {giver} → {receiver} was on {last}, not on {told.last}."
            assert (told.giver, told.receiver, told.day) == (giver, receiver, DAY), (
                "The reading is of another pair or day."
            )

    def test_shares_sum_to_the_reading(self, model: TrustModel, acts: list[Act]) -> None:
        """Where it explains, the shares sum to the reading, and explaining changes no figure."""
        state = _taken(model, acts)
        for giver, receiver in _pairs():
            plain = model.read(state, giver, receiver, DAY)
            told = model.read(state, giver, receiver, DAY, explain=True)
            assert told.shares, f"{giver} → {receiver}: nothing is explained."
            total = sum(share.value for share in told.shares)
            assert abs(total - told.value) <= CLOSE, (
                f"{giver} → {receiver}: the shares sum to {total}, not {told.value}."
            )
            assert abs(plain.value - told.value) <= CLOSE, f"{giver} → {receiver}: explained, it reads another value."

    def test_every_reason_cites_its_evidence(self, model: TrustModel, acts: list[Act]) -> None:
        """Each share that is not the prior's names an act of the pair that was there."""
        _not_asked_of_what_is_learned(model)
        ids = {act.id: act for act in acts}
        state = _taken(model, acts)
        for giver, receiver in _pairs():
            cited = [share for share in model.read(state, giver, receiver, DAY, explain=True).shares if share.act]
            for share in cited:
                assert share.act is not None and share.about == share.act.id, f"{share.about!r} cites another act."
                assert ids.get(share.about) == share.act, f"{share.about!r} is no act that was taken in."
                assert share.act.day <= DAY, f"{share.about!r} is later than the day of the reading."
            own = [act for act in acts if (act.giver, act.receiver) == (giver, receiver) and act.intensity]
            assert cited or not own, f"{giver} → {receiver} has {len(own)} acts, and no share names one."

    def test_it_never_reads_the_clock(
        self, model: TrustModel, acts: list[Act], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It never reads the clock: the day it is asked for is all it knows of time."""
        _not_asked_of_what_is_learned(model)

        def refuse(*_: Any) -> NoReturn:
            pytest.fail("The model read the clock.")

        class NoDate(date):
            @classmethod
            def today(cls) -> NoReturn:
                refuse()

        for name in ("time", "time_ns", "localtime", "gmtime"):
            monkeypatch.setattr(time, name, refuse)
        for module in _modules_of(model):
            for name, value in list(vars(module).items()):
                if value is date:
                    monkeypatch.setattr(module, name, NoDate)
        state = _taken(model, acts)
        for pair in _pairs():
            model.read(state, *pair, DAY, explain=True)

    def _same(self, model: TrustModel, one: Any, other: Any, how: str, day: date = DAY) -> None:
        for pair in _pairs():
            first, second = (_figures(model.read(state, *pair, day)) for state in (one, other))
            apart = [name for name, figure in first.items() if abs(figure - second[name]) > CLOSE]
            assert not apart, f"{pair[0]} → {pair[1]} {how}: {apart[0]} is {second[apart[0]]}, not {first[apart[0]]}."


def some_acts(count: int, seed: int = 5) -> list[Act]:
    """Return acts between five sides over the four years before and one month after `DAY`, the same each time."""
    from trustcrm.plugin import Act

    chance = random.Random(seed)
    acts = []
    for number in range(count):
        giver, receiver = chance.sample(SIDES, 2)
        kind, root, intensity = chance.choice(_KINDS)
        day = DAY + timedelta(days=chance.randrange(-1460, 30))
        acts.append(
            Act(
                id=f"interaction {number}", giver=giver, receiver=receiver, day=day, kind=kind, root=root,
                intensity=intensity, weight=chance.choice((1.0, 0.5)),
            )
        )  # fmt: skip
    return acts


def _not_asked_of_what_is_learned(model: TrustModel) -> None:
    from trustcrm.plugin import Learned

    if isinstance(model, Learned):
        pytest.skip(model.learned)


def _taken(model: TrustModel, acts: Iterable[Act]) -> Any:
    return model.take(model.empty(), copy.copy(list(acts)))


def _pairs() -> Sequence[tuple[int, int]]:
    return [(one, other) for one in SIDES for other in SIDES if one != other]


def _figures(told: Reading) -> dict[str, float]:
    figures = {name: getattr(told, name) for name in ("value", "uncertainty", "low", "high", "acts")}
    return figures | {f"extra {name}": figure for name, figure in told.extra.items()}


def _modules_of(model: TrustModel) -> list[Any]:
    import sys

    top = type(model).__module__.partition(".")[0]
    return [module for name, module in list(sys.modules.items()) if name == top or name.startswith(f"{top}.")]
