"""Who logs in, and with which password: told by a command, a file, the environment or the system's keyring.

A password is read when the server first asks for it and stands nowhere else: not in the configuration, not in the
office's database, in no message and no log.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from urllib.parse import urlsplit

from trustcrm.plugin import ConfigError, Secret


def login_of(url: str, user: str, password: Secret | None) -> tuple[str, str] | None:
    """Return user and password for a server, None where no user is named. Raises `ConfigError`."""
    if not user:
        if password is not None:
            raise ConfigError(f"The calendar at {url} has a password and no user; say whose it is by the key 'user'.")
        return None
    if password is None:
        return user, _kept_by_the_system(urlsplit(url).hostname or "", user)
    if password.in_clear:
        raise ConfigError(
            f"The password of {user} at {url} stands in the configuration in clear; keep it elsewhere, as in "
            'password = { command = ["pass", "show", "calendar"] }, { env = "NAME" } or { file = "path" }.'
        )
    return user, password.reveal()


def _kept_by_the_system(host: str, user: str) -> str:
    elsewhere = 'or say where it is kept, as in password = { command = ["pass", "show", "calendar"] }.'
    if find_spec("keyring") is None:
        raise ConfigError(
            f"No password is told for {user} at {host}; install trustcrm-caldav[keyring] and run `keyring set {host} "
            f"{user}`, {elsewhere}"
        )
    try:
        told = import_module("keyring").get_password(host, user)
    except Exception as error:  # each of keyring's backends raises its own kinds
        raise ConfigError(
            f"The system's keyring does not tell the password of {user} at {host}: {type(error).__name__}; unlock it, "
            f"{elsewhere}"
        ) from None
    if told is None:
        raise ConfigError(
            f"The system's keyring holds no password of {user} at {host}; run `keyring set {host} {user}`, {elsewhere}"
        )
    return str(told)
