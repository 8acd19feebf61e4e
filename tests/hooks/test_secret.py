"""Secrets are read when needed and never shown."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest

from trustcrm.errors import ConfigError
from trustcrm.hooks.secret import Secret


@dataclasses.dataclass(frozen=True)
class Config:
    password: Secret


def test_a_secret_prints_as_stars_wherever_it_stands() -> None:
    config = Config(Secret("hush"))
    for shown in (repr(config), str(config.password), f"{config.password:>9}", repr([config.password])):
        assert "hush" not in shown
        assert "***" in shown
    assert "hush" not in repr(dataclasses.asdict(config))


def test_a_secret_is_read_where_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "from the environment")
    (tmp_path / "password").write_text("from a file\n")
    command = [sys.executable, "-c", "print('from a command'); print('second line')"]
    assert Secret("plain").reveal() == "plain"
    assert Secret({"env": "MAIL_PASSWORD"}).reveal() == "from the environment"
    assert Secret({"file": "password"}, folder=tmp_path).reveal() == "from a file"
    assert Secret({"command": command}).reveal() == "from a command"


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({"env": "TRUSTCRM_NO_SUCH"}, "the environment variable TRUSTCRM_NO_SUCH, which is not set"),
        ({"file": "/no/such/file"}, "/no/such/file, which cannot be read: no such file or directory"),
        ({"command": ["/no/such/program"]}, "/no/such/program, which failed: no such file or directory"),
        ({"command": [sys.executable, "-c", "print('hush'); raise SystemExit(3)"]}, "it ended with 3"),
    ],
)
def test_a_secret_that_cannot_be_read_is_an_error_that_names_the_key(told: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        Secret(told, label="In trustcrm.toml, the key 'plugins.mail.password'").reveal()
    assert str(caught.value).startswith("In trustcrm.toml, the key 'plugins.mail.password'")
    assert "hush" not in str(caught.value)


def test_a_command_that_asks_for_too_long_and_a_file_that_is_no_text_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trustcrm.hooks.secret.COMMAND_SECONDS", 0.2)
    (tmp_path / "password").write_bytes(b"\xff\xfe")
    for told, complaint in (
        ({"command": [sys.executable, "-c", "import threading; threading.Event().wait()"]}, "longer than 0.2 seconds"),
        ({"file": str(tmp_path / "password")}, "which cannot be read: it is not UTF-8 text"),
    ):
        with pytest.raises(ConfigError, match=complaint):
            Secret(told).reveal()
