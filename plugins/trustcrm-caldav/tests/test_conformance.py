"""The whole kit, tried on this plugin with real servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest

from trustcrm.plugin import CalendarBackend
from trustcrm.testing import CalendarConformance, PluginConformance
from trustcrm_caldav.calendar import CalDav
from trustcrm_caldav.server import Patience, Server


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "caldav"


class OnAServer(CalendarConformance):
    @pytest.fixture
    def rewrites(self) -> bool:
        return True

    @pytest.fixture
    def unreachable(self) -> Iterator[CalendarBackend]:
        calendar = CalDav(Server("http://127.0.0.1:1/nobody/", patience=Patience(again=1, pause=0)))
        yield calendar
        calendar.close()


class TestOnRadicale(OnAServer):
    many = 40
    not_tried: ClassVar[Mapping[str, str]] = {
        "test_what_is_read_back_is_what_was_given": "Radicale 3.9 cuts a text at an unescaped comma; see test_calendar."
    }

    @pytest.fixture
    def opened(self, radicale: Any, fresh: Any) -> Any:
        return fresh(radicale)


class TestOnXandikos(OnAServer):
    many = 20
    not_tried: ClassVar[Mapping[str, str]] = {
        "test_of_two_writers_at_once_one_succeeds": "Xandikos 0.4 answers 500 to one of two who write at once."
    }

    @pytest.fixture
    def opened(self, xandikos: Any, fresh: Any) -> Any:
        return fresh(xandikos)
