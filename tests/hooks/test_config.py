"""Reading `trustcrm.toml`: every key is known, typed and, where it is wrong, named with its file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.errors import ConfigError
from trustcrm.hooks.config import OfficeSettings, Settings, config_fault, locate, parse, read_settings
from trustcrm.hooks.secret import Secret


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A plugin's table with a key of every type."""

    server: str
    port: int = 993
    patience: float = 2.5
    secure: bool = True
    folder: Path | None = None
    since: date | None = None
    boxes: tuple[str, ...] = ()
    password: Secret | None = None


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trustcrm.toml"


def test_a_file_that_is_not_there_says_nothing(file: Path) -> None:
    assert read_settings(file) == Settings(file=file)


def test_every_table_is_read(file: Path) -> None:
    file.write_text(
        '[office]\nactor = "Rosa"\n'
        '[plugins]\nallow = ["mail"]\ndisabled = ["table"]\nrequire = ["mail>=0.3"]\n'
        '[plugins.mail]\nserver = "mail.example"\nport = 1993\npatience = 3\nsecure = false\nfolder = "mail"\n'
        'since = 2020-03-24\nboxes = ["in", "out"]\npassword = "hush"\n'
    )
    settings = read_settings(file)
    assert settings.office == OfficeSettings(actor="Rosa")
    assert settings.plugins.allow == ("mail",)
    assert settings.plugins.require == ("mail>=0.3",)
    mail = settings.plugin_config("mail", Mail)
    assert (mail.server, mail.port, mail.patience, mail.secure) == ("mail.example", 1993, 3.0, False)
    assert (mail.folder, mail.since, mail.boxes) == (file.parent / "mail", date(2020, 3, 24), ("in", "out"))
    assert mail.password is not None
    assert mail.password.reveal() == "hush"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[ofice]\n", "the file knows no key 'ofice'; did you mean 'office'"),
        ('[office]\nacter = "Rosa"\n', r"\[office\] knows no key 'acter'; did you mean 'actor'"),
        ('[plugins]\ndisable = ["a"]\n', r"\[plugins\] knows no key 'disable'; did you mean 'disabled'"),
        ('[plugins]\ndisabled = "a"\n', "'plugins.disabled' must be a list of texts"),
        ("[plugins.allow]\na = 1\n", "'plugins.allow' must be a list of texts"),
        ("office = 3\n", "'office' must be a table"),
        ("[office\n", r"is not TOML \(.*line 1"),
        (
            '[plugins]\nallow = ["mail>=0.3"]\n',
            "plugins.allow holds names alone, not 'mail>=0.3'; say versions in plugins.req",
        ),
        ("[office]\nactor = 3\n", "'office.actor' must be a text, not 3"),
    ],
)
def test_what_cannot_be_is_named_with_the_file(file: Path, text: str, complaint: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError, match=complaint) as caught:
        read_settings(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('[office]\n# who\nacter = "Rosa"\n', ", line 3, [office] knows"),
        ('[office]\n"acter" = "Rosa"\n', ", line 2, [office] knows"),
        ('[plugins]\n\n  disable = ["a"]  # all\n', ", line 3, [plugins] knows"),
        ('office.acter = "Rosa"\n', ", line 1, [office] knows"),
        ("[ ofice ] # ours\n", ", line 1, the file knows"),
        ('[office]\nactor = "Rosa"\nread_url = 3\n', ", line 3, the key 'office.read_url' must"),
        ('[office]\nactor = """\nacter = 3\n"""\nacter = 3\n', "trustcrm.toml, [office] knows"),
        ('office = {acter = "Rosa"}\n', "trustcrm.toml, [office] knows"),
    ],
)
def test_the_line_is_told_where_it_is_known_for_sure(file: Path, text: str, where: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_settings(file)
    assert f"{where}" in str(caught.value)


def test_the_line_of_a_plugins_own_key_is_told_too(file: Path) -> None:
    file.write_text('[plugins]\n\n[plugins.mail]\nserver = "a"\nprot = 3\npassword = 4\n')
    with pytest.raises(ConfigError, match=r"line 5, \[plugins\.mail\] knows no key 'prot'; did you mean 'port'"):
        read_settings(file).plugin_config("mail", Mail)
    file.write_text('[plugins.mail]\nserver = "a"\npassword = 4\n')
    with pytest.raises(ConfigError, match=r"line 3, the key 'plugins\.mail\.password' must be a text or one of"):
        read_settings(file).plugin_config("mail", Mail)


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ({}, "needs the key 'server'"),
        ({"server": "a", "prot": 3}, "did you mean 'port'"),
        ({"server": "a", "zzz": 3}, "it may hold server, port"),
        ({"server": "a", "port": True}, "must be a whole number, not True"),
        ({"server": "a", "port": 1.0}, "must be a whole number"),
        ({"server": "a", "secure": 1}, "must be true or false"),
        ({"server": "a", "since": "2020-03-24"}, "must be a day such as 2025-03-24, without quotes"),
        ({"server": "a", "boxes": ["in", 3]}, "must be a list of texts"),
        ({"server": "a", "password": 3}, "must be a text or one of"),
        ({"server": "a", "password": {"envy": "X"}}, "must be a text or one of"),
        ({"server": "a", "password": {"command": "pass mail"}}, "must be a text or one of"),
        ({"server": "a", "password": {"env": "A", "file": "b"}}, "must be a text or one of"),
    ],
)
def test_a_plugin_table_that_does_not_fit_is_an_error(file: Path, told: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        parse(told, Mail, "plugins.mail", file)


def test_a_dataclass_that_refuses_its_values_is_an_error_of_the_configuration(file: Path) -> None:
    @dataclass(frozen=True)
    class Picky:
        port: int = 1

        def __post_init__(self) -> None:
            if self.port < 1:
                raise ValueError("port is below 1")

    with pytest.raises(ConfigError, match=r"\[plugins\.picky\] cannot be: port is below 1"):
        parse({"port": 0}, Picky, "plugins.picky", file)


def test_a_config_class_is_judged_before_it_is_used() -> None:
    @dataclass
    class Changing:
        port: int = 1

    @dataclass(frozen=True)
    class Odd:
        ports: list[int] | None = None

    assert config_fault(Mail) == ""
    assert config_fault(Changing) == "its config is not a frozen dataclass"
    assert config_fault("Mail") == "its config is not a frozen dataclass"
    assert "'ports'" in config_fault(Odd)


def test_the_file_beside_the_database_goes_before_the_users(tmp_path: Path) -> None:
    beside, user = tmp_path / "office", tmp_path / "user"
    beside.mkdir()
    assert locate(beside, user) == user / "trustcrm.toml"
    (beside / "trustcrm.toml").touch()
    assert locate(beside, user) == beside / "trustcrm.toml"
    assert locate(None, user) == user / "trustcrm.toml"
