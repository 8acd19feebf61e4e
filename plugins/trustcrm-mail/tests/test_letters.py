"""What a letter becomes: its sides, its day, its words, its key, and what is set aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Draft, Interaction, Mention, Participant, Rejected, WrongUsage

Read = Callable[..., list[Any]]
Letter = Callable[..., bytes]
Mbox = Callable[..., bytes]

HOME, MILAN, NAGOYA = (Mention(noun="side", name=name) for name in ("Homeville", "Milan", "Nagoya"))
LATIN = {"Content_Type": "text/plain; charset=latin-1"}
US = "Marisol Quintero <desk@city.example>"


def test_what_they_wrote_goes_from_their_side_to_ours(read: Read, letter: Letter) -> None:
    (draft,) = read(letter())
    assert draft.record == Interaction(
        kind="email", giver=MILAN, receiver=HOME, on=date(2024, 3, 4), mode="mail", direction="one-way",
        words="Test kits",
        source="mail from Giulia Rossi <giulia@milano.example> to desk@city.example, <1@milano.example>",
    )  # fmt: skip
    assert draft.parts == ()


def test_what_we_wrote_goes_from_our_side_to_theirs(read: Read, letter: Letter) -> None:
    (draft,) = read(letter(From=US, To="Giulia <giulia@milano.example>"))
    assert (draft.record.giver, draft.record.receiver) == (HOME, MILAN)


def test_further_sides_of_a_letter_take_part_in_it(read: Read, letter: Letter) -> None:
    (draft,) = read(letter(From=US, To="a@milano.example, b@milano.example", Cc="c@nagoya.example, d@nagoya.example"))
    assert draft.record.receiver == MILAN
    assert draft.parts == (Participant(interaction=Mention(noun="interaction", name=""), side=NAGOYA, role="cc"),)


def test_subdomains_belong_to_a_domain_and_look_alikes_do_not(read: Read, letter: Letter) -> None:
    (ours,) = read(letter(From="x@int.CITY.example", To="giulia@mail.milano.example"))
    assert (ours.record.giver, ours.record.receiver) == (HOME, MILAN)
    (other,) = read(letter(From="x@notmilano.example"))
    assert isinstance(other, Rejected)


def test_a_whole_address_goes_before_its_domain(read: Read, letter: Letter, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text('address,side\n@post.example,Other\nconsulate@post.example,"Nagoya, JP"\n', "utf-8-sig")
    (draft,) = read(letter(From="Consulate@Post.example"), sides=str(table))
    assert draft.record.giver == Mention(noun="side", name="Nagoya", country="JP")


def test_who_is_not_in_the_table_stands_for_the_side_told(read: Read, letter: Letter) -> None:
    (draft,) = read(letter(From="who@elsewhere.example"), **{"with": "Porto, PT"})
    assert draft.record.giver == Mention(noun="side", name="Porto", country="PT")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"From": "who@elsewhere.example"}, "Whom who@elsewhere.example stands for is not told; give it a line in"),
        ({"From": US, "To": "colleague@city.example"}, "Only ours wrote and read it"),
        ({"To": "undisclosed-recipients:;"}, "Neither its writer nor a reader is ours"),
        ({"From": None}, "It does not say who wrote it"),
        ({"From": "Giulia Rossi"}, "It does not say who wrote it"),
        ({"Date": None}, "It does not say when it was written"),
        ({"Date": "soon"}, "It does not say when it was written"),
        ({"Auto-Submitted": "auto-replied (vacation)"}, "A machine sent it"),
        ({"Return-Path": "<>"}, "A machine sent it"),
        ({"List-Id": "<members.network.example>"}, "It came through a mailing list"),
        ({"Precedence": "bulk"}, "It came through a mailing list"),
        ({"Content-Type": "multipart/report; report-type=delivery-status"}, "It is a report about another letter"),
        ({"Content-Type": "text/calendar; charset=utf-8;\n method=REQUEST"}, "It is a calendar invitation"),
        ({"X-Spam-Flag": "YES"}, "The mail server took it for spam"),
        ({"X-Mozilla-Status": "0009"}, "It was deleted or never sent"),
        ({"X-Mozilla-Draft-Info": "internal/draft"}, "It was deleted or never sent"),
    ],
)
def test_what_is_no_letter_between_sides_is_set_aside_beside_others(
    read: Read, letter: Letter, fields: dict[str, str | None], reason: str, mbox: Mbox
) -> None:
    first, second = read(mbox(letter(**fields), letter(Message_ID="<2@milano.example>")))
    assert isinstance(first, Rejected)
    assert first.reason.startswith(reason)
    assert isinstance(second, Draft)


@pytest.mark.parametrize(
    ("kind", "is_invitation"),
    [
        ("text/calendar; charset=utf-8; method=REQUEST", True),
        ("TEXT/Calendar;\r\n\tcharset=utf-8;\r\n\tMETHOD=REPLY", True),
        ("text/calendar; name=holidays.ics", False),
        ("text/plain; method=none", False),
    ],
)
def test_a_part_that_invites_makes_a_letter_an_invitation(
    read: Read, letter: Letter, kind: str, is_invitation: bool
) -> None:
    body = f"--b\nContent-Type: text/plain\n\nCome.\n--b\nContent-Type: {kind}\n\nBEGIN:VCALENDAR\n--b--\n"
    (piece,) = read(letter(body, Content_Type='multipart/mixed; boundary="b"'))
    assert isinstance(piece, Rejected) is is_invitation


@pytest.mark.parametrize(
    ("list_id", "our", "kind"),
    [
        ("The desk <desk.city.example>", "city.example", Draft),
        ("<desk.city.example>", "desk@city.example", Draft),
        ("<other.city.example>", "desk@city.example", Rejected),
        ("<city.example.network.example>", "city.example", Rejected),
    ],
)
def test_a_group_that_shares_our_mailbox_is_no_mailing_list(
    read: Read, letter: Letter, list_id: str, our: str, kind: type
) -> None:
    (piece,) = read(letter(List_Id=list_id, Precedence="list"), our=our)
    assert isinstance(piece, kind)


def test_one_of_ours_among_a_hundred_readers_is_found(read: Read, letter: Letter) -> None:
    readers = ", ".join([*(f"r{number}@elsewhere.example" for number in range(100)), "desk@city.example"])
    (draft,) = read(letter(To=readers))
    assert draft.record.receiver == HOME


def test_a_letter_kept_by_thunderbird_and_not_deleted_is_one(read: Read, letter: Letter) -> None:
    (draft,) = read(letter(X_Mozilla_Status="0001", Auto_Submitted="no"))
    assert isinstance(draft, Draft)


@pytest.mark.parametrize(
    "written",
    [
        "Fri, 1 Mar 2024 00:30:00 +1400",
        "Fri, 1 Mar 2024 23:30:00 -1200",
        "Fri, 1 Mar 2024 23:30:00 -0000",
        "1 Mar 2024 00:00",
    ],
)
def test_without_the_offices_zone_the_written_day_stands(read: Read, letter: Letter, written: str) -> None:
    (draft,) = read(letter(Date=written))
    assert (draft.record.on, draft.record.at) == (date(2024, 3, 1), None)


def test_the_same_letter_in_two_mailboxes_is_the_same_draft(read: Read, letter: Letter, mbox: Mbox) -> None:
    (sent,) = read(letter(Received="by one.example", Status="RO"))
    _, received = read(mbox(letter(Message_ID="<0@x.example>"), letter(Received="by two.example")))
    assert (sent.key, sent.record, sent.parts) == (received.key, received.record, received.parts)


def test_a_letter_that_stands_twice_counts_once(read: Read, letter: Letter, mbox: Mbox) -> None:
    first, second = read(mbox(letter(), letter()))
    assert isinstance(first, Draft)
    assert second.reason == "It stands in this mailbox twice; letter 1, line 1 counts."


def test_two_letters_of_one_id_are_two(read: Read, letter: Letter, mbox: Mbox) -> None:
    first, second = read(mbox(letter(), letter(From="Eva <eva@milano.example>")))
    assert first.key != second.key


def test_letters_without_an_id_are_known_by_what_they_say(read: Read, letter: Letter, mbox: Mbox) -> None:
    first, second = read(mbox(letter(Message_ID=None), letter(Message_ID=None, Subject="Other kits")))
    (again,) = read(letter(Message_ID=None, Subject="Other kits"))
    assert first.key != second.key == again.key


def test_nothing_of_the_text_is_kept_unless_asked_for(read: Read, letter: Letter) -> None:
    (draft,) = read(letter("my private number is 555\n"))
    assert "555" not in repr(draft)
    (told,) = read(letter("my private number is 555\n"), body="yes")
    assert told.record.words == "Test kits\n\nmy private number is 555"


@pytest.mark.parametrize(
    ("body", "fields", "text"),
    [
        (b"Gr=FC=DFe\n", LATIN | {"Content_Transfer_Encoding": "quoted-printable"}, "Grüße"),
        (b"R3L832U=\n", LATIN | {"Content_Transfer_Encoding": "base64"}, "Grüße"),
        ("Grüße\n".encode("cp1252"), {"Content_Type": "text/plain; charset=klingon"}, "Grüße"),
        (b"<p>Hello</p>", {"Content_Type": "text/html"}, ""),
        (b"a" * 50_000, {}, "a" * 5_000 + " …"),
        (
            b"--b\nContent-Type: text/plain\nContent-Disposition: attachment\n\nsecret\n--b\n"
            b"Content-Type: message/rfc822\n\nSubject: x\n\nenclosed\n--b--\n",
            {"Content_Type": "multipart/mixed; boundary=b"}, "",
        ),
        (
            b"--b\nContent-Type: multipart/alternative; boundary=c\n\n"
            b"--c\nContent-Type: text/plain\n\nplain\n--c--\n--b--\n",
            {"Content_Type": "multipart/mixed; boundary=b"}, "plain",
        ),
    ],
)  # fmt: skip
def test_the_text_asked_for_is_the_letters_own_and_its_beginning(
    read: Read, letter: Letter, body: bytes, fields: dict[str, str], text: str
) -> None:
    (draft,) = read(letter(body, Subject=None, **fields), body="yes")
    assert (draft.record.words or "") == text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"our": " "}, "--our city.example"),
        ({"home": ""}, "--home CITY"),
        ({"body": "maybe"}, "--body takes yes or no"),
        ({"sides": "/nowhere.csv"}, "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_is_said_plainly(
    read: Read, letter: Letter, options: dict[str, str], said: str
) -> None:
    with pytest.raises(WrongUsage, match=said):
        read(letter(), **options)


@pytest.mark.parametrize("table", [b"domain,town\nx,y\n", b"", b"address,side\n\xff\xfe,x\n", b'address,side\n"x'])
def test_a_table_of_sides_that_is_none_is_said_plainly(
    read: Read, letter: Letter, tmp_path: Path, table: bytes
) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(table)
    with pytest.raises(WrongUsage, match=r"own\.csv"):
        read(letter(), sides=str(path))


def test_a_short_row_of_the_table_tells_nothing(read: Read, letter: Letter, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("address,side\nmilano.example\n\nmilano.example,Milan\n", "utf-8")
    found: Any = read(letter(), sides=str(path))
    assert found[0].record.giver == MILAN
