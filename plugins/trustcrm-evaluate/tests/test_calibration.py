"""Fitting: what it finds where there is something to find, and that it leaves an office alone where there is not."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from trustcrm.plugin import Act, DatabaseOutdated, NotFound, PluginContext, Refused
from trustcrm.testing.an_office import an_office, kit_folder
from trustcrm_evaluate.calibration import BETA_HABIT, BETA_HABIT_2, fit
from trustcrm_evaluate.calibration.at_once import AtOnce, suits
from trustcrm_evaluate.calibration.fit import by_model, loss_of
from trustcrm_evaluate.calibration.keeping import Kept, fitted_model, keep, kept, take_back
from trustcrm_evaluate.calibration.own import LEAST_SIGNED, calibrated
from trustcrm_evaluate.calibration.plot import WIDTH, svg, text
from trustcrm_evaluate.dataset import Dataset, TimedAct
from trustcrm_evaluate.metrics import Bin
from trustcrm_evaluate.readers import read_data


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
    tells = by_model(BETA_HABIT, earlier)
    assert loss_of(tells(found), "sign") < loss_of(tells(BETA_HABIT.defaults), "sign") - 0.02
    few = moody(150).until(150, 60)
    assert fit(BETA_HABIT, few, tries=20) == fit(BETA_HABIT, few, tries=20)


@pytest.mark.parametrize("family", [BETA_HABIT, BETA_HABIT_2], ids=lambda family: family.name)
def test_a_fit_moves_only_what_may_move_within_its_range(family) -> None:  # type: ignore[no-untyped-def]
    found = fit(family, moody(300).until(250, 150), loss="intensity", tries=20)
    moved = {name for name in found if found[name] != family.defaults[name]}
    assert moved <= set(family.moving)
    assert all(own & moved for own in (family.of_signs, family.of_intensities) if own)
    assert all(moving.least <= found[name] <= moving.most for name, moving in family.moving.items())
    family.model(found)


def test_what_only_profiles_give_a_meaning_stays_where_there_are_none() -> None:
    found = fit(BETA_HABIT_2, moody(200).until(150, 75), tries=20)
    assert {name for name in BETA_HABIT_2.of_profiles if found[name] != BETA_HABIT_2.defaults[name]} == set()
    assert found["half_life_days"] != BETA_HABIT_2.defaults["half_life_days"]


def test_what_only_time_gives_a_meaning_stays_where_one_is_left_out(ratings: Path) -> None:
    found = fit(BETA_HABIT, read_data(ratings), loss="intensity", tries=20, one_out_every=10)
    assert {name for name in BETA_HABIT.of_time if found[name] != BETA_HABIT.defaults[name]} == set()
    assert found["intensity_prior_weight"] != BETA_HABIT.defaults["intensity_prior_weight"]


def test_a_fit_to_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="tests no act"):
        fit(BETA_HABIT, moody(50).until(50, 50), tries=20)


FADING = {**BETA_HABIT.defaults, "habit_half_life_days": 9.0, "half_life_days": 40.0, "intensity_receiver_pull": 1.3}


@pytest.mark.parametrize("one_out_every", [0, 3])
@pytest.mark.parametrize("constants", [BETA_HABIT.defaults, FADING], ids=["lasting", "fading"])
def test_ratings_told_all_at_once_are_told_as_one_by_one(
    ratings: Path, constants: dict[str, float], one_out_every: int
) -> None:
    dataset = read_data(ratings)
    acts = [
        replace(act, day=act.day + timedelta(days=place // 4), moment=act.moment // 200)
        for place, act in enumerate(dataset.acts)
        if isinstance(act, TimedAct)
    ]
    dataset = replace(dataset, acts=acts)
    at_once, one_by_one = (
        tells(constants)
        for tells in (AtOnce(dataset, one_out_every), by_model(BETA_HABIT, dataset, one_out_every))
    )  # fmt: skip
    assert at_once is not None
    assert one_by_one is not None
    assert len(at_once.trust) == (134 if one_out_every else 80)
    assert at_once.expected is not None
    assert one_by_one.expected is not None
    assert at_once.trust == pytest.approx(one_by_one.trust, abs=1e-12)
    for one, other in ((at_once.expected, one_by_one.expected), (at_once.intensity, one_by_one.intensity)):
        assert sorted(one) == pytest.approx(sorted(other), abs=1e-12)
    for loss in ("sign", "intensity"):
        assert loss_of(at_once, loss) == pytest.approx(loss_of(one_by_one, loss), abs=1e-12)


def test_all_at_once_is_for_pairs_that_act_once_and_whole(ratings: Path) -> None:
    dataset = read_data(ratings)
    first, *others = dataset.acts
    assert suits(dataset)
    assert not suits(moody())
    for otherwise in (replace(first, weight=0.5), replace(first, intensity=0.0)):
        assert not suits(replace(dataset, acts=[otherwise, *others]))


def test_an_office_is_told_what_its_fit_gains_on_acts_the_fit_never_saw() -> None:
    told = calibrated(BETA_HABIT, moody(), tries=20, draws=40)
    assert told.improves
    assert (told.signed, told.held_out) == (600, 150)
    assert told.after.scores["log_loss"].value < told.before.scores["log_loss"].value
    assert sum(one.acts for one in told.after.reliability) == told.held_out


def test_too_few_signed_acts_are_not_fitted_to() -> None:
    with pytest.raises(Refused, match=f"Only {LEAST_SIGNED - 1} signed acts"):
        calibrated(BETA_HABIT, moody(LEAST_SIGNED - 1))


@pytest.fixture
def context(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginContext]:
    """The plugin's context in an office of its own."""
    with an_office(tmp_path, only="evaluate", kept=kit_folder(tmp_path_factory)) as office:
        assert office.desk.today().isoformat() == "2030-06-30"
        yield office.host.context("evaluate")


