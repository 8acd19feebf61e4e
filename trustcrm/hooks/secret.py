"""Secrets of the configuration: kept elsewhere where the user likes, read when needed, never shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from trustcrm.errors import ConfigError

COMMAND_SECONDS = 60
"""How long a secret's command may take; a password store may have to ask a person."""


class Secret:
    """A value that prints as `***` and is read by `reveal()`.

    `told` is the secret itself or says where it is kept: {env = "NAME"}, {file = "path"} or {command = ["pass", …]}.
    `label` names it in messages; `folder` is where a relative file is looked for. No dataclass, so that
    `dataclasses.asdict` of a configuration does not spell it out.
    """

    __slots__ = ("_folder", "_label", "_told")

    def __init__(
        self, told: str | Mapping[str, object], *, label: str = "A secret", folder: Path | None = None
    ) -> None:
        self._told, self._label, self._folder = told, label, folder
        if not isinstance(told, str) and not _is_kept_elsewhere(told):
            raise ConfigError(
                f"{label} must be a text or one of {{ env = … }}, {{ file = … }} and {{ command = [ … ] }}."
            )

    def __repr__(self) -> str:
        return "***"

    def __str__(self) -> str:
        return "***"

    def __format__(self, form: str) -> str:
        return format("***", form)

    @property
    def in_clear(self) -> bool:
        """Whether the configuration spells the secret out, which a plugin may refuse."""
        return isinstance(self._told, str)

    def reveal(self) -> str:
        """Return the secret itself, read anew; raise `ConfigError` where it cannot be read."""
        if isinstance(self._told, str):
            return self._told
        (way, place), *_ = self._told.items()
        if way == "env":
            return self._from_environment(str(place))
        if way == "file":
            return self._from_file(Path(str(place)))
        return self._from_command([str(word) for word in place]) if isinstance(place, list) else ""

    def _from_environment(self, name: str) -> str:
        if name not in os.environ:
            raise ConfigError(
                f"{self._label} is kept in the environment variable {name}, which is not set; set it first."
            )
        return os.environ[name]

    def _from_file(self, path: Path) -> str:
        path = (self._folder or Path()) / path.expanduser()
        try:
            return path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self._label} is kept in {path}, which cannot be read: {_why(error)}.") from None

    def _from_command(self, words: list[str]) -> str:
        # Imported here: it costs 10 ms, and every start imports this module.
        import subprocess

        try:
            done = subprocess.run(words, stdout=subprocess.PIPE, timeout=COMMAND_SECONDS, encoding="utf-8", check=False)
        except subprocess.TimeoutExpired:
            why = f"it took longer than {COMMAND_SECONDS} seconds"
        except (OSError, UnicodeDecodeError) as error:
            why = _why(error)
        else:
            if done.returncode == 0:
                return done.stdout.partition("\n")[0].rstrip("\r")
            why = f"it ended with {done.returncode}"
        raise ConfigError(f"{self._label} is told by the command {words[0]}, which failed: {why}.")


def _is_kept_elsewhere(told: object) -> bool:
    if not isinstance(told, Mapping) or len(told) != 1:
        return False
    (way, place), *_ = told.items()
    if way == "command":
        return isinstance(place, list) and bool(place) and all(isinstance(word, str) for word in place)
    return way in ("env", "file") and isinstance(place, str) and bool(place)


def _why(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is not UTF-8 text"
