"""The errors TrustCRM expects, and what the command line ends with."""

from __future__ import annotations

import inspect

from tools.reference.markdown import code, page, table, told
from trustcrm import errors
from trustcrm.errors import TrustCrmError

INTRODUCTION = """
Each message is one plain sentence: what happened, to which thing, and what to do next. Anything else that ends a
command is a bug; please tell us.
"""

CODES = {
    0: "Done.",
    1: "A rule of the office forbids it, or a value cannot be.",
    2: "The command or the configuration was written in a way that is not understood.",
    3: "There is no such thing in this office.",
    4: "A plugin somebody named has failed, or something outside this machine did not answer.",
    5: "Somebody else changed the same thing meanwhile.",
    6: "The database cannot be opened, read or written as it is, or an answer found no room.",
    130: "Interrupted from the keyboard.",
}
"""What each exit code means."""


def errors_page() -> str:
    """Return the page of errors."""
    rows = [
        (code(kind.__name__), code(kind.__bases__[0].__name__), kind.exit_code, told(kind).split("\n\n")[0])
        for kind in all_errors()
    ]
    return page("Errors", INTRODUCTION, table(("error", "is a", "exit code", "when"), rows))


def exit_codes_page() -> str:
    """Return the page of exit codes."""
    rows = [(number, meaning, _raising(number)) for number, meaning in CODES.items()]
    return page("Exit codes", "What a script may rely on.", table(("exit code", "meaning", "errors that end so"), rows))


def all_errors() -> list[type[TrustCrmError]]:
    """Return every error of the tree, in the order they are told."""
    found = [value for value in vars(errors).values() if inspect.isclass(value) and value.__module__ == errors.__name__]
    return [value for value in found if issubclass(value, TrustCrmError)]


def _raising(number: int) -> str:
    return ", ".join(code(kind.__name__) for kind in all_errors() if kind.exit_code == number)
