from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from trustcrm.plugin import Notifier, Outgoing
from trustcrm.testing import NotifierConformance, PluginConformance


class TestPackage(PluginConformance):
    @pytest.fixture
    def plugin(self) -> str:
        return "smtp"


class TestNotifier(NotifierConformance):
    @pytest.fixture
    def running(self, serve: Any) -> Any:
        return serve()

    @pytest.fixture
    def notifier(self, running: Any) -> Iterator[Notifier]:
        with closing(running.notifier()) as notifier:
            yield notifier

    @pytest.fixture
    def arrived(self, running: Any) -> Callable[[], Sequence[Outgoing]]:
        return lambda: running.post.arrived

    @pytest.fixture
    def unreachable(self, running: Any) -> Notifier:
        running.stop()
        return running.notifier()  # type: ignore[no-any-return]

    @pytest.fixture
    def refusing(self, serve: Any) -> Iterator[Notifier]:
        with closing(serve(RCPT="550 5.1.1 no such mailbox").notifier()) as notifier:
            yield notifier

    @pytest.fixture
    def silent(self, serve: Any) -> Notifier:
        return serve(DATA="drop").notifier()  # type: ignore[no-any-return]
