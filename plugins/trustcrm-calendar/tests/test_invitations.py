"""Invitations wait as drafts; what leaves, leaves once and names one guest; answers count when they are the newest."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import icalendar
import pytest

from trustcrm.plugin import (
    Bounced,
    ConfigError,
    Engagement,
    Mention,
    NotFound,
    Outgoing,
    Person,
    PluginContext,
    Refused,
    Seat,
    TryLater,
    Unanswered,
)
from trustcrm_calendar.invitations import Somebody
from trustcrm_calendar.outbox import Outbox
from trustcrm_calendar.received import Received
from trustcrm_calendar.settings import CalendarSettings

Run = Callable[..., Any]
US = "protocol@home.example"


@pytest.fixture
def context(context: PluginContext) -> PluginContext:
    object.__setattr__(context, "config", CalendarSettings(address=US, name="Protocol, Homeville"))
    return context


@pytest.fixture
def convening(context: PluginContext) -> int:
    """A convening at which Aiko chairs, Bo is expected, and Cy, of whom no address is known."""
    nagoya = context.ask.found("city", "Nagoya")
    people = [
        context.do.add(Person(name=name, side=nagoya, emails=emails)).ids[0]
        for name, emails in (("Aiko", ("Aiko@nagoya.example",)), ("Bo", ("bo@nagoya.example",)), ("Cy", ("none",)))
    ]
    seats = [
        Seat(engagement=Mention(noun="engagement", name="@0"), person=person, role="chair" if at == 0 else None)
        for at, person in enumerate(people)
    ]
    open_one = Engagement(
        title="Convening", starts_on=date(2030, 7, 4), starts_at=time(9), ends_at=time(10), time_zone="Asia/Tokyo",
        side=nagoya,
    )  # fmt: skip
    return context.do.add(open_one, *seats).ids[0]


@pytest.fixture
def told(run: Run, tmp_path: Path) -> Callable[[], list[dict[str, Any]]]:
    """Drafts and releases whatever is to be told of the first engagement, and returns it."""

    def told() -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = json.loads(run("invite", "1", "--json").stdout)
        (tmp_path / "out").mkdir(exist_ok=True)
        if made:
            run("outbox", "release", *(str(one["message"]) for one in made), "--to", str(tmp_path / "out"))
        return made

    return told


@pytest.fixture
def came(run: Run, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """Takes in an answer of somebody as any calendar program writes it."""

    def came(
        address: str, partstat: str, *, sequence: int = 0, stamp: str = "20300630T100000Z", method: str = "REPLY",
        uid: str = "", starts: str = "20300704T090000",
    ) -> list[dict[str, Any]]:  # fmt: skip
        lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", f"UID:{uid}",
            f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}", f"DTSTART;TZID=Asia/Tokyo:{starts}", f"ORGANIZER:mailto:{US}",
            f"ATTENDEE;PARTSTAT={partstat}:MAILTO:{address}", "END:VEVENT", "END:VCALENDAR", "",
        ]  # fmt: skip
        (tmp_path / "reply.ics").write_text("\r\n".join(lines), newline="")
        answer: list[dict[str, Any]] = json.loads(run("received", str(tmp_path / "reply.ics"), "--json").stdout)
        return answer

    return came


def uid_of(context: PluginContext) -> str:
    return str(event(Outbox(context.tables).one(1).message.ics)["UID"])


def event(ics: bytes) -> Any:
    calendar: Any = icalendar.Calendar.from_ical(ics)
    return calendar.walk("VEVENT")[0]


def kinds(made: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["kind"], one["to"], one["sequence"]) for one in made]


BOTH = ("aiko@nagoya.example", "bo@nagoya.example")


def test_each_guest_gets_an_invitation_that_names_them_alone(
    convening: int, run: Run, context: PluginContext, tmp_path: Path
) -> None:
    done = run("invite", str(convening))
    assert "No mail address is known of Cy." in done.stderr
    assert "2 drafts are new in the outbox." in done.stderr
    aiko, bo = Outbox(context.tables).everything()
    for kept, name, role in ((aiko, "Aiko", "CHAIR"), (bo, "Bo", "REQ-PARTICIPANT")):
        told: Any = icalendar.Calendar.from_ical(kept.message.ics)
        only = event(kept.message.ics)
        assert (str(told["METHOD"]), int(only["SEQUENCE"])) == ("REQUEST", 0)
        assert str(only["ATTENDEE"]) == f"mailto:{kept.message.recipient}"
        assert {key: only["ATTENDEE"].params[key] for key in ("CN", "ROLE", "PARTSTAT", "RSVP")} == {
            "CN": name, "ROLE": role, "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE",
        }  # fmt: skip
        assert (str(only["ORGANIZER"]), only["ORGANIZER"].params["CN"]) == (f"mailto:{US}", "Protocol, Homeville")
        assert len(told.walk("VTIMEZONE")) == 1
    assert aiko.message.recipient == "aiko@nagoya.example"


def test_those_who_share_a_mailbox_are_asked_together(convening: int, run: Run, context: PluginContext) -> None:
    person = Person(name="Dai", side=context.ask.found("city", "Nagoya"), emails=("BO@nagoya.example",))
    context.do.add(Seat(engagement=convening, person=context.do.add(person).ids[0]))
    run("invite", str(convening))
    named = [event(one.message.ics)["ATTENDEE"].params["CN"] for one in Outbox(context.tables).everything()]
    assert named == ["Aiko", "Bo, Dai"]


def test_the_whole_list_is_named_only_on_demand(convening: int, run: Run, context: PluginContext) -> None:
    run("invite", str(convening), "--whole-list")
    for kept in Outbox(context.tables).everything():
        assert [str(one) for one in event(kept.message.ics)["ATTENDEE"]] == [f"mailto:{one}" for one in BOTH]


class Carrier:
    """Takes messages, or raises what it is told to."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error, self.taken = error, list[Outgoing]()

    def send(self, message: Outgoing) -> None:
        if self.error is not None:
            raise self.error
        self.taken.append(message)


