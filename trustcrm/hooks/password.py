"""A password for somebody else's server: told by a command, a file, the environment or the system's keyring.

It is read when a server first asks for it and stands nowhere else: not in the configuration in clear, not in the
office's database, in no message and no log.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from trustcrm.errors import ConfigError
from trustcrm.hooks.secret import Secret


def password_of(user: str, host: str, told: Secret | None, *, extra: str) -> str:
    """Return the password of a user at a server; where the configuration tells none, the system's keyring is asked.

    `extra` is what brings the keyring, such as "trustcrm-smtp[keyring]". Raises `ConfigError`, which never shows the
    password, where there is none, where it cannot be read, or where the configuration spells it out.
    """
    if told is None:
        return _kept_by_the_system(user, host, extra)
    if told.in_clear:
        raise ConfigError(
            f"The password of {user} at {host} stands in the configuration in clear; keep it elsewhere, as in "
            f"{_ELSEWHERE}, {{ env = \"NAME\" }} or {{ file = \"path\" }}."
        )  # fmt: skip
    return told.reveal()


_ELSEWHERE = 'password = { command = ["pass", "show", "name"] }'


def _kept_by_the_system(user: str, host: str, extra: str) -> str:
    otherwise = f"or say where it is kept, as in {_ELSEWHERE}."
    if find_spec("keyring") is None:
        raise ConfigError(
            f"No password is told for {user} at {host}; install {extra} and run `keyring set {host} {user}`, "
            f"{otherwise}"
        )
    try:
        found = import_module("keyring").get_password(host, user)
    except Exception as error:  # each of keyring's backends raises its own kinds
        raise ConfigError(
            f"The system's keyring does not tell the password of {user} at {host}: {type(error).__name__}; unlock it, "
            f"{otherwise}"
        ) from None
    if found is None:
        raise ConfigError(
            f"The system's keyring holds no password of {user} at {host}; run `keyring set {host} {user}`, {otherwise}"
        )
    return str(found)
