"""Secrets of the configuration: kept elsewhere where the user likes, read when needed, never shown."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trustcrm.errors import ConfigError

COMMAND_SECONDS = 60
"""How long a secret's command may take; a password store may have to ask a person."""


@dataclass(frozen=True, repr=False)
class Secret:
    """A value that prints as `***` and is read by `reveal()`.

    `told` is the secret itself or says where it is kept: {env = "NAME"}, {file = "path"} or {command = ["pass", …]}.
    `label` names it in messages; `folder` is where a relative file is looked for.
    """

    told: str | Mapping[str, object] = field(repr=False)
    label: str = "a secret"
    folder: Path | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.told, str) and not _is_kept_elsewhere(self.told):
            raise ConfigError(
                f"{self.label} must be a text, {{ env = … }}, {{ file = … }} or {{ command = [ … ] }} with one of the three."
            )

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"

    def reveal(self) -> str:
        """Return the secret itself, read anew; raise `ConfigError` where it cannot be read."""
        if isinstance(self.told, str):
            return self.told
        (way, place), *_ = self.told.items()
        if way == "env":
            return self._from_environment(str(place))
        if way == "file":
            return self._from_file(Path(str(place)))
        return self._from_command([str(word) for word in place]) if isinstance(place, list) else ""

    def _from_environment(self, name: str) -> str:
        if name not in os.environ:
            raise ConfigError(
                f"{self.label} is kept in the environment variable {name}, which is not set; set it first."
            )
        return os.environ[name]

    def _from_file(self, path: Path) -> str:
        path = (self.folder or Path()) / path.expanduser()
        try:
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self.label} is kept in {path}, which cannot be read: {_why(error)}.") from None

    def _from_command(self, words: list[str]) -> str:
        try:
            done = subprocess.run(words, stdout=subprocess.PIPE, check=True, timeout=COMMAND_SECONDS, encoding="utf-8")
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self.label} is told by the command {words[0]}, which failed: {_why(error)}.") from None
        return done.stdout.partition("\n")[0].rstrip("\r")


def _is_kept_elsewhere(told: object) -> bool:
    if not isinstance(told, Mapping) or len(told) != 1:
        return False
    (way, place), *_ = told.items()
    if way == "command":
        return isinstance(place, list) and bool(place) and all(isinstance(word, str) for word in place)
    return way in ("env", "file") and isinstance(place, str) and bool(place)


def _why(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"it ended with {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"it took longer than {COMMAND_SECONDS} seconds"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return "it is not UTF-8 text"
