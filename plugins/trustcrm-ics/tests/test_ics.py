from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from trustcrm.plugin import (
    Colleague,
    Draft,
    Engagement,
    ImporterSpec,
    Interaction,
    Mention,
    NotFound,
    Organisation,
    Person,
    PinnedClock,
    PluginContext,
    Rejected,
    Source,
    UnreadableSource,
    WrongUsage,
)
from trustcrm.testing.an_office import brought_in
from trustcrm_ics import Revision, pieces
from trustcrm_ics.importer import CalendarImporter

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice

Read = Callable[..., list[Any]]
TODAY = "2026-11-26"
NAGOYA = Mention(noun="side", name="Nagoya", country="JP")
HOME = Mention(noun="side", name="Homeville", country="US")
HELD = ["UID:h", "SUMMARY:Committee", "DTSTART;TZID=Europe/Rome:20260310T090000", "DURATION:PT90M", "LOCATION:Hall 3"]
AHEAD = ["UID:a", "SUMMARY:Visit", "DTSTART;VALUE=DATE:20270503", "DTEND;VALUE=DATE:20270506", "STATUS:TENTATIVE"]


class _Bench:
    """An office, and this importer as it builds it, its guests known to it."""

    def __init__(self, office: OpenOffice) -> None:
        self.office = office
        self.services = office.host.context("ics").office

    def bring(self, path: Path, **options: str) -> Any:
        importer = self.office.host.build(self.office.host.offer(ImporterSpec, "ics"))
        return brought_in(self.office, importer, Source(path=path, options=options))

    def knows(self, *drafts: Draft) -> None:
        for draft in drafts:
            self.services.record(draft)

    def rows(self, noun: str) -> list[Any]:
        def found() -> Iterator[Any]:
            for row in range(1, 100):
                try:
                    yield self.services.read(noun, row)
                except NotFound:
                    return

        return list(found())


@pytest.fixture
def bench(trustcrm_office: OpenOffice) -> _Bench:
    _ = trustcrm_office.desk
    return _Bench(trustcrm_office)


def test_what_was_held_is_an_interaction_and_an_engagement_that_refers_to_it(read: Read) -> None:
    held, engagement = read(HELD)
    assert held.record == Interaction(
        kind="meeting", giver=HOME, receiver=NAGOYA, on=date(2026, 3, 10), at=time(9), minutes=90, words="Committee",
        place="Hall 3", source="calendar",
    )  # fmt: skip
    assert engagement.record == Engagement(
        title="Committee", starts_on=date(2026, 3, 10), starts_at=time(9), ends_at=time(10, 30), place="Hall 3",
        time_zone="Europe/Rome", state="held", side=NAGOYA, uid="h",
        interaction=Mention(noun="interaction", name="interaction h"),
    )  # fmt: skip
    assert (held.key, engagement.key, held.where) == ("interaction h", "engagement h", "line 2")


def test_what_lies_ahead_is_an_engagement_of_whole_days(read: Read) -> None:
    (ahead,) = read(AHEAD)
    assert ahead.record == Engagement(
        title="Visit", starts_on=date(2027, 5, 3), ends_on=date(2027, 5, 5), state="planned", side=NAGOYA, uid="a"
    )


@pytest.mark.parametrize(
    ("lines", "is_past"),
    [
        (["DTSTART;VALUE=DATE:20261125"], True),
        (["DTSTART;VALUE=DATE:20261126"], False),
        (["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126"], True),
        (["DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261127"], False),
        (["DTSTART:20261125T230000", "DTEND:20261126T000000"], True),
        (["DTSTART:20261125T230000", "DTEND:20261126T003000"], False),
        (["DTSTART:20261126T000000"], False),
    ],
)
def test_past_is_what_was_over_before_today(read: Read, lines: list[str], is_past: bool) -> None:
    assert len(read(["UID:1", *lines])) == (2 if is_past else 1)


