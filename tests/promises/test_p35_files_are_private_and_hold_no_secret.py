"""P35: no secret in database, log or export; every file we write is readable by its owner alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import chdir, closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.by_commands import whole_program
from tests.rich_office import build_rich
from trustcrm.services.keeping.backup import back_up
from trustcrm.services.keeping.export import export
from trustcrm.store.engine import open_database

PASSWORD = "swordfish-9f3a"

MAPPING = """\
version = 1
noun = "city"
key = ["name"]
[columns]
name = "name"
country = "country"
"""


@pytest.fixture(params=[0o000, 0o022] if "TRUSTCRM_TESTS_THOROUGH" in os.environ else [0o000])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def run(folder: Path, *arguments: str, **environ: str) -> Result:
    """Run a command of somebody who lives in a folder and works there."""
    own = {
        "HOME": str(folder), "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config"),
        "TRUSTCRM_DB": str(folder / "office" / "office.db"), "TRUSTCRM_ACTOR": "Ana",
    }  # fmt: skip
    with chdir(folder):
        return CliRunner(env={**own, **environ}).invoke(whole_program, arguments, catch_exceptions=False)


def written(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_p35_every_file_is_its_owners_alone_under_any_umask(tmp_path: Path, umask: int) -> None:
    (tmp_path / "cities.csv").write_text("name,country\nOslo,NO\n,NO\n")
    (tmp_path / "cities.toml").write_text(MAPPING)
    given = {tmp_path / "cities.csv", tmp_path / "cities.toml"}
    for arguments in (
        ("init", "--home", "Milan, IT"),
        ("city", "add", "--name", "Bergen", "--country", "NO"),
        ("db", "backup"),
        ("export", "out"),
        ("db", "restore", "out", "--replace"),
        ("--db", "new.db", "db", "restore", "out"),
        ("plugins", "disable", "twinnings"),
        ("demo", "--no-tui"),
    ):
        done = run(tmp_path, *arguments)
        assert done.exit_code == 0, (arguments, done.stderr)
    run(tmp_path, "import", "table", "cities.csv", "--map", "cities.toml")
    files = [path for path in written(tmp_path) if path not in given]
    assert len(files) > 50
    assert [path for path in files if path.stat().st_mode & 0o777 != 0o600] == []
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_p35_the_log_of_an_open_database_is_private_too(tmp_path: Path, umask: int) -> None:
    with closing(open_database(str(tmp_path / "office.db"), create=True)) as database:
        with database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE x (y)")
        beside = sorted(path.name for path in tmp_path.iterdir())
        assert beside == ["office.db", "office.db-shm", "office.db-wal"]
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.postgresql
def test_p35_the_servers_password_stands_nowhere(tmp_path: Path, blank_on_server: object) -> None:
    assert callable(blank_on_server)
    address = str(blank_on_server()).replace("office@", f"office:{PASSWORD}@", 1)
    assert PASSWORD in address
    with closing(open_database(address)) as database:
        build_rich(database)
        back_up(database, tmp_path / "kept.db", lambda count: None)
        export(database, tmp_path / "out", lambda count: None)
    said = ""
    for arguments in (
        ("db", "status"), ("db", "status", "--json"), ("db", "upgrade"), ("db", "verify", "--json"),
        ("db", "backup", "--json"), ("history", "--json"), ("init", "--home", "Oslo, NO"), ("plugins", "list"),
    ):  # fmt: skip
        done = run(tmp_path, *arguments, TRUSTCRM_DB=address)
        said += done.stdout + done.stderr
    assert "***" in said
    assert PASSWORD not in said
    assert [path for path in written(tmp_path) if PASSWORD.encode() in path.read_bytes()] == []
