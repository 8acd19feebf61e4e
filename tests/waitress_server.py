"""A server of waitress's that runs beside a test, and is ended so that no answer of it is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.wasyncore import close_all  # type: ignore[import-untyped]


@contextmanager
def running(server: Any) -> Iterator[None]:
    """Run a server in a thread, whose own connections it closes itself once every answer is written."""
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.task_dispatcher.shutdown()
        with suppress(OSError):  # the thread may have heard of it, and closed what it is told by, before it is told
            server.trigger.pull_trigger(lambda: _close_all(server._map))
        thread.join(30)


def _close_all(connections: dict[int, Any]) -> None:
    """Close every connection with the files in which its answers wait, and then the server's own."""
    for one in list(connections.values()):
        if isinstance(one, HTTPChannel):
            one.handle_close()
    close_all(connections)
