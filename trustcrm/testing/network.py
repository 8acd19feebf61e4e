"""Keeping the network away while something of a plugin runs, and seeing whether it was asked for."""

from __future__ import annotations

import socket
from typing import Any, NoReturn

import pytest


def refuse_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every call to the network fail from here on, and return a list in which each is noted."""
    asked: list[str] = []

    def refuse(*_: Any, **__: Any) -> NoReturn:
        asked.append("network")
        raise OSError("the kit lets nothing out")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked
