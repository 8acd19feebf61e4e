"""The back room: the one thread that may ask the office, so that no question ever stands between a key and the paint.

Questions are answered in the order they were asked. One that has the subject of a later one is not asked at all where
it is still waiting, and its answer is dropped where it comes too late: of many moves of the cursor the last alone needs
a card. Those that can wait are begun one by one, while nothing else is open and nothing else was for a while: none can
be broken off, so one that began between an answer and what that asks next would keep somebody waiting.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")
C = TypeVar("C")

Deliver = Callable[[Callable[[], None]], object]
"""Runs something on the thread of the screen."""
Later = Callable[[float, Callable[[], None]], object]
"""Runs something on the thread of the screen after so many seconds, where it is not called again before."""

RESTS = 2.0
"""What can wait begins after so many times as long without another question as the one before it took."""
LONGEST_REST = 0.1
"""But after so many seconds at most: whoever moves on row by row still gets to see what can wait."""


@dataclass(frozen=True)
class _Asked:
    question: Callable[[Any], Any]
    answer: Callable[[Any], None]
    failed: Callable[[Exception], None]
    subject: str
    turn: int
    can_wait: bool


class Backroom(Generic[C]):
    """Asks questions of an office `C` in a thread of its own and hands back what it says on the screen's thread."""

    def __init__(self, office: C, deliver: Deliver, later: Later) -> None:
        self._office = office
        self._deliver = deliver
        self._later = later
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._put_off: deque[_Asked] = deque()
        self._took = 0.0
        self._begun = self._resting = False
        self._latest: dict[str, int] = {}
        self._then: Callable[[], None] | None = None
        self._turn = 0
        self.open = 0
        """How many questions have no answer yet, without those that can wait; counted on the screen's thread."""
        self.can_wait = 0
        """How many of those there are."""
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
        *,
        can_wait: bool = False,
    ) -> None:
        """Have a question answered; a later one of the same `subject` takes its place.

        One that `can_wait` is answered when nothing else is asked.
        """
        self._turn += 1
        self._count(can_wait, 1)
        if subject:
            self._latest[subject] = self._turn
        asked = _Asked(question, answer, failed, subject, self._turn, can_wait)
        if can_wait:
            self._put_off.append(asked)
            self._begin_next()
        else:
            self._waiting.put(asked)

    def when_answered(self, do: Callable[[], None]) -> None:
        """Do something once every question that cannot wait is answered, those that answers asked too; at most one."""
        self._then = do
        self._answered()

    def forget(self, subject: str) -> None:
        """Want no answer of a subject any more."""
        self._turn += 1
        self._latest[subject] = self._turn

    def stop(self, seconds: float = 5.0) -> None:
        """Answer what was asked and cannot wait, then end; a thread that hangs in the database is not waited for."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _stale(self, asked: _Asked) -> bool:
        return bool(asked.subject) and self._latest.get(asked.subject) != asked.turn

    def _work(self) -> None:
        while (asked := self._waiting.get()) is not None:
            if self._stale(asked):
                self._deliver(lambda asked=asked: self._hand(asked, lambda _: None, None))  # type: ignore[misc]
                continue
            began = time.monotonic()
            try:
                said = asked.question(self._office)
            except Exception as error:
                self._deliver(lambda asked=asked, error=error: self._hand(asked, asked.failed, error))  # type: ignore[misc]
            else:
                if asked.can_wait:
                    self._took = time.monotonic() - began
                self._deliver(lambda asked=asked, said=said: self._hand(asked, asked.answer, said))  # type: ignore[misc]

    def _count(self, can_wait: bool, more: int) -> None:
        if can_wait:
            self.can_wait += more
        else:
            self.open += more

    def _hand(self, asked: _Asked, to: Callable[[Any], None], what: Any) -> None:
        self._count(asked.can_wait, -1)
        self._begun = self._begun and not asked.can_wait
        if not self._stale(asked):
            to(what)
        self._answered()
        if not asked.can_wait and not self.open and self._put_off:
            self._resting = True
            self._later(min(RESTS * self._took, LONGEST_REST), self._rested)
        self._begin_next()

    def _rested(self) -> None:
        self._resting = False
        self._begin_next()

    def _begin_next(self) -> None:
        """Have the next question that can wait answered, where nothing else is open and nothing else was just now."""
        if self._put_off and not (self.open or self._begun or self._resting):
            self._begun = True
            self._waiting.put(self._put_off.popleft())

    def _answered(self) -> None:
        if not self.open and self._then is not None:
            do, self._then = self._then, None
            do()
