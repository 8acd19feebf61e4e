"""An office with a bit of everything that can go wrong on the way out and back in, to try leaving and keeping on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import Date, DateTime, bindparam, text

from tests.postgres import Server
from trustcrm.clock import PinnedClock
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.kinds import SIGNALS
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    City,
    Contribution,
    Interaction,
    Note,
    Organisation,
    Person,
    Rate,
    Signal,
    Snooze,
    Step,
    Tag,
)
from trustcrm.services.demo import build_demo
from trustcrm.services.desk import Desk, OfferedKind
from trustcrm.services.importing.batches import skip, take_as, take_new
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.merge import merge, unmerge
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo, undo_batch
from trustcrm.store.engine import Database, open_database
from trustcrm.store.plugin_values import PluginKeys

DAY = date(2020, 6, 1)

ODD_TEXTS = (
    "=1+1", "+49 30", "-5", "@here", "\ttabbed", "\rreturned", "\nbroken", "＝1", "＋1", "－1", "＠1", "'=1", "''", "'",
    "'s-Hertogenbosch", 'he said "no", twice', "comma, semicolon; tab\t.", "line\nline\r\nline\rend", "café ☕ 名古屋",
    "مدينة \u202e dlrow", "👩‍👩‍👧", "null", "NULL", "\\N", "true", "0010", "1e5", " spaces ", "a\u2028b\u0085c",
    "\ufeffbom",
)  # fmt: skip
"""Texts that a careless way out or in would change, or a spreadsheet run."""


def desk_of(database: Database, actor: str = "Ana") -> Desk:
    kinds = {
        kind.name: OfferedKind(
            name=kind.name, intensity=kind.leans * kind.weight, cameo=kind.cameo, summary=kind.summary, plugin="core"
        )
        for kind in SIGNALS
    }
    return Desk(database=database, clock=PinnedClock(date(2020, 6, 30)), actor=actor, signal_kinds=kinds)


def build_rich(database: Database) -> None:
    """Fill an empty database: the demo office, odd texts, exact numbers, imports, merges, undoings, plugins' own."""
    desk = desk_of(database)
    told = [file for file in files("trustcrm.builtin").joinpath("demo").iterdir() if file.name.endswith(".toml")]
    build_demo(desk, told)  # type: ignore[arg-type]
    _record_odd_things(desk)
    _correct_and_take_back(desk)
    _import_and_decide(desk)
    _keep_what_plugins_keep(database)


def _record_odd_things(desk: Desk) -> None:
    record(desk, "add", "notes", *(Note(words=words, about_noun="city", about_row=1) for words in ODD_TEXTS))
    record(
        desk, "add", "=a city",
        City(name="Réunion-＝Saint-Denis", country="RE", region="=région", latitude=-20.878900000000002,
             longitude=55.4481, aliases=("Saint-Denis", "=x", "聖丹尼斯")),
        Organisation(name="@Network", kind="network", emails=("a@example.org",)),
    )  # fmt: skip
    contribution = Contribution(
        what="funds", giver=1, receiver=2, kind="money", unit="EUR", value=Decimal("12345678901234567890.123456789"),
        value_currency="EUR", value_method="estimate", value_on=DAY, confidentiality="restricted",
    )  # fmt: skip
    (given,) = record(desk, "add", "a gift", contribution).ids
    steps = (Step(contribution=given, state=state, on=DAY, quantity=Decimal(quantity)) for state, quantity in
             (("pledged", "0.10"), ("received", "100.00"), ("acknowledged", "1000")))  # fmt: skip
    record(desk, "add", "steps", *steps)
    yen = Rate(currency="JPY", into="EUR", worth=Decimal("0.0083"), since=DAY, source="=central bank")
    record(desk, "add", "a rate", yen)
    aside = Snooze(kind="thanks", about_noun="contribution", about_row=given, until=date(2020, 7, 9), words="=later")
    record(desk, "add", "aside", aside)
    record(
        desk, "log", "a call",
        Interaction(kind="call", giver=1, receiver=3, on=DAY, at=time(14, 30), tone=-2, words="مرحبا",
                    confidentiality="restricted"),
        Signal(kind="public slight", giver=3, receiver=1, on=DAY, witness="Ana", confidentiality="open"),
        Tag(name="-urgent", about_noun="city", about_row=3),
    )  # fmt: skip


def _correct_and_take_back(desk: Desk) -> None:
    one, other, third = record(desk, "add", "people", Person(name="Jo"), Person(name="Jo B."), Person(name="Joe")).ids
    correct(desk, "person", one, {"name": "Jo Baker", "languages": ("en", "fr")})
    merge(desk, "person", one, other)
    merge(desk, "person", one, third)
    unmerge(desk, "person", third)
    correct(desk, "person", one, {"aliases": ("J.",)})
    undo(desk)
    withdraw(desk, "interaction", 2, "entered twice")
    (gone,) = record(desk, "add", "a mistake", Person(name="Nobody")).ids
    undo(desk)
    assert gone


