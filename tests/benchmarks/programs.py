"""Running programs as a person does: a new process each time, of the environment the benchmarks run in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Measure

TRUSTCRM = Path(sys.executable).with_name("trustcrm")


def surroundings(bench: Bench) -> dict[str, str]:
    """Return the environment of a program: settings and data of nobody, modules kept compiled as installed ones are."""
    bench.folder.mkdir(parents=True, exist_ok=True)
    home = str(bench.folder / "home")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home, "TRUSTCRM_ACTOR": "Ana"}


def trustcrm(bench: Bench, *arguments: str, also_on_path: Path | None = None) -> Measure:
    """Return the running of one command of the program, with what is installed in a further folder."""
    return program(bench, str(TRUSTCRM), *arguments, also_on_path=also_on_path)


def python(bench: Bench, code: str, *arguments: str) -> Measure:
    """Return the running of a few lines of Python."""
    return program(bench, sys.executable, "-c", code, *arguments)


_ALONE = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(status)
"""


def run_alone(bench: Bench, *command: str) -> float:
    """Run a command to its end, which must succeed, and return its peak memory in MB.

    A small program starts it: the system counts what a process held before it became another program as that one's.
    """
    alone = (sys.executable, "-I", "-S", "-c", _ALONE, *command)
    told = subprocess.run(alone, env=surroundings(bench), check=True, capture_output=True, text=True)
    return float(told.stdout)


def program(bench: Bench, *command: str, also_on_path: Path | None = None) -> Measure:
    """Return the running of a command to its end; it must succeed."""
    around = surroundings(bench) | ({"PYTHONPATH": str(also_on_path)} if also_on_path is not None else {})

    def run() -> None:
        subprocess.run(command, env=around, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    return run
