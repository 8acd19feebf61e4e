"""P37, the start: whatever a plugin raises, the program starts and names it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

START = """
from trustcrm.hooks.host import Host
from trustcrm.hooks.specs import SignalKind

host = Host()
print("flag" in [offer.name for offer in host.offers(SignalKind)])
print(next(state.state for state in host.roster() if state.name == "hostile"))
"""

GOOD = """
from trustcrm.plugin import SignalKind, hookimpl

@hookimpl
def register_signal_kinds():
    yield SignalKind(name="flag", summary="Raised our flag", leans=1, weight=3.4, cameo="051")
"""


def install(folder: Path, name: str, source: str) -> None:
    (folder / f"{name}_plugin.py").write_text(source)
    metadata = folder / f"{name}_plugin-1.2.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-plugin\nVersion: 1.2\n")
    (metadata / "entry_points.txt").write_text(f"[trustcrm]\n{name} = {name}_plugin\n")


@pytest.mark.parametrize(
    "source",
    [
        "raise RuntimeError('out of sorts')",
        "import sys; sys.exit(1)",
        "import no_such_library",
        "def (",
        "from trustcrm.plugin import hookimpl\n@hookimpl\ndef describe_plugin(): raise RuntimeError",
        "from trustcrm.plugin import hookimpl\n@hookimpl\ndef describe_plugin(): return 3",
    ],
)
def test_p37_a_plugin_that_raises_cannot_stop_the_start_and_is_named(tmp_path: Path, source: str) -> None:
    install(tmp_path, "hostile", source)
    install(tmp_path, "good", GOOD)
    done = subprocess.run(
        [sys.executable, "-c", START],
        env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["True", "broken"]), done.stderr
    (line,) = [line for line in done.stderr.splitlines() if "hostile" in line]
    assert "hostile-plugin 1.2 is left out" in line
    assert "Traceback" not in done.stderr
