"""Try the importers of plugins/ on sources that atheris makes up, several at once: what CI does after the tests.

`uv run python -m tools.fuzz --runs 20000 --seed 7` makes up more of them, and others.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> int:
    """Try every plugin that has samples and importers; return how many broke their contract."""
    folders = [folder for folder in sorted((ROOT / "plugins").glob("*/")) if _has_importers(folder)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ended = list(pool.map(lambda folder: _tried(folder, arguments), folders))
    return sum(code != 0 for code in ended)


def _has_importers(folder: Path) -> bool:
    return any("def register_importers" in path.read_text("utf-8") for path in folder.glob("src/*/plugin.py"))


def _tried(folder: Path, arguments: list[str]) -> int:
    (name,) = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]["trustcrm"]
    command = [sys.executable, "-m", "trustcrm.testing.fuzzing", name, str(folder / "tests/samples"), *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
