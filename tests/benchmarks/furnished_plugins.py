"""What the workflow plugins keep in tables of their own, filled for a large office through each one's own context."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert

from tests.benchmarks.synthetic import SEED

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host

Rows = Iterable[Mapping[str, Any]]
AT_ONCE = 10_000
CODES = ("SDG 3", "SDG 4.7", "SDG 11.b", "SDG 13.2")


@dataclass(kw_only=True)
class Ids:
    """The records of core's that the plugins' rows point at; deeds with giver, receiver and day."""

    home: int
    today: date
    ties: list[int] = field(default_factory=list)
    sides: list[int] = field(default_factory=list)
    memberships: list[int] = field(default_factory=list)
    networks: list[int] = field(default_factory=list)
    consuls: list[tuple[int, int]] = field(default_factory=list)
    colleagues: list[int] = field(default_factory=list)
    ours: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    windows: list[tuple[int, date]] = field(default_factory=list)
    needs: list[tuple[int, int, date]] = field(default_factory=list)
    contributions: list[tuple[int, int, int, date]] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    signals: list[int] = field(default_factory=list)
    engagements: list[tuple[int, str, date]] = field(default_factory=list)
    follow_ups: list[int] = field(default_factory=list)
    notes_of_deeds: list[tuple[int, int, date]] = field(default_factory=list)
    notes_of_ties: list[tuple[int, int, date]] = field(default_factory=list)
    notes_of_talks: list[tuple[int, int, date]] = field(default_factory=list)

    @property
    def received(self) -> list[int]:
        """The deeds of others towards us."""
        return [row for row, _, receiver, _ in self.contributions if receiver == self.home]


def furnish_plugins(host: Host, ids: Ids) -> None:
    """Fill the tables of every workflow plugin; one that is not installed raises `ImportError`."""
    chance = random.Random(SEED + 2)
    for plugin, told in (
        ("continuity", _costs(ids, chance)),
        ("crisis", _crises(ids, chance)),
        ("networks-and-lessons", _lessons(ids, chance)),
        ("outreach", _notices(ids)),
        ("protocol", _gifts(ids, chance)),
        ("strategy", _priorities(ids, chance)),
    ):
        with host.context(plugin).tables.writing() as tables:
            for table, rows in told:
                every = iter(rows)
                while some := list(itertools.islice(every, AT_ONCE)):
                    tables.execute(insert(table), some)


def _costs(ids: Ids, chance: random.Random) -> Iterator[tuple[Table, Rows]]:
    from trustcrm_continuity.tables import CAP, COST

    yield COST, (
        {
            "side_id": chance.choice(ids.sides), "on": _day(ids, chance), "words": f"Cost {number}", "login": "Ana",
            "purpose": "hours" if number % 2 else "travel", "minutes": 90 if number % 2 else None,
            "amount": None if number % 2 else "120.50",
            "currency": None if number % 2 else ("USD", "EUR", "JPY")[number % 3],
        }
        for number in range(len(ids.contributions))
    )  # fmt: skip
    yield CAP, ({"side_id": side, "of": "hours", "most": "40", "login": "Ana"} for side in ids.sides[::4])


def _crises(ids: Ids, chance: random.Random) -> Iterator[tuple[Table, Rows]]:
    from trustcrm_crisis.tables import ASK, CHECK, LEAD

    asked = zip(ids.contributions[::40], itertools.cycle(ids.windows), itertools.count(), strict=False)
    yield (
        ASK,
        (
            {"window_id": window, "side_id": giver, "number": number, "contribution_id": row}
            for (row, giver, *_), (window, _), number in asked
        ),
    )
    leads = len(ids.contributions) // 40
    yield LEAD, (
        {
            "id": number + 1, "supplier_id": chance.choice(ids.sides), "window_id": window, "need_id": need,
            "what": f"Offer {number}", "unit": "masks", "quantity": "1000", "price": "2.50", "currency": "USD",
            "offered_on": starts + timedelta(days=number % 60),
        }
        for number, (need, window, starts) in zip(range(leads), itertools.cycle(ids.needs), strict=False)
    )  # fmt: skip
    at = datetime.combine(ids.today, datetime.min.time())
    yield (
        CHECK,
        (
            {"lead_id": number + 1, "name": name, "passed": number % 3 > 0, "login": "Ana", "at": at, "words": ""}
            for number in range(leads)
            for name in ("registered", "references")
        ),
    )


def _lessons(ids: Ids, chance: random.Random) -> Iterator[tuple[Table, Rows]]:
    from trustcrm_networks_and_lessons.tables import ADOPTION, DUES, FINDING, LESSON, LINK

    taught = ids.received[::20]
    yield LESSON, ({"contribution_id": row} for row in taught)
    told_of = set(taught)
    found = [note for note, about, _ in ids.notes_of_deeds if about in told_of]
    yield FINDING, ({"note_id": note, "role": "evidence", "source": "invented"} for note in found)
    yield ADOPTION, ({"step_id": row, "adopted_by": "Health"} for row in ids.steps[:: 4 * 40])
    paid = iter(ids.received[1::20])
    yield (
        DUES,
        (
            {"tie_id": tie, "year": year, "contribution_id": row}
            for (tie, year), row in zip(itertools.product(ids.memberships, range(2010, 2025)), paid, strict=False)
        ),
    )
    days = {row: on for row, _, _, on in ids.contributions}
    oldest = sorted(ids.contributions, key=lambda deed: deed[3])[: max(10, len(days) // 10)]
    linked = set(found)
    yield (
        LINK,
        (
            {"note_id": note, "contribution_id": earlier[0]}
            for note, about, _ in ids.notes_of_deeds[::3]
            if note not in linked and (earlier := chance.choice(oldest))[3] < days[about]
        ),
    )


def _notices(ids: Ids) -> Iterator[tuple[Table, Rows]]:
    from trustcrm_outreach.tables import AUDIENCE, DELIVERY, MEMBER, NOTICE, OPT_OUT, QUESTION, RULE, TEXT, VERSION

    at = datetime.combine(ids.today, datetime.min.time()) - timedelta(days=30)
    signed = {"kept_at": at, "kept_by": "Ana"}
    asked = {"kinds": ["consulate"], "tags": [], "countries": [], "languages": [], "districts": []}
    yield (
        AUDIENCE,
        ({"id": one, "name": f"Audience {one}", "question": asked, "words": "", **signed} for one in range(1, 13)),
    )
    notices = max(3, len(ids.contributions) // 100)
    yield (
        NOTICE,
        (
            {"id": one, "audience_id": one % 12 + 1, "title": f"Notice {one}", "topic": "Arriving", **signed}
            for one in range(1, notices + 1)
        ),
    )
    versions = [(one * 2 + number - 2, one, number) for one in range(1, notices + 1) for number in (1, 2)]
    yield (
        VERSION,
        (
            {
                "id": row,
                "notice_id": one,
                "number": number,
                "why": "",
                "released_at": at,
                "released_by": "Ana",
                **signed,
            }
            for row, one, number in versions
        ),
    )
    yield TEXT, (
        {
            "version_id": row, "language": language, "subject": "What holds now", "body": "It holds. " * 50,
            "written_by": "Ana", "checked_by": "Aram", "checked_on": ids.today,
        }
        for row, _, _ in versions
        for language in ("en", "fr")
    )  # fmt: skip
    told = [(row, body, who) for row, _, _ in versions for body, who in ids.consuls]
    yield DELIVERY, (
        {
            "id": number, "version_id": row, "mailbox": f"head{body}@a.example", "language": "en", "rules": [1],
            "state": "acknowledged" if number % 3 else "sent", "channel": "mail",
            "message_id": f"m{number}", "said": "", "drafted_at": at, "released_at": at, "began_at": at, "sent_at": at,
            "acknowledged_at": at if number % 3 else None,
        }
        for number, (row, body, _) in enumerate(told, 1)
    )  # fmt: skip
    yield (
        MEMBER,
        (
            {
                "version_id": row,
                "delivery_id": number,
                "about_noun": "person",
                "about_row": who,
                "side": body,
                "opted_out": False,
            }
            for number, (row, body, who) in enumerate(told, 1)
        ),
    )
    yield OPT_OUT, ({"address": f"gone{one}@a.example", "mark": f"g{one}", "words": "", **signed} for one in range(200))
    yield (
        RULE,
        (
            {
                "topic": f"Topic {one % 9}",
                "country": "FR",
                "words": "",
                "source": "invented",
                "as_of": ids.today,
                **signed,
            }
            for one in range(100)
        ),
    )
    yield (
        QUESTION,
        (
            {"notice_id": one % notices + 1, "interaction_id": talk, "follow_up_id": due}
            for one, ((_, talk, _), due) in enumerate(zip(ids.notes_of_talks[::5], ids.follow_ups[::5], strict=False))
        ),
    )


def _gifts(ids: Ids, chance: random.Random) -> Iterator[tuple[Table, Rows]]:
    from trustcrm_protocol.tables import DECISION, DISPOSITION, ELECTION, GIFT, HONOUR, REQUEST, THRESHOLD, VISIT

    visits = [row for row, kind, _ in ids.engagements if kind in ("courtesy call", "delegation")]
    yield VISIT, ({"engagement_id": row, "direction": "in" if row % 2 else "out"} for row in visits)
    yield (
        REQUEST,
        (
            {"engagement_id": row, "follow_up_id": due, "kind": "interpreter", "lead_days": 14}
            for row, due in zip(visits, ids.follow_ups[1::5], strict=False)
        ),
    )
    honours = [(row, on) for row, kind, on in ids.engagements if kind == "meeting"]
    yield (
        HONOUR,
        (
            {"id": number, "engagement_id": row, "form": "flag raising", "asked_on": on - timedelta(days=30)}
            for number, (row, on) in enumerate(honours, 1)
        ),
    )
    yield (
        DECISION,
        (
            {"honour_id": number, "answer": "yes", "decided_by": "Mayor", "on": on - timedelta(days=20)}
            for number, (_, on) in enumerate(honours, 1)
            if number % 4
        ),
    )
    gifts = ids.received[2::4]
    yield GIFT, ({"id": number, "contribution_id": row} for number, row in enumerate(gifts, 1))
    yield GIFT, (
        {
            "id": len(gifts) + number, "note_id": note, "person_id": chance.choice(ids.consuls)[1],
            "what": "A book", "value": "40", "currency": "USD", "method": "estimate",
        }
        for number, (note, *_) in enumerate(ids.notes_of_talks[1::5], 1)
    )  # fmt: skip
    yield (
        DISPOSITION,
        (
            {"gift_id": number, "what": "on display", "on": ids.today, "login": "Ana"}
            for number in range(1, len(gifts), 2)
        ),
    )
    yield (
        THRESHOLD,
        ({"amount": "500", "currency": "USD", "from_on": date(2000, 1, 1), "source": "invented"} for _ in range(1)),
    )
    yield (
        ELECTION,
        (
            {"side_id": side, "on": ids.today + timedelta(days=number), "what": "council", "source": "invented"}
            for number, side in enumerate(ids.sides)
        ),
    )


def _priorities(ids: Ids, chance: random.Random) -> Iterator[tuple[Table, Rows]]:
    from trustcrm_strategy.tables import CHECK_IN, GOAL, PRIORITY, SERVES, SHARE

    yield GOAL, ({"code": f"CITY {one}", "title": f"Goal {one}", "source": "invented"} for one in range(1, 11))
    every = range(1, 13)
    yield PRIORITY, ({"id": one, "name": f"Priority {one}", "from_on": date(2015, 1, 1)} for one in every)
    yield SERVES, ({"priority_id": one, "code": code} for one in every for code in CODES)
    yield (
        SHARE,
        (
            {"priority_id": place % 12 + 1, "tie_id": tie, "percent": 40, "from_on": date(2015, 1, 1)}
            for number, tie in enumerate(ids.ties)
            for place in (number, number + 5)
        ),
    )
    answers = ("control_mutuality", "trust", "satisfaction", "commitment", "exchange", "communal")
    yield (
        CHECK_IN,
        (
            {
                "note_id": note,
                "tie_id": tie,
                "year": day.year - 1,
                **{one: chance.randrange(1, 8) for one in answers},
            }
            for note, tie, day in ids.notes_of_ties[::2]
        ),
    )


def _day(ids: Ids, chance: random.Random) -> date:
    return ids.today - timedelta(days=chance.randrange(3650))
