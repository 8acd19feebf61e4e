"""The back room: the one thread that may ask the office, so that no question ever stands between a key and the paint.

Questions are answered in the order they were asked. One that has the subject of a later one is not asked at all where
it is still waiting, and its answer is dropped where it comes too late: of many moves of the cursor the last
alone needs a card.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")
C = TypeVar("C")

Deliver = Callable[[Callable[[], None]], object]
"""Runs something on the thread of the screen."""


@dataclass(frozen=True)
class _Asked:
    question: Callable[[Any], Any]
    answer: Callable[[Any], None]
    failed: Callable[[Exception], None]
    subject: str
    turn: int


class Backroom(Generic[C]):
    """Asks questions of an office `C` in a thread of its own and hands back what it says on the screen's thread."""

    def __init__(self, office: C, deliver: Deliver) -> None:
        self._office = office
        self._deliver = deliver
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._latest: dict[str, int] = {}
        self._turn = 0
        self.open = 0
        """How many questions have no answer yet; counted on the screen's thread."""
        self._thread = threading.Thread(target=self._work, name="trustcrm-office", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def ask(
        self,
        question: Callable[[C], T],
        answer: Callable[[T], None],
        failed: Callable[[Exception], None],
        subject: str = "",
    ) -> None:
        """Have a question answered; a later one of the same `subject` takes its place."""
        self._turn += 1
        self.open += 1
        if subject:
            self._latest[subject] = self._turn
        self._waiting.put(_Asked(question, answer, failed, subject, self._turn))

    def forget(self, subject: str) -> None:
        """Want no answer of a subject any more."""
        self._turn += 1
        self._latest[subject] = self._turn

    def stop(self, seconds: float = 5.0) -> None:
        """Answer what was asked, then end; a thread that hangs in the database is not waited for any longer."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _stale(self, asked: _Asked) -> bool:
        return bool(asked.subject) and self._latest.get(asked.subject) != asked.turn

    def _work(self) -> None:
        while (asked := self._waiting.get()) is not None:
            if self._stale(asked):
                self._deliver(self._close)
                continue
            try:
                said = asked.question(self._office)
            except Exception as error:
                self._deliver(lambda asked=asked, error=error: self._hand(asked, asked.failed, error))  # type: ignore[misc]
            else:
                self._deliver(lambda asked=asked, said=said: self._hand(asked, asked.answer, said))  # type: ignore[misc]

    def _close(self) -> None:
        self.open -= 1

    def _hand(self, asked: _Asked, to: Callable[[Any], None], what: Any) -> None:
        self.open -= 1
        if not self._stale(asked):
            to(what)
