"""Switching plugins on and off in the file a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from trustcrm.errors import ConfigError
from trustcrm.hooks.config import read_settings
from trustcrm.hooks.switch import disable, enable

WRITTEN = """# our office
[office]
actor = "Rosa"  # until May

# plugins we were told to keep
[plugins]
allow = [
  "mail",  # for the consulates
]

[plugins.mail]
server = "mail.example"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "trustcrm.toml"


@pytest.fixture
def written(file: Path) -> Path:
    file.parent.mkdir()
    file.write_text(WRITTEN)
    return file


def test_disabling_keeps_every_comment_and_enabling_takes_it_back(written: Path) -> None:
    assert disable(written, "mail")
    text = written.read_text()
    assert read_settings(written).plugins.disabled == ("mail",)
    for line in WRITTEN.splitlines():
        assert line in text
    assert enable(written, "mail")
    assert read_settings(written).plugins.disabled == ()


def test_what_is_so_already_changes_nothing(written: Path) -> None:
    assert not enable(written, "mail")
    assert written.read_text() == WRITTEN
    assert disable(written, "mail")
    assert not disable(written, "mail")


def test_enabling_adds_to_a_list_of_allowed_ones(written: Path) -> None:
    assert enable(written, "table")
    assert read_settings(written).plugins.allow == ("mail", "table")
    assert '"mail",  # for the consulates' in written.read_text()


def test_a_file_that_is_not_there_is_made_for_its_owner_alone(file: Path) -> None:
    assert not enable(file, "mail")
    assert not file.exists()
    assert disable(file, "mail")
    assert read_settings(file).plugins.disabled == ("mail",)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_with_tables_of_plugins_only_gains_the_key(written: Path) -> None:
    written.write_text('[plugins.mail]\nserver = "mail.example"\n')
    disable(written, "mail")
    settings = read_settings(written)
    assert (settings.plugins.disabled, settings.tables["mail"]) == (("mail",), {"server": "mail.example"})


def test_a_link_stays_a_link_and_a_mode_stays_a_mode(written: Path, tmp_path: Path) -> None:
    written.chmod(0o640)
    link = tmp_path / "trustcrm.toml"
    link.symlink_to(written)
    disable(link, "mail")
    assert link.is_symlink()
    assert written.stat().st_mode & 0o777 == 0o640
    assert read_settings(written).plugins.disabled == ("mail",)


def test_a_file_that_is_not_toml_is_left_as_it_is(written: Path) -> None:
    written.write_text("[office")
    with pytest.raises(ConfigError, match="is not TOML"):
        disable(written, "mail")
    assert written.read_text() == "[office"


def test_a_folder_that_cannot_be_made_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "occupied").touch()
    with pytest.raises(ConfigError):
        disable(tmp_path / "occupied" / "trustcrm.toml", "mail")
    assert [path.name for path in tmp_path.iterdir()] == ["occupied"]
