"""`trustcrm evaluate` tells every model on offer how it fared, an outsider's too, and says plainly what is amiss."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
FEW = ("--draws", "20")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program with a home of its own, and with what lies in `site` installed."""

    def run(*arguments: str, ends: int = 0) -> subprocess.CompletedProcess[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("TRUSTCRM_")}
        environ |= {
            "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path),
            "PYTHONPATH": str(tmp_path / "site"),
        }  # fmt: skip
        program = str(Path(sys.executable).with_name("trustcrm"))
        done = subprocess.run([program, *arguments], env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == ends, done.stderr
        return done

    return run


def test_an_outsiders_model_stands_in_the_table_with_ours(run: Run, quadruples: Path, tmp_path: Path) -> None:
    run("plugins", "new", "patient", "--kind", "trust-model", "--into", str(tmp_path))
    metadata = tmp_path / "site" / "trustcrm_patient-0.1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: trustcrm-patient\nVersion: 0.1.0\n", "utf-8")
    (metadata / "entry_points.txt").write_text("[trustcrm]\npatient = trustcrm_patient.plugin\n", "utf-8")
    (tmp_path / "trustcrm-patient/src/trustcrm_patient").rename(tmp_path / "site/trustcrm_patient")
    models = ("beta-habit", "textbook-beta", "patient")
    asked = [word for name in models for word in ("--model", name)]
    told = json.loads(
        run("evaluate", "--data", str(quadruples), "--start", "2014-01-01", *asked, *FEW, "--json").stdout
    )
    by_name = {one["model"]: one["measures"] for one in told["models"]}
    assert tuple(by_name) == models
    assert by_name["patient"]["sign_auc"]["n"] == by_name["beta-habit"]["sign_auc"]["n"] == told["signed"] > 0
    assert by_name["beta-habit"]["sign_auc"]["value"] > 0.5 < by_name["patient"]["sign_auc"]["value"]
    assert "rmse" not in by_name["patient"]
    table = run("evaluate", "--data", str(quadruples), "--start", "2014-01-01", *asked, *FEW, "--by-intensity").stdout
    assert "sign AUC by intensity" in table
    assert next(line for line in table.splitlines() if line.startswith("patient")).count("–") >= 4


def test_a_table_compares_with_its_first_model(run: Run, ratings: Path) -> None:
    told: dict[str, Any] = json.loads(
        run(
            "evaluate", "--data", str(ratings), "--model", "global-mean", "--model", "beta-habit", *FEW, "--json"
        ).stdout
    )
    assert (told["data"], told["protocol"], told["tested"]) == ("ratings", "prequential", 80)
    beyond = told["models"][1]["beyond"]
    assert beyond["model"] == "global-mean"
    assert beyond["measures"]["rmse"]["high"] < 0 < beyond["measures"]["sign_auc"]["low"]


def test_a_form_that_is_not_known_is_one_plain_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague,\n", "utf-8")
    said = run("evaluate", "--data", str(tmp_path / "letter.txt"), ends=1).stderr
    assert "is in no form that is read here" in said
    assert said.count("\n") == 1


def test_a_model_that_nobody_offers_is_not_found(run: Run, ratings: Path) -> None:
    assert "did you mean 'beta-habit'?" in run(
        "evaluate", "--data", str(ratings), "--model", "beta-habits", ends=3
    ).stderr  # fmt: skip


def test_leaving_one_out_is_not_frozen(run: Run, ratings: Path) -> None:
    run("evaluate", "--data", str(ratings), "--leave-one-out", "--frozen", ends=2)
