from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from trustcrm.plugin import Interaction, Mention, Participant, PluginContext, Source, WrongUsage
from trustcrm_crm.civicrm import civicrm

Read = Callable[..., list[Any]]

HOME = Mention(noun="side", name="Homeville", country="US")
PORT = Mention(noun="organisation", name="Port Authority")
CIVICRM = ["Contact Type", "Sort Name", "First Name", "Last Name", "Current Employer", "Source Contact",
           "Activity ID", "Activity Type", "Subject", "Activity Date", "Duration", "Location", "Details",
           "Activity Status"]  # fmt: skip
LINE = ["Individual", "Lind, Bo", "Bo", "Lind", "Port Authority", "Park, Kim", "7", "Phone Call", "Cranes",
        "2024-03-31 02:30:00", "15", "Quay", "<p>Two <b>used</b> ones</p>", "Completed"]  # fmt: skip
MEETING = ["id", "name", "status", "dateStart", "dateStartDate", "dateEnd", "accountName", "contactsNames",
           "parentType", "parentName", "description"]  # fmt: skip
HELD = ["c1", "Exchange", "Held", "2024-03-04 23:30:00", "", "2024-03-05 00:15:00", "University",
        '{"b1": "Sofia Neri"}', "", "", ""]  # fmt: skip
NOTE = ["Record ID", "Activity date", "Note body", "Associated Contact", "Associated Company"]


def _with(line: list[str], head: list[str], **changed: str) -> list[str]:
    places = {name.replace(" ", "_"): place for place, name in enumerate(head)}
    cells = list(line)
    for name, cell in changed.items():
        cells[places[name]] = cell
    return cells


def test_an_activity_is_an_interaction_with_the_employer_of_its_contact(read: Read) -> None:
    (piece,) = read("civicrm", [CIVICRM, LINE])
    assert piece.record == Interaction(
        kind="call", giver=HOME, receiver=PORT, on=date(2024, 3, 31), at=time(2, 30), minutes=15, mode="phone",
        words="Cranes\n\nTwo used ones", place="Quay", source="export.csv",
    )  # fmt: skip
    assert piece.parts == (
        Participant(
            interaction=Mention(noun="interaction", name=""), person=Mention(noun="person", name="Bo Lind"), side=PORT
        ),
    )
    assert piece.key == "civicrm activity 7"


def test_whoever_writes_or_calls_us_acts_first(read: Read) -> None:
    (letter,) = read("civicrm", [CIVICRM, _with(LINE, CIVICRM, Activity_Type="Inbound Email")])
    assert (letter.record.giver, letter.record.receiver, letter.record.direction) == (PORT, HOME, "one-way")
    head = ["Record ID", "Call title", "Activity date", "Call direction", "Associated Company"]
    (call,) = read("hubspot", [head, ["1", "Quay", "2025-02-12 14:05", "Inbound", "Port Authority"]])
    assert (call.record.giver, call.record.direction) == (PORT, "mutual")


def test_a_colleague_who_wrote_an_activity_down_is_not_whom_it_was_with(read: Read) -> None:
    ours = _with(LINE, CIVICRM, Sort_Name="Park, Kim", First_Name="Kim", Last_Name="Park", Current_Employer="City Hall")
    (refused,) = read("civicrm", [CIVICRM, ours])
    assert refused.reason.startswith("It tells no organisation that it was with")
    (piece,) = read("civicrm", [CIVICRM, ours], **{"with": "Nagoya, JP"})
    assert (piece.record.receiver, piece.parts) == (Mention(noun="side", name="Nagoya", country="JP"), ())


@pytest.mark.parametrize("told", ["Contribution", "Membership Signup", "Site visit"])
def test_a_type_nobody_told_us_is_rejected_unless_its_kind_is_said(read: Read, told: str) -> None:
    line = _with(LINE, CIVICRM, Activity_Type=told)
    (refused,) = read("civicrm", [CIVICRM, line])
    assert told in refused.reason
    assert "--kind" in refused.reason
    (piece,) = read("civicrm", [CIVICRM, line], kind="visit made")
    assert piece.record.kind == "visit made"


@pytest.mark.parametrize(
    ("program", "table", "state"),
    [
        ("civicrm", [CIVICRM, _with(LINE, CIVICRM, Activity_Status="Scheduled")], "Scheduled"),
        ("espocrm", [MEETING, _with(HELD, MEETING, status="Planned")], "Planned"),
        ("espocrm", [MEETING, _with(HELD, MEETING, status="Not Held")], "Not Held"),
        ("hubspot", [["Record ID", "Meeting name", "Meeting start time", "Meeting outcome", "Associated Company"],
                     ["1", "Fair", "2025-02-12 14:05", "No show", "Forum"]], "No show"),
    ],
)  # fmt: skip
def test_what_has_not_happened_is_rejected(read: Read, program: str, table: list[list[str]], state: str) -> None:
    (piece,) = read(program, table, time_zone="UTC")
    assert piece.reason == f'Its state is "{state}", and only what has happened is brought in; bring it again then.'


