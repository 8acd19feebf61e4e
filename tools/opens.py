"""`python -m tools.opens PROGRAM`: whether a trustcrm that was just installed opens its demo office in a real tmux.

A plain installation takes the newest release of everything it needs, so this is where one that breaks us is seen.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.tmux import Tmux


def main(arguments: Sequence[str]) -> int:
    """Open it, look at Today and at the ties, and leave; raise `TimeoutError` where they never stand there."""
    (program,) = arguments
    with tempfile.TemporaryDirectory(prefix="trustcrm-opens-") as name:
        own = {f"XDG_{what}_HOME": str(Path(name) / what) for what in ("DATA", "CONFIG", "CACHE")}
        tmux = Tmux(Path(name), [program, "demo"], (120, 36), own)
        try:
            tmux.wait_for("overdue", "Goodwill")
            tmux.press("2")
            print(tmux.wait_for("56 ties").splitlines()[2].strip())
        finally:
            tmux.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
