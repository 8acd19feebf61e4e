"""The kit for calendars, tried with our own client on our own server.

The office is served once for all of it, and emptied after each sentence: to start one for each takes half a minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from tests.caldav_device import serving
from trustcrm.plugin import CalendarBackend, Closes
from trustcrm.testing import CalendarConformance
from trustcrm.testing.an_office import an_office, kit_folder
from trustcrm.testing.calendar_objects import event
from trustcrm_caldav.calendar import CalDav
from trustcrm_caldav.objects import silenced
from trustcrm_caldav.server import Patience, Server
from trustcrm_caldav_server.passwords import Passwords

PERSON = "Ana"
ONCE = Patience(again=1, pause=0)


Open = Callable[[], CalendarBackend]


@pytest.fixture(scope="module")
def open_calendar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Open the calendar of engagements of an office that is served, whose server knows our client's password."""
    folder = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        with an_office(folder, plugins=True, kept=kit_folder(tmp_path_factory)) as office:
            _ = office.desk
            context = office.host.context("caldav-server")
            passwords = Passwords(context.tables, context.clock)
            number, password = passwords.new(PERSON, "another office")
            passwords.allow(number, 10_000)
            with serving(context, office.host.context("calendar")) as served:
                url = f"http://127.0.0.1:{served.port}/calendars/{PERSON}/engagements/"
                yield lambda: CalDav(Server(url, lambda: (PERSON, password), patience=ONCE))


class TestOnOurOwnServer(CalendarConformance):
    many = 20

    @pytest.fixture
    def opened(self, open_calendar: Open) -> Iterator[Open]:
        yield open_calendar
        calendar = open_calendar()
        for href, etag in list(calendar.list()):
            calendar.remove(href, etag)
        assert isinstance(calendar, Closes)
        calendar.close()

    @pytest.fixture
    def rewrites(self) -> bool:
        """Whether guests are marked, so that no server writes to them, which our client does and no server."""
        return True

    @pytest.fixture
    def unreachable(self) -> Iterator[CalendarBackend]:
        with closing(CalDav(Server("http://127.0.0.1:1/nobody/", patience=ONCE))) as calendar:
            yield calendar

    def test_the_server_keeps_every_octet_that_the_client_sends(self, calendar: CalendarBackend) -> None:
        given = event(summary="Mayors\\, ministers, and guests")
        href, _ = calendar.create(given)
        (kept,) = calendar.get([href])
        assert kept.ics == silenced(given)
