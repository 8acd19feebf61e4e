"""Who answers which request: the thread that reads them, or another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from threading import Event, Thread, current_thread
from time import monotonic
from typing import Any

import pytest
from waitress.wasyncore import close_all  # type: ignore[import-untyped]

from tests.waitress_server import running
from trustcrm_caldav_server.prompt import serving

Begin = Callable[[str, list[tuple[str, str]]], object]
Does = Callable[[str], object]


def listening(does: Does) -> Any:
    """Return a server that does something for each method and answers with the name of the thread that did."""

    def application(environ: dict[str, Any], start: Begin) -> list[bytes]:
        does(environ["REQUEST_METHOD"])
        name = current_thread().name.encode()
        start("200 OK", [("Content-Length", str(len(name)))])
        return [name]

    server = serving(application, threads=2, host="127.0.0.1", port=0)
    until = monotonic() + 30
    while server.task_dispatcher.active_count and monotonic() < until:
        pass  # its threads have just begun, and wait for nothing yet
    return server


@contextmanager
def served(does: Does) -> Iterator[Any]:
    """Run such a server."""
    server = listening(does)
    with running(server):
        yield server


def ask(server: Any, method: str) -> str:
    with closing(HTTPConnection("127.0.0.1", server.effective_port, timeout=30)) as connection:
        connection.request(method, "/")
        return connection.getresponse().read().decode()


def test_a_put_is_answered_by_the_thread_that_reads_and_nothing_else_is() -> None:
    with served(lambda method: None) as server:
        reader = ask(server, "PUT")
        assert {ask(server, "PUT") for _ in range(3)} == {reader}
        assert reader not in {ask(server, "GET"), ask(server, "PROPFIND")}


def test_a_put_beside_a_long_answer_is_answered_meanwhile() -> None:
    begun, end = Event(), Event()

    def does(method: str) -> None:
        if method == "GET":
            begun.set()
            assert end.wait(30)

    with served(does) as server:
        reader, told = ask(server, "PUT"), list[str]()
        asking = Thread(target=lambda: told.append(ask(server, "GET")))
        asking.start()
        assert begun.wait(30)
        assert ask(server, "PUT") != reader
        assert told == []
        end.set()
        asking.join(30)
        assert told != [reader]


def test_a_failure_ends_no_server() -> None:
    def does(method: str) -> None:
        raise RuntimeError

    with served(does) as server:
        assert ["error" in ask(server, "PUT").lower() for _ in range(2)] == [True, True]


def test_what_is_to_end_ends_after_the_answer() -> None:
    told = list[str]()

    def does(method: str) -> None:
        server.task_dispatcher.end()
        with pytest.raises(KeyboardInterrupt):  # asked for again
            server.task_dispatcher.end()
        told.append(method)

    server = listening(does)
    thread = Thread(target=server.run)
    thread.start()
    assert ask(server, "PUT") == thread.name
    thread.join(30)
    assert (thread.is_alive(), told) == (False, ["PUT"])
    close_all(server._map)
