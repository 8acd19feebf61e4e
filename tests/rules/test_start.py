"""A quick start: nothing heavy is loaded before a command needs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlalchemy", "alembic", "textual", "icalendar", "numpy", "dateparser", "rapidfuzz", "python_calamine")

STARTS = {
    "help": "from trustcrm.cli import main; main(['--help'])",
    "version": "from trustcrm.cli import main; main(['--version'])",
    "plugin": "import trustcrm.plugin",
    "a command's help": "from trustcrm.cli import main; main(['overview', '--help'])",
}


@pytest.mark.parametrize("start", STARTS)
def test_starting_loads_nothing_heavy(start: str, tmp_path: Path) -> None:
    code = f"import sys\n{STARTS[start]}\nprint([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
