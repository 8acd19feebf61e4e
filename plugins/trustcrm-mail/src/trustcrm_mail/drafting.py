"""What a letter becomes: an interaction between our side and another, or a piece set aside with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from trustcrm.plugin import Draft, Interaction, Mention, Participant, Rejected
from trustcrm_mail.heading import Correspondent, Heading, heading_of, is_listed, is_thrown_away, not_by_a_person
from trustcrm_mail.mailbox import Letter
from trustcrm_mail.sides import Sides
from trustcrm_mail.text import text_of

MOST_READERS = 50
"""How many of those a letter went to are looked at; the rest of a circular is counted."""
_MOST_NAMED = 5
_LONGEST_RAW = 1_000


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """Makes drafts of the letters of one mailbox: `home` is our side, `zone` its time zone where that is known."""

    home: Mention
    zone: ZoneInfo | None
    sides: Sides
    with_bodies: bool

    def piece(self, letter: Letter) -> Draft | Rejected:
        """Return what a letter becomes."""
        if letter.broken:
            return Rejected(where=letter.where, reason=letter.broken)
        try:
            heading = heading_of(letter.heading)
        except RecursionError:
            return Rejected(where=letter.where, reason="Its addresses stand within too many brackets to be read.")
        raw = _raw(heading)
        told = self._set_aside(letter, heading) or self._told(letter, heading)
        if isinstance(told, str):
            return Rejected(where=letter.where, reason=told, raw=raw)
        record, parts = told
        return Draft(key=_key(raw), record=record, parts=parts, where=letter.where, raw=raw)

    def _set_aside(self, letter: Letter, heading: Heading) -> str:
        """Return why a letter is nothing an office would record, "" where it may be."""
        if is_thrown_away(heading, letter.flags):
            return "It was deleted or never sent; the mail program keeps it in the mailbox until it tidies up."
        if letter.invites:
            return "It is a calendar invitation, or the answer to one; bring the calendar in instead."
        if is_listed(heading) and not self.sides.is_our_list(heading.fields.get("list-id", "")):
            return "It came through a mailing list, or as a circular to whoever is on one."
        return not_by_a_person(heading)

    def _told(self, letter: Letter, heading: Heading) -> tuple[Interaction, tuple[Participant, ...]] | str:
        """Return the interaction a letter is and who took part, or why it is none."""
        when = _moment(heading.sent, self.zone)
        if heading.writer is None or when is None:
            return "It does not say who wrote it." if heading.writer is None else "It does not say when it was written."
        theirs = self._theirs(heading.writer, heading.readers)
        if isinstance(theirs, str):
            return theirs
        is_ours = self.sides.is_ours(heading.writer)
        giver, receiver = (self.home, theirs) if is_ours else (theirs, self.home)
        record = Interaction(
            kind="email", giver=giver, receiver=receiver, on=when[0], at=when[1], mode="mail", direction="one-way",
            words=self._words(letter, heading), source=_source(heading),
        )  # fmt: skip
        return record, tuple(self._participants(heading, theirs))

    def _theirs(self, writer: Correspondent, readers: Sequence[Correspondent]) -> Mention | str:
        """Return the other side: the writer's, or where we wrote, that of the first reader whose side is told."""
        others = [who for who in readers if not self.sides.is_ours(who)]
        if not self.sides.is_ours(writer):
            if len(others) == len(readers):
                return "Neither its writer nor a reader is ours; where one is, name the address with --our."
            others = [writer]
        elif not others:
            return "Only ours wrote and read it; nobody of another side took part."
        theirs = next((side for who in others[:MOST_READERS] if (side := self.sides.named(who))), self.sides.otherwise)
        address = others[0].address[:100]
        return theirs or f"Whom {address} stands for is not told; give it a line in --sides FILE, or say --with SIDE."

    def _participants(self, heading: Heading, theirs: Mention) -> Iterator[Participant]:
        """Yield who took part as far as the office knows them, and the further sides that the letter went to."""
        told: set[Mention] = {theirs}
        for role, some in (("from", (heading.writer,)), ("to", heading.to), ("cc", heading.cc)):
            for who in some[:MOST_READERS]:
                mention = None if who is None else self._participant(who)
                if mention is None or mention in told:
                    continue
                told.add(mention)
                field = mention.noun if mention.noun in ("person", "colleague") else "side"
                yield Participant(interaction=Mention(noun="interaction", name=""), role=role, **{field: mention})

    def _participant(self, who: Correspondent) -> Mention | None:
        if self.sides.is_ours(who):
            return self.sides.colleague(who)
        return self.sides.person(who) or self.sides.named(who)

    def _words(self, letter: Letter, heading: Heading) -> str | None:
        text = text_of(letter.heading, letter.body) if self.with_bodies else ""
        return "\n\n".join(filter(None, (heading.subject, text))) or None


def _moment(sent: datetime | None, zone: ZoneInfo | None) -> tuple[date, time | None] | None:
    """Return the day and the hour in the office's zone; the written day alone where either zone is not known."""
    if sent is None:
        return None
    if sent.tzinfo is None or zone is None:
        return sent.date(), None
    try:
        here = sent.astimezone(zone)
    except OverflowError:  # after the last day that there is
        return None
    return here.date(), here.time().replace(second=0, microsecond=0)


def _source(heading: Heading) -> str:
    """Return how the letter is found again in the mailbox."""
    readers = [str(who) for who in heading.readers[:_MOST_NAMED]]
    more = len(heading.readers) - len(readers)
    told = ", ".join(readers) + (f" and {more:,} more" if more else "")
    return f"mail from {heading.writer} to {told}{f', {heading.id}' if heading.id else ''}"


def _raw(heading: Heading) -> dict[str, str]:
    """Return what the heading says, by the names of its fields."""
    told = {
        "date": " ".join(heading.fields.get("date", "").split()),
        "from": str(heading.writer or ""),
        "to": ", ".join(map(str, heading.to[:MOST_READERS])),
        "cc": ", ".join(map(str, heading.cc[:MOST_READERS])),
        "subject": heading.subject,
        "message-id": heading.id,
    }
    return {name: words[:_LONGEST_RAW] for name, words in told.items()}


def _key(raw: dict[str, str]) -> str:
    """Return what names a letter wherever it is kept: its id, who wrote it and when; without an id all it says."""
    names = ("message-id", "from", "date") if raw["message-id"] else tuple(raw)
    told = "\0".join(raw[name] for name in names)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
