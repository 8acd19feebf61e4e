"""A disk that really fills up, and the command line at work on one."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.promises.offices_at_work import home
from tests.promises.real_processes import TRUSTCRM, Ended, Runner

SMALL = 8 << 20
"""How large the disk is that fills up."""

Run = Callable[..., Ended]


def runs_in(runner: Runner, path: Path, folder: Path) -> Run:
    """Return what runs the command line in an office, in a process of its own each time."""
    return lambda *arguments: runner.run(*arguments, **home(path, folder))


def starts_in(path: Path, folder: Path, prefix: tuple[str, ...] = (), limit: int | None = None, **environ: str) -> Run:
    """Return what starts the whole program in an office; with a `limit`, no file may grow beyond it."""

    def bound() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    def run(*arguments: str) -> Ended:
        done = subprocess.run(
            [*prefix, *TRUSTCRM, *arguments], env=home(path, folder) | {"PYTHONDONTWRITEBYTECODE": "1"} | environ,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, preexec_fn=bound, check=False,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


def fill(disk: Path, left: int) -> None:
    """Fill a disk up but for so many octets."""
    with (disk / "filler").open("ab", buffering=0) as file:
        room = shutil.disk_usage(disk).free - left
        file.write(b"\0" * max(0, room))


def one_sentence(ended: Ended) -> bool:
    return len(ended.stderr.strip().splitlines()) == 1 and "Traceback" not in ended.stderr
