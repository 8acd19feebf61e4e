"""Passwords of devices: one for each phone or program, shown once, kept as a digest, and taken back one by one.

Each begins with a few letters under which it is found; the rest is secret, more than 120 bits drawn at random.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update

from trustcrm.plugin import Clock, NotFound, PluginTables
from trustcrm_caldav_server.tables import PASSWORD

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
_SELECTOR = 5
_SECRET = 25
_FRESH = 1.0


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device with a password: whose it is, what it is called, and how many deletions somebody agreed to."""

    id: int
    person: str
    device: str
    made_at: datetime
    revoked_at: datetime | None
    consent: int


class Passwords:
    """Gives passwords out, tells whether one is right, and takes them back."""

    def __init__(self, tables: PluginTables, clock: Clock) -> None:
        self._tables, self._clock = tables, clock
        self._key = secrets.token_bytes(32)
        self._seconds = time.monotonic
        self._right: dict[bytes, int] = {}
        self._looked: dict[bytes, tuple[float, Device | None]] = {}

    def new(self, person: str, device: str) -> tuple[int, str]:
        """Give a device a password; return the device's number and the password, which nobody can show again."""
        selector, secret = _drawn(_SELECTOR), _drawn(_SECRET)
        salt = secrets.token_bytes(16)
        told = {
            "person": person, "device": device, "selector": selector, "salt": salt, "digest": _digest(secret, salt),
            "made_at": self._now(), "revoked_at": None, "consent": 0,
        }  # fmt: skip
        with self._tables.writing() as tables:
            number = tables.execute(insert(PASSWORD).values(**told)).inserted_primary_key[0]  # type: ignore[index]
        pieces = (secret[start : start + 5] for start in range(0, _SECRET, 5))
        return number, "-".join([selector, *pieces])

    def devices(self) -> Sequence[Device]:
        """Return every device that was given a password, oldest first, revoked ones too."""
        with self._tables.reading() as tables:
            return [_device(row) for row in tables.execute(select(PASSWORD).order_by(PASSWORD.c.id)).mappings()]

    def device(self, number: int) -> Device:
        """Return one device. Raises `NotFound`."""
        found = next((one for one in self.devices() if one.id == number), None)
        if found is None:
            raise NotFound(f"There is no device {number}; `trustcrm calendar password list` shows which there are.")
        return found

    def revoke(self, number: int) -> bool:
        """Take a device's password back; return whether it was not yet."""
        standing = PASSWORD.c.id == number, PASSWORD.c.revoked_at.is_(None)
        with self._tables.writing() as tables:
            return bool(tables.execute(update(PASSWORD).where(*standing).values(revoked_at=self._now())).rowcount)

    def allow(self, number: int, deletions: int) -> None:
        """Agree to so many deletions of a device within a day."""
        with self._tables.writing() as tables:
            tables.execute(update(PASSWORD).where(PASSWORD.c.id == number).values(consent=deletions))

    def recall(self, person: str, password: str) -> Device | None:
        """Return the device whose password this is, where it was right before in this run: that takes no time.

        It is known again by a digest with a key of this run. One that was taken back is nobody's a second later.
        """
        plain = _plain(password)
        known = self._known(person, plain)
        number = self._right.get(known)
        if number is None:
            return None
        looked, device = self._looked.get(known, (0.0, None))
        if device is None or self._seconds() - looked > _FRESH:
            row = self._row(plain)
            device = _device(row) if row is not None and row["id"] == number else None
            self._looked[known] = (self._seconds(), device)
        return device

    def check(self, person: str, password: str) -> Device | None:
        """Return the device whose password this is, None where it is nobody's; it takes as long whoever it is."""
        plain = _plain(password)
        row = self._row(plain)
        salt, digest = (bytes(row["salt"]), bytes(row["digest"])) if row is not None else (b"-" * 16, b"-" * 32)
        right = hmac.compare_digest(_digest(plain[_SELECTOR:], salt), digest)
        owner = row["person"] if row is not None else ""
        its = hmac.compare_digest(owner.encode("utf-8", "surrogatepass"), person.encode("utf-8", "surrogatepass"))
        if row is None or not (right and its):
            return None
        self._right[self._known(person, plain)] = row["id"]
        return _device(row)

    def _row(self, plain: str) -> Mapping[Any, Any] | None:
        asked = select(PASSWORD).where(PASSWORD.c.selector == plain[:_SELECTOR], PASSWORD.c.revoked_at.is_(None))
        with self._tables.reading() as tables:
            return tables.execute(asked).mappings().one_or_none()

    def _known(self, person: str, plain: str) -> bytes:
        return hashlib.blake2s(f"{person}\0{plain}".encode("utf-8", "surrogatepass"), key=self._key).digest()

    def _now(self) -> datetime:
        return self._clock.now().astimezone(UTC).replace(tzinfo=None)


def by_hand(person: str) -> Device:
    """Return what stands for a person at work on this machine, without any device."""
    return Device(id=0, person=person, device="", made_at=datetime(1970, 1, 1, tzinfo=UTC), revoked_at=None, consent=0)


def _drawn(letters: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(letters))


def _digest(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode("utf-8", "surrogatepass"), salt=salt, n=2**14, r=8, p=1, dklen=32)


def _plain(password: str) -> str:
    """Return a password as it is compared: somebody may type it without its dashes."""
    return "".join(one for one in password if one not in "- ").lower()


def _device(row: Mapping[Any, Any]) -> Device:
    return Device(
        id=row["id"], person=row["person"], device=row["device"], made_at=row["made_at"].replace(tzinfo=UTC),
        revoked_at=row["revoked_at"] and row["revoked_at"].replace(tzinfo=UTC), consent=row["consent"],
    )  # fmt: skip
