"""P35: the password of a device is in no database, backup, export or log; what is kept beside is its owner's alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.caldav_device import Client, Served, event
from tests.conftest import Run
from trustcrm_caldav_server.passwords import Passwords


@pytest.mark.plugin_tables
def test_p35_a_password_of_a_device_is_shown_once_and_nowhere_else(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("calendar", "password", "new", "Ana's phone", "--json").stdout)
    secret = told["password"].replace("-", "")
    assert len(secret) == 30
    for words in (
        ("db", "backup"),
        ("export", str(tmp_path / "export")),
        ("calendar", "password", "list"),
        ("history",),
    ):
        done = run(*words)
        assert done.exit_code == 0, done.output
        assert told["password"] not in done.output
    looked = 0
    for file in tmp_path.rglob("*"):
        if file.is_file():
            octets = file.read_bytes()
            looked += 1
            for piece in (secret, secret[5:], told["password"], told["password"][6:]):
                assert piece.encode() not in octets, file
    assert looked > 2


def test_p35_a_server_s_log_and_files_hold_no_password(
    caldav_served: Served, caldav_device: Client, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    with caplog.at_level("DEBUG"):
        assert caldav_device.put("a.ics", event()).status == 201
        caldav_device.changes()
        Client(caldav_device.port, "Ana", "wrong-password-9f3a").ask("GET", "/")
    for told in (caldav_device.password, caldav_device.password.replace("-", ""), "wrong-password-9f3a"):
        assert told not in caplog.text
    assert caplog.text.count("device") >= 3
    kept = [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
    assert kept
    assert [file for file in kept if file.stat().st_mode & 0o077] == []
    passwords = Passwords(caldav_served.context.tables, caldav_served.context.clock)
    assert all(one.person == "Ana" for one in passwords.devices())
