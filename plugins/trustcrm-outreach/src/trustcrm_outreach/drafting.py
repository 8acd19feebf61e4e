"""From an audience to deliveries: one mail a mailbox, however many read it, and one to be told by hand for the rest."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from trustcrm.plugin import PluginContext, Refused, TableAccess
from trustcrm_outreach.ledger import Delivery, read
from trustcrm_outreach.members import Member, members
from trustcrm_outreach.notices import Notice, Version
from trustcrm_outreach.opt_outs import heeding
from trustcrm_outreach.rules import Rule, beside, current
from trustcrm_outreach.tables import DELIVERY, MEMBER, TEXT, VERSION, kept


@dataclass(frozen=True, kw_only=True)
class Group:
    """Those who are told by one delivery: of one mailbox, or, where `mailbox` is empty, of one side."""

    mailbox: str
    members: Sequence[Member]

    @property
    def key(self) -> tuple[str, int]:
        """What is the same for the same mailbox, or the same side without one."""
        return self.mailbox.casefold(), 0 if self.mailbox else self.members[0].side


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Whom a version would tell, and how; every member of the audience stands in one group, or has opted out."""

    groups: Sequence[Group]
    opted_out: Sequence[Member]

    @property
    def people(self) -> int:
        """How many belong to the audience."""
        return sum(len(group.members) for group in self.groups) + len(self.opted_out)


@dataclass(kw_only=True)
class Drafted:
    """What drafting came to: deliveries that are new, those that went since nobody is left in them, who joined one."""

    new: list[int] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    joined: int = 0


def plan(found: Sequence[Member], is_opted_out: Callable[[str], bool]) -> Plan:
    """Return how the members of an audience are told."""
    groups: dict[tuple[str, int], list[Member]] = {}
    out = [one for one in found if is_opted_out(one.address)]
    for member in found:
        if member not in out:
            groups.setdefault((member.mailbox, 0 if member.mailbox else member.side), []).append(member)
    told = [Group(mailbox=own[0].address, members=own) for own in groups.values()]
    return Plan(groups=told, opted_out=out)


def plan_of(context: PluginContext, notice: Notice) -> Plan:
    """Return how a notice would reach its audience now, which is asked anew."""
    found = members(context, notice.audience.wanted)
    with context.tables.reading() as tables:
        return plan(found, heeding(tables))


def draft(context: PluginContext, notice: Notice, version: Version) -> Drafted:
    """Draft what a version would send, for those who are not told yet. Raises `Refused` where no text is checked."""
    _require_text(notice, version)
    found = members(context, notice.audience.wanted)
    with context.tables.writing() as tables:
        return _Drafting(tables, notice, version, context.clock.now()).go(found)


def release(context: PluginContext, notice: Notice, version: Version, sender: str) -> list[Delivery]:
    """Let a version go to its audience, asked anew in the same moment; return the deliveries that may now be sent.

    `sender` is the address it comes from. Raises `Refused` where no text is checked or nobody is left to tell.
    """
    _require_text(notice, version)
    at = context.clock.now()
    found = members(context, notice.audience.wanted)
    said = f"version {version.number} of notice {notice.id}, {notice.title}"
    with context.tables.writing("release", said, lasting=True) as tables:
        _Drafting(tables, notice, version, at).go(found)
        drafted = [one for one in read(tables, version.id) if one.state == "drafted"]
        if not drafted:
            raise Refused(
                f"Version {version.number} of notice {notice.id} has nobody left to tell; nothing was released."
            )
        for one in drafted:
            standing = update(DELIVERY).where(DELIVERY.c.id == one.id, DELIVERY.c.state == "drafted")
            named = _message_id(notice, version, one, at, sender)
            tables.execute(standing.values(state="released", released_at=kept(at), message_id=named))
        first = update(VERSION).where(VERSION.c.id == version.id, VERSION.c.released_at.is_(None))
        tables.execute(first.values(released_at=kept(at), released_by=context.do.login))
        rests_on = update(TEXT).where(TEXT.c.version_id == version.id)
        tables.execute(rests_on.values(checked_by=TEXT.c.checked_by))  # so that undo leaves what has gone out
        numbers = {one.id for one in drafted}
        return [one for one in read(tables, version.id) if one.id in numbers]


def language_of(group: Group, version: Version) -> str:
    """Return the checked language that most who read it would choose, the version's first where that settles nothing.

    Somebody chooses the first of their own languages that there is a text in.
    """
    offered = [text.language for text in version.checked]
    chosen = Counter(_chosen(member.languages, offered) for member in group.members)
    return max(offered, key=lambda language: (chosen[language], -offered.index(language)))


def _chosen(own: Sequence[str], offered: Sequence[str]) -> str:
    same = (language for spoken in own for language in offered if _is_same(language, spoken))
    return next(same, "")


