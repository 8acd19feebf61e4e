"""With which password to log in: told by a command, a file, the environment or the system's keyring, never in clear."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from trustcrm.plugin import ConfigError, Secret

_ELSEWHERE = 'say where it is kept, as in password = { command = ["pass", "show", "mail"] } under [plugins.smtp].'


def password_of(host: str, user: str, told: Secret | None) -> str:
    """Return the password of a user at a mail server. Raises `ConfigError`, which never shows it."""
    if told is None:
        return _kept_by_the_system(host, user)
    if told.in_clear:
        raise ConfigError(
            f"The password of {user} at {host} stands in the configuration in clear; instead {_ELSEWHERE}"
        )
    return told.reveal()


def _kept_by_the_system(host: str, user: str) -> str:
    if find_spec("keyring") is None:
        raise ConfigError(f"No password of {user} at {host} is told; install trustcrm-smtp[keyring], or {_ELSEWHERE}")
    try:
        found = import_module("keyring").get_password(host, user)
    except Exception as error:  # each of keyring's backends raises its own kinds
        raise ConfigError(
            f"The system's keyring does not tell the password of {user} at {host}: {type(error).__name__}; unlock it, "
            f"or {_ELSEWHERE}"
        ) from None
    if found is None:
        raise ConfigError(f"The system's keyring holds no password of {user} at {host}; put it there, or {_ELSEWHERE}")
    return str(found)
