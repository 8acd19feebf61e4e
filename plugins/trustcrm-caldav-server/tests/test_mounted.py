"""Applications that are served beside the calendars, under the first piece of their path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

import pytest

from trustcrm.plugin import PluginContext, Refused
from trustcrm_caldav_server.application import Application

Ask = Callable[..., tuple[str, bytes]]


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Say under which path and name one was asked, or refuse."""
    if environ["PATH_INFO"] == "/closed":
        raise Refused("closed")
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['SCRIPT_NAME']} {environ['PATH_INFO']}".encode()]


@pytest.fixture
def ask(contexts: tuple[PluginContext, PluginContext]) -> Ask:
    """Ask the application for a path, without any password."""
    application = Application(*contexts, only_encrypted=True, mounted={"feed": echo})

    def ask(path: str, method: str = "GET", scheme: str = "https") -> tuple[str, bytes]:
        told: list[str] = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": "", "wsgi.url_scheme": scheme}
        body = b"".join(application(environ, lambda status, headers: told.append(status)))
        return told[0], body

    return ask


def test_it_is_asked_under_its_own_name_and_sees_to_its_own_secrets(ask: Ask) -> None:
    assert ask("/feed/abc.ics") == ("200 OK", b"/feed /abc.ics")
    assert ask("/feeds/abc.ics")[0].startswith(str(HTTPStatus.UNAUTHORIZED.value))


def test_it_is_only_read_and_only_over_tls_where_the_calendars_are(ask: Ask) -> None:
    assert ask("/feed/abc.ics", method="PUT")[0] == "405 Method Not Allowed"
    assert ask("/feed/abc.ics", scheme="http")[0] == "403 Forbidden"


def test_what_fails_in_it_is_told_as_not_being_there_just_now(ask: Ask) -> None:
    status, body = ask("/feed/closed")
    assert (status, b"closed" in body) == ("503 Service Unavailable", False)
