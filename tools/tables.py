"""Measure the tables of a page anew: `python -m tools.tables DATA [PAGE…]`, DATA being the folder of the public sets.

A table stands between `<!-- measured: ARGUMENTS -->` and `<!-- end -->`; it is what `trustcrm evaluate ARGUMENTS
--markdown` prints. The arguments name sets by `DATA`. All of them take some minutes of one core.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from tools.blocks import ROOT

MEASURED = re.compile(r"(<!-- measured: (?P<arguments>.+?) -->\n)(?P<table>.*?)(<!-- end -->)", re.DOTALL)
PAGES = (ROOT / "docs" / "explanation" / "does-trust-mean-anything.md",)


def measured(arguments: str, folder: Path) -> str:
    """Return the table that the arguments of a marker give, without its headline."""
    words = [word.replace("DATA", str(folder)) for word in shlex.split(arguments)]
    program = str(Path(sys.executable).with_name("trustcrm"))
    done = subprocess.run([program, "evaluate", *words, "--markdown"], capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith("|")) + "\n"


def main(arguments: list[str]) -> None:
    """Write the tables of the given pages, or of all that have some."""
    folder = Path(arguments[0])
    for page in [Path(name) for name in arguments[1:]] or PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(MEASURED.sub(lambda found: _table(found, folder), text), encoding="utf-8")


def _table(found: re.Match[str], folder: Path) -> str:
    return f"{found[1]}\n{measured(found['arguments'], folder)}\n{found[4]}"


if __name__ == "__main__":
    main(sys.argv[1:])
