"""P35: no secret is in database, log or export; here the password of a calendar on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

SECRET = "correct horse battery staple"


def test_p35_a_calendars_password_stands_nowhere(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trustcrm_caldav import server

    monkeypatch.setattr(server, "PATIENCE", server.Patience(again=0, pause=0))
    monkeypatch.setenv("CALENDAR_PASSWORD", SECRET)
    table = '[calendars.shared]\nbackend = "caldav"\nurl = "http://127.0.0.1:1/lee/"\nuser = "lee"\n'
    config = tmp_path / "config" / "trustcrm" / "trustcrm.toml"
    config.write_text(f'{table}password = {{ env = "CALENDAR_PASSWORD" }}\n', "utf-8")
    assert run("db", "upgrade").exit_code == 0
    done = run("calendar", "sync", "shared")
    assert (done.exit_code, "cannot be reached" in done.stderr) == (4, True)
    assert SECRET not in done.output
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) > 1
    assert [file for file in kept if SECRET.encode() in file.read_bytes()] == []


def test_p35_a_calendars_password_in_clear_is_refused_and_not_repeated(run: Run, tmp_path: Path) -> None:
    table = '[calendars.shared]\nbackend = "caldav"\nurl = "http://127.0.0.1:1/lee/"\nuser = "lee"\n'
    config = tmp_path / "config" / "trustcrm" / "trustcrm.toml"
    config.write_text(f'{table}password = "{SECRET}"\n', "utf-8")
    assert run("db", "upgrade").exit_code == 0
    done = run("calendar", "sync", "shared")
    assert (done.exit_code, "in clear" in done.stderr, SECRET in done.output) == (2, True, False)
