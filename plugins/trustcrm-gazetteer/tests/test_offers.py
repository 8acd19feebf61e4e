"""What the plugin declares, and the command it brings."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields

import pytest
from click.testing import CliRunner

from trustcrm.plugin import Gazetteer, NotFound, PlaceMatch, PlaceQuery, PluginContext, WrongUsage
from trustcrm_gazetteer import plugin
from trustcrm_gazetteer.command import places


def test_the_gazetteer_on_offer_answers() -> None:
    (spec,) = plugin.register_gazetteers()
    gazetteer = spec.factory(PluginContext(name="gazetteer"))
    assert isinstance(gazetteer, Gazetteer)
    assert gazetteer.resolve(PlaceQuery(name="Seoul"))[0].country == "KR"
    assert "CC BY 4.0" in spec.attribution


def test_the_command_on_offer_is_the_one_that_runs() -> None:
    (spec,) = plugin.register_commands()
    assert spec.load() is places
    assert spec.load().name == spec.name


def test_declaring_loads_neither_the_file_nor_the_matcher() -> None:
    told = "import sys, trustcrm_gazetteer.plugin; print({'rapidfuzz', 'trustcrm_gazetteer.atlas'} & set(sys.modules))"
    printed = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "set()"


def test_places_prints_data_on_stdout_and_the_credit_on_stderr() -> None:
    result = CliRunner().invoke(places, ["Portland", "--country", "US"])
    lines = result.stdout.splitlines()
    assert lines[0].split()[:2] == ["certainty", "name"]
    assert [line.split()[:3] for line in lines[1:3]] == [["1.00", "Portland", "Oregon"], ["1.00", "Portland", "Maine"]]
    assert result.stderr == "Places: GeoNames (geonames.org), CC BY 4.0\n"


def test_places_prints_json_with_stable_keys() -> None:
    (first, *rest) = json.loads(CliRunner().invoke(places, ["Wuxi", "--json", "--limit", "1"]).stdout)
    assert rest == []
    assert set(first) == {field.name for field in fields(PlaceMatch)}
    assert first["ids"] == {"geonames": "1790923"}
    assert "无锡" in first["aliases"]


def test_a_place_nobody_knows_is_not_found() -> None:
    with pytest.raises(NotFound, match="Qwxzvbkj"):
        CliRunner().invoke(places, ["Qwxzvbkj"], catch_exceptions=False)


def test_a_country_nobody_knows_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="Ruritania"):
        CliRunner().invoke(places, ["Paris", "--country", "Ruritania"], catch_exceptions=False)