def test_a_notifier_sends_what_is_released_once_and_what_may_have_left_is_asked_about(
    convening: int, run: Run, context: PluginContext
) -> None:
    run("invite", str(convening))
    box, by, carrier = Outbox(context.tables), Somebody(address=US, name="Protocol, Homeville"), Carrier()
    for error, state in ((TryLater("later"), "draft"), (Bounced("nobody"), "draft"), (Unanswered("?"), "releasing")):
        with pytest.raises(type(error)):
            box.send(1, "courier", Carrier(error), by)
        assert box.one(1).state == state
    with pytest.raises(Refused, match="may have left"):
        box.send(1, "courier", carrier, by)
    box.send(1, "courier", carrier, by, again=True)
    with pytest.raises(Refused, match="released, as by courier"):
        box.send(1, "courier", carrier, by)
    (told,) = carrier.taken
    mail = message_from_bytes(told.content, policy=default)
    assert (told.sender, told.recipient, mail["To"], mail["X-Unsent"]) == (US, *["aiko@nagoya.example"] * 2, None)
    assert "either a folder" in run("outbox", "release", "2", ends=2).output
    assert isinstance(run("outbox", "release", "2", "--by", "no-such-notifier", ends=1).exception, NotFound)
    assert box.one(2).state == "draft"


