"""Fitting: what it finds where there is something to find, and that it leaves an office alone where there is not."""

from __future__ import annotations

import random
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from trustcrm.plugin import Act, NotFound, PluginContext, Refused
from trustcrm_evaluate.calibration import BETA_HABIT, BETA_HABIT_2, fit
from trustcrm_evaluate.calibration.fit import loss_of
from trustcrm_evaluate.calibration.keeping import Kept, fitted_model, keep, kept, take_back
from trustcrm_evaluate.calibration.own import LEAST_SIGNED, calibrated
from trustcrm_evaluate.calibration.plot import WIDTH, svg, text
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Bin


def moody(count: int = 600) -> Dataset:
    """Sides that are kind for 400 days and then unkind as long, whoever it is to: the past misleads the patient."""
    chance, acts = random.Random(4), []
    for number in range(count):
        day = date(2020, 1, 1) + timedelta(days=number * 4)
        giver, receiver = chance.sample(range(3), 2)
        good = chance.random() < (0.95 if (day.toordinal() // 400 + giver) % 2 else 0.05)
        acts.append(
            Act(
                id=f"act {number}", giver=giver, receiver=receiver, day=day, kind="letter", root=f"{number % 20:02}",
                intensity=3.0 if good else -4.0,
            )
        )  # fmt: skip
    return Dataset(name="moody", acts=acts, test_from=count * 3 // 4)


def test_a_fit_finds_that_the_past_fades_quickly_where_it_does() -> None:
    earlier = moody().until(450, 225)
    found = fit(BETA_HABIT, earlier, tries=30)
    assert found["half_life_days"] < 200
    assert loss_of(BETA_HABIT.model(found), earlier, "sign") < loss_of(
        BETA_HABIT.model(BETA_HABIT.defaults), earlier, "sign"
    ) - 0.02  # fmt: skip
    few = moody(150).until(150, 60)
    assert fit(BETA_HABIT, few, tries=20) == fit(BETA_HABIT, few, tries=20)


@pytest.mark.parametrize("family", [BETA_HABIT, BETA_HABIT_2], ids=lambda family: family.name)
def test_a_fit_moves_only_what_may_move_within_its_range(family) -> None:  # type: ignore[no-untyped-def]
    found = fit(family, moody(300).until(250, 150), loss="intensity", tries=20)
    assert {name for name in found if found[name] != family.defaults[name]} <= set(family.moving)
    assert all(moving.least <= found[name] <= moving.most for name, moving in family.moving.items())
    family.model(found)


def test_what_serves_one_reading_alone_is_fitted_to_what_tells_of_it() -> None:
    found = fit(BETA_HABIT, moody(200).until(150, 75), tries=20)
    moved = {name for name in BETA_HABIT.moving if found[name] != BETA_HABIT.defaults[name]}
    assert BETA_HABIT.of_signs & moved
    assert BETA_HABIT.of_intensities & moved


def test_what_only_profiles_give_a_meaning_stays_where_there_are_none() -> None:
    found = fit(BETA_HABIT_2, moody(200).until(150, 75), tries=20)
    assert {name for name in BETA_HABIT_2.of_profiles if found[name] != BETA_HABIT_2.defaults[name]} == set()
    assert found["half_life_days"] != BETA_HABIT_2.defaults["half_life_days"]


def test_a_fit_to_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="tests no act"):
        fit(BETA_HABIT, moody(50).until(50, 50), tries=20)


def test_an_office_is_told_what_its_fit_gains_on_acts_the_fit_never_saw() -> None:
    told = calibrated(BETA_HABIT, moody(), tries=20, draws=40)
    assert told.improves
    assert (told.signed, told.held_out) == (600, 150)
    assert told.after.scores["log_loss"].value < told.before.scores["log_loss"].value
    assert sum(one.acts for one in told.after.reliability) == told.held_out


def test_too_few_signed_acts_are_not_fitted_to() -> None:
    with pytest.raises(Refused, match=f"Only {LEAST_SIGNED - 1} signed acts"):
        calibrated(BETA_HABIT, moody(LEAST_SIGNED - 1))


class Notes:
    """A plugin's notes in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        return self._kept.get(key)

    def put(self, key: str, text: str) -> None:
        self._kept[key] = text

    def remove(self, key: str) -> None:
        self._kept.pop(key, None)

    def keys(self, prefix: str = "") -> list[str]:
        return sorted(key for key in self._kept if key.startswith(prefix))


def test_constants_are_kept_one_on_the_other_and_taken_back_one_by_one() -> None:
    notes = Notes()
    first = Kept(
        model="beta-habit", constants={**BETA_HABIT.defaults, "prior_weight": 2.0}, on="2024-06-28", signed=700
    )
    second = Kept(model="beta-habit-2", constants=BETA_HABIT_2.defaults, on="2024-07-28", signed=800)
    keep(notes, first)
    keep(notes, second)
    assert kept(notes) == second
    assert take_back(notes) == first
    assert take_back(notes) is None
    with pytest.raises(NotFound, match="nothing to take back"):
        take_back(notes)


def test_an_office_reads_by_what_it_keeps_under_a_name_that_tells_the_constants() -> None:
    notes = Notes()
    context = PluginContext(name="evaluate", keys=notes)
    by_default = fitted_model(context)
    assert by_default.read(by_default.empty(), 1, 2, date(2024, 1, 1)).model == "beta-habit"
    names = []
    for weight in (2.0, 3.0):
        keep(
            notes, Kept(model="beta-habit", constants={**BETA_HABIT.defaults, "prior_weight": weight}, on="", signed=0)
        )
        model = fitted_model(context)
        told = model.read(model.take(model.empty(), moody(40).acts), 1, 2, date(2024, 1, 1))
        names.append(told.model)
    assert len(set(names)) == 2
    assert all(name.startswith("beta-habit fitted ") for name in names)


def test_the_plot_has_a_row_and_a_dot_for_each_group() -> None:
    before, after = [Bin(3, 0.0, 1.0), Bin(40, 0.5, 0.25)], [Bin(43, 1.0, 0.4)]
    rows = text(before, after).splitlines()
    assert [row[-WIDTH:].index("+") for row in rows if "·" in row] == [WIDTH - 1, 10, 16]
    assert [row[-WIDTH:].index("|") for row in rows if "·" in row] == [0, 20, 40]
    root = ElementTree.fromstring(svg(before, after, 'A "title" <&>'))
    marks = [
        one.attrib["class"] for kind in ("rect", "circle") for one in root.iter(f"{{http://www.w3.org/2000/svg}}{kind}")
    ]
    assert marks == ["frame", *["dot-before"] * (len(before) + 1), *["dot-after"] * (len(after) + 1)]
    assert root.findtext("{http://www.w3.org/2000/svg}title") == 'A "title" <&>'