def test_a_meeting_that_was_ahead_and_then_held_is_not_two(bench: _Bench, calendar: Callable[..., Path]) -> None:
    guest = "ATTENDEE;CN=Aiko Tanaka:mailto:aiko@nagoya.example"
    first = bench.bring(calendar([*HELD, guest]), **{"with": "Nagoya, JP", "today": "2026-03-01"})
    assert first.created == {"city": 1, "engagement": 1, "person": 1, "seat": 1}
    settings = {"with": "Nagoya, JP", "today": "2026-03-11"}
    second = bench.bring(calendar([*HELD, guest]), **settings)
    assert (second.created, second.corrected) == ({"interaction": 1, "participant": 1}, 1)
    (engagement,), (interaction,) = bench.rows("engagement"), bench.rows("interaction")
    assert (engagement.state, engagement.interaction) == ("held", 1)
    assert (interaction.on, interaction.at, interaction.minutes) == (date(2026, 3, 10), time(8), 90)
    third = bench.bring(calendar([*HELD, guest], head=["X-WR-CALNAME:again"]), **settings)
    assert (third.made, third.corrected, third.same, third.items) == (0, 0, 2, [])


def test_a_meeting_put_off_is_the_same_meeting(bench: _Bench, calendar: Callable[..., Path]) -> None:
    bench.bring(calendar(AHEAD), **{"with": "Nagoya, JP", "today": TODAY})
    later = [line.replace("20270503", "20270603").replace("20270506", "20270605") for line in AHEAD]
    outcome = bench.bring(calendar(later), **{"with": "Nagoya, JP", "today": TODAY})
    assert (outcome.made, outcome.corrected) == (0, 1)
    (engagement,) = bench.rows("engagement")
    assert (engagement.starts_on, engagement.ends_on) == (date(2027, 6, 3), date(2027, 6, 4))


def test_a_meeting_called_off_is_told_cancelled_and_was_never_held(
    bench: _Bench, calendar: Callable[..., Path]
) -> None:
    bench.bring(calendar(HELD), **{"with": "Nagoya, JP", "today": "2026-03-01"})
    for head, entry in (([], [*HELD, "STATUS:CANCELLED"]), (["METHOD:CANCEL"], HELD)):
        bench.bring(calendar(entry, head=head), **{"with": "Nagoya, JP", "today": "2026-03-20"})
        (engagement,) = bench.rows("engagement")
        assert (engagement.state, bench.rows("interaction")) == ("cancelled", [])


def test_whom_the_office_knows_tells_with_whom_it_was(bench: _Bench, calendar: Callable[..., Path]) -> None:
    body = Organisation(name="Consulate General of Sweden", country="US")
    side = Mention(noun="organisation", name=body.name)
    bench.knows(
        Draft(key="o", record=body),
        Draft(key="p", record=Person(name="Marta Lindqvist", side=side)),
        Draft(key="c", record=Colleague(name="Giulia Rossi")),
    )
    guests = [
        "ORGANIZER;CN=Giulia Rossi:mailto:g@city.example",
        "ATTENDEE;CN=Marta Lindqvist:mailto:m@x.example",
        "ATTENDEE;CN=Ann Other:mailto:ann@city.example",
    ]
    outcome = bench.bring(calendar([*HELD, *guests]), today=TODAY, ours="@city.example")
    assert outcome.created == {"interaction": 1, "participant": 2, "engagement": 1, "seat": 1}
    (interaction,) = bench.rows("interaction")
    assert interaction.receiver == bench.rows("engagement")[0].side != interaction.giver
    assert [(one.person, one.colleague, one.role) for one in bench.rows("participant")] == [
        (1, None, None), (None, 1, "organiser"),
    ]  # fmt: skip