def _is_same(one: str, other: str) -> bool:
    """Return whether two names of languages mean the same as far as both tell: zh is also zh-Hant."""
    return one.casefold().split("-")[0] == other.casefold().split("-")[0]


def _require_text(notice: Notice, version: Version) -> None:
    if not version.checked:
        raise Refused(
            f"No text of version {version.number} of notice {notice.id} is checked yet; write one with `trustcrm "
            f"notice text {notice.id}`, and let somebody read it: `trustcrm notice check {notice.id}`."
        )


def _message_id(notice: Notice, version: Version, one: Delivery, at: datetime, sender: str) -> str:
    """Return the Message-ID, which stays the same however often this delivery is looked at or asked about."""
    told = f"{notice.id} {version.number} {one.id} {one.language} {at.isoformat()}"
    digest = hashlib.sha256(told.encode()).hexdigest()[:24]
    return f"<notice-{notice.id}.{version.number}.{one.id}.{digest}@{sender.rpartition('@')[2]}>"


class _Drafting:
    """One drafting of a version, within one transaction."""

    def __init__(self, tables: TableAccess, notice: Notice, version: Version, at: datetime) -> None:
        self._tables, self._notice, self._version, self._at = tables, notice, version, at
        self._rules: Sequence[Rule] = current(tables)
        self._done = Drafted()
        there = [one for one in read(tables, version.id) if one.state != "dropped"]
        self._live = {self._key_of(one): one for one in there}
        self._told = {
            (named.noun, named.id)
            for one in there
            if one.state not in ("drafted", "bounced")
            for named in one.people
        }  # fmt: skip

    def go(self, found: Sequence[Member]) -> Drafted:
        planned = plan(found, heeding(self._tables))
        keys = {group.key for group in planned.groups}
        self._tables.execute(
            delete(MEMBER).where(MEMBER.c.version_id == self._version.id, MEMBER.c.delivery_id.is_(None))
        )
        for key, one in self._live.items():
            if one.state == "drafted" and key not in keys:
                self._tables.execute(delete(DELIVERY).where(DELIVERY.c.id == one.id))
                self._done.gone.append(one.id)
        for group in planned.groups:
            self._put(group)
        self._name(None, [one for one in planned.opted_out if (one.noun, one.id) not in self._told])
        return self._done

    def _put(self, group: Group) -> None:
        one = self._live.get(group.key)
        if one is None:
            self._add(group)
        elif one.state == "drafted":
            self._tables.execute(delete(MEMBER).where(MEMBER.c.delivery_id == one.id))
            self._tables.execute(update(DELIVERY).where(DELIVERY.c.id == one.id).values(**self._values(group)))
            if not self._name(one.id, self._untold(group.members)):
                self._tables.execute(delete(DELIVERY).where(DELIVERY.c.id == one.id))
                self._done.gone.append(one.id)
        else:
            there = {(named.noun, named.id) for named in one.people}
            joined = [member for member in self._untold(group.members) if (member.noun, member.id) not in there]
            self._done.joined += self._name(one.id, joined)

    def _add(self, group: Group) -> None:
        untold = self._untold(group.members)
        if not untold:
            return
        row = {
            "version_id": self._version.id, "state": "drafted", "channel": "", "message_id": "", "said": "",
            "drafted_at": kept(self._at), **self._values(group),
        }  # fmt: skip
        number = int(self._tables.execute(insert(DELIVERY).returning(DELIVERY.c.id), row).scalar_one())
        self._name(number, untold)
        self._done.new.append(number)

    def _untold(self, found: Iterable[Member]) -> list[Member]:
        return [member for member in found if (member.noun, member.id) not in self._told]

    def _values(self, group: Group) -> Mapping[str, object]:
        countries = list(dict.fromkeys(member.country for member in group.members if member.country))
        chosen = beside(self._rules, self._notice.topic, countries)
        return {
            "mailbox": group.mailbox, "language": language_of(group, self._version), "rules": [one.id for one in chosen]
        }  # fmt: skip

    def _name(self, delivery: int | None, found: Sequence[Member]) -> int:
        rows = [
            {
                "version_id": self._version.id, "delivery_id": delivery, "about_noun": one.noun, "about_row": one.id,
                "side": one.side, "opted_out": delivery is None,
            }
            for one in found
        ]  # fmt: skip
        if rows:
            self._tables.execute(insert(MEMBER), rows)
        return len(rows)

    def _key_of(self, one: Delivery) -> tuple[str, int]:
        return one.mailbox.casefold(), 0 if one.mailbox else one.people[0].side if one.people else -one.id


def withdraw_draft(tables: TableAccess, number: int) -> bool:
    """Take a draft away; return whether it was one still. It comes again with the next drafting."""
    standing = select(DELIVERY.c.id).where(DELIVERY.c.id == number, DELIVERY.c.state == "drafted")
    if tables.execute(standing).first() is None:
        return False
    tables.execute(delete(DELIVERY).where(DELIVERY.c.id == number))
    return True
