"""Libraries are loaded without what their functions say of themselves, and do the same."""

from __future__ import annotations

from types import CodeType
from typing import Any

from trustcrm_tui.texts import without_texts

SOURCE = '''
"""A module, which says of itself what a module of a library says, at some length, for whoever reads it."""


def outer(number: int) -> int:
    """Return twice the number, which is said here in more than sixty-four letters, so that it counts."""

    def inner() -> int:
        """Return the number, which is said here in more than sixty-four letters as well, deep within."""
        return number

    return inner() * 2


def same() -> str:
    """What a function says of itself may be what it returns, and then it has to stay where it stands."""
    return "What a function says of itself may be what it returns, and then it has to stay where it stands."


class Thing:
    """A class, which says of itself what the class of a library says, at some length, for readers."""

    @property
    def words(self) -> str:
        """Return words, which is said here in more than sixty-four letters, as in a library for readers."""
        return "words"

    @staticmethod
    def short() -> str:
        """Be short."""
        return "A text at the beginning of a class is no description of anything, however long it may be."
'''


def texts(code: CodeType) -> set[str]:
    """Return every long text among the constants of code."""
    own = {one for one in code.co_consts if isinstance(one, str) and len(one) > 64}
    return own.union(*(texts(one) for one in code.co_consts if isinstance(one, CodeType)))


def test_functions_say_nothing_and_do_the_same() -> None:
    code = compile(SOURCE, "library", "exec")
    bare = without_texts(code)
    assert {text[:9] for text in texts(code) - texts(bare)} == {"Return tw", "Return th", "Return wo"}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    exec(code, before)
    exec(bare, after)
    assert after["outer"].__doc__ is None
    assert after["__doc__"] == before["__doc__"]
    assert after["Thing"].__doc__ == before["Thing"].__doc__
    for found in (before, after):
        thing = found["Thing"]()
        assert (found["outer"](4), thing.words, thing.short.__doc__) == (8, "words", "Be short.")
        assert found["same"]() == "What a function says of itself may be what it returns, " + (
            "and then it has to stay where it stands."
        )


def test_code_without_any_is_the_same_code() -> None:
    code = compile("def short():\n    'Be short.'\n    return 1\n", "library", "exec")
    assert without_texts(code) is code
