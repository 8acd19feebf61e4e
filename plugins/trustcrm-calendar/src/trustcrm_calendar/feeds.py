"""Feeds that were given away: who has the address of one may read it, until it is revoked.

An address holds 128 bits drawn at random; kept of them is a digest alone, so that nobody finds an address in the
office's database, in a backup or in an export.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Integer, MetaData, String, Table, insert, select, update

from trustcrm.plugin import NotFound, PluginTables, Refused

SCOPES = ("public", "internal", "follow-ups")
"""What a feed shows: what is open to anybody; also what is internal and the days of agreements; to-dos alone."""
_BYTES = 16
_FEED = Table(
    "plugin_calendar_feed", MetaData(),
    Column("id", Integer, primary_key=True), Column("name", String), Column("scope", String), Column("digest", String),
    Column("made_at", DateTime), Column("revoked_at", DateTime),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed: its number, what subscribers see it called, what it shows, since when, in UTC."""

    number: int
    name: str
    scope: str
    digest: str
    made_at: datetime
    revoked_at: datetime | None


class Feeds:
    """The feeds of an office."""

    def __init__(self, tables: PluginTables) -> None:
        self._tables = tables

    def everything(self) -> Sequence[Feed]:
        """Return every feed, oldest first, revoked ones too."""
        with self._tables.reading() as own:
            rows = own.execute(select(_FEED).order_by(_FEED.c.id)).mappings().all()
        return [
            Feed(
                number=row["id"], name=row["name"], scope=row["scope"], digest=row["digest"],
                made_at=row["made_at"].replace(tzinfo=UTC),
                revoked_at=row["revoked_at"].replace(tzinfo=UTC) if row["revoked_at"] else None,
            )
            for row in rows
        ]  # fmt: skip

    def make(self, name: str, scope: str, at: datetime) -> tuple[int, str]:
        """Make a feed and return its number and its token, which nobody can be told again."""
        token = secrets.token_urlsafe(_BYTES)
        told = {
            "name": name, "scope": scope, "digest": _digest(token),
            "made_at": at.astimezone(UTC).replace(tzinfo=None), "revoked_at": None,
        }  # fmt: skip
        with self._tables.writing() as own:
            made = own.execute(insert(_FEED).returning(_FEED.c.id), told)
            return int(made.scalar_one()), token

    def revoke(self, number: int, at: datetime) -> None:
        """Let nobody read a feed any more. Raises `NotFound`, or `Refused` where that was done before."""
        found = next((one for one in self.everything() if one.number == number), None)
        if found is None:
            raise NotFound(f"There is no feed {number}; `trustcrm calendar feed list` tells which there are.")
        if found.revoked_at is not None:
            raise Refused(f"The feed {number} was revoked on {found.revoked_at:%Y-%m-%d} already.")
        with self._tables.writing() as own:
            own.execute(
                update(_FEED).where(_FEED.c.id == number).values(revoked_at=at.astimezone(UTC).replace(tzinfo=None))
            )

    def of_token(self, token: str) -> Feed | None:
        """Return the feed that a token opens, None where it opens none; how long that takes tells nothing of any."""
        digest = _digest(token)
        found = None
        for one in self.everything():
            if hmac.compare_digest(one.digest, digest) and one.revoked_at is None:
                found = one
        return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