def test_what_a_guest_answered_is_taken_back_by_undo_and_what_they_said_before_stands_again(
    convening: int, told: Callable[[], Any], came: Callable[..., Any], run: Run, context: PluginContext
) -> None:
    told()
    uid, later = uid_of(context), "20300630T110000Z"

    def answers() -> list[str]:
        return [one["answer"] for one in json.loads(run("guests", str(convening), "--json").stdout)]

    before = answers()
    came(BOTH[0], "ACCEPTED", uid=uid)
    accepted = answers()
    came(BOTH[0], "DECLINED", uid=uid, stamp=later)
    assert (before, accepted, answers()) == (["", "", ""], ["accepted", "", ""], ["declined", "", ""])
    newest = context.ask.history(limit=1)[0].change
    assert (newest.verb, newest.summary) == ("receive", f"answer to engagement {convening}: {BOTH[0]}, declined")
    context.do.undo()
    assert answers() == accepted
    assert came(BOTH[0], "DECLINED", uid=uid, stamp=later)[0]["counts"]
    context.do.undo()
    context.do.undo()
    assert answers() == before
    came(BOTH[1], "NEEDS-ACTION", uid=uid, method="COUNTER")
    assert [one.method for one in Received(context.tables).everything()] == ["COUNTER"]
    context.do.undo()
    assert Received(context.tables).everything() == []


def test_an_engagement_that_guests_answered_stays_at_an_undo_of_its_adding_until_their_answers_are_taken_back(
    convening: int, told: Callable[[], Any], came: Callable[..., Any], context: PluginContext
) -> None:
    added = context.ask.history(limit=1)[0].change.id
    told()
    came(BOTH[0], "ACCEPTED", uid=uid_of(context))
    answered = context.ask.history(limit=1)[0].change.id
    (kept,) = context.do.undo(added).kept
    assert (kept.noun, kept.id, kept.reason) == ("engagement", convening, "calendar answer 1 refers to it")
    assert [one.partstat for one in Received(context.tables).everything(convening)] == ["ACCEPTED"]
    assert not context.ask.page("seat").rows
    context.do.undo(context.ask.history(limit=1)[0].change.id)
    assert len(context.ask.page("seat").rows) == 3
    context.do.undo(answered)
    assert not context.do.undo(added).kept
    with pytest.raises(NotFound):
        context.ask.one("engagement", convening)


def test_nothing_leaves_before_it_is_released_and_then_once(
    convening: int, run: Run, context: PluginContext, tmp_path: Path
) -> None:
    run("invite", str(convening))
    assert not list(tmp_path.rglob("*.eml"))
    assert "They are expected." in run("outbox", "list").stdout
    assert "ATTENDEE;CN=Aiko" in run("outbox", "show", "1").stdout
    assert isinstance(run("outbox", "release", "1", "--to", str(tmp_path / "none"), ends=1).exception, Refused)
    run("outbox", "discard", "2")
    assert isinstance(run("outbox", "release", "2", "--to", str(tmp_path), ends=1).exception, Refused)
    file = Path(run("outbox", "release", "1", "--to", str(tmp_path)).stdout.strip())
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["To"], mail["Subject"]) == ("aiko@nagoya.example", "Invitation: Convening")
    part = mail.get_body(("related", "html", "plain"))
    assert part is not None
    (calendar,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True) == Outbox(context.tables).one(1).message.ics
    file.unlink()
    assert isinstance(run("outbox", "release", "1", "--to", str(tmp_path), ends=1).exception, Refused)
    run("outbox", "restore", "2")
    run("outbox", "release", "2", "--to", str(tmp_path), "--as", "ics")
    assert isinstance(run("outbox", "discard", "2", ends=1).exception, Refused)
    assert isinstance(run("outbox", "show", "9", ends=1).exception, NotFound)


def test_nobody_is_told_the_same_twice(convening: int, told: Callable[[], Any], context: PluginContext) -> None:
    assert kinds(told()) == [("REQUEST", BOTH[0], 0), ("REQUEST", BOTH[1], 0)]
    assert told() == []
    context.do.correct("engagement", convening, {"kind": "call"})
    context.do.correct("engagement", convening, {"title": "Convening of mayors"})
    changed = told()
    assert kinds(changed) == [("REQUEST", BOTH[0], 0), ("REQUEST", BOTH[1], 0)]
    assert "SUMMARY" in changed[0]["why"]
    assert told() == []


