"""Purging a plugin takes out what it kept for itself, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trustcrm.domain.draft import Draft
from trustcrm.domain.nouns import City, Kind
from trustcrm.errors import NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.history import newest
from trustcrm.services.keeping.purge import purge
from trustcrm.services.plugin_desk import PluginServices
from trustcrm.services.record import record
from trustcrm.services.undo import undo
from trustcrm.store.certificates import certificates
from trustcrm.store.engine import open_database
from trustcrm.store.plugin_values import PluginKeys
from trustcrm.store.queries.plugins import Leftover, leftovers

Raw = Callable[..., list[tuple[Any, ...]]]


def nothing(count: int) -> None:
    """Tell nobody how far it is."""


@pytest.fixture
def left(desk: Desk) -> Desk:
    """An office in which the plugins "gone" and "gone-more" left values, tables, a kind and a record."""
    with desk.database.writing() as connection:
        for statement in (
            "CREATE TABLE plugin_gone_item (id INTEGER PRIMARY KEY, side_id INTEGER REFERENCES side (id))",
            "CREATE TABLE plugin_gone_page (id INTEGER PRIMARY KEY, item_id INTEGER REFERENCES plugin_gone_item (id))",
            "CREATE TABLE plugin_gone_more_item (id INTEGER PRIMARY KEY)",
            "INSERT INTO plugin_gone_item VALUES (7, 1)",
            "INSERT INTO plugin_gone_page VALUES (1, 7)",
            "INSERT INTO plugin_gone_more_item VALUES (1)",
        ):
            connection.exec_driver_sql(statement)
    for name, keys in (("gone", ("a", "b")), ("gone-more", ("c",))):
        for key in keys:
            PluginKeys(desk.database, name).put(key, key)
    PluginServices(desk, "gone").record(Draft(key="k", record=City(name="Turku", country="FI")))
    record(desk, "add", "a kind", Kind(family="signal", name="sent a choir", cameo="051", intensity=3.4, plugin="gone"))
    return desk


def test_purging_takes_out_values_and_tables_and_leaves_what_was_recorded(left: Desk, tmp_path: Path) -> None:
    done = purge(left, "gone", ["gone-more"], tmp_path / "before.db", nothing)
    assert (done.values, done.tables) == (2, ("plugin_gone_page", "plugin_gone_item"))
    with left.database.reading() as connection:
        found = [one for one in leftovers(connection) if one.plugin != "core"]
    assert found == [
        Leftover(plugin="gone", kinds=1, batches=1), Leftover(plugin="gone-more", values=1, tables=1)
    ]  # fmt: skip
    assert newest(left, 1)[0].change.verb == "purge"
    with left.database.reading() as connection:
        (certificate,) = certificates(connection)
    assert certificate.counts == {"plugin value": 2, "plugin_gone_page": 1, "plugin_gone_item": 1}
    with pytest.raises(Refused, match=r"before\.db; only restoring that backup"):
        undo(left)


def test_the_backup_holds_what_was_taken_out(left: Desk, tmp_path: Path) -> None:
    purge(left, "gone", ["gone-more"], tmp_path / "before.db", nothing)
    before = open_database(str(tmp_path / "before.db"))
    with before.reading() as connection:
        told = {one.plugin: (one.values, one.tables) for one in leftovers(connection, ["gone-more"])}
    before.close()
    assert told["gone"] == (2, 2)


def test_where_no_backup_can_be_made_nothing_is_taken_out(left: Desk, tmp_path: Path) -> None:
    (tmp_path / "before.db").write_text("something else", encoding="utf-8")
    with pytest.raises(Refused, match="there already"):
        purge(left, "gone", ["gone-more"], tmp_path / "before.db", nothing)
    assert PluginKeys(left.database, "gone").keys() == ["a", "b"]


@pytest.mark.parametrize("name", ["nobody", "go"])
def test_a_plugin_that_keeps_nothing_cannot_be_purged(left: Desk, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound, match="keeps nothing of its own"):
        purge(left, name, ["gone", "gone-more"], tmp_path / "before.db", nothing)
    assert not (tmp_path / "before.db").exists()
