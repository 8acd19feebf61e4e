"""waitress, but for a PUT: the thread that reads requests answers it itself, where no other request is at work.

The office is asked by one request at a time whoever asks it. Handing a PUT to another thread wakes that one first, for
which a program waits each time that sends the next when the last was answered. What is answered at length is answered
by the other threads, beside which requests are read.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

PROMPTLY = ("PUT",)
"""The methods of which every answer is short."""


class Prompt(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Hands requests to threads, and keeps those that are answered promptly for whoever reads them."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: deque[Any] = deque()
        self._is_at_work = self._ends = False

    def add_task(self, task: Any) -> None:
        """Take a request of a connection, which `task` is."""
        with self.lock:
            is_idle = not self.active_count and not self.queue
        if is_idle and task.requests[0].command in PROMPTLY:
            self._kept.append(task)
        else:
            super().add_task(task)

    def answer(self) -> None:
        """Answer what was kept. Raises `KeyboardInterrupt` where `end` was called meanwhile."""
        while self._kept and not self._ends:
            self._is_at_work, task = True, self._kept.popleft()
            try:
                task.service()
            except Exception:
                self.logger.exception("Exception when servicing %r", task)
            finally:
                self._is_at_work = False
        if self._ends:
            raise KeyboardInterrupt

    def end(self, *told: object) -> None:
        """Stop the server as Ctrl-C does, whoever asks for it: once an answer is given, or at once when asked again."""
        if self._is_at_work and not self._ends:
            self._ends = True
        else:
            raise KeyboardInterrupt


def serving(application: Any, *, threads: int, **settings: Any) -> Any:
    """Return a server of waitress's, listening; its `task_dispatcher` is a `Prompt`."""
    dispatcher, connections = Prompt(), dict[int, Any]()
    dispatcher.set_thread_count(threads)
    server = create_server(application, map=connections, _dispatcher=dispatcher, **settings)

    def run() -> None:
        try:
            while connections:
                server.asyncore.loop(timeout=server.adj.asyncore_loop_timeout, map=connections, count=1)
                dispatcher.answer()
        except (SystemExit, KeyboardInterrupt):
            dispatcher.shutdown()

    server.run = run
    return server
