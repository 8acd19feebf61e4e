"""The back room answers what somebody waits for before what can wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from trustcrm_tui.backroom import LONGEST_REST, RESTS, Backroom


def saying(words: str) -> Callable[[str], str]:
    return lambda office: words


def test_what_can_wait_is_answered_after_all_else() -> None:
    said: list[str] = []
    done, began, go_on = threading.Event(), threading.Event(), threading.Event()
    room: Backroom[str] = Backroom("office", lambda do: do(), lambda wait, do: do())

    def first(office: str) -> str:
        began.set()
        assert go_on.wait(10)
        return "first"

    room.ask(first, said.append, lambda error: None)
    room.start()
    assert began.wait(10)
    for month in ("one month", "another"):
        room.ask(saying(month), said.append, lambda error: None, can_wait=True)
    room.ask(lambda office: "a card", said.append, lambda error: None)
    room.ask(lambda office: "the end", lambda told: done.set(), lambda error: None, can_wait=True)
    assert (room.open, room.can_wait) == (2, 3)
    go_on.set()
    assert done.wait(10)
    room.stop()
    assert said == ["first", "a card", "one month", "another"]
    assert (room.open, room.can_wait) == (0, 0)


def test_what_can_wait_neither_slips_in_before_what_an_answer_asks_nor_begins_while_keys_follow_each_other() -> None:
    said: list[str] = []
    handed: SimpleQueue[Callable[[], None]] = SimpleQueue()
    rests: list[tuple[float, Callable[[], None]]] = []
    room: Backroom[str] = Backroom("office", handed.put, lambda wait, do: rests.append((wait, do)))

    def heard(answers: int) -> list[str]:
        for _ in range(answers):
            handed.get(timeout=10)()
        return said

    def list_opened(words: str) -> None:
        said.append(words)
        room.ask(saying("its card"), said.append, lambda error: None)

    def month(office: str) -> str:
        time.sleep(0.02)
        return "a month"

    def month_came(words: str) -> None:
        said.append(words)
        room.ask(saying("another month"), said.append, lambda error: None, can_wait=True)

    room.ask(saying("a list"), list_opened, lambda error: None)
    room.ask(month, month_came, lambda error: None, can_wait=True)
    room.start()
    assert heard(2) == ["a list", "its card"]
    room.ask(saying("a row"), said.append, lambda error: None)
    assert heard(1)[2:] == ["a row"]
    rests[-1][1]()
    room.ask(saying("the next"), said.append, lambda error: None)
    assert heard(2)[3:] == ["a month", "the next"]
    wait, rested = rests[-1]
    assert RESTS * 0.02 <= wait <= LONGEST_REST
    assert handed.empty()
    rested()
    assert heard(1)[5:] == ["another month"]
    room.stop()


def test_what_waits_for_the_answers_waits_for_what_they_ask_too() -> None:
    said: list[str] = []
    done = threading.Event()
    room: Backroom[str] = Backroom("office", lambda do: do(), lambda wait, do: do())

    def end() -> None:
        said.append("done")
        done.set()

    def ask_more(words: str) -> None:
        said.append(words)
        room.ask(saying("another"), said.append, lambda error: None)

    room.when_answered(lambda: said.append("at once"))
    room.ask(saying("dropped"), said.append, lambda error: None, subject="card")
    room.ask(saying("a card"), ask_more, lambda error: None, subject="card")
    room.when_answered(end)
    room.start()
    assert done.wait(10)
    room.stop()
    assert said == ["at once", "a card", "another", "done"]
