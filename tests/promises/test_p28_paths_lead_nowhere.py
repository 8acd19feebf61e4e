"""P28: paths inside UIDs and links in a calendar's folder are refused: nothing is read or written beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.plugin_tables

UIDS = (
    "../../outside", "/etc/outside", "..\\\\outside", "C:outside", "a/b/outside", "outside\x00", "~/outside", ".",
    "..", "con", "outside.ics/../../../outside",
)  # fmt: skip


@pytest.fixture
def shared(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "deep" / "down" / "shared"
    folder.mkdir(parents=True)
    settings = f'[calendars.shared]\nbackend = "vdir"\npath = "{folder}"\n'
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(settings, "utf-8")
    return folder


def test_p28_a_uid_never_names_a_file(run: Run, shared: Path, tmp_path: Path) -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTART;VALUE=DATE:20200704\r\nSUMMARY:{number}\r\nEND:VEVENT\r\n"
        for number, uid in enumerate(UIDS)
    )
    (tmp_path / "in.ics").write_bytes(f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n".encode())
    done = run("calendar", "import", str(tmp_path / "in.ics"))
    assert done.exit_code == 0, done.output
    done = run("calendar", "sync", "shared")
    assert done.exit_code == 0, done.output
    assert len(list(shared.glob("*.ics"))) >= len(UIDS) - 1
    assert [path for path in tmp_path.rglob("*outside*") if path.is_file()] == []


def test_p28_a_link_is_neither_read_nor_written_through(run: Run, shared: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ics"
    secret.write_bytes(
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:s@x\r\nDTSTART;VALUE=DATE:20200704\r\nSUMMARY:Secret\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    before = secret.read_bytes()
    (shared / "link.ics").symlink_to(secret)
    (shared / "folder.ics").symlink_to(tmp_path, target_is_directory=True)
    done = run("calendar", "sync", "shared")
    assert done.exit_code == 0, done.output
    assert "Secret" not in done.output + run("engagement", "list").output
    assert secret.read_bytes() == before
