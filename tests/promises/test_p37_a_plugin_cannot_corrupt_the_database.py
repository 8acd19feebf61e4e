"""P37, the database: a plugin that raises is named, and leaves it as it was, or as committed before it was told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import Dump
from trustcrm.domain.nouns import City, Interaction, Tie
from trustcrm.services.desk import Desk
from trustcrm.services.record import record
from trustcrm.store.journal import broken_links
from trustcrm.store.queries.rows import how_many

Run = Callable[..., Result]
Install = Callable[[str], None]

HOW = {
    "raises": "raise RuntimeError('out of sorts')",
    "exits": "import sys; sys.exit('out of sorts')",
    "divides": "1 // 0",
    "recurses": "def f(): return f()\n{indent}f()",
    "lies": "raise AssertionError",
}

IMPORTER = """
from datetime import date
from trustcrm.plugin import Draft, ImporterSpec, Interaction, Mention, hookimpl

class Reader:
    def read(self, source):
        for number in range({after}):
            to = Mention(noun="city", name="Oslo")
            yield Draft(key=str(number), record=Interaction(kind="call", giver=1, receiver=to, on=date(2020, 3, 1)))
        {how}

@hookimpl
def register_importers():
    yield ImporterSpec(name="broken", summary="breaks", factory=lambda context: Reader(), suffixes=(".brk",))
"""

LISTENER = """
from trustcrm.plugin import hookimpl

@hookimpl
def on_commit(changes):
    {how}
"""

MODEL = """
from trustcrm.plugin import TrustModelSpec, hookimpl

class Model:
    def empty(self):
        return None
    def take(self, state, acts):
        for act in acts:
            {how}
        return state
    def merge(self, one, other):
        return one
    def read(self, state, giver, receiver, day, *, explain=False):
        {how_there}

@hookimpl
def register_trust_models():
    yield TrustModelSpec(name="broken", summary="breaks", version="1", factory=lambda context: Model())
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install the plugin "hostile" 1.2, whose module holds a source."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)

    def install(source: str) -> None:
        (folder / "hostile_plugin.py").write_text(source)
        metadata = folder / "hostile_plugin-1.2.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile-plugin\nVersion: 1.2\n")
        (metadata / "entry_points.txt").write_text("[trustcrm]\nhostile = hostile_plugin\n")

    yield install
    sys.modules.pop("hostile_plugin", None)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office with a tie to Milan and a call."""
    record(
        desk, "add", "all", City(name="Milan"), Tie(one=1, other=2),
        Interaction(kind="call", giver=1, receiver=2, on=desk.today()),
    )  # fmt: skip
    return desk


def said(how: str, indent: int) -> str:
    return HOW[how].replace("{indent}", " " * indent)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("after", [0, 3, 1500])
def test_p37_an_importer_that_breaks_off_leaves_the_database_as_it_was(
    office: Desk, run: Run, install: Install, dump: Dump, tmp_path: Path, how: str, after: int
) -> None:
    install(IMPORTER.format(after=after, how=said(how, 8)))
    (tmp_path / "some.brk").write_text("x")
    before = dump(office.database)
    done = run("import", "broken", str(tmp_path / "some.brk"))
    assert done.exit_code == 4
    assert "hostile-plugin 1.2" in done.stderr
    assert "nothing was saved" in done.stderr
    assert "Traceback" not in done.stderr
    assert dump(office.database) == before


@pytest.mark.parametrize("how", HOW)
def test_p37_a_listener_that_breaks_off_leaves_what_was_committed(
    office: Desk, run: Run, install: Install, how: str
) -> None:
    install(LISTENER.format(how=said(how, 4)))
    done = run("city", "correct", "Milan", "--region", "Lombardy")
    assert done.exit_code == 0
    assert "hostile-plugin 1.2" in done.stderr
    assert "the data are saved" in done.stderr
    assert "Traceback" not in done.stderr
    with office.database.reading() as connection:
        assert list(broken_links(connection)) == []
    assert "Lombardy" in run("city", "show", "Milan").stdout


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("where", ["taking", "reading"])
def test_p37_a_trust_model_that_breaks_off_gives_no_number_and_harms_nothing(
    office: Desk, run: Run, install: Install, dump: Dump, settings_file: Path, how: str, where: str
) -> None:
    there = said(how, 8) if where == "reading" else "pass"
    install(MODEL.format(how=said(how, 12) if where == "taking" else "pass", how_there=there))
    settings_file.write_text('[office]\ntrust_model = "hostile:broken"\n')
    before = dump(office.database)
    for command in (("overview",), ("explain", "Milan")):
        done = run(*command)
        assert done.exit_code == 0, done.stderr
        assert "unavailable" in done.stdout
        assert "hostile-plugin 1.2" in done.stderr + done.stdout
        assert "Traceback" not in done.stderr
    assert dump(office.database) == before
    assert run("city", "list").exit_code == 0


def test_p37_recording_goes_on_whatever_a_listener_does(office: Desk, run: Run, install: Install) -> None:
    install(LISTENER.format(how=said("raises", 4)))
    for name in ("Oslo", "Bern", "Nagoya", "Wuxi"):
        assert run("person", "add", name).exit_code == 0
    with office.database.reading() as connection:
        assert how_many(connection)["person"] == 4


@pytest.mark.parametrize("flags", [(), ("--no-plugins",)])
def test_p37_an_office_whose_trust_model_is_gone_still_shows_its_records(
    office: Desk, run: Run, settings_file: Path, flags: tuple[str, ...]
) -> None:
    settings_file.write_text('[office]\ntrust_model = "hostile:broken"\n')
    done = run(*flags, "city", "list")
    assert done.exit_code == 0
    assert "Milan" in done.stdout
