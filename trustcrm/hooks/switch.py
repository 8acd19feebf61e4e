"""Switching plugins on and off in `trustcrm.toml`, keeping every comment and all else a person wrote there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from trustcrm.errors import ConfigError
from trustcrm.hooks.config import read_settings


def enable(file: Path, name: str) -> bool:
    """Let the plugin `name` load again; return whether `file` had to be changed for it."""
    now = read_settings(file).plugins
    if name not in now.disabled and (now.allow is None or name in now.allow):
        return False
    document = _parsed(file)
    plugins = document["plugins"]
    if name in now.disabled:
        plugins["disabled"].remove(name)
    if now.allow is not None and name not in now.allow:
        plugins["allow"].append(name)
    _write(file, tomlkit.dumps(document))
    return True


def disable(file: Path, name: str) -> bool:
    """Keep the plugin `name` from loading; return whether `file` had to be changed for it."""
    if name in read_settings(file).plugins.disabled:
        return False
    document = _parsed(file)
    plugins = document.setdefault("plugins", tomlkit.table())
    plugins.setdefault("disabled", tomlkit.array()).append(name)
    _write(file, tomlkit.dumps(document))
    return True


def _parsed(file: Path) -> MutableMapping[str, Any]:
    try:
        return tomlkit.parse(file.read_text(encoding="utf-8-sig")) if file.exists() else tomlkit.document()
    except (OSError, TOMLKitError) as error:
        raise ConfigError(f"In {file}: the file cannot be changed ({error}); change it by hand.") from error


def _write(file: Path, text: str) -> None:
    """Put `text` in the file's place in one step, with the file's own mode, 0600 where it is new."""
    target = file.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(number, "w", encoding="utf-8", newline="") as written:
                written.write(text)
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigError(f"In {file}: the file cannot be written ({error.strerror}).") from error
