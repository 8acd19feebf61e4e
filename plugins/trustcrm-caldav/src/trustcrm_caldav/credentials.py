"""Who logs in at a calendar server, and with which password."""

from __future__ import annotations

from urllib.parse import urlsplit

from trustcrm.plugin import ConfigError, Secret, password_of


def login_of(url: str, user: str, password: Secret | None) -> tuple[str, str] | None:
    """Return user and password for a server, None where no user is named. Raises `ConfigError`."""
    if not user:
        if password is not None:
            raise ConfigError(f"The calendar at {url} has a password and no user; say whose it is by the key 'user'.")
        return None
    return user, password_of(user, urlsplit(url).hostname or "", password, extra="trustcrm-caldav[keyring]")