def of_weight(weight: float, on: date = date(2024, 6, 28)) -> Kept:
    return Kept(model="beta-habit", constants={**BETA_HABIT.defaults, "prior_weight": weight}, on=on, signed=700)


def test_constants_are_kept_one_on_the_other_and_taken_back_one_by_one(context: PluginContext) -> None:
    first = of_weight(2.0)
    second = Kept(model="beta-habit-2", constants=BETA_HABIT_2.defaults, on=date(2024, 7, 28), signed=800)
    keep(context, first)
    keep(context, second)
    assert kept(context) == second
    assert take_back(context) == first
    assert take_back(context) is None
    with pytest.raises(NotFound, match="nothing to take back"):
        take_back(context)


def noted(context: PluginContext, *constants: dict[str, float]) -> None:
    """Keep constants as they were kept before there was a table."""
    told = [{"model": "beta-habit", "constants": one, "on": "2024-05-01", "signed": 700} for one in constants]
    context.keys.put("calibrations", json.dumps(told))


def test_what_was_kept_before_there_was_a_table_counts_on_and_reads_as_it_did(context: PluginContext) -> None:
    former = {name: value for name, value in BETA_HABIT.defaults.items() if not name.startswith("intensity_")}
    noted(context, former, {**former, "prior_weight": 2.5})
    found = kept(context)
    assert found is not None
    assert (found.constants["prior_weight"], found.constants["intensity_prior_weight"]) == (2.5, 2.5)
    keep(context, of_weight(3.0))
    assert take_back(context) == found
    told = take_back(context)
    assert told is not None
    assert told.constants["prior_weight"] == former["prior_weight"]
    assert take_back(context) is None
    assert kept(context) is None
    with pytest.raises(NotFound):
        take_back(context)
    keep(context, of_weight(4.0))
    assert kept(context) == of_weight(4.0)


def test_until_the_table_is_made_an_office_reads_by_what_it_kept_and_keeps_nothing_new(
    context: PluginContext, tmp_path: Path
) -> None:
    noted(context, {**BETA_HABIT.defaults, "prior_weight": 2.5})
    with closing(sqlite3.connect(tmp_path / "office.db")) as connection:
        for name in ("calibration", "version"):
            connection.execute(f"DROP TABLE plugin_evaluate_{name}")
        connection.commit()
    found = kept(context)
    assert found is not None
    assert found.constants["prior_weight"] == 2.5
    with pytest.raises(DatabaseOutdated, match="trustcrm db upgrade"):
        keep(context, of_weight(3.0))


def test_an_office_takes_a_calibration_back_as_it_takes_back_all_else(context: PluginContext) -> None:
    noted(context, {**BETA_HABIT.defaults, "prior_weight": 2.5})
    before = kept(context)
    assert before is not None
    keep(context, of_weight(3.0))
    context.do.undo()
    assert kept(context) == before
    assert take_back(context) is None
    context.do.undo()
    assert kept(context) == before


def test_an_office_reads_by_what_it_keeps_under_a_name_that_tells_the_constants(context: PluginContext) -> None:
    by_default = fitted_model(context)
    assert by_default.read(by_default.empty(), 1, 2, date(2024, 1, 1)).model == "beta-habit"
    names = []
    for weight in (2.0, 3.0):
        keep(context, of_weight(weight))
        model = fitted_model(context)
        told = model.read(model.take(model.empty(), moody(40).acts), 1, 2, date(2024, 1, 1))
        names.append(told.model)
    assert len(set(names)) == 2
    assert all(name.startswith("beta-habit fitted ") for name in names)


def test_before_any_office_is_open_the_defaults_are_read_by() -> None:
    model = fitted_model(PluginContext(name="evaluate"))
    assert model.read(model.empty(), 1, 2, date(2024, 1, 1)).model == "beta-habit"


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
