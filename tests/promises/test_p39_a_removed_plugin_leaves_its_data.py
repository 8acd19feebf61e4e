"""P39: removing a plugin keeps its data visible and exportable."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

pytestmark = pytest.mark.only_sqlite


@pytest.fixture
def office(run: Run, rich_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on an office in which a plugin called "gone", no longer installed, has left something."""
    monkeypatch.setenv("TRUSTCRM_DB", str(rich_path))
    return run


def test_p39_the_list_of_plugins_says_what_absent_ones_left(office: Run, tmp_path: Path) -> None:
    (gone,) = [one for one in json.loads(office("plugins", "list", "--json").stdout) if one["name"] == "gone"]
    assert gone["state"] == "not installed"
    assert gone["reason"] == "what it left is kept: 31 values, 1 kind, 3 imports and 3 tables"
    assert gone["reason"] in office("plugins", "show", "gone").stdout
    assert office("plugins", "disable", "gone").exit_code == 3
    assert "gone" not in office("--db", str(tmp_path / "absent.db"), "plugins", "list").stdout


def test_p39_its_kinds_signals_and_imports_are_still_listed(office: Run) -> None:
    kinds = json.loads(office("kind", "list", "--family", "signal", "--json").stdout)
    assert any(kind["name"] == "sent a choir" for kind in kinds)
    signals = json.loads(office("signal", "list", "--kind", "sent a choir", "--json").stdout)
    assert len(signals) == 1
    batches = json.loads(office("batches", "list", "--json").stdout)
    assert len(batches) == 3
    assert "sent a choir" in office("explain", "1").stdout + office("history", f"signal {signals[0]['id']}").stdout
    assert office("db", "verify").exit_code == 0


def test_p39_everything_it_kept_is_exported(office: Run, tmp_path: Path) -> None:
    told = json.loads(office("export", str(tmp_path / "out"), "--json").stdout)["rows"]
    own = {name: rows for name, rows in told.items() if name.startswith("plugin_")}
    assert own == {"plugin_value": 31, "plugin_gone_item": 2, "plugin_gone_page": 4, "plugin_gone_version": 1}
    lines = (tmp_path / "out" / "json" / "plugin_gone_item.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {
        "id": 7, "name": "=vase", "price": "10.50", "weight": 0.1, "lent": True, "day": "2020-06-01",
        "at": "2020-06-01T12:30:00", "side_id": 1, "data": "/wAr",
    }  # fmt: skip
    assert (tmp_path / "out" / "json" / "origin.jsonl").read_text(encoding="utf-8").count("test:letters") == 200


def test_p39_a_plugin_switched_off_keeps_its_data_too(office: Run, tmp_path: Path) -> None:
    before = json.loads(office("export", str(tmp_path / "a"), "--json").stdout)["rows"]
    for name in ("table", "twinnings", "gazetteer"):
        assert office("plugins", "disable", name).exit_code == 0
    assert json.loads(office("export", str(tmp_path / "b"), "--json").stdout)["rows"] == before
    assert office("--no-plugins", "export", str(tmp_path / "c")).exit_code == 0
    for folder in ("b", "c"):
        assert (tmp_path / folder / "SHA256SUMS").read_bytes() == (tmp_path / "a" / "SHA256SUMS").read_bytes()


def test_p39_only_purging_takes_it_out_and_keeps_the_office_as_it_was_in_a_backup(office: Run) -> None:
    assert office("plugins", "purge", "gone").exit_code == 2
    assert office("plugins", "purge", "nobody", "--yes").exit_code == 3
    assert office("plugins", "purge", "table", "--yes").exit_code == 1
    done = office("plugins", "purge", "gone", "--yes", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["values"], len(told["tables"])) == (31, 3)
    (gone,) = [one for one in json.loads(office("plugins", "list", "--json").stdout) if one["name"] == "gone"]
    assert gone["reason"] == "what it left is kept: 1 kind and 3 imports"
    assert len(json.loads(office("signal", "list", "--kind", "sent a choir", "--json").stdout)) == 1
    assert office("db", "verify").exit_code == 0
    listed = json.loads(office("--db", told["backup"], "plugins", "list", "--json").stdout)
    assert [one["reason"] for one in listed if one["name"] == "gone"] == [
        "what it left is kept: 31 values, 1 kind, 3 imports and 3 tables"
    ]
