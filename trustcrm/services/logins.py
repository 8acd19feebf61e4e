"""Who may log in to the office's server as what: PostgreSQL then guards the roles that a file can only tell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trustcrm.errors import InvalidValue, NotFound, Refused
from trustcrm.services.desk import Desk, office_of
from trustcrm.store import logins as store
from trustcrm.store.logins import Login
from trustcrm.text import visible


def grant(desk: Desk, login: str, role: str, until: date | None = None) -> bool:
    """Let a login of the server do what a role may, up to a last day; return whether the login had to be made.

    Raises `Refused` where the office is a file, or whoever asks is no steward; `InvalidValue` for a surge without end.
    """
    if role == "surge" and until is None:
        raise InvalidValue("A surge is for a while; give its last day with --until.")
    _require(desk)
    with desk.database.writing() as connection:
        zone = ZoneInfo(office_of(connection).time_zone)
        ends = None if until is None else datetime.combine(until + timedelta(days=1), time(), zone)
        return store.grant(connection, login, role, ends)


def revoke(desk: Desk, login: str) -> None:
    """Take every right in the office's database from a login. Raises `NotFound` where it had none."""
    _require(desk)
    with desk.database.writing() as connection:
        if not store.revoke(connection, login):
            raise NotFound(f"The login {visible(login)} has no role in this database; `trustcrm db roles` lists them.")


def logins(desk: Desk) -> list[Login]:
    """Return the logins of the server that have a role in this office. Raises `Refused` where the office is a file."""
    _refuse_file(desk)
    with desk.database.reading() as connection:
        zone = ZoneInfo(office_of(connection).time_zone)
        return [
            Login(login=one.login, role=one.role, until=one.until.astimezone(zone) if one.until else None)
            for one in store.logins(connection)
        ]


def _require(desk: Desk) -> None:
    _refuse_file(desk)
    desk.require("steward", "grant roles of the database")


def _refuse_file(desk: Desk) -> None:
    if desk.database.path is not None:
        raise Refused(
            f"{desk.database.where} is a file, and files know no roles: who may write it may do all. Its permissions "
            "guard it; roles that a server guards need PostgreSQL."
        )
