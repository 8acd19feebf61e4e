"""What stands on the page was measured: each table has its figures, over as many acts as the set has."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tools.tables import MEASURED, PAGES, measured

DATA = Path(__file__).resolve().parents[3] / "../shared/data"
TESTED = {"icews14": "19,758", "icews0515": "19,108", "bitcoin_wsn": "7,118"}
TABLES = [found for page in PAGES for found in MEASURED.finditer(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("found", TABLES, ids=lambda found: found["arguments"].replace("/", "-")[:60])
def test_each_table_tells_a_figure_of_each_model_that_it_names(found: re.Match[str]) -> None:
    head, _, *rows = [line for line in found["table"].splitlines() if line.startswith("|")]
    models = re.findall(r"--model (\S+)", found["arguments"])
    data = re.search(r"DATA/(\w+)", found["arguments"])
    if data is None:
        assert [cell.strip() for cell in head.split("|")][-1 - len(models) : -1] == models
        return
    if found["how"] == "fitted":
        models = [models[0], f"{models[0]}, fitted"]
    assert [row.split("|")[1].strip() for row in rows] == models
    assert "--leave-one-out" in found["arguments"] or f"sign AUC (n = {TESTED[data[1]]})" in head
    assert all(re.search(r"\.\d{3}", row) for row in rows)


@pytest.mark.skipif("TRUSTCRM_TESTS_THOROUGH" not in os.environ, reason="measuring all tables takes minutes")
@pytest.mark.parametrize(
    "found", [found for found in TABLES if found["how"] == "measured"],
    ids=lambda found: found["arguments"].replace("/", "-")[:60],
)  # fmt: skip
def test_each_table_is_what_the_command_says_today(found: re.Match[str]) -> None:
    if not DATA.is_dir():
        pytest.skip("the public data are not on this machine")
    assert measured("measured", found["arguments"], DATA).strip() == found["table"].strip()


@pytest.mark.skipif("TRUSTCRM_TESTS_THOROUGH" not in os.environ, reason="the whole sets take half a minute of a core")
@pytest.mark.parametrize(("name", "least", "most"), [("icews14", 0.900, 3.190), ("icews0515", 0.886, 3.200)])
def test_the_shipped_model_reaches_what_is_asked_of_it(name: str, least: float, most: float) -> None:
    from trustcrm.plugin import BetaHabit
    from trustcrm_evaluate.metrics import columns
    from trustcrm_evaluate.protocol import prequential
    from trustcrm_evaluate.readers import read_data
    from trustcrm_evaluate.scores import scores

    if not (DATA / name).is_dir():
        pytest.skip(f"{name} is not on this machine")
    found = scores(columns(prequential(BetaHabit(), read_data(DATA / name))), draws=20)
    assert found["sign_auc"].value >= least
    assert found["rmse"].value <= most
    assert found["worst_decile_gap"].value <= 0.05


@pytest.mark.skipif("TRUSTCRM_TESTS_THOROUGH" not in os.environ, reason="fitting and measuring take a minute of a core")
def test_constants_fitted_to_ratings_reach_what_is_asked_of_them() -> None:
    from trustcrm_evaluate.calibration import BETA_HABIT
    from trustcrm_evaluate.calibration.public import fitted_to
    from trustcrm_evaluate.readers import read_data

    if not (DATA / "bitcoin_wsn").is_dir():
        pytest.skip("the ratings are not on this machine")
    _, fitted = fitted_to(BETA_HABIT, read_data(DATA / "bitcoin_wsn"), draws=20).standings
    assert fitted.scores["rmse"].value <= 0.302
    assert fitted.scores["pearson"].value >= 0.620
    assert fitted.scores["sign_auc"].value >= 0.863
