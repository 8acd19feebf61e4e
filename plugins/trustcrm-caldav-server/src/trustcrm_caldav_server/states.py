"""The header If (RFC 4918, 10.4): states that are to be so before anything is done, by etags and by sync tokens.

RFC 6578 (5) has a server know its sync tokens there, so that a program changes a calendar only as it knows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from http import HTTPStatus

from trustcrm_caldav_server.answers import Failed

States = Callable[[str], Collection[str]]
"""Tells which states hold at an address, "" for the one that is asked: its etag in quotes, or its sync token."""
_STATE = r'(?:<[^<>]*>|\[\s*(?:W/)?"[^"]*"\s*\])'
_LIST = rf"\((?:\s*(?:Not\s*)?{_STATE})+\s*\)"
_HEADER = re.compile(rf"(?:\s*(?:<[^<>]*>\s*)?{_LIST})+\s*", re.IGNORECASE)
_PARTS = re.compile(rf"<([^<>]*)>|({_LIST})", re.IGNORECASE)
_TERMS = re.compile(rf"(Not\s*)?({_STATE})", re.IGNORECASE)


def check(told: str, states: States) -> None:
    """Raise `Failed` where no list of a header holds, or where it is none that can be read."""
    if _HEADER.fullmatch(told) is None:
        raise Failed(HTTPStatus.BAD_REQUEST, "The header If is none that can be read.")
    address = ""
    for found in _PARTS.finditer(told):
        if found[2] is None:
            address = found[1]
        elif _holds(found[2], states(address)):
            return
    raise Failed(HTTPStatus.PRECONDITION_FAILED, "It is in none of the states that were named; read it again.")


def _holds(told: str, held: Collection[str]) -> bool:
    return all((term[2][1:-1].strip() in held) is not bool(term[1]) for term in _TERMS.finditer(told))
