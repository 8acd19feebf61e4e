"""Looking at what is kept: lists, one record whole, corrections, withdrawal, merging; every command's help."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from trustcrm.cli.nouns import COMMANDS
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import MERGEABLE, NOUNS

Run = Callable[..., Result]

GROUPS = tuple(COMMANDS)
LETTERS = ("retention-class", "add", "Letters", "--authority", "LA 12.3", "--years", "7")
KEPT: dict[str, list[tuple[str, ...]]] = {
    "hold": [("hold", "add", "a claim", "--about", "city 1", "--authority", "2020-17")],
    "retention-class": [LETTERS],
    "retention": [LETTERS, ("retention", "add", "--about", "city 1", "--retention-class", "Letters")],
}
"""What has to be kept first of the nouns that the rich office has nothing of."""


def content(result: Result) -> Any:
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def milan(run: Run) -> None:
    run("city", "add", "Milan", "--country", "IT", "--bare")
    run("tie", "add", "Milan", "--kind", "sister")


@pytest.mark.parametrize("noun", GROUPS)
def test_every_command_of_a_noun_has_help(noun: str) -> None:
    from click.testing import CliRunner

    group: Any = COMMANDS[noun]
    for arguments in ([], *([name] for name in group.commands)):
        result = CliRunner().invoke(group, [*arguments, "--help"])
        assert (result.exit_code, "Usage:" in result.stdout) == (0, True), result.output


@pytest.mark.both_engines
@pytest.mark.parametrize("noun", GROUPS)
def test_every_noun_can_be_listed(run: Run, noun: str) -> None:
    assert run(noun, "list").exit_code == 0
    assert isinstance(content(run(noun, "list", "--json")), list)


@pytest.mark.only_sqlite
@pytest.mark.parametrize("noun", GROUPS)
def test_what_there_is_of_every_noun_is_listed(run: Run, rich_path: Path, noun: str) -> None:
    for command in KEPT.get(noun, ()):
        assert run("--db", str(rich_path), *command).exit_code == 0
    result = run("--db", str(rich_path), noun, "list", "--withdrawn", "--limit", "1")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 2


@pytest.mark.parametrize("noun", ["city", "kind"])
def test_json_has_every_column_by_its_name(run: Run, noun: str) -> None:
    row = content(run(noun, "list", "--limit", "1", "--json"))[0]
    columns = {field.column for field in fields_of(NOUNS[noun]).values()}
    own = {"id", "noun", "title", "version", "withdrawn", "batch_id"}
    assert set(row) == columns | own | ({"merged_into_id"} if noun in MERGEABLE else set())


def test_a_list_tells_when_there_is_more(run: Run) -> None:
    result = run("kind", "list", "--limit", "2")
    assert len(result.stdout.splitlines()) == 3
    assert "--limit 0 shows all" in result.stderr
    assert "shows all" not in run("kind", "list", "--limit", "0").stderr


def test_a_list_is_narrowed_by_choices_references_and_either_side(run: Run, milan: None) -> None:
    assert [tie["id"] for tie in content(run("tie", "list", "--with", "Milan", "--json"))] == [1]
    assert [tie["id"] for tie in content(run("tie", "list", "--one", "Milan", "--json"))] == []
    assert [tie["id"] for tie in content(run("tie", "list", "--kind", "sister", "--json"))] == [1]
    assert run("tie", "list", "--state", "asleep").exit_code == 1
    assert run("tie", "list", "--with", "Atlantis").exit_code == 3


def test_references_are_shown_by_title(run: Run, milan: None) -> None:
    assert "Milan (IT)" in run("tie", "list").stdout
    shown = content(run("tie", "show", "1", "--json"))
    assert (shown["other_id"], shown["other"]) == (2, "Milan (IT)")


def test_show_finds_by_name_and_by_number_and_says_when_there_is_none(run: Run, milan: None) -> None:
    assert content(run("city", "show", "milan", "--json"))["id"] == 2
    assert content(run("kind", "show", "courtesy call", "--json"))["family"] == "interaction"
    assert "came from" in run("city", "show", "2").stdout
    assert run("city", "show", "99").exit_code == 3
    assert run("city", "show", "Atlantis").exit_code == 3


def test_what_belongs_to_a_record_is_shown_with_it(run: Run, milan: None) -> None:
    run("agreement", "add", "Memorandum", "--tie", "1", "--signed-on", "2019-05-01")
    run("colleague", "add", "Ben")
    run("custody", "add", "--tie", "1", "--colleague", "Ben")
    shown = content(run("tie", "show", "1", "--json"))
    assert [one["title"] for one in shown["agreements"]] == ["Memorandum"]
    assert [one["colleague"] for one in shown["custodies"]] == ["Ben"]
    assert "Memorandum" in run("tie", "show", "1").stdout


def test_correct_sets_only_what_is_given(run: Run, milan: None) -> None:
    before = content(run("city", "show", "2", "--json"))
    after = content(run("city", "correct", "Milan", "--region", "Lombardy", "--aliases", "Milano", "--json"))
    assert after == {k: v for k, v in before.items() if k in after} | {
        "region": "Lombardy", "aliases": ["Milano"], "version": 2,
    }  # fmt: skip
    cleared = content(run("city", "correct", "2", "--clear", "region", "--clear", "aliases", "--json"))
    assert (cleared["region"], cleared["aliases"]) == (None, [])


def test_a_stale_version_changes_nothing(run: Run, milan: None) -> None:
    run("city", "correct", "2", "--region", "Lombardy")
    stale = run("city", "correct", "2", "--region", "Lazio", "--version", "1")
    assert stale.exit_code == 5
    assert content(run("city", "show", "2", "--json"))["region"] == "Lombardy"
    assert run("city", "correct", "2", "--region", "Lazio", "--version", "2").exit_code == 0


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (2, ["2"]),
        (2, ["2", "--clear", "name"]),
        (2, ["2", "--clear", "colour"]),
        (2, ["2", "--clear", "region", "--region", "x"]),
        (1, ["2", "--country", "Italia"]),
        (3, ["99", "--region", "x"]),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(run: Run, milan: None, code: int, arguments: list[str]) -> None:
    assert run("city", "correct", *arguments).exit_code == code
    assert content(run("city", "show", "2", "--json"))["version"] == 1


def test_withdrawn_records_are_listed_only_when_asked_for(run: Run, milan: None) -> None:
    assert run("tie", "withdraw", "1", "--why", "never signed").stdout == "1\n"
    assert content(run("tie", "list", "--json")) == []
    assert content(run("tie", "list", "--withdrawn", "--json"))[0]["withdrawn"] is True
    assert "never signed" in run("history").stdout


def test_merging_moves_what_referred_and_unmerging_gives_both_back(run: Run, milan: None) -> None:
    run("city", "add", "Mailand", "--country", "IT", "--bare")
    merged = run("city", "merge", "Mailand", "Milan")
    assert (merged.exit_code, merged.stdout) == (0, "3\n")
    assert "1 tie" in merged.stderr
    assert content(run("tie", "show", "1", "--json"))["other_id"] == 3
    assert content(run("city", "show", "2", "--json"))["merged_into_id"] == 3
    undone = content(run("city", "unmerge", "2", "--json"))
    assert undone["kept"] == undone["impossible"] == []
    assert content(run("tie", "show", "1", "--json"))["other_id"] == 2
    assert run("city", "unmerge", "2").exit_code == 1
    assert run("city", "merge", "2", "2").exit_code == 1


def test_help_of_a_noun_loads_no_database_library() -> None:
    script = (
        "import sys\nfrom trustcrm.cli.app import main\nmain(['--no-plugins', 'city', 'add', '--help'])\n"
        "print([name for name in ('sqlalchemy', 'alembic') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
