"""What tests of promises share: an office for each example, and facts read past the program."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.caldav_device import Client, Served, serving
from tests.offices import SqliteOffices, asked, beside, columns_of
from tests.promises.full_disk import SMALL
from tests.promises.offices_at_work import WARM, home
from tests.promises.real_processes import Runner, runner_of

Told = dict[str, list[tuple[Any, ...]]]
Facts = Callable[[str], Told]

NOT_FACTS = frozenset(
    {
        "change", "block", "series", "batch", "batch_item", "origin", "day", "search_text", "restricted_row",
        "restricted_block", "trustcrm_version",
    }
)  # fmt: skip


@pytest.fixture(scope="session")
def forks(sqlite_offices: SqliteOffices, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Fork processes of the command line, each in the environment it is given."""
    folder = tmp_path_factory.mktemp("forks")
    with runner_of(home(sqlite_offices.take(folder), folder), WARM) as made:
        yield made


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=700", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("no file system can be mounted here; root may")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def facts() -> Facts:
    """Read every fact of an office, and the acts and names that follow, without the versions that only count up."""

    def read(address: str) -> Told:
        found = {}
        with beside(address) as connection:
            for table, columns in columns_of(connection).items():
                if table in NOT_FACTS or table.startswith(("search_index", "sqlite_")) or "_sum" in table:
                    continue
                quoted = ", ".join(f'"{column}"' for column in columns if column != "version")
                found[table] = sorted(asked(connection, f'SELECT {quoted} FROM "{table}"'), key=repr)
        return found

    return read


@pytest.fixture
def caldav_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Served]:
    """An empty office on 30 June 2030, served by CalDAV over a socket of this machine."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    office = request.getfixturevalue("trustcrm_office")
    _ = office.desk
    with serving(office.host.context("caldav-server"), office.host.context("calendar")) as served:
        yield served


@pytest.fixture
def caldav_device(caldav_served: Served) -> Client:
    """A device of Ana's at that office."""
    return caldav_served.device()