@pytest.mark.parametrize("settings", [{"today": TODAY}, {"today": TODAY, "home": "HOMEVILLE"}])
def test_a_guest_of_our_own_city_does_not_tell_with_whom_it_was(
    bench: _Bench, calendar: Callable[..., Path], settings: dict[str, str]
) -> None:
    bench.knows(Draft(key="p", record=Person(name="Ann Other", side=Mention(noun="city", name="Homeville"))))
    path = calendar([*AHEAD, "ATTENDEE;CN=Ann Other:mailto:ann@x.example"])
    (rejected,) = bench.bring(path, **settings).items
    assert rejected.state == "rejected"
    assert bench.bring(path, **settings, **{"with": "Nagoya, JP"}).created == {"city": 1, "engagement": 1, "seat": 1}


def test_nobody_knowable_is_rejected_with_what_to_do(read: Read) -> None:
    (rejected,) = read([*HELD, "ATTENDEE:mailto:somebody@x.example"], **{"with": ""})
    assert isinstance(rejected, Rejected)
    assert rejected.reason.endswith("say it with --with.")
    assert rejected.raw["ATTENDEE"] == "mailto:somebody@x.example"


def test_a_holiday_is_no_meeting_and_a_free_hour_with_guests_is(read: Read) -> None:
    guest = "ATTENDEE;CN=Ana:mailto:a@x.example"
    pieces = read(["UID:1", *AHEAD[1:], "TRANSP:TRANSPARENT"], ["UID:2", *AHEAD[1:], "TRANSP:TRANSPARENT", guest])
    assert isinstance(pieces[0], Rejected)
    assert pieces[1].key == "engagement 2"


def test_a_title_too_long_for_one_stands_whole_among_the_words(bench: _Bench, calendar: Callable[..., Path]) -> None:
    long = "Courtesy call " * 60
    outcome = bench.bring(
        calendar([*AHEAD[:1], f"SUMMARY:{long}", "DESCRIPTION:Agenda", *AHEAD[2:]]), **{"with": "Oslo, NO"}
    )
    assert outcome.created["engagement"] == 1
    (engagement,) = bench.rows("engagement")
    assert engagement.title.endswith("…")
    assert engagement.words == f"{long.strip()}\n\nAgenda"


def test_what_is_private_is_restricted(read: Read) -> None:
    assert {piece.record.confidentiality for piece in read([*HELD, "CLASS:PRIVATE"])} == {"restricted"}
    assert {piece.record.confidentiality for piece in read([*HELD, "CLASS:PUBLIC"])} == {"internal"}


def test_of_one_meeting_that_stands_twice_the_later_revision_counts(read: Read) -> None:
    old, new = [*AHEAD, "SEQUENCE:2"], [*AHEAD[:1], "SUMMARY:Visit, now", *AHEAD[2:], "SEQUENCE:10"]
    for entries in ((old, new), (new, old)):
        pieces = read(*entries)
        (rejected,) = [piece for piece in pieces if isinstance(piece, Rejected)]
        assert rejected.reason.startswith("The meeting stands in the file twice")
        assert [getattr(piece.record, "title", "") for piece in pieces if isinstance(piece, Draft)] == ["Visit, now"]


def test_an_answer_to_an_invitation_is_no_meeting_and_an_invitation_is(read: Read) -> None:
    (answer,) = read(AHEAD, head=["METHOD:REPLY"])
    assert isinstance(answer, Rejected)
    (invitation,) = read(AHEAD, head=["METHOD:REQUEST"])
    assert invitation.record.state == "planned"


def test_what_was_over_before_the_first_day_wanted_stays_in_the_calendar(read: Read) -> None:
    assert [piece.key for piece in read(HELD, AHEAD, since="2026-03-11")] == ["engagement a"]
    assert len(read(HELD, AHEAD, since="2026-03-10")) == 3


