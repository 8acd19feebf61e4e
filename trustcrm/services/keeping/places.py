"""Folders a database should not live in: on another machine's disk, or in one that is copied to a cloud as it changes.

SQLite relies on locks that network file systems keep badly, and a program that uploads files copies a database in the
midst of a change, or brings back an older one over it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath, PureWindowsPath

from trustcrm.values import dataclass

_NETWORKED = frozenset(
    {
        "9p", "afs", "ceph", "cifs", "davfs", "fuse.ceph", "fuse.cephfs", "fuse.curlftpfs", "fuse.davfs2",
        "fuse.gcsfuse", "fuse.glusterfs", "fuse.google-drive-ocamlfuse", "fuse.gvfsd-fuse", "fuse.kio-fuse",
        "fuse.onedriver", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs", "glusterfs", "gpfs", "lustre",
        "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs", "fuse.vmhgfs-fuse",
    }
)  # fmt: skip
"""Types of file systems that lie on another machine, as Linux names them."""

_SYNCED: Mapping[str, str] = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "my drive": "Google Drive", "icloud drive": "iCloud", "iclouddrive": "iCloud", "com~apple~clouddocs": "iCloud",
    "mobile documents": "iCloud", "nextcloud": "Nextcloud", "owncloud": "ownCloud", "pcloud drive": "pCloud",
    "box sync": "Box", "megasync": "MEGA", "synologydrive": "Synology Drive", "seafile": "Seafile",
    "creative cloud files": "Adobe Creative Cloud",
}  # fmt: skip
"""Folders, by their names in small letters, that a program keeps equal with a cloud."""

_MARKERS: Mapping[str, str] = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox", ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud", ".stfolder": "Syncthing", ".tmp.drivedownload": "Google Drive",
}  # fmt: skip
"""What such programs leave in the folder they look after."""

_VARIABLES: Mapping[str, str] = {
    "OneDrive": "OneDrive", "OneDriveCommercial": "OneDrive", "OneDriveConsumer": "OneDrive",
}  # fmt: skip
"""Variables in which such programs name their folder."""

_UNESCAPED = (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\"))
_REMOTE_DRIVE = 4


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What is known of the machine a path is on: Linux's table of mounts, its variables, which files there are."""

    mounts: str = ""
    environ: Mapping[str, str]


def warning_about(path: Path) -> str:
    """Return in a sentence why a database should not be written at a path of this machine, "" where it may."""
    around = Surroundings(mounts=_mounts(), environ=os.environ)
    whole = path.expanduser().resolve()
    what = risk_of(whole, around, _markers_above(whole)) or _of_windows(whole)
    return (
        f"Warning: {path} lies {what}. A database there can be damaged; keep it on a disk of this machine, or share "
        "one on a PostgreSQL server."
        if what
        else ""
    )


def risk_of(path: PurePath, around: Surroundings, markers: Iterable[str] = ()) -> str:
    """Return where a path lies that no database should, "" where there is no such risk.

    `path` is absolute with no links in it; `markers` are the names of files in the folders above it.
    """
    kind = file_system_of(path, around.mounts)
    if kind in _NETWORKED:
        return f"on a network file system ({kind})"
    program = _program(path, around.environ, markers)
    return f"in a folder that {program} keeps equal with a cloud" if program else ""


def file_system_of(path: PurePath, mounts: str) -> str:
    """Return the type of the file system a path is on, by the text of /proc/self/mountinfo; "" where it is unknown."""
    found, longest, whole = "", -1, f"{path}/"
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")[0]
        if len(fields) < 5 or not kind:
            continue
        place = _unescaped(fields[4]).rstrip("/")
        if len(place) >= longest and whole.startswith(f"{place}/"):
            found, longest = kind, len(place)
    return found


def _program(path: PurePath, environ: Mapping[str, str], markers: Iterable[str]) -> str:
    parents: Sequence[PurePath] = path.parents
    for variable, program in _VARIABLES.items():
        if environ.get(variable) and type(path)(environ[variable]) in parents:
            return program
    for folder in parents:
        name = folder.name.lower()
        if folder.parent.name == "CloudStorage" and folder.parent.parent.name == "Library":
            return folder.name.partition("-")[0]
        if name in _SYNCED:
            return _SYNCED[name]
        if name.startswith(("onedrive - ", "dropbox (")):
            return _SYNCED[name.partition(" ")[0]]
    return next((_MARKERS[name] for name in markers if name in _MARKERS), "")


def _unescaped(field: str) -> str:
    for code, character in _UNESCAPED:
        field = field.replace(code, character)
    return field


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _markers_above(path: Path) -> Iterable[str]:
    return (name for folder in path.parents for name in _MARKERS if (folder / name).exists())


def _of_windows(path: Path) -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    drive = PureWindowsPath(path).drive
    remote = drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE
    return "on another machine's disk" if remote else ""