def test_a_draft_that_is_out_of_date_gives_way(convening: int, run: Run, context: PluginContext) -> None:
    run("invite", str(convening))
    context.do.correct("engagement", convening, {"starts_at": time(9, 30)})
    run("invite", str(convening))
    states = [(one.state, one.message.sequence) for one in Outbox(context.tables).everything()]
    assert states == [("superseded", 0), ("superseded", 0), ("draft", 0), ("draft", 0)]


def test_another_time_asks_everybody_anew_and_other_words_do_not(
    convening: int, told: Callable[[], Any], came: Callable[..., Any], context: PluginContext
) -> None:
    told()
    came(BOTH[1], "ACCEPTED", uid=uid_of(context))
    context.do.correct("engagement", convening, {"place": "Castle"})
    told()
    partstats = [event(one.message.ics)["ATTENDEE"].params["PARTSTAT"] for one in Outbox(context.tables).everything()]
    assert partstats[2:] == ["NEEDS-ACTION", "ACCEPTED"]
    context.do.correct("engagement", convening, {"starts_at": time(8)})
    assert kinds(told()) == [("REQUEST", BOTH[0], 1), ("REQUEST", BOTH[1], 1)]
    partstats = [event(one.message.ics)["ATTENDEE"].params["PARTSTAT"] for one in Outbox(context.tables).everything()]
    assert partstats[4:] == ["NEEDS-ACTION", "NEEDS-ACTION"]


def test_what_is_off_is_told_to_those_who_were_invited(
    convening: int, told: Callable[[], Any], run: Run, context: PluginContext
) -> None:
    run("invite", str(convening))
    run("outbox", "release", "1", "--to", str(context.data_folder))
    context.do.cancel(convening)
    assert isinstance(run("outbox", "release", "2", "--to", str(context.data_folder), ends=1).exception, Refused)
    assert kinds(told()) == [("CANCEL", BOTH[0], 1)]
    off = event(Outbox(context.tables).everything()[-1].message.ics)
    assert (str(off["STATUS"]), str(off["ATTENDEE"])) == ("CANCELLED", f"mailto:{BOTH[0]}")
    assert told() == []
    context.do.correct("engagement", convening, {"state": "planned"})
    assert kinds(told()) == [("REQUEST", BOTH[0], 2), ("REQUEST", BOTH[1], 0)]


def test_who_is_no_longer_expected_is_told_so(
    convening: int, told: Callable[[], Any], context: PluginContext
) -> None:  # fmt: skip
    told()
    seat = next(one for one in context.ask.page("seat").rows if one.referred.get("person") == "Bo")
    context.do.withdraw("seat", seat.kept.id)
    assert kinds(told()) == [("CANCEL", BOTH[1], 1)]
    assert told() == []


def test_an_answer_counts_if_it_is_the_newest_of_somebody_invited(
    convening: int, told: Callable[[], Any], came: Callable[..., Any], run: Run, context: PluginContext
) -> None:
    told()
    uid = uid_of(context)
    assert came("BO@nagoya.example", "TENTATIVE", uid=uid, stamp="20300630T100000Z")[0]["counts"]
    assert not came(BOTH[1], "DECLINED", uid=uid, stamp="20300630T095900Z")[0]["counts"]
    assert came(BOTH[1], "ACCEPTED", uid=uid, stamp="20300630T110000Z")[0]["counts"]
    assert not came("eve@x.example", "ACCEPTED", uid=uid)[0]["counts"]
    assert not came(BOTH[0], "ACCEPTED", uid="another@x")[0]["counts"]
    assert not came(BOTH[0], "PERHAPS", uid=uid)[0]["counts"]
    rows = json.loads(run("guests", str(convening), "--json").stdout)
    assert {row["name"]: row["answer"] for row in rows} == {"Aiko": "", "Bo": "accepted", "Cy": ""}
    context.do.correct("engagement", convening, {"starts_on": date(2030, 7, 5)})
    told()
    late = came(BOTH[0], "ACCEPTED", uid=uid, sequence=0, stamp="20300630T120000Z")
    assert (late[0]["counts"], "earlier invitation" in late[0]["said"]) == (False, True)


