"""P11: an export brought into an empty office is equal to the office it came from, all plugins included."""

from __future__ import annotations

import filecmp
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from tests.rich_office import build_rich
from trustcrm.domain.nouns import FollowUp
from trustcrm.services.desk import Desk
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.restore import restore
from trustcrm.services.keeping.verify import verify_copy, verify_database
from trustcrm.services.record import record
from trustcrm.store.engine import Database, open_database

BlankOnServer = Callable[[], str]


def quietly(count: int) -> None:
    """Tell nobody how far it has come."""


def export_of(address: str, folder: Path, *forms: str) -> Path:
    with closing(open_database(address)) as database:
        export(database, folder, quietly, forms=forms or ("csv", "json"))
    return folder


def same(one: Path, other: Path) -> bool:
    """Return whether two folders hold the same files, octet for octet."""
    files = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    assert files == {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    return filecmp.cmpfiles(one, other, [str(file) for file in files], shallow=False)[1:] == ([], [])


def sound(address: str) -> bool:
    return verify_database(address, lambda name: quietly).sound


def test_p11_what_was_exported_restores_and_exports_the_same(rich_path: Path, tmp_path: Path) -> None:
    first = export_of(str(rich_path), tmp_path / "first")
    restore(first, str(tmp_path / "new.db"), quietly)
    assert same(first, export_of(str(tmp_path / "new.db"), tmp_path / "second"))
    assert sound(str(tmp_path / "new.db"))


def test_p11_an_office_restores_whose_records_could_refer_to_what_it_has_none_of(
    desk: Desk, make_empty: Callable[[], str], tmp_path: Path
) -> None:
    record(desk, "add", "follow-up", FollowUp(what="ask for the list", due_on=date(2020, 7, 1)))
    export(desk.database, tmp_path / "first", quietly)
    assert not (tmp_path / "first" / "json" / "person.jsonl").exists()
    assert verify_copy(tmp_path / "first", lambda name: quietly).sound
    address = make_empty()
    restore(tmp_path / "first", address, quietly)
    assert same(tmp_path / "first", export_of(address, tmp_path / "second"))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_p11_either_form_alone_is_enough(rich_path: Path, tmp_path: Path, form: str) -> None:
    whole = export_of(str(rich_path), tmp_path / "whole")
    alone = export_of(str(rich_path), tmp_path / "alone", form)
    restore(alone, str(tmp_path / "new.db"), quietly)
    assert same(whole, export_of(str(tmp_path / "new.db"), tmp_path / "again"))


@pytest.mark.postgresql
def test_p11_an_office_moves_to_a_server_and_back(
    rich_path: Path, tmp_path: Path, blank_on_server: BlankOnServer
) -> None:
    first = export_of(str(rich_path), tmp_path / "first")
    address = blank_on_server()
    restore(first, address, quietly)
    second = export_of(address, tmp_path / "second")
    assert same(first, second)
    assert sound(address)
    restore(second, str(tmp_path / "back.db"), quietly)
    assert same(first, export_of(str(tmp_path / "back.db"), tmp_path / "third"))


@pytest.mark.postgresql
def test_p11_an_office_of_a_server_moves_to_a_file_and_back(tmp_path: Path, blank_on_server: BlankOnServer) -> None:
    address, other = blank_on_server(), blank_on_server()
    with closing(open_database(address)) as database:
        build_rich(database)
    first = export_of(address, tmp_path / "first")
    restore(first, str(tmp_path / "office.db"), quietly)
    second = export_of(str(tmp_path / "office.db"), tmp_path / "second")
    assert same(first, second)
    assert sound(str(tmp_path / "office.db"))
    restore(second, other, quietly)
    assert same(first, export_of(other, tmp_path / "third"))


def test_p11_the_same_office_always_exports_the_same_octets(rich: Database, tmp_path: Path) -> None:
    for name in ("one", "other"):
        export(rich, tmp_path / name, quietly)
    assert same(tmp_path / "one", tmp_path / "other")
