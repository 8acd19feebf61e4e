"""P34: what is restricted stays with those who are cleared, on every screen, in every answer, error and log."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY, _start, at_desk
from tests.offices import Offices, PostgresOffices, SqliteOffices
from tests.postgres import Server
from trustcrm.cli.app import main
from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import (
    NOUNS,
    City,
    Colleague,
    Contribution,
    Engagement,
    FollowUp,
    Interaction,
    Note,
    Participant,
    Person,
    Seat,
    Signal,
    Step,
    Tag,
    Tie,
)
from trustcrm.errors import Refused, TrustCrmError
from trustcrm.services.browse import count, page
from trustcrm.services.desk import Desk, seated
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.record import correct, record, withdraw
from trustcrm.services.undo import undo
from trustcrm.store.derive.restricted import CONCERNED
from trustcrm.store.engine import open_database
from trustcrm.store.queries.history import newest_changes
from trustcrm.store.writing import writing

SECRET = "Zyzzyva"
"""A word that stands in everything restricted, and nowhere else."""

HIDDEN = "Quokka"
"""The name of somebody who was met in restricted meetings alone."""

UNCLEARED = ("ben", "dan", "nobody")
"""A reader, a surge, and somebody who is not listed."""


@contextmanager
def opened(address: str) -> Iterator[Desk]:
    database = open_database(address)
    try:
        yield at_desk(database)
    finally:
        database.close()


@contextmanager
def seat_of(address: str, login: str) -> Iterator[Desk]:
    with opened(address) as desk:
        mine = seated(dataclasses.replace(desk, actor=login))
        yield mine
        mine.database.close()


@pytest.fixture(scope="session")
def sqlite_furnished(tmp_path_factory: pytest.TempPathFactory) -> SqliteOffices:
    return SqliteOffices.started(tmp_path_factory.mktemp("furnished"), _furnish)


@pytest.fixture(scope="session")
def postgresql_furnished(postgres_server: Server) -> Iterator[PostgresOffices]:
    with closing(PostgresOffices(postgres_server, _furnish, "office_with_secrets")) as offices:
        yield offices


@pytest.fixture
def offices(engine: str, request: pytest.FixtureRequest) -> Offices:
    """Where this test gets an office from in which everything is that is tried here."""
    found: Offices = request.getfixturevalue(f"{engine}_furnished")
    return found


@pytest.fixture
def office(address: str) -> str:
    """An office with one restricted thing of each kind, whatever belongs to it, and open things beside them."""
    return address


def _furnish(address: str) -> None:
    _start(address)
    with opened(address) as desk:
        correct(desk, "office", 1, {"pinned_day": TODAY})
        record(
            desk, "add", "roles",
            Colleague(name="Ana Lima", login="Ana", role="steward"),
            Colleague(name="Cleo", login="cleo", role="officer"),
            Colleague(name="Ben", login="ben", role="reader"),
            Colleague(name="Dan", login="dan", role="surge", role_until=date(2020, 12, 31)),
            City(name="Nagoya", country="JP"), Tie(one=1, other=2),
            Person(name=HIDDEN, side=2), Person(name="Takashi", side=2),
            Interaction(kind="call", giver=1, receiver=2, on=date(2020, 3, 1), words="about the weather"),
            Participant(interaction=1, person=2),
        )  # fmt: skip
        record(
            desk, "log", f"log of {SECRET}",
            Interaction(
                kind="negotiation", giver=2, receiver=1, on=date(2020, 5, 1), words=f"{SECRET} in words",
                place=f"{SECRET} in place", source=f"{SECRET} in source", confidentiality="restricted",
            ),
            Participant(interaction=2, person=1, role=f"{SECRET} in role"),
            Participant(interaction=2, person=2, role=f"{SECRET} in role"),
            Contribution(
                what=f"{SECRET} given", giver=2, receiver=1, kind="goods", unit="boxes", words=f"{SECRET} told",
                source=f"{SECRET} known", confidentiality="restricted",
            ),
            Step(
                contribution=1, state="received", on=date(2020, 5, 2), quantity=Decimal(77777), words=f"{SECRET} came"
            ),
            Contribution(what="masks", giver=1, receiver=2, kind="goods"),
            Step(contribution=2, state="received", on=date(2020, 5, 3), words=f"{SECRET} there", interaction=2),
            Signal(
                kind="kept a confidence", giver=2, receiver=1, on=date(2020, 5, 4), witness=f"{SECRET} saw it",
                words=f"{SECRET} shown", confidentiality="restricted",
            ),
            Signal(
                kind="gave public credit", giver=2, receiver=1, on=date(2020, 5, 5), witness="all", interaction=2,
                words=f"{SECRET} praised",
            ),
            Engagement(
                title=f"{SECRET} planned", starts_on=date(2020, 7, 2), side=2, words=f"{SECRET} ahead",
                place=f"{SECRET} there", confidentiality="restricted",
            ),
            Seat(engagement=1, person=1, role=f"{SECRET} seated"),
            FollowUp(what=f"{SECRET} to do", due_on=date(2020, 7, 1), side=2, interaction=2),
            FollowUp(what=f"{SECRET} to thank", due_on=date(2020, 7, 1), side=2, contribution=1),
            Tag(name=f"{SECRET}-tag", about_noun="interaction", about_row=2),
            Note(words=f"{SECRET} noted", about_noun="contribution", about_row=1),
            Note(words=f"{SECRET} on a step", about_noun="step", about_row=1),
            Note(words=f"{SECRET} on a note", about_noun="note", about_row=1),
            Note(words=f"{SECRET} on the city", about_noun="city", about_row=2, confidentiality="restricted"),
        )  # fmt: skip
        _past(desk)
        _import(desk)


def _past(desk: Desk) -> None:
    """Leave secrets in the journal alone: removed rows, old words of what is open no more, reasons of withdrawing."""
    secret = Interaction(
        kind="call", giver=1, receiver=2, on=date(2020, 2, 1), words=f"{SECRET} undone", confidentiality="restricted"
    )
    record(desk, "log", f"{SECRET} to be undone", secret)
    undo(desk)
    record(desk, "log", f"{SECRET} before its time", dataclasses.replace(secret, confidentiality="internal"))
    with desk.database.reading() as connection:
        newest = newest_changes(connection, 1)[0].id
    correct(desk, "interaction", 4, {"confidentiality": "restricted"})
    withdraw(desk, "interaction", 4, f"{SECRET} is wrong")
    undo(desk, newest)


def _import(desk: Desk) -> None:
    def call(key: str, words: str, confidentiality: str) -> Draft:
        receiver = Mention(noun="city", name="Nowhere" if key == "doubted" else "Nagoya", create=False)
        return Draft(
            key=key, where=key, raw={"text": words},
            record=Interaction(
                kind="call", giver=Mention(noun="city", name="Los Angeles"), receiver=receiver, on=date(2020, 1, 1),
                words=words, confidentiality=confidentiality,
            ),
        )  # fmt: skip

    drafts: list[Draft | Rejected] = [
        call("plain", "imported openly", "open"),
        call(f"{SECRET}-key", f"{SECRET} imported", "restricted"),
        call("doubted", f"{SECRET} doubted", "restricted"),
        Rejected(where="line 9", reason=f"{SECRET} cannot be read", raw={"text": f"{SECRET} raw"}),
    ]
    run_import(
        desk,
        Task(importer="t:t", plugin="t", source="list.csv", fingerprint="f", drafts=lambda: iter(drafts)),
    )


READ: tuple[tuple[str, ...], ...] = (
    *((noun, "list", "--withdrawn", "--limit", "0") for noun in NOUNS if noun != "office"),
    *((noun, "show", str(row)) for noun in CONCERNED if noun in NOUNS for row in range(1, 6)),
    *(("history", f"{noun} {row}") for noun in CONCERNED if noun in NOUNS for row in range(1, 6)),
    *(("history", str(change)) for change in range(1, 12)),
    ("history", "--limit", "1000"),
    ("overview",), ("show", "Nagoya"), ("explain", "Nagoya"), ("explain", "Nagoya", "--as-of", "2020-05-03"),
    ("ledger",), ("ledger", "Nagoya"), ("due",), ("agenda",), ("agenda", "--from", "2020-01-01", "--days", "366"),
    ("search", SECRET), ("search", SECRET[:4]), ("search", "boxes"), ("search", HIDDEN),
    ("batches", "list"), ("batches", "show", "1"), ("db", "status"), ("retention", "due"), ("dispose", "certificates"),
)  # fmt: skip
"""Every command that reads, over everything there is."""

WRITTEN: tuple[tuple[str, ...], ...] = (
    ("interaction", "correct", "2", "--minutes", "5", "--version", "9"),
    ("interaction", "withdraw", "2"), ("contribution", "step", "1", "--state", "acknowledged"),
    ("step", "add", "--contribution", "1", "--state", "acknowledged"), ("engagement", "hold", "1"),
    ("engagement", "cancel", "1"), ("follow-up", "done", "1"), ("note", "add", "x", "--about", "interaction:2"),
    ("person", "merge", "2", "1"), ("undo", "4"), ("undo",), ("batches", "undo", "1"),
    ("batches", "decide", "1", "1", "--as", "Nagoya"),
    ("interaction", "add", "--with", "Nagoya", "--kind", "call", "--confidentiality", "restricted"),
    ("log", "call with Nagoya re test kits", "--yes", "--confidentiality", "restricted"),
    ("participant", "add", "--interaction", "2", "--person", "2"),
)  # fmt: skip
"""Commands by which somebody might write, or ask, about what is restricted."""

Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(
    office: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Say:  # fmt: skip
    """Run a command as somebody, and hand over its exit code and all it said: answer, talk and log."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    caplog.set_level(logging.DEBUG)

    def run(login: str, *arguments: str) -> tuple[int, str]:
        caplog.clear()
        code = main(["--db", office, "--as", login, "--no-plugins", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err + caplog.text

    return run


def leaks(said: str) -> bool:
    return SECRET.casefold() in said.casefold() or "77777" in said or "77,777" in said


def test_p34_no_command_tells_a_secret_to_who_is_not_cleared(say: Say, engine: str) -> None:
    told = []
    every = "TRUSTCRM_TESTS_THOROUGH" in os.environ
    readers = (("ben", ()), ("dan", ("--json",)))
    asked = READ if every or engine == "sqlite" else READ[::3]  # who reads what is decided before any engine is asked
    for place, words in enumerate(asked):
        for login, more in readers if every else readers[place % 2 :][:1]:
            code, said = say(login, *words, *more)
            assert code in (0, 3), (words, said)
            searched = words[0] == "search"  # what was asked for may be said again
            if leaks(said.replace(SECRET, "") if searched else said):
                told.append((login, *words, *more))
    assert told == []


@pytest.mark.parametrize("words", [("briefing", "Nagoya"), ("ledger",), ("ledger", "Nagoya")], ids=" ".join)
def test_p34_no_report_tells_a_secret_to_who_is_not_cleared(
    office: str, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], say: Say
) -> None:
    pytest.importorskip("trustcrm_report", reason="the plugin report offers these")
    for form in ("text", "html", "json", "csv"):
        for login, cleared in (("ben", False), ("dan", False), ("cleo", True)):
            code = main(["--db", office, "--as", login, "report", *words, "--format", form])
            said = capsys.readouterr()
            assert code == 0, said.err
            assert leaks(said.out + said.err) is cleared, (login, form)


def test_p34_those_who_are_cleared_read_it_all(say: Say) -> None:
    for login in ("Ana", "cleo"):
        for words in (("interaction", "show", "2"), ("history", "4"), ("ledger",), ("due",), ("batches", "show", "1")):
            assert leaks(say(login, *words)[1]), words
        assert HIDDEN in say(login, "explain", "Nagoya")[1]


def test_p34_who_is_not_cleared_writes_nothing_of_it_and_is_told_nothing(office: str, say: Say) -> None:
    with opened(office) as desk, desk.database.reading() as connection:
        before = newest_changes(connection, 1)
    for login in UNCLEARED:
        for words in WRITTEN:
            code, said = say(login, *words)
            assert code in (1, 2, 3), (login, words, said)
            assert not leaks(said), (login, words, said)
    with opened(office) as desk, desk.database.reading() as connection:
        assert newest_changes(connection, 1) == before


def test_p34_an_export_for_others_holds_no_secret_and_a_whole_one_is_a_stewards(
    office: str, say: Say, tmp_path: Path
) -> None:
    for login in UNCLEARED:
        assert say(login, "export", str(tmp_path / "whole"))[0] == 1
        assert say(login, "person", "data", "1")[0] == 1
    assert not (tmp_path / "whole").exists()
    code, said = say("ben", "export", str(tmp_path / "part"), "--confidentiality", "internal")
    assert code == 0, said
    files = {path: path.read_text("utf-8") for path in (tmp_path / "part").rglob("*") if path.is_file()}
    assert any("about the weather" in words for words in files.values())
    assert [path for path, words in files.items() if leaks(words)] == []


def test_p34_a_surge_still_works_with_everything_else(office: str, say: Say) -> None:
    assert say("dan", "interaction", "correct", "1", "--minutes", "5")[0] == 0
    assert say("dan", "interaction", "add", "--with", "Nagoya", "--kind", "call")[0] == 0
    assert say("dan", "undo")[0] == 0
    with seat_of(office, "dan") as desk, pytest.raises(Refused, match="something restricted"):
        correct(desk, "interaction", 2, {"minutes": 5})
    with seat_of(office, "dan") as desk, pytest.raises(Refused, match="something restricted"):
        correct(desk, "interaction", 1, {"confidentiality": "restricted"})


def test_p34_nobody_counts_more_than_they_may_read(office: str) -> None:
    told = {}
    for login in ("Ana", "dan"):
        with seat_of(office, login) as desk:
            told[login] = count(desk, "interaction", {})
            assert told[login] == len(page(desk, "interaction", {}).rows)
    assert told["dan"] < told["Ana"]


def _numbers(content: Any) -> Any:
    """Return an explanation's numbers, without what names an act or a person."""
    if isinstance(content, dict):
        left_out = ("kind", "name", "person", "interaction", "intensity", "next_contact")
        return {key: _numbers(value) for key, value in content.items() if key not in left_out}
    return [_numbers(value) for value in content] if isinstance(content, list) else content


@pytest.mark.parametrize(
    "words", [("explain", "Nagoya"), ("explain", "Nagoya", "--as-of", "2020-05-03"), ("overview",)], ids=" ".join
)
def test_p34_a_number_does_not_depend_on_who_looks(say: Say, words: tuple[str, ...]) -> None:
    def read(login: str) -> Any:
        code, said = say(login, *words, "--json")
        assert code == 0
        return _numbers(json.loads(said))

    assert read("ben") == read("dan") == read("cleo")


def test_p34_a_restricted_act_is_explained_by_day_and_share_alone(say: Say) -> None:
    def shares(login: str) -> list[dict[str, Any]]:
        told = json.loads(say(login, "explain", "Nagoya", "--json")[1])
        found: list[dict[str, Any]] = told["our_trust_in_them"]["trust"]["shares"]
        return [share for share in found if "day" in share]

    mine, cleared = shares("ben"), shares("cleo")
    assert [(share["day"], share["value"]) for share in mine] == [(share["day"], share["value"]) for share in cleared]
    restricted = [share for share in mine if share["kind"] == "restricted"]
    assert {share["about"].partition(":")[0] for share in restricted} == {
        "interaction 2", "interaction 6", "step 1", "step 2", "signal 1", "signal 2"
    }  # fmt: skip
    assert all(share["intensity"] is None for share in restricted)
    assert "negotiation" in say("cleo", "explain", "Nagoya")[1]
    assert "negotiation" not in say("ben", "explain", "Nagoya")[1]


def test_p34_what_is_opened_again_is_seen_again(office: str, say: Say) -> None:
    assert say("ben", "interaction", "show", "2")[0] == 3
    assert say("cleo", "interaction", "correct", "2", "--confidentiality", "open")[0] == 0
    code, said = say("ben", "interaction", "show", "2", "--json")
    assert code == 0
    assert SECRET in said
    assert f"{SECRET} to do" in say("ben", "follow-up", "list")[1]
    assert say("ben", "contribution", "show", "1")[0] == 3
    with opened(office) as desk:
        _rebuilds_alike(desk)


def test_p34_the_lists_of_what_is_restricted_can_be_made_anew(office: str) -> None:
    with opened(office) as desk:
        _rebuilds_alike(desk)


def _rebuilds_alike(desk: Desk) -> None:
    from trustcrm.store.derive.derivation import rebuild

    def lists() -> list[Any]:
        with desk.database.reading() as connection:
            return [
                sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {name}")))
                for name in ("restricted_row", "restricted_block")
            ]

    before = lists()
    assert all(before)
    with writing(desk.database, desk.sign("test", "rebuild")) as writer:
        rebuild(writer.connection, writer.series)
    assert lists() == before


def test_p34_a_plugin_sees_no_more_than_whoever_runs_it(office: str) -> None:
    from trustcrm.services.plugin_desk import PluginServices

    with seat_of(office, "ben") as desk:
        services = PluginServices(dataclasses.replace(desk, actor="plugin t", login="ben"), "t")
        with pytest.raises(TrustCrmError, match="no interaction 2"):
            services.read("interaction", 2)
        assert services.read("interaction", 1)
