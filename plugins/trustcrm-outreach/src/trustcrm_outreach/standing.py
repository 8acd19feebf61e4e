"""Who holds which version, whose is outdated, and who has not been reached for long: each person once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from trustcrm.plugin import City, Interaction, Listed, Organisation, Participant, PluginContext, TrustCrmError
from trustcrm_outreach.audiences import Audience, audiences
from trustcrm_outreach.ledger import Named, Telling, Who, last_sent, tellings
from trustcrm_outreach.members import Member, members_of_each
from trustcrm_outreach.notices import Notice, Version, notices


@dataclass(frozen=True, kw_only=True)
class Holding:
    """Which version of a notice somebody holds, 0 for none that went, and which is the newest that was released."""

    notice: Notice
    who: Who
    side: int
    holds: int
    newest: int
    delivery: int

    @property
    def is_outdated(self) -> bool:
        """Whether they hold an earlier version than the newest."""
        return 0 < self.holds < self.newest


def holdings(
    context: PluginContext, day: date | None = None, notice: Notice | None = None, concerning: Named | None = None
) -> list[Holding]:  # fmt: skip
    """Return what everybody ever to be told of a notice holds as of a day, by notice.

    With `concerning` what is known of them and of others of their side.
    """
    on = day or context.clock.today()
    told_of = [notice] if notice is not None else notices(context)
    versions = [version.id for version in notice.versions] if notice is not None else []
    by_version: dict[int, list[Telling]] = {}
    for one in tellings(context, on, *versions, concerning=concerning):
        by_version.setdefault(one.version, []).append(one)
    rows = RowsNow(context, (one.who for told in by_version.values() for one in told))
    return [held for told in told_of for held in _held(told, told.released_by_day(on), by_version, rows)]


def _held(
    notice: Notice, out: Sequence[Version], by_version: Mapping[int, Sequence[Telling]], rows: RowsNow
) -> Iterator[Holding]:  # fmt: skip
    """Yield what everybody told of a notice by its versions that are out holds of it."""
    held: dict[Who, tuple[int, int, int]] = {}
    for version in out:
        for one in by_version.get(version.id, ()):
            who = rows.now(one)
            number, delivery, _ = held.get(who, (0, one.delivery, one.side))
            held[who] = (version.number, one.delivery, one.side) if one.went else (number, delivery, one.side)
    for who, (number, delivery, side) in sorted(held.items()):
        yield Holding(
            notice=notice, who=who, side=side, holds=number, newest=out[-1].number, delivery=delivery
        )  # fmt: skip


class RowsNow:
    """Finds the row that stands for somebody today: who was merged into another is that other.

    Those of whom it is known that they will be asked for are looked up together.
    """

    def __init__(self, context: PluginContext, asked_for: Iterable[Who] = ()) -> None:
        self._ask = context.ask
        self._known: dict[Who, Who] = {}
        self._rows: dict[Who, Listed | None] = dict.fromkeys(asked_for)
        for noun in {noun for noun, _ in self._rows}:
            found = self._ask.several(noun, [row for kind, row in self._rows if kind == noun])
            self._rows |= {(noun, row): one for row, one in found.items()}

    def now(self, member: Named | Telling) -> Who:
        """Return who a member is by now."""
        who = member.who
        if who not in self._known:
            self._known[who] = self._now(who)
        return self._known[who]

    def name(self, who: Who) -> str:
        """Return what somebody is called; their number where they are on record no more."""
        row = self._row(who)
        return row.title if row is not None else f"{who[0]} {who[1]}"

    def is_there(self, who: Who) -> bool:
        """Return whether they are on record."""
        return self._row(who) is not None

    def _now(self, who: Who) -> Who:
        while (row := self._row(who)) is not None and row.kept.merged_into is not None:
            who = who[0], row.kept.merged_into
        return who

    def _row(self, who: Who) -> Listed | None:
        if who not in self._rows:
            self._rows[who] = None
            with suppress(TrustCrmError):
                self._rows[who] = self._ask.one(*who)
        return self._rows[who]


@dataclass(frozen=True, kw_only=True)
class Silence:
    """A mailbox, or somebody without one, that nothing reached for long: who reads it, and since when nothing came.

    `since` is the day of the last notice that went or the last contact on record, None where there never was any.
    """

    mailbox: str
    members: Sequence[Member]
    since: date | None


def not_reached(context: PluginContext, days: int, audience: Audience | None = None) -> tuple[list[Silence], int]:
    """Return who of an audience, or of all, nothing has reached for so many days, and how many people were looked at.

    A mailbox stands once with all who read it. They were reached by a notice that went and did not bounce, or by an
    interaction on record in which they took part.
    """
    today = context.clock.today()
    before = today - timedelta(days=days)
    asked = [audience] if audience is not None else audiences(context)
    together = members_of_each(context, (told.wanted for told in asked))
    everybody = {(one.noun, one.id): one for some in together for one in some}
    reached = last_notices(context, today)
    silent: dict[tuple[str, int], list[Member]] = {}
    since: dict[tuple[str, int], list[date]] = {}
    for who, member in everybody.items():
        days_seen = [day for day in (reached.get(who), _last_contact(context, member, today)) if day is not None]
        last = max(days_seen, default=None)
        if last is None or last <= before:
            key = (member.mailbox, 0) if member.mailbox else ("", member.id if member.noun == "person" else -member.id)
            silent.setdefault(key, []).append(member)
            since.setdefault(key, []).extend(days_seen)
    found = [
        Silence(mailbox=own[0].address, members=own, since=max(since[key], default=None)) for key, own in silent.items()
    ]
    return sorted(found, key=lambda one: (one.since or date.min, one.mailbox)), len(everybody)


def last_notices(context: PluginContext, day: date) -> Mapping[Who, date]:
    """Return on which day, in UTC, the last notice went to each person or organisation."""
    sent, found = last_sent(context, day), dict[Who, date]()
    rows = RowsNow(context, (named.who for named in sent))
    for named, on in sent.items():
        who = rows.now(named)
        found[who] = max(found.get(who, date.min), on)
    return found


def _last_contact(context: PluginContext, member: Member, today: date) -> date | None:
    """Return the day of the last interaction on record in which somebody took part."""
    if member.noun == "organisation":
        rows = context.ask.page("interaction", between=f"#{member.side}", limit=20).rows
        return max((_day(row.kept.record) for row in rows if _day(row.kept.record) <= today), default=None)
    parts = context.ask.page("participant", {"person": str(member.id)}, limit=20).rows
    days = (_day_of(context, cast(Participant, row.kept.record)) for row in parts)
    return max((day for day in days if day is not None and day <= today), default=None)


def _day(record: object) -> date:
    return cast(Interaction, record).on


def _day_of(context: PluginContext, part: Participant) -> date | None:
    with suppress(TrustCrmError):
        kept = context.ask.one("interaction", cast(int, part.interaction)).kept
        return None if kept.withdrawn else cast(Interaction, kept.record).on
    return None


def sides_called(context: PluginContext, sides: Collection[int]) -> dict[int, str]:
    """Return the name of each of these cities and organisations; the number of one that is on record no more."""
    found = context.ask.several("side", sides)
    names = {row: cast("City | Organisation", one.kept.record).name for row, one in found.items()}
    return {row: f"side {row}" for row in sides} | names


def people_in(found: Iterable[Holding]) -> int:
    """Return how many people and organisations stand in holdings, each once."""
    return len({one.who for one in found})
