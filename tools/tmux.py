"""A tmux of one's own: no settings of anybody's, a window of a given size, keys in and text out."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

LIMIT = 60.0
"""So many seconds a state is waited for."""
STILL = 5
"""So many looks in a row that show the same, it stands still."""


_LEAVING = 5.0


class Tmux:
    """A server of its own in a folder, with one window that runs a command."""

    def __init__(
        self, folder: Path, command: Sequence[str], size: tuple[int, int], environ: Mapping[str, str] | None = None
    ) -> None:
        self._own = [shutil.which("tmux") or "tmux", "-u", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        self._environ = {**os.environ, "LANG": "C.UTF-8", "TERM": "xterm-256color", **(environ or {})}
        for said in ("TMUX", "COLUMNS", "LINES"):  # of another terminal
            self._environ.pop(said, None)
        wide, high = map(str, size)
        told = [part for name, value in (environ or {}).items() for part in ("-e", f"{name}={value}")]
        self._ask("new-session", "-d", "-x", wide, "-y", high, *told, *command)
        self._ask("set-option", "-g", "status", "off")

    def _ask(self, *arguments: str) -> str:
        done = subprocess.run([*self._own, *arguments], env=self._environ, capture_output=True, text=True, check=True)
        return done.stdout

    @property
    def attaching(self) -> list[str]:
        """The command by which a terminal attaches to it."""
        return [*self._own, "attach-session"]

    def tell(self, *arguments: str) -> str:
        """Give tmux a command of its own, and return what it says."""
        return self._ask(*arguments)

    def press(self, *keys: str) -> None:
        """Press keys, each by tmux's name for it, or the letter itself."""
        for key in keys:
            self._ask("send-keys", key)

    def type(self, words: str) -> None:
        """Type words letter by letter."""
        for letter in words:
            self._ask("send-keys", "-l", letter)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        self._ask("resize-window", "-x", str(columns), "-y", str(rows))

    @property
    def text(self) -> str:
        """What stands in the window."""
        return self._ask("capture-pane", "-p").rstrip("\n")

    @property
    def process(self) -> int:
        """The number of the program that runs in it."""
        return int(self._ask("display-message", "-p", "#{pane_pid}"))

    def wait_for(self, *words: str) -> str:
        """Return what stands there once all these words do."""
        return self._wait(lambda text: all(word in text for word in words), f"{words!r} never stood there")

    def still(self, *words: str) -> str:
        """Return what stands there once all these words do, and nothing moves any more."""
        looks: list[str] = []

        def stands(text: str) -> bool:
            looks.append(text)
            return len(looks) >= STILL and len(set(looks[-STILL:])) == 1 and all(word in text for word in words)

        return self._wait(stands, f"{words!r} never stood still there")

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that the window need not show."""
        self._wait(lambda _: holds(), "what was waited for never came")

    def _wait(self, holds: Callable[[str], bool], otherwise: str) -> str:
        end = time.monotonic() + LIMIT
        while not holds(text := self.text):
            if time.monotonic() > end:
                raise TimeoutError(f"{otherwise}; last seen:\n{text}")
            time.sleep(0.05)
        return text

    def end(self) -> None:
        """Have the program leave, by the key that always does, and end the server whatever comes of that."""
        asked = partial(subprocess.run, env=self._environ, capture_output=True, check=False)
        asked([*self._own, "send-keys", "C-q"])
        end = time.monotonic() + _LEAVING
        while time.monotonic() < end and asked([*self._own, "has-session"]).returncode == 0:
            time.sleep(0.05)
        asked([*self._own, "kill-server"])
