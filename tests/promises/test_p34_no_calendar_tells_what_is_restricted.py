"""P34: a confidentiality class holds in calendars: in files, folders, feeds and what is listed of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.plugin_tables

SECRET = "Quiet talk with the envoy"


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """The folder of the calendar `shared`, in an office with one restricted engagement and one of each other class."""
    place = tmp_path / "shared"
    place.mkdir()
    told = f'[calendars.shared]\nbackend = "vdir"\npath = "{place}"\n'
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(told, "utf-8")
    for title, confidentiality in ((SECRET, "restricted"), ("Ours", "internal"), ("For all", "open")):
        words = ("--starts-on", "2020-07-04", "--confidentiality", confidentiality)
        assert run("engagement", "add", title, *words).exit_code == 0
    return place


def test_p34_no_file_folder_or_feed_holds_what_is_restricted(run: Run, folder: Path, tmp_path: Path) -> None:
    out, feed = tmp_path / "out.ics", tmp_path / "feed.ics"
    for words in (("export", str(out)), ("feed", "write", str(feed), "--name", "x"), ("sync", "shared"), ("status",)):
        done = run("calendar", *words)
        assert (done.exit_code, SECRET in done.output) == (0, False), done.output
    for octets in (out.read_bytes(), b"".join(file.read_bytes() for file in folder.glob("*.ics"))):
        assert [title.encode() in octets for title in (SECRET, "Ours", "For all")] == [False, True, True]
    assert SECRET.encode() not in feed.read_bytes()
    assert b"For all" in feed.read_bytes()


def test_p34_what_becomes_restricted_leaves_the_calendar_and_its_versions_are_not_told(run: Run, folder: Path) -> None:
    assert run("calendar", "sync", "shared").exit_code == 0
    assert run("engagement", "correct", "Ours", "--confidentiality", "restricted").exit_code == 0
    done = run("calendar", "sync", "shared", "--json")
    assert [one["did"] for one in json.loads(done.stdout)] == ["remove there"]
    assert b"Ours" not in b"".join(file.read_bytes() for file in folder.glob("*.ics"))
    assert "Ours" not in run("calendar", "conflicts").output