def test_zones_that_stand_behind_their_use_are_found(read: Read, calendar: Callable[..., Path]) -> None:
    path = calendar(["UID:1", "SUMMARY:x", "DTSTART;TZID=Ours:20270101T090000"])
    zone = b"BEGIN:VTIMEZONE\r\nTZID:Ours\r\nX-LIC-LOCATION:Asia/Tokyo\r\nEND:VTIMEZONE\r\n"
    path.write_bytes(path.read_bytes().replace(b"END:VCALENDAR", zone + b"END:VCALENDAR"))
    importer = CalendarImporter(PluginContext(name="ics", clock=PinnedClock(date(2026, 11, 26))))
    (ahead,) = importer.read(Source(path=path, options={"home": "Homeville, US", "with": "Nagoya, JP"}))
    assert isinstance(ahead, Draft)
    assert isinstance(ahead.record, Engagement)
    assert ahead.record.time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    "settings",
    [{"home": ""}, {"today": "tomorrow"}, {"since": "2026"}, {"until": "2046-01-01"}, {"today": "9999-12-31"}],
)
def test_a_setting_that_cannot_be_is_said_before_anything_is_read(read: Read, settings: dict[str, str]) -> None:
    with pytest.raises(WrongUsage):
        read(HELD, **settings)


@pytest.mark.parametrize("content", [b"", b"\0\0", b"BEGIN:VCARD\nEND:VCARD\n", "Имя;Почта\n".encode("cp1251")])
def test_what_is_no_calendar_is_unreadable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.ics"
    path.write_bytes(content)
    with pytest.raises(UnreadableSource):
        CalendarImporter(PluginContext(name="ics")).read(Source(path=path, options={"home": "Homeville, US"}))


def test_a_meeting_with_nobody_known_is_kept_where_that_is_wanted(read: Read) -> None:
    (rejected,) = read(["UID:x", "SUMMARY:Lunch", "DTSTART;VALUE=DATE:20270503"], **{"with": ""})
    assert isinstance(rejected, Rejected)
    (kept,) = read(["UID:x", "SUMMARY:Lunch", "DTSTART;VALUE=DATE:20260503"], **{"with": "", "unknown": "keep"})
    assert (kept.record.side, kept.record.state, kept.record.title) == (None, "confirmed", "Lunch")
    with pytest.raises(WrongUsage):
        read(AHEAD, unknown="perhaps")


def test_of_one_sequence_the_later_stamp_counts_wherever_it_stands(read: Read) -> None:
    later, sooner = ([*AHEAD, f"DTSTAMP:2026010{day}T000000Z", f"LOCATION:{day}"] for day in (2, 1))
    for entries in ((later, sooner), (sooner, later)):
        told = [piece.record for piece in read(*entries) if isinstance(piece, Draft)]
        assert [one.place for one in told if isinstance(one, Engagement)] == ["2"]


def test_uids_that_change_name_nothing(read: Read) -> None:
    one, other = (read(["UID:" + uid, *AHEAD[1:]], uids="change")[0] for uid in ("1", "2"))
    assert (one.key, one.record.uid) == (other.key, None)


def test_other_plugins_leave_out_what_they_do_not_want(calendar: Callable[..., Path]) -> None:
    series = ["UID:s", "SEQUENCE:3", "DTSTAMP:20260101T000000Z", "DTSTART:20270103T100000", "RRULE:FREQ=DAILY;COUNT=2"]
    moved = ["UID:s", "RECURRENCE-ID:20270104T100000", "SEQUENCE:5", "DTSTART:20270105T100000"]
    alone = ["UID:z", "RECURRENCE-ID:20270104T100000Z", "DTSTART:20270105T100000Z"]
    source = Source(path=calendar(series, moved, AHEAD, alone), options={"home": "Homeville, US", "with": "Nagoya, JP"})
    asked: list[Revision] = []

    def wanted(revision: Revision) -> bool:
        asked.append(revision)
        return revision.uid == "a"

    context = PluginContext(name="other", clock=PinnedClock(date(2026, 11, 26)))
    assert [piece.key for piece in pieces(context, source, wanted) if isinstance(piece, Draft)] == ["engagement a"]
    told = [(one.uid, one.instance, one.sequence, one.stamp, one.floating, one.repeats) for one in asked]
    assert told == [
        ("s", "", 5, "20260101T000000Z", True, True), ("a", "", 0, "", False, False),
        ("z", "20270104T100000Z", 0, "", False, False),
    ]  # fmt: skip
    assert len({one.digest for one in asked}) == 3
