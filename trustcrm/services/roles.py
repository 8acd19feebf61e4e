"""Who may do what: a reader reads, an officer writes, a steward keeps the office; a surge is an officer for a while.

Roles are named on colleagues. Where none is named, everybody may do everything: one person, one file. Once there is
a steward, whoever is not listed, has left or whose role ended is a reader. Every rule about roles is in this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from trustcrm.clock import Clock
from trustcrm.errors import Refused
from trustcrm.store.engine import Connection, Database
from trustcrm.store.queries.roles import Named, knows_roles, roles_named
from trustcrm.text import listed, visible
from trustcrm.values import dataclass

Needed = Literal["officer", "steward"]

_RANK: Mapping[str, int] = {"reader": 0, "surge": 1, "officer": 1, "steward": 2}
_CLEARED = ("officer", "steward")
_ARTICLE = {"reader": "a reader", "officer": "an officer", "steward": "a steward", "surge": "a surge"}


@dataclass(frozen=True)
class Roles:
    """The roles of an office as of a day."""

    named: tuple[Named, ...]
    day: date

    @property
    def in_use(self) -> bool:
        """Whether any colleague has a role; where none has, nothing is forbidden."""
        return bool(self.named)

    @property
    def stewards(self) -> tuple[str, ...]:
        """The names of the present stewards."""
        return tuple(one.name for one in self.named if one.role == "steward" and self._lasts(one))

    def role_of(self, login: str) -> str:
        """Return the role of whoever works under a login today."""
        if not self.in_use:
            return "steward"
        found = [one.role for one in self.named if one.login == login and self._lasts(one)]
        return max(found, key=_RANK.__getitem__, default="reader")

    def is_cleared(self, login: str) -> bool:
        """Return whether whoever works under a login may read what is restricted."""
        return self.role_of(login) in _CLEARED

    def require(self, login: str, needed: Needed, doing: str) -> None:
        """Raise `Refused` unless the role of a login suffices; `doing` says for what, as in "erase people"."""
        role = self.role_of(login)
        if _RANK[role] >= _RANK[needed]:
            return
        ended = next((one for one in self.named if one.login == login and not self._lasts(one)), None)
        why = f" ({ended.role} {self._until_when(ended)})" if ended is not None and role == "reader" else ""
        who = f"{visible(login)} is {_ARTICLE[role]} here{why}"
        listed_here = any(one.login == login for one in self.named)
        as_whom = "" if listed_here else " Whoever is listed here under another name says so by --as."
        raise Refused(f"{who}, and only {_ARTICLE[needed]} may {doing}; {self.whom_to_ask()}{as_whom}")

    def secret_to(self, login: str) -> Refused:
        """Return the refusal of a change that touches what is restricted, for a login that is not cleared."""
        who = f"{_ARTICLE[self.role_of(login)]} such as {visible(login)}"
        return Refused(
            f"This is about something restricted, for which {who} is not cleared; nothing was written, "
            f"{self.whom_to_ask()}"
        )

    def whom_to_ask(self) -> str:
        """Return who can help, as the end of a sentence."""
        return f"ask {listed(self.stewards, most=5)}."

    def _lasts(self, one: Named) -> bool:
        ends = [day for day in (one.to_on, one.role_until) if day is not None]
        return all(self.day <= day for day in ends) and (one.from_on is None or one.from_on <= self.day)

    def _until_when(self, one: Named) -> str:
        if one.from_on is not None and self.day < one.from_on:
            return f"from {one.from_on.isoformat()}"
        return f"until {min(day for day in (one.to_on, one.role_until) if day is not None).isoformat()}"


def roles_of(connection: Connection, day: date) -> Roles:
    """Return the roles of an office as of a day."""
    return Roles(roles_named(connection), day)


def check_new_roles(before: Roles, after: Roles, login: str, *, undoing: bool) -> None:
    """Raise `Refused` where a change of roles may not be made by a login, or would leave nobody to make the next.

    Roles are given up whole only by undoing the change that brought them: no slip of a hand opens an office to all.
    """
    if after.named == before.named:
        return
    before.require(login, "steward", "say who has which role")
    logins = [one.login for one in after.named]
    twice = next((login for login in logins if logins.count(login) > 1), None)
    if twice is not None:
        raise Refused(f"Two colleagues cannot work under one login, {visible(twice)}; give each a login of their own.")
    if not (undoing and not after.in_use) and not any(_stays(one, after.day) for one in after.named):
        raise Refused(
            "An office with roles needs a steward whose seat does not end, and this would leave none; name another "
            "one first, with `trustcrm colleague correct NAME --login LOGIN --role steward`."
        )


def _stays(one: Named, day: date) -> bool:
    begun = one.from_on is None or one.from_on <= day
    return one.role == "steward" and begun and one.to_on is None and one.role_until is None


def require_at(database: Database, login: str, needed: Needed, doing: str, clock: Clock) -> None:
    """Raise `Refused` unless a login's role suffices, in a database that need not be of this release.

    One that is empty, or older than roles, forbids nothing.
    """
    if database.revision() is None:
        return
    with database.reading() as connection:
        if knows_roles(connection):
            roles_of(connection, clock.today()).require(login, needed, doing)