def test_hours_of_civicrm_and_hubspot_stay_as_they_are_written(read: Read) -> None:
    (piece,) = read("civicrm", [CIVICRM, _with(LINE, CIVICRM, Activity_Date="2024-12-31 23:59:59")])
    assert (piece.record.on, piece.record.at) == (date(2024, 12, 31), time(23, 59))
    (note,) = read("hubspot", [NOTE, ["1", "2025-01-01 00:05", "Sent", "", "Forum"]], kind="email")
    assert (note.record.on, note.record.at) == (date(2025, 1, 1), time(0, 5))


@pytest.mark.parametrize(
    ("zone", "on", "at"),
    [
        ("Europe/Rome", date(2024, 3, 5), time(0, 30)),
        ("America/Los_Angeles", date(2024, 3, 4), time(15, 30)),
        ("UTC", date(2024, 3, 4), time(23, 30)),
    ],
)
def test_hours_of_espocrm_are_read_in_the_zone_that_is_told(read: Read, zone: str, on: date, at: time) -> None:
    (piece,) = read("espocrm", [MEETING, HELD], time_zone=zone)
    assert (piece.record.on, piece.record.at, piece.record.minutes) == (on, at, 45)


def test_without_a_zone_an_hour_of_espocrm_is_rejected_rather_than_moved(read: Read) -> None:
    (piece,) = read("espocrm", [MEETING, HELD])
    assert "--time-zone" in piece.reason


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_a_whole_day_of_espocrm_never_moves(read: Read, zone: str) -> None:
    line = _with(HELD, MEETING, dateStartDate="2024-03-12", dateStart="2024-03-12 00:00:00")
    (piece,) = read("espocrm", [MEETING, line], time_zone=zone)
    assert (piece.record.on, piece.record.at, piece.record.minutes) == (date(2024, 3, 12), None, None)


def test_an_unknown_zone_is_named(read: Read) -> None:
    with pytest.raises(WrongUsage, match='No time zone is called "Rome"'):
        read("espocrm", [MEETING, HELD], time_zone="Rome")


def test_a_parent_that_is_an_account_is_whom_a_meeting_was_with(read: Read) -> None:
    line = _with(HELD, MEETING, accountName="", contactsNames="", parentType="Account", parentName="Theatre")
    (piece,) = read("espocrm", [MEETING, line], time_zone="UTC")
    assert piece.record.receiver == Mention(noun="organisation", name="Theatre")


def test_a_note_of_hubspot_is_brought_in_only_as_what_somebody_says_it_is(read: Read) -> None:
    line = ["1", "2025-02-12 08:30", "<p>Asked</p><p>twice</p>", "Gaëlle Roux (5101); Bo Lind", "Forum (9003)"]
    (refused,) = read("hubspot", [NOTE, line])
    assert "--kind" in refused.reason
    (piece,) = read("hubspot", [NOTE, line], kind="message")
    assert (piece.record.kind, piece.record.words, piece.key) == ("message", "Asked\ntwice", "hubspot note 1")
    assert [part.person.name for part in piece.parts] == ["Gaëlle Roux", "Bo Lind"]


def test_further_companies_took_part_and_nobody_is_said_to_be_of_the_first(read: Read) -> None:
    line = ["1", "2025-02-12 08:30", "Fair", "Amara Diallo", "Forum (9003);Port Authority (9004);forum"]
    (piece,) = read("hubspot", [NOTE, line], kind="meeting")
    itself = Mention(noun="interaction", name="")
    assert piece.record.receiver == Mention(noun="organisation", name="Forum")
    assert piece.parts == (
        Participant(interaction=itself, person=Mention(noun="person", name="Amara Diallo")),
        Participant(interaction=itself, side=PORT),
    )


def test_what_was_within_our_own_city_is_no_interaction(read: Read) -> None:
    (piece,) = read("civicrm", [CIVICRM, _with(LINE, CIVICRM, Current_Employer="HOMEVILLE")])
    assert "within Homeville itself" in piece.reason


def test_our_own_city_is_asked_for_where_no_office_is_open(tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Activity ID,Activity Type,Activity Date,Current Employer\n7,Meeting,2024-03-04,Port\n", "utf-8")
    with pytest.raises(WrongUsage, match="--home"):
        list(civicrm(PluginContext(name="crm")).read(Source(path=path)))


def test_a_call_that_reached_nobody_is_no_interaction(read: Read) -> None:
    head = ["Record ID", "Call title", "Activity date", "Call duration", "Call outcome", "Associated Company"]
    lines = [[str(n), "Quay", "2025-02-12 14:05", "01:05:30", told, "Port Authority"] for n, told in enumerate(
        ["No answer", "Connected", "Left voicemail", ""]
    )]  # fmt: skip
    refused, *held = read("hubspot", [head, *lines])
    assert refused.reason == 'Its outcome is "No answer": nobody was reached.'
    assert [piece.record.minutes for piece in held] == [65, 65, 65]
