"""The kit for calendars, tried with our own client on our own server: octets that were given are octets read back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.caldav_device import Served
from trustcrm.plugin import CalendarBackend
from trustcrm.testing import CalendarConformance
from trustcrm_caldav.calendar import CalDav
from trustcrm_caldav.server import Patience, Server
from trustcrm_caldav_server.passwords import Passwords

pytestmark = pytest.mark.skipif(
    "TRUSTCRM_TESTS_THOROUGH" not in os.environ, reason="an office that is served for each sentence takes ten seconds"
)
PERSON = "Ana"


class TestOnOurOwnServer(CalendarConformance):
    many = 20

    @pytest.fixture
    def opened(self, caldav_served: Served) -> Callable[[], CalendarBackend]:
        passwords = Passwords(caldav_served.context.tables, caldav_served.context.clock)
        number, password = passwords.new(PERSON, "another office")
        passwords.allow(number, 10_000)
        url = f"http://127.0.0.1:{caldav_served.port}/calendars/{PERSON}/engagements/"
        return lambda: CalDav(Server(url, lambda: (PERSON, password), patience=Patience(again=1, pause=0)))

    @pytest.fixture
    def unreachable(self) -> Iterator[CalendarBackend]:
        with closing(CalDav(Server("http://127.0.0.1:1/nobody/", patience=Patience(again=1, pause=0)))) as calendar:
            yield calendar
