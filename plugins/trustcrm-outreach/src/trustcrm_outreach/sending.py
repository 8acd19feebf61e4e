"""Sending what was released, each once: as files in a folder for a person to send, or by a notifier."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from trustcrm.plugin import (
    Bounced,
    Deeds,
    Interaction,
    Mention,
    NotifyError,
    Outgoing,
    Participant,
    PluginContext,
    Refused,
    TableAccess,
    TrustCrmError,
    TryLater,
    Unanswered,
)
from trustcrm_outreach.ledger import Delivery, Named, State, one, read, say, turn, turn_one
from trustcrm_outreach.mail import Letterhead, compose, content_of, letterhead
from trustcrm_outreach.notices import Notice, Version, notices
from trustcrm_outreach.opt_outs import heeding

GIVES_UP_AFTER = 3
"""So many that could not leave one after the other, and the rest is not tried: nobody is there."""
KIND = "announcement"
"""How it stands in the office's records: something was made known, which by itself moves no reading."""


class Outlet(Protocol):
    """Where mails leave: `channel` is what the ledger calls it, `as_draft` whether a person still sends them."""

    channel: str
    as_draft: bool

    def deliver(self, delivery: Delivery, sender: str, content: bytes) -> None:
        """Hand one mail on; raise `TryLater`, `Bounced` or `Unanswered` as a notifier does."""

    def has(self, delivery: Delivery, content: bytes) -> bool:
        """Return whether it can be seen that just this mail left; False where that cannot be seen."""

    def close(self) -> None:
        """Let go of whatever is held open."""


@dataclass(kw_only=True)
class Outcome:
    """What a run came to, by the numbers of deliveries, and what was said of those that did not simply go."""

    sent: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    bounced: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    not_tried: int = 0
    said: dict[int, str] = field(default_factory=dict)


class Folder:
    """A folder in which each mail becomes a file that a mail program opens, for its owner alone to read."""

    as_draft = True

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise Refused(f"There is no folder {folder}; make it first. Nothing left.")
        self._folder = folder
        self.channel = "file"

    def deliver(self, delivery: Delivery, sender: str, content: bytes) -> None:
        """Write the file whole or not at all."""
        place = self.place(delivery)
        try:
            handle, name = tempfile.mkstemp(dir=self._folder, prefix=f".{place.name}.")
        except OSError as error:
            raise TryLater(f"{self._folder} cannot be written in: {error.strerror}; nothing left.") from None
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            with suppress(OSError):
                Path(name).unlink()
            raise TryLater(f"{place} cannot be written: {error.strerror}; nothing left.") from None
        Path(name).replace(place)

    def has(self, delivery: Delivery, content: bytes) -> bool:
        """Return whether the file lies there."""
        place = self.place(delivery)
        return place.is_file() and place.read_bytes() == content

    def place(self, delivery: Delivery) -> Path:
        """Return the file of a delivery."""
        return self._folder / f"{delivery.id:06}-{hashlib.sha256(delivery.message_id.encode()).hexdigest()[:12]}.eml"

    def close(self) -> None:
        """Do nothing: nothing is open."""


class Carrier:
    """A notifier as the outlet it is."""

    as_draft = False

    def __init__(self, context: PluginContext, name: str) -> None:
        self._notifier = context.notifiers.open(name)
        self.channel = name

    def deliver(self, delivery: Delivery, sender: str, content: bytes) -> None:
        """Hand it to the notifier."""
        self._notifier.send(Outgoing(sender=sender, recipient=delivery.mailbox, content=content))

    def has(self, delivery: Delivery, content: bytes) -> bool:
        """Return False: who carries mails on is not asked."""
        return False

    def close(self) -> None:
        """Close the notifier."""
        self._notifier.close()


def send(
    context: PluginContext, outlet: Outlet, only: Iterable[int] = (),
    progress: Callable[[int], None] = lambda count: None, log: bool = True,
) -> Outcome:  # fmt: skip
    """Send what is released and not yet sent, or only the deliveries named, each once; nothing else ever leaves.

    With `log`, what went stands among the office's interactions too. `progress` is told how many were looked at. Raises
    `Refused` for who may not write, and where the configuration does not say who sends.
    """
    with closing(outlet):
        return _Sending(context, outlet, letterhead(context), log=log).go(set(only), progress)


def waiting(context: PluginContext) -> list[Delivery]:
    """Return what was released, has a mailbox and did not leave yet."""
    with context.tables.reading() as tables:
        return [one for one in read(tables) if one.state == "released" and not one.by_hand]


