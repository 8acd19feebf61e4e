"""What holds for whatever a device sends to a calendar: one object a UID, and no more deletions than it may."""

from __future__ import annotations

from dataclasses import dataclass

from trustcrm.plugin import Refused
from trustcrm_caldav_server.kept import Kept
from trustcrm_caldav_server.passwords import Device, Passwords
from trustcrm_caldav_server.shelf import Shelf

FEW = 5
"""So many deletions of a device within a day need no consent; beyond it a tenth of what is there, if that is more."""
SHARE = 10
WITHIN_HOURS = 24


class UidTaken(Refused):
    """Another object has this UID; `href` is where, "" where it is not for everybody to know."""

    def __init__(self, href: str) -> None:
        super().__init__("Another entry of this calendar has this UID; change that one.")
        self.href = href


class WrongKind(Refused):
    """A component that this calendar does not hold."""


class TooManyDeletions(Refused):
    """A device deletes more than it may without somebody's consent; nothing was deleted."""


@dataclass(frozen=True)
class Took:
    """What came of it: the octets that are kept now, and whether they are new here."""

    ics: bytes
    new: bool


def check_uid(uid: str, there: Kept | None, same: Kept | None, person: str) -> None:
    """Raise `UidTaken` where what is `there`, or what is of the `same` UID, is another object or another person's."""
    for other in (there, same):
        if other is not None and not other.shown_to(person):
            raise UidTaken("")
    if there is not None and there.uid != uid:
        raise UidTaken(there.href)
    if same is not None and (there is None or same.id != there.id):
        raise UidTaken(same.href)


def check_deletions(shelf: Shelf, passwords: Passwords, device: Device) -> None:
    """Raise `TooManyDeletions` where a device has deleted as much of a calendar as it may."""
    done = shelf.deletions(device.id, WITHIN_HOURS)
    allowed = max(FEW, (shelf.count(device.person) + done) // SHARE)
    if done >= allowed and done >= passwords.device(device.id).consent:
        raise TooManyDeletions(
            f"This device has deleted {done:,} entries within a day, which is as many as it may without consent; "
            f"if that is meant, `trustcrm calendar password allow {device.id} --deletions NUMBER` lets it go on."
        )
