"""One command before a commit: formats, lints, writes the reference, checks types and layers, runs the tests.

`python -m tools.check --look` changes nothing, and `--quick` leaves the tests out.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def steps(*, look: bool, quick: bool) -> Iterator[list[str]]:
    """Yield the commands in order, each as the arguments of this Python."""
    yield ["-m", "ruff", "format", *(["--check"] if look else []), "."]
    yield ["-m", "ruff", "check", *([] if look else ["--fix"]), "."]
    yield ["-m", "tools.reference", *(["--look"] if look else [])]
    yield ["-m", "mypy", "trustcrm", "tools", "tests"]
    for folder in sorted((ROOT / "plugins").glob("*/")):
        places = [folder / "src", folder / "tests"]
        yield ["-m", "mypy", *(str(place.relative_to(ROOT)) for place in places if any(place.rglob("*.py")))]
    yield ["-c", LINT_IMPORTS, "--no-cache"]
    if not quick:
        yield ["-m", "pytest"]


def main(arguments: list[str]) -> int:
    """Run every step until one fails; return its exit code."""
    for step in steps(look="--look" in arguments, quick="--quick" in arguments):
        print("—", " ".join(step), flush=True)
        done = subprocess.run([sys.executable, *step], cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