def _import_and_decide(desk: Desk) -> None:
    spring = Mention(noun="city", name="Springfield", country="US")
    record(desk, "add", "two", *(City(name="Springfield", country="US", region=r) for r in ("Illinois", "Missouri")))
    pieces: list[Draft | Rejected] = [
        Draft(key=str(n), record=Person(name=f"Guest {n}", side=spring), where=f"line {n}", raw={"name": f"=Guest {n}"})
        for n in range(4)
    ]
    pieces.append(Rejected(where="line 9", reason="no name", raw={"name": "", "odd": "\u0000\ttab"}))
    task = Task(importer="test:list", plugin="gone", source="list.csv", fingerprint="f1", drafts=lambda: pieces)
    batch = run_import(desk, task).batch
    assert batch is not None
    skip(desk, batch, 1)
    undo(desk)
    take_new(desk, batch, 2)
    with desk.database.reading() as connection:
        sought = "SELECT id FROM city WHERE name = 'Springfield' AND region = 'Illinois'"
        illinois = connection.execute(text(sought)).scalar_one()
    take_as(desk, batch, 3, str(illinois))
    letters = [
        Draft(key=f"l{n}", record=Interaction(kind="letter", giver=1, receiver=2 + n % 5, on=DAY, words=f"letter {n}"))
        for n in range(200)
    ]
    bring = Task(importer="test:letters", plugin="gone", source="l", fingerprint="f2", drafts=lambda: letters)
    again = Task(importer="test:again", plugin="gone", source="m", fingerprint="f3", drafts=lambda: letters[:9])
    run_import(desk, bring)
    taken = run_import(desk, again).batch
    assert taken is not None
    undo_batch(desk, taken)


def _keep_what_plugins_keep(database: Database) -> None:
    keys = PluginKeys(database, "gone")
    for place, words in enumerate(ODD_TEXTS):
        keys.put(f"key {place}", words)
    keys.put("empty", "")
    desk = desk_of(database)
    kind = OfferedKind(
        name="sent a choir", intensity=3.4, cameo="051", summary="of a plugin that is gone", plugin="gone"
    )
    from trustcrm.services.start import signal_kinds

    with desk.writing("add", "a kind") as writer:
        for one in signal_kinds([kind]):
            writer.add(one)
    record(desk, "add", "s", Signal(kind="sent a choir", giver=2, receiver=1, on=DAY, witness="Ana"))
    with database.writing() as connection:
        for statement in _TABLES[database.engine.dialect.name]:
            connection.exec_driver_sql(statement)
        connection.execute(
            text(
                "INSERT INTO plugin_gone_item VALUES (:id, :name, :price, :weight, :lent, :day, :at, :side, :data)"
            ).bindparams(bindparam("day", type_=Date), bindparam("at", type_=DateTime)),
            [
                {"id": 7, "name": "=vase", "price": "10.50", "weight": 0.1, "lent": True, "day": DAY,
                 "at": datetime(2020, 6, 1, 12, 30, tzinfo=None), "side": 1, "data": b"\xff\x00+"},
                {"id": 9, "name": "", "price": None, "weight": None, "lent": None, "day": None, "at": None,
                 "side": None, "data": None},
            ],
        )  # fmt: skip
        connection.execute(text("INSERT INTO plugin_gone_page VALUES (7, 'z'), (9, 'B'), (9, 'a'), (7, '')"))
        connection.execute(text("INSERT INTO plugin_gone_version VALUES ('0007')"))


_PAGE = (
    "CREATE TABLE plugin_gone_page (item_id INTEGER NOT NULL REFERENCES plugin_gone_item (id), words {text} NOT NULL)",
    "CREATE TABLE plugin_gone_version (version_num {text} NOT NULL PRIMARY KEY)",
)
_TABLES = {
    "sqlite": (
        "CREATE TABLE plugin_gone_item (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, price DECIMAL_TEXT, "
        "weight FLOAT, lent BOOLEAN, day DATE, at DATETIME, side_id INTEGER REFERENCES side (id), data BLOB)",
        "CREATE UNIQUE INDEX plugin_gone_name ON plugin_gone_item (name)",
        *(statement.format(text="VARCHAR") for statement in _PAGE),
    ),
    "postgresql": (
        "CREATE TABLE plugin_gone_item (id BIGSERIAL NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, price NUMERIC, "
        "weight DOUBLE PRECISION, lent BOOLEAN, day DATE, at TIMESTAMP, side_id INTEGER REFERENCES side (id), "
        "data BYTEA)",
        "CREATE UNIQUE INDEX plugin_gone_name ON plugin_gone_item (name)",
        *(statement.format(text="VARCHAR") for statement in _PAGE),
    ),
}


@pytest.fixture(scope="session")
def rich_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rich office as a SQLite file, made once; nobody writes into it."""
    path = tmp_path_factory.mktemp("rich") / "rich.db"
    with closing(open_database(str(path), create=True)) as database:
        build_rich(database)
        database.settle()
    return path


@pytest.fixture
def rich_path(rich_template: Path, tmp_path: Path) -> Path:
    """A copy of the rich office, to do with as one likes."""
    path = tmp_path / "rich.db"
    path.write_bytes(rich_template.read_bytes())
    return path


@pytest.fixture
def rich(rich_path: Path) -> Iterator[Database]:
    """The rich office, open."""
    with closing(open_database(str(rich_path))) as database:
        yield database


NewServerDatabase = Callable[[], str]


@pytest.fixture
def blank_on_server(postgres_server: Server) -> Iterator[NewServerDatabase]:
    """Make an empty database on a real server and return its address, as often as asked."""
    made: list[str] = []

    def make() -> str:
        name = f"keeping_{datetime.now(UTC).strftime('%H%M%S%f')}_{len(made)}"
        postgres_server.create(name)
        made.append(name)
        return postgres_server.url(name)

    yield make
    for name in made:
        postgres_server.drop(name)