def test_a_proposal_is_shown_and_changes_nothing(
    convening: int, told: Callable[[], Any], came: Callable[..., Any], run: Run, context: PluginContext
) -> None:
    told()
    before = context.ask.one("engagement", convening).kept
    (proposed,) = came(BOTH[1], "TENTATIVE", uid=uid_of(context), method="COUNTER", starts="20300704T140000")
    assert "20300704T140000 in place of DTSTART;TZID=Asia/Tokyo:20300704T090000" in proposed["said"]
    assert context.ask.one("engagement", convening).kept == before
    assert "proposed: DTSTART;TZID=Asia/Tokyo:20300704T140000" in run("guests", str(convening)).stdout


INVITED = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\nUID:theirs@x\r\nDTSTAMP:{stamp}\r
SEQUENCE:{sequence}\r\nDTSTART:20300704T090000Z\r\nSUMMARY:Summit\r\nORGANIZER:mailto:{by}\r
ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:protocol@home.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


def test_an_invitation_becomes_an_engagement_and_its_answer_a_draft(
    run: Run, context: PluginContext, tmp_path: Path
) -> None:
    def received(method: str, sequence: int = 0, by: str = "host@x.example", *, ends: int = 0) -> Any:
        text = INVITED.format(method=method, sequence=sequence, by=by, stamp=f"20300629T10{sequence:02}00Z")
        (tmp_path / "in.ics").write_text(text, newline="")
        return run("received", str(tmp_path / "in.ics"), ends=ends)

    assert isinstance(received("CANCEL", ends=1).exception, Refused)
    assert "It is engagement 1" in received("REQUEST").stdout
    assert "before" in received("REQUEST").stdout
    run("answer", "1", "accepted")
    run("answer", "1", "accepted")
    (kept,) = Outbox(context.tables).everything()
    answer: Any = icalendar.Calendar.from_ical(kept.message.ics)
    only = event(kept.message.ics)
    assert (str(answer["METHOD"]), kept.message.recipient, str(only["UID"])) == ("REPLY", "host@x.example", "theirs@x")
    assert (str(only["ATTENDEE"]), only["ATTENDEE"].params["PARTSTAT"]) == (f"mailto:{US}", "ACCEPTED")
    assert isinstance(run("invite", "1", ends=1).exception, Refused)
    assert isinstance(received("CANCEL", 1, "eve@x.example", ends=1).exception, Refused)
    assert context.ask.one("engagement", 1).value("state") == "confirmed"
    assert "called off" in received("CANCEL", 1).stdout
    assert context.ask.one("engagement", 1).value("state") == "cancelled"


def test_what_may_not_be_told_is_refused(
    convening: int, run: Run, context: PluginContext, told: Callable[[], Any], came: Callable[..., Any], tmp_path: Path
) -> None:
    told()
    uid = uid_of(context)
    text = INVITED.format(method="CANCEL", sequence=9, by="eve@x.example", stamp="20300629T100000Z")
    (tmp_path / "in.ics").write_text(text.replace("theirs@x", uid), newline="")
    assert isinstance(run("received", str(tmp_path / "in.ics"), ends=1).exception, Refused)
    assert isinstance(run("answer", str(convening), "declined", ends=1).exception, Refused)
    context.do.correct("engagement", convening, {"confidentiality": "restricted"})
    assert isinstance(run("invite", str(convening), ends=1).exception, Refused)
    for settings, error in ((CalendarSettings(), ConfigError), (CalendarSettings(address="x\r\nBcc: y"), ConfigError)):
        object.__setattr__(context, "config", settings)
        context.do.correct("engagement", convening, {"confidentiality": "internal"})
        assert isinstance(run("invite", str(convening), ends=1).exception, error)
    with pytest.raises(AssertionError, match="is no mail address"):
        came(f"{BOTH[0]} {BOTH[1]}", "ACCEPTED", uid=uid)
