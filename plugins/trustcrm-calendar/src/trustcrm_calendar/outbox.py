"""The outbox: drafts that wait until a person releases them, and what became of each.

A draft leaves once. Before its file is written it is noted that this begins; where the program was stopped in between,
the file itself tells whether it had left, and where it is gone, a person must say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from pathlib import Path
from typing import Literal

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String, Table, Text, insert, select, update

from trustcrm.plugin import Bounced, NotFound, Notifier, Outgoing, PluginTables, Refused, TableAccess, TryLater
from trustcrm_calendar.invitations import Method, Somebody
from trustcrm_calendar.whole_files import put

State = Literal["draft", "releasing", "released", "discarded", "superseded"]
STATES: Sequence[State] = ("draft", "releasing", "released", "discarded", "superseded")
_OUTBOX = Table(
    "plugin_calendar_outbox", MetaData(),
    Column("id", Integer, primary_key=True), Column("key", String), Column("kind", String), Column("recipient", String),
    Column("summary", String), Column("why", String), Column("sequence", Integer), Column("ics", Text),
    Column("state", String), Column("file", String), Column("made_at", DateTime), Column("engagement_id", BigInteger),
    Column("person_id", BigInteger),
)  # fmt: skip
_WORDS = {"REQUEST": "Invitation", "CANCEL": "Called off", "REPLY": "Answer"}


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is to be sent to one address: of which kind, about what, why, and the calendar object.

    `after` is the number of the message that left to this address before, 0 where none did.
    """

    kind: Method
    recipient: str
    summary: str
    why: str
    sequence: int
    ics: bytes
    engagement: int
    person: int | None = None
    after: int = 0

    @property
    def key(self) -> str:
        """What is the same for the same words to the same address at the same point; none is in the outbox twice."""
        said = repr((self.kind, self.recipient, self.sequence, self.after, _but_stamp(self.ics)))
        return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A message of the outbox: its number, its state, the file it left as, and when it was made, in UTC."""

    number: int
    message: Message
    state: State
    file: str
    made_at: datetime


class Outbox:
    """The outbox of an office."""

    def __init__(self, tables: PluginTables) -> None:
        self._tables = tables

    def everything(self, engagement: int | None = None) -> list[Kept]:
        """Return every message, or those about one engagement, oldest first."""
        chosen = select(_OUTBOX).order_by(_OUTBOX.c.id)
        if engagement is not None:
            chosen = chosen.where(_OUTBOX.c.engagement_id == engagement)
        with self._tables.reading() as own:
            rows = own.execute(chosen).mappings().all()
        return [
            Kept(
                number=row["id"], state=row["state"], file=row["file"], made_at=row["made_at"].replace(tzinfo=UTC),
                message=Message(
                    kind=row["kind"], recipient=row["recipient"], summary=row["summary"], why=row["why"],
                    sequence=row["sequence"], ics=row["ics"].encode("utf-8", "surrogateescape"),
                    engagement=row["engagement_id"], person=row["person_id"],
                ),
            )
            for row in rows
        ]  # fmt: skip

    def one(self, number: int) -> Kept:
        """Return a message by its number. Raises `NotFound`."""
        found = next((one for one in self.everything() if one.number == number), None)
        if found is None:
            raise NotFound(f"There is no message {number}; `trustcrm calendar outbox list` tells which there are.")
        return found

    def put(self, engagement: int, messages: Sequence[Message], at: datetime) -> list[Kept]:
        """Keep what is to be told about an engagement as drafts, and return those that are new.

        A draft to guests that is none of them is out of date and gives way; what was discarded stays so.
        """
        wanted = {message.key for message in messages}
        with self._tables.writing() as own:
            standing = select(_OUTBOX.c.id, _OUTBOX.c.key).where(
                _OUTBOX.c.engagement_id == engagement, _OUTBOX.c.state == "draft", _OUTBOX.c.kind != "REPLY"
            )
            old = [row["id"] for row in own.execute(standing).mappings() if row["key"] not in wanted]
            own.execute(update(_OUTBOX).where(_OUTBOX.c.id.in_(old)).values(state="superseded"))
            numbers = [_put(own, message, at) for message in messages]
        return [self.one(number) for number in numbers if number]

    def add(self, message: Message, at: datetime) -> list[Kept]:
        """Keep one message as a draft in place of drafts to the same address about the same, and return it if new."""
        about = (
            _OUTBOX.c.engagement_id == message.engagement, _OUTBOX.c.recipient == message.recipient,
            _OUTBOX.c.state == "draft", _OUTBOX.c.key != message.key,
        )  # fmt: skip
        with self._tables.writing() as own:
            own.execute(update(_OUTBOX).where(*about).values(state="superseded"))
            number = _put(own, message, at)
        return [self.one(number)] if number else []

    def discard(self, number: int) -> None:
        """Leave a draft aside for good. Raises `NotFound`, or `Refused` where it is no draft any more."""
        self._turn(self.one(number), ("draft",), "discarded")

    def restore(self, number: int) -> None:
        """Make a draft of what was discarded. Raises `NotFound`, or `Refused` where it was not."""
        self._turn(self.one(number), ("discarded",), "draft")

    def release(self, number: int, folder: Path, by: Somebody, *, suffix: str, again: bool = False) -> Path:
        """Write a draft as a file into a folder, once, and return it. Nothing is sent.

        Raises `NotFound`; `Refused` where it left before or was discarded, where the folder is not there or cannot be
        written in, or where it may have left when the program was stopped, unless `again`.
        """
        kept = self.one(number)
        if not folder.is_dir():
            raise Refused(f"There is no folder {folder}; make it first. Nothing was released.")
        file = folder / f"{number:06}-{kept.message.kind.lower()}{suffix}"
        octets = kept.message.ics if suffix == ".ics" else mail_of(kept, by)
        if kept.state == "releasing" and not again and not (file.is_file() and file.read_bytes() == octets):
            raise Refused(
                f"Message {number} was being released to {kept.file} when the program was stopped, and is not in "
                f"{folder}. If it did not leave, release it once more with --again."
            )
        if kept.state != "releasing":
            self._turn(kept, ("draft",), "releasing", str(file))
        put(file, octets)
        self._turn(self.one(number), ("releasing",), "released", str(file))
        return file

    def send(self, number: int, carrier: str, notifier: Notifier, by: Somebody, *, again: bool = False) -> None:
        """Let a draft leave by a notifier, once; `carrier` is what that is called.

        Raises `NotFound`; `Refused` where it left before or was discarded, or where it may have left already, unless
        `again`. Where the notifier raises `TryLater` or `Bounced` it is a draft again; else it may have left.
        """
        kept = self.one(number)
        if kept.state == "releasing" and not again:
            raise Refused(
                f"Message {number} was being released {kept.file} and may have left. If it did not, release it once "
                "more with --again."
            )
        if kept.state != "releasing":
            self._turn(kept, ("draft",), "releasing", f"by {carrier}")
        content = mail_of(kept, by, as_draft=False)
        try:
            notifier.send(Outgoing(sender=by.address, recipient=kept.message.recipient, content=content))
        except (TryLater, Bounced):
            self._turn(self.one(number), ("releasing",), "draft")
            raise
        self._turn(self.one(number), ("releasing",), "released", f"by {carrier}")

    def _turn(self, kept: Kept, before: Sequence[State], after: State, file: str = "") -> None:
        """Turn a message from one state into another, at once and for one only."""
        standing = update(_OUTBOX).where(_OUTBOX.c.id == kept.number, _OUTBOX.c.state.in_(before))
        with self._tables.writing() as own:
            turned = own.execute(standing.values(state=after, file=file or kept.file)).rowcount
        if not turned:
            now = self.one(kept.number)
            where = f", as {now.file}" if now.file else ""
            raise Refused(f"Message {kept.number} is {now.state}{where}; nothing was done.")


def _put(own: TableAccess, message: Message, at: datetime) -> int:
    """Keep a message as a draft and return its number, 0 where it is there; one that gave way is a draft again."""
    chosen = select(_OUTBOX.c.id, _OUTBOX.c.state).where(_OUTBOX.c.key == message.key)
    before = own.execute(chosen).mappings().first()
    if before is not None:
        own.execute(
            update(_OUTBOX).where(_OUTBOX.c.id == before["id"], _OUTBOX.c.state == "superseded").values(state="draft")
        )
        return int(before["id"]) if before["state"] == "superseded" else 0
    row = {
        "key": message.key, "kind": message.kind, "recipient": message.recipient, "summary": message.summary,
        "why": message.why, "sequence": message.sequence, "ics": message.ics.decode("utf-8", "surrogateescape"),
        "state": "draft", "file": "", "made_at": at.astimezone(UTC).replace(tzinfo=None),
        "engagement_id": message.engagement, "person_id": message.person,
    }  # fmt: skip
    return int(own.execute(insert(_OUTBOX).returning(_OUTBOX.c.id), row).scalar_one())


def mail_of(kept: Kept, by: Somebody, *, as_draft: bool = True) -> bytes:
    """Return a message as a mail, the same octets each time; `as_draft` has a mail program open it for sending."""
    told = kept.message
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((by.name, by.address))
    mail["To"] = told.recipient
    mail["Subject"] = f"{_WORDS[told.kind]}: {_on_one_line(told.summary)}"
    mail["Date"] = format_datetime(kept.made_at)
    mail["Message-ID"] = f"<{hashlib.sha256(told.ics).hexdigest()[:32]}.{kept.number}@{by.address.rpartition('@')[2]}>"
    if as_draft:
        mail["X-Unsent"] = "1"
    mail.set_content(f"{_WORDS[told.kind]}: {_on_one_line(told.summary)}\n")
    mail.add_alternative(
        told.ics, maintype="text", subtype="calendar", params={"method": told.kind, "charset": "utf-8"}
    )
    return mail.as_bytes()


def _on_one_line(text: str) -> str:
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())[:200]


def _but_stamp(ics: bytes) -> bytes:
    return b"\n".join(line for line in ics.splitlines() if not line.startswith(b"DTSTAMP"))
