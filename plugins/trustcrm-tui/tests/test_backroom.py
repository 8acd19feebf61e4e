"""The back room answers what somebody waits for before what can wait."""

from __future__ import annotations

import threading
from collections.abc import Callable

from trustcrm_tui.backroom import Backroom


def saying(words: str) -> Callable[[str], str]:
    return lambda office: words


def test_what_can_wait_is_answered_after_all_else() -> None:
    said: list[str] = []
    done, began, go_on = threading.Event(), threading.Event(), threading.Event()
    room: Backroom[str] = Backroom("office", lambda do: do())

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


def test_what_waits_for_the_answers_waits_for_what_they_ask_too() -> None:
    said: list[str] = []
    done = threading.Event()
    room: Backroom[str] = Backroom("office", lambda do: do())

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
