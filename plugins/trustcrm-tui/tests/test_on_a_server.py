"""The same screens over an office on PostgreSQL, also when the server goes away and comes back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from trustcrm.cli.app import main
from trustcrm.office import OpenOffice, Premises, Wishes

pytestmark = pytest.mark.postgresql
NAME = "screens"


@pytest.fixture
def served(postgres_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenOffice]:
    """An office on the tests' server, with one tie."""
    for folder in ("DATA", "CONFIG"):
        monkeypatch.setenv(f"XDG_{folder}_HOME", str(tmp_path / folder))
    postgres_server.create(NAME)
    address = postgres_server.url(NAME)
    try:
        assert main(["--db", address, "init", "--home", "Los Angeles, US"]) == 0
        assert (
            main(["--db", address, "--as", "Ana", "log", "call with Nagoya, JP", "--with", "Nagoya, JP", "--yes"]) == 0
        )
        assert main(["--db", address, "tie", "add", "--other", "Nagoya"]) == 0
        with closing(Premises(Wishes(database=address, actor="Ana", environ=os.environ)).enter()) as opened:
            _ = opened.desk
            yield opened
    finally:
        postgres_server.drop(NAME)


def test_a_call_is_logged_and_taken_back_on_a_server(served: OpenOffice, show_as: Any) -> None:
    context = served.host.context("tui")
    before = context.ask.count("interaction")

    async def act(seat: Any) -> None:
        await seat.press("2", "l", "c", "enter")
        assert "Logged call with Nagoya" in seat.text()
        assert context.ask.count("interaction") == before + 1
        await seat.press("u")

    show_as(context, act)
    assert context.ask.count("interaction") == before


def test_a_server_that_is_lost_is_said_in_a_line_and_everything_typed_stays(
    served: OpenOffice, show_as: Any, postgres_server: Any
) -> None:
    context = served.host.context("tui")

    async def act(seat: Any) -> None:
        await seat.press("2", "l")
        await seat.type("call about the leaflet")
        with postgres_server.connect() as admin:
            admin.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS false")
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (NAME,))
        await seat.press("enter")
        assert seat.app.bar.words.value == "call about the leaflet"
        assert "! " in seat.text()
        with postgres_server.connect() as admin:
            admin.execute(f"ALTER DATABASE {NAME} ALLOW_CONNECTIONS true")
        for _ in range(3):
            if seat.app.bar.mode is not None:
                await seat.press("enter")
        assert "Logged call with Nagoya" in seat.text()

    show_as(context, act)
