"""`trustcrm calibrate` in an office of its own: refused, told, kept, read by, and taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from trustcrm.cli.app import main
from trustcrm.plugin import City, Draft, Mention, Signal, Tie
from trustcrm.testing.an_office import an_office
from trustcrm_evaluate.calibration import FAMILIES

FIRST = date(2019, 1, 1)
CITIES = ("Wuxi", "Lund", "Graz")


def moody_signals(count: int) -> Iterator[Draft]:
    """Each of three cities is friendly for 400 days and then hostile as long."""
    for number in range(count):
        city, day = number % len(CITIES), FIRST + timedelta(days=3 * number)
        kind = "gave public credit" if ((day - FIRST).days // 400 + city) % 2 else "refused us"
        yield Draft(
            key=f"{number}",
            record=Signal(
                kind=kind, giver=Mention(noun="city", name=CITIES[city]),
                receiver=Mention(noun="city", name="Homeville"), on=day, witness="kit", words=f"signal {number}",
            ),
        )  # fmt: skip


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an office that has seen 499 signals."""
    folder = tmp_path_factory.mktemp("moody")
    with an_office(folder, plugins=True) as opened:
        assert opened.desk.today() > FIRST
        context = opened.host.context("core")
        for name in CITIES:
            other = int(context.do.add(City(name=name)).ids[0])
            context.do.add(Tie(one=context.ask.home().side, other=other, since=FIRST, origin="A choir came by."))
        outcome = context.do.bring_in("a test", "core:kit", "moody", lambda: moody_signals(499))
        assert len(context.ask.acts()) == 499, outcome
    return folder / "office.db"


def test_an_office_is_fitted_to_once_it_has_enough_and_can_go_back(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRUSTCRM_DB", str(office))

    def told(*arguments: str, code: int = 0) -> str:
        assert main(list(arguments)) == code
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    assert "Only 499 signed acts" in told("calibrate", code=1)
    told("signal", "add", "--kind", "refused us", "--giver", "Graz", "--receiver", "Homeville", "--on", "2023-02-08",
         "--witness", "kit")  # fmt: skip
    by_default = json.loads(told("explain", "Wuxi", "--json"))

    found = json.loads(told("calibrate", "--keep", "--tries", "20", "--json", "--svg", "plot.svg"))
    assert (found["improves"], found["kept"], found["signed"]) == (True, True, 500)
    assert b"<svg" in Path("plot.svg").read_bytes()
    assert json.loads(told("calibrate", "--show", "--json"))["constants"] == found["fitted"]["constants"]

    office.with_name("trustcrm.toml").write_text('[office]\ntrust_model = "fitted"\n', encoding="utf-8")
    by_its_own = json.loads(told("explain", "Wuxi", "--json"))
    assert by_its_own["fingerprint"] != by_default["fingerprint"]
    assert by_its_own["model"].startswith("beta-habit fitted ")

    assert "defaults are in use" in told("calibrate", "--undo")
    assert "kept beta-habit as fitted to 500 signed acts" in told("history", "--limit", "2")
    told("undo")
    assert json.loads(told("calibrate", "--show", "--json"))["constants"] == found["fitted"]["constants"]
    told("undo")
    assert "defaults are in use" in told("calibrate", "--show")
    assert "nothing to take back" in told("calibrate", "--undo", code=3)
    assert "Choose one" in told("calibrate", "--undo", "--show", code=2)


def test_a_fit_to_public_ratings_may_leave_one_out(ratings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["calibrate", "--data", str(ratings), "--leave-one-out", "--tries", "20"]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["protocol"] == "leave one out"
    by_default, fitted = (one["measures"]["rmse"] for one in told["models"])
    assert told["constants"] != FAMILIES["beta-habit"].defaults
    assert fitted["value"] != by_default["value"]
    assert by_default["n"] == fitted["n"] == told["acts"] == told["tested"] == 400
    assert main([*asked, "--markdown"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("| beta-habit, fitted | ")


def test_leaving_one_out_is_for_public_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--leave-one-out"]) == 2
    assert "go with --data" in capsys.readouterr().err
