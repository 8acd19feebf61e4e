from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from trustcrm.errors import ConfigError
from trustcrm.hooks.password import password_of
from trustcrm.hooks.secret import Secret

EXTRA = "trustcrm-smtp[keyring]"


def _keyring(told: Any) -> ModuleType:
    """Return a keyring that tells, or whose backend breaks: the machine that tests run on has none."""

    def get_password(host: str, user: str) -> str | None:
        assert (host, user) == ("mail.example", "lee")
        if isinstance(told, Exception):
            raise told
        return told  # type: ignore[no-any-return]

    keyring = ModuleType("keyring")
    keyring.__dict__["get_password"] = get_password
    keyring.__spec__ = sys.__spec__
    return keyring


def test_a_password_is_told_from_elsewhere_and_never_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_PASSWORD", "swordfish")
    assert password_of("lee", "mail.example", Secret({"env": "A_PASSWORD"}), extra=EXTRA) == "swordfish"
    with pytest.raises(ConfigError, match="in clear") as told:
        password_of("lee", "mail.example", Secret("swordfish"), extra=EXTRA)
    assert "swordfish" not in str(told.value)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (None, "holds no password of lee at mail.example; run `keyring set mail.example lee`"),
        (RuntimeError("locked: swordfish"), "does not tell the password of lee at mail.example: RuntimeError; unlock"),
    ],
)
def test_what_the_keyring_does_not_tell_is_said_in_a_sentence(
    told: Any, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", _keyring(told))
    with pytest.raises(ConfigError, match=why) as refused:
        password_of("lee", "mail.example", None, extra=EXTRA)
    assert "swordfish" not in str(refused.value)


def test_the_keyring_is_asked_where_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", _keyring("swordfish"))
    assert password_of("lee", "mail.example", None, extra=EXTRA) == "swordfish"
    monkeypatch.delitem(sys.modules, "keyring")
    monkeypatch.setattr("trustcrm.hooks.password.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"install trustcrm-smtp\[keyring\]"):
        password_of("lee", "mail.example", None, extra=EXTRA)
