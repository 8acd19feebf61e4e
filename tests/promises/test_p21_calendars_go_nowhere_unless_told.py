"""P21: no network call unless a configured plugin makes it; here by calendars, with every socket refused."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.caldav_device import event
from tests.conftest import Run
from trustcrm_caldav import server


@pytest.mark.plugin_tables
def test_p21_no_calendar_but_one_on_a_server_opens_a_connection(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("shared", "todos"):
        (tmp_path / name).mkdir()
    told = "".join(
        f'[calendars.{name}]\nbackend = "vdir"\npath = "{tmp_path / name}"\n' for name in ("shared", "todos")
    )
    far = '[calendars.far]\nbackend = "caldav"\nurl = "https://calendar.invalid/lee/"\nuser = "lee"\n'
    password = 'password = { env = "CALENDAR_PASSWORD" }\n'
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(told + far + password, "utf-8")
    monkeypatch.setenv("CALENDAR_PASSWORD", "an app password")
    monkeypatch.setattr(server, "PATIENCE", server.Patience(again=0, pause=0))
    assert run("engagement", "add", "Visit", "--starts-on", "2020-07-04").exit_code == 0
    assert run("follow-up", "add", "Thank them", "--due-on", "2020-07-05").exit_code == 0
    (tmp_path / "in.ics").write_bytes(event(when="DTSTART:20200709T080000Z", more="URL:http://calendar.invalid/\n"))
    asked: list[Any] = []

    def refuse(*told: Any, **more: Any) -> NoReturn:
        asked.append(told)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for words in (
        ("import", str(tmp_path / "in.ics")), ("sync", "shared"), ("follow-ups", "todos"), ("status",), ("conflicts",),
        ("export", str(tmp_path / "out.ics")), ("feed", "write", str(tmp_path / "feed.ics"), "--name", "x"),
        ("check", str(tmp_path / "in.ics")), ("origins", "1"), ("guests", "1"), ("outbox", "list"), ("held",),
        ("deleted",), ("password", "new", "phone"),
    ):  # fmt: skip
        done = run("calendar", *words)
        assert done.exit_code == 0, (words, done.output)
    assert asked == []
    done = run("calendar", "sync", "far")
    assert (done.exit_code != 0, "calendar.invalid" in done.output) == (True, True), done.output
    assert asked != []