class _Sending:
    def __init__(self, context: PluginContext, outlet: Outlet, by: Letterhead, *, log: bool) -> None:
        self._context, self._outlet, self._by, self._log = context, outlet, by, log
        self._versions = {version.id: (notice, version) for notice in notices(context) for version in notice.versions}
        self._deeds = context.do.batch("notices that were sent")
        self._home = context.ask.home().side
        self._done = Outcome()

    def go(self, only: set[int], progress: Callable[[int], None]) -> Outcome:
        self._context.do.check_role()
        self._settle_what_lies_there()
        found = [one for one in waiting(self._context) if not only or one.id in only]
        in_vain = 0
        for count, delivery in enumerate(found, 1):
            if in_vain == GIVES_UP_AFTER:
                self._done.not_tried = len(found) - count + 1
                break
            before = len(self._done.later)
            self._try(delivery)
            in_vain = in_vain + 1 if len(self._done.later) > before else 0
            progress(count)
        return self._done

    def _settle_what_lies_there(self) -> None:
        """Take as sent what was begun, may have left, and can be seen to lie where it should."""
        with self._context.tables.reading() as tables:
            begun = [one for one in read(tables) if one.state == "sending" and one.channel == self._outlet.channel]
        for delivery in begun:
            with suppress(TrustCrmError):
                if self._outlet.has(delivery, self._composed(delivery)):
                    self._went(delivery)

    def _try(self, delivery: Delivery) -> None:
        """Send one delivery: what it would say is made first, then it is written down that it begins, then it goes."""
        try:
            content = self._composed(delivery)
        except TrustCrmError as error:
            self._note(self._done.later, delivery, str(error))
            return
        if not self._begin(delivery):
            return
        try:
            self._outlet.deliver(delivery, self._by.address, content)
        except TryLater as error:
            self._turn(delivery, "released", str(error))
            self._note(self._done.later, delivery, str(error))
        except Bounced as error:
            self._turn(delivery, "bounced", str(error))
            self._note(self._done.bounced, delivery, str(error))
        except (Unanswered, NotifyError) as error:
            self._note_unknown(delivery, str(error))
        except Exception as error:
            self._note_unknown(delivery, str(error) or type(error).__name__)
            raise
        else:
            self._went(delivery)

    def _composed(self, delivery: Delivery) -> bytes:
        notice, version = self._of(delivery)
        with self._context.tables.reading() as tables:
            content = content_of(tables, notice, version, delivery)
        return compose(delivery, content, self._by, as_draft=self._outlet.as_draft)

    def _of(self, delivery: Delivery) -> tuple[Notice, Version]:
        return self._versions[delivery.version]

    def _begin(self, delivery: Delivery) -> bool:
        """Write down that a delivery begins; return whether it may: still released, and its mailbox still wants it."""
        at = self._context.clock.now()
        with self._context.tables.writing() as tables:
            if heeding(tables)(delivery.mailbox):
                if turn(tables, delivery.id, "dropped", at, said="They opted out before it went."):
                    self._note(self._done.dropped, delivery, "They opted out before it went.")
                return False
            return turn(tables, delivery.id, "sending", at, channel=self._outlet.channel, said="")

    def _turn(self, delivery: Delivery, after: State, said: str) -> None:
        with self._context.tables.writing() as tables:
            turn(tables, delivery.id, after, self._context.clock.now(), said=said)

    def _note(self, among: list[int], delivery: Delivery, said: str) -> None:
        among.append(delivery.id)
        self._done.said[delivery.id] = said

    def _note_unknown(self, delivery: Delivery, said: str) -> None:
        self._note(self._done.unknown, delivery, said)
        with self._context.tables.writing() as tables:
            say(tables, delivery.id, said)

    def _went(self, delivery: Delivery) -> None:
        went(self._context, delivery, self._of(delivery), deeds=self._deeds if self._log else None)
        self._done.sent.append(delivery.id)


def went(
    context: PluginContext, delivery: Delivery, of: tuple[Notice, Version], deeds: Deeds | None = None,
    channel: str = "",
) -> None:  # fmt: skip
    """Keep that a delivery went: in the ledger, and with `deeds` in the same transaction among the interactions.

    Where the office's rules forbid the interaction the ledger has it all the same, for it did go. `channel` is how,
    where somebody told it by hand.
    """
    home, at = context.ask.home().side, context.clock.now()
    values = {"channel": channel} if channel else {}
    sides = list(dict.fromkeys(named.side for named in delivery.people if named.side != home))

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        _turned(turn(tables, delivery.id, "sent", at, interaction_id=rows["interaction"][0], **values))

    if deeds is not None and sides:
        record, parts = _interaction(context, delivery, of, home, sides)
        with suppress(TrustCrmError):
            context.tables.along(deeds, write).add(record, *parts, again=True)
    with context.tables.writing() as tables:
        if one(tables, delivery.id).state in ("sending", "released"):
            turn(tables, delivery.id, "sent", at, **values)


def came_back(context: PluginContext, delivery: Delivery, why: str) -> None:
    """Keep that what was sent came back, and withdraw the interaction it had become. Raises `Refused`."""
    values = {"said": why}

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        _turned(turn(tables, delivery.id, "bounced", context.clock.now(), **values))

    if delivery.interaction is not None and delivery.state == "sent":
        with suppress(TrustCrmError):
            context.tables.along(context.do, write).withdraw("interaction", delivery.interaction, f"bounced: {why}")
            return
    turn_one(context, delivery.id, "bounced", **values)


def _turned(done: bool) -> None:
    if not done:
        raise Refused("The delivery was settled meanwhile.")


def _interaction(
    context: PluginContext, delivery: Delivery, of: tuple[Notice, Version], home: int, sides: Sequence[int]
) -> tuple[Interaction, list[Participant]]:
    notice, version = of
    itself = Mention(noun="interaction", name="@0")
    told = f"Notice {notice.id}, version {version.number}, in {delivery.language}: {notice.title}"
    by_mail = not delivery.by_hand
    record = Interaction(
        kind=KIND, giver=home, receiver=sides[0], on=context.clock.today(), mode="mail" if by_mail else "other",
        direction="one-way", words=told,
    )  # fmt: skip
    people = [
        Participant(interaction=itself, person=one.id, side=one.side) for one in _present(context, delivery.people)
    ]
    return record, [*people, *(Participant(interaction=itself, side=side) for side in sides[1:])]


def _present(context: PluginContext, people: Iterable[Named]) -> list[Named]:
    """Return those people who are still on record."""
    found = []
    for named in people:
        if named.noun == "person":
            with suppress(TrustCrmError):
                if not context.ask.one("person", named.id).kept.withdrawn:
                    found.append(named)
    return found
