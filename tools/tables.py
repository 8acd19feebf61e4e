"""Measure the tables of a page anew: `python -m tools.tables DATA [--fits] [PAGE…]`, DATA the public sets.

A table stands between `<!-- measured: ARGUMENTS -->` and `<!-- end -->`; it is what `trustcrm evaluate ARGUMENTS
--markdown` prints, or between `<!-- fitted: ARGUMENTS -->` and `<!-- end -->`, what `trustcrm calibrate` does. The
arguments name sets by `DATA`. All that is measured takes some minutes of one core, a fit of the second model ten:
`--fits` makes those too.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from tools.blocks import ROOT

COMMANDS = {"measured": "evaluate", "fitted": "calibrate"}
MEASURED = re.compile(
    r"(<!-- (?P<how>measured|fitted): (?P<arguments>.+?) -->\n)(?P<table>.*?)(<!-- end -->)", re.DOTALL
)
PAGES = (ROOT / "docs" / "explanation" / "does-trust-mean-anything.md",)


def measured(how: str, arguments: str, folder: Path) -> str:
    """Return the table that the arguments of a marker give, without its headline."""
    words = [word.replace("DATA", str(folder)) for word in shlex.split(arguments)]
    program = str(Path(sys.executable).with_name("trustcrm"))
    done = subprocess.run([program, COMMANDS[how], *words, "--markdown"], capture_output=True, text=True, check=True)
    return "\n".join(line for line in done.stdout.splitlines() if line.startswith("|")) + "\n"


def main(arguments: list[str]) -> None:
    """Write the tables of the given pages, or of all that have some."""
    fits = "--fits" in arguments
    folder, *names = (Path(one) for one in arguments if one != "--fits")

    def table(found: re.Match[str]) -> str:
        if found["how"] == "fitted" and not fits:
            return found[0]
        return f"{found[1]}\n{measured(found['how'], found['arguments'], folder)}\n{found[5]}"

    for page in names or PAGES:
        text = page.read_text(encoding="utf-8")
        page.write_text(MEASURED.sub(table, text), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
