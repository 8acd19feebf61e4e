"""Folders a database should not live in are known by the table of mounts, by their names, and by what lies there."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from trustcrm.services.keeping.places import Surroundings, file_system_of, risk_of, warning_about

LAPTOP = """\
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
23 22 0:21 / /proc rw,nosuid shared:2 - proc proc rw
40 22 0:45 / /media/Office\\040files rw,relatime shared:20 master:3 - nfs4 server:/export rw,vers=4.2
41 22 0:46 / /media/share rw - cifs //server/share rw
42 41 8:1 / /media/share/local rw - xfs /dev/sda1 rw
43 22 0:50 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
44 22 0:51 / /srv/cloud rw - fuse.rclone remote: rw
45 22 0:52 / /srv/ssh rw - fuse.sshfs ana@host: rw
46 22 0:53 / /srv/smb rw - smb3 //server/s rw
47 22 0:54 / /srv/later rw - ext4 /dev/sdb1 rw
48 47 0:55 / /srv/later rw - nfs server:/later rw
49 22 0:56 / /srv/plain rw - fuse.mergerfs disks rw
50 22 8:9 / /srv/share rw - btrfs /dev/sdc1 rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/office.db", "ext4"),
        ("/media/Office files/office.db", "nfs4"),
        ("/media/Office files of Ana/office.db", "ext4"),
        ("/media/share/deep/down/office.db", "cifs"),
        ("/media/share/local/office.db", "xfs"),
        ("/run/user/1000/gvfs/x/office.db", "fuse.gvfsd-fuse"),
        ("/srv/cloud/office.db", "fuse.rclone"),
        ("/srv/ssh/office.db", "fuse.sshfs"),
        ("/srv/smb/office.db", "smb3"),
        ("/srv/later/office.db", "nfs"),
        ("/srv/plain/office.db", "fuse.mergerfs"),
    ],
)
def test_the_file_system_is_that_of_the_nearest_and_newest_mount(path: str, kind: str) -> None:
    assert file_system_of(PurePosixPath(path), LAPTOP) == kind
    risky = kind.startswith(("nfs", "cifs", "smb")) or kind in ("fuse.gvfsd-fuse", "fuse.rclone", "fuse.sshfs")
    told = risk_of(PurePosixPath(path), Surroundings(mounts=LAPTOP, environ={}))
    assert told == (f"on a network file system ({kind})" if risky else "")


@pytest.mark.parametrize(
    ("path", "program"),
    [
        (PurePosixPath("/srv/ana/Dropbox/city/office.db"), "Dropbox"),
        (PurePosixPath("/srv/ana/Dropbox (City Hall)/office.db"), "Dropbox"),
        (PurePosixPath("/srv/ana/Nextcloud/office.db"), "Nextcloud"),
        (PurePosixPath("/srv/ana/Library/CloudStorage/GoogleDrive-ana@example.org/My Drive/o.db"), "Google Drive"),
        (PurePosixPath("/srv/ana/Library/CloudStorage/Egnyte-city/o.db"), "Egnyte"),
        (PurePosixPath("/srv/ana/Library/Mobile Documents/com~apple~CloudDocs/o.db"), "iCloud"),
        (PureWindowsPath("D:\\ana\\OneDrive - City of Milan\\office.db"), "OneDrive"),
        (PureWindowsPath("D:\\ana\\Files\\office.db"), "OneDrive"),
    ],
)
def test_a_folder_that_a_cloud_keeps_equal_is_known_by_its_name(
    path: PurePosixPath | PureWindowsPath, program: str
) -> None:
    around = Surroundings(environ={"OneDrive": "D:\\ana\\Files"})
    assert risk_of(path, around) == f"in a folder that {program} keeps equal with a cloud"


@pytest.mark.parametrize("path", ["/srv/ana/dropboxes/office.db", "/srv/box/office.db", "/srv/OneDriver/office.db"])
def test_a_folder_of_a_like_name_is_none(path: str) -> None:
    assert risk_of(PurePosixPath(path), Surroundings(mounts=LAPTOP, environ={})) == ""


def test_what_a_program_leaves_in_its_folder_gives_it_away(tmp_path: Path) -> None:
    (tmp_path / "shared" / "office").mkdir(parents=True)
    path = tmp_path / "shared" / "office" / "office.db"
    assert warning_about(path) == ""
    (tmp_path / "shared" / ".stfolder").mkdir()
    assert "Syncthing" in warning_about(path)


def test_the_place_this_test_runs_in_is_known(tmp_path: Path) -> None:
    mounts = Path("/proc/self/mountinfo")
    if not mounts.exists():
        pytest.skip("this system has no table of mounts at /proc/self/mountinfo")
    assert file_system_of(tmp_path.resolve(), mounts.read_text(encoding="utf-8"))
    assert file_system_of(PurePosixPath("/proc/self/mountinfo"), mounts.read_text(encoding="utf-8")) == "proc"
