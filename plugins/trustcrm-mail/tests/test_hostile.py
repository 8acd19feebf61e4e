"""Mailboxes that are damaged, huge, or made to do harm: the bad letter is named, the others come."""

from __future__ import annotations

import base64
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Draft, Interaction, Rejected, Source, UnreadableSource
from trustcrm_mail.importer import MailImporter
from trustcrm_mail.mailbox import letters_of_mbox

Read = Callable[..., list[Any]]
Letter = Callable[..., bytes]
Mbox = Callable[..., bytes]

OPTIONS = {"our": "city.example", "home": "Homeville", "with": "Milan"}
OTHER = "<other@milano.example>"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?b?IGF1cw==?=\n Mailand", "Grüße aus Mailand"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"=?klingon?q?Gr=C3=BC?=", "Grü"),
        (b"=?utf-8?b?R?= x", "=?utf-8?b?R?= x"),
        (b"=?utf-8?q?one=0D=0ABcc:_all@city.example=00?=", "one Bcc: all@city.example\ufffd"),
        (b"=?utf-7?q?+2AA-?=", "?"),
        (b"=?idna?q?xn--zrich-kva?=", "xn--zrich-kva"),
        ("\u202ednal \x1b[31m =1+1".encode(), "\u202ednal \x1b[31m =1+1"),
        (b"nul\0 here", "nul\ufffd here"),
    ],
)
def test_a_subject_of_any_encoding_is_read_and_is_one_line(
    read: Read, letter: Letter, subject: bytes, words: str
) -> None:
    (draft,) = read(letter(Subject=subject))
    assert draft.record.words == words


def test_five_thousand_readers_are_counted(read: Read, letter: Letter) -> None:
    readers = ",\n ".join(f'"Reader, {number}" <r{number}@elsewhere.example>' for number in range(5_000))
    (draft,) = read(letter(From="desk@city.example", To=f"{readers}", Cc="x@milano.example"), **{"with": "Milan"})
    assert draft.record.source.endswith("and 4,996 more, <1@milano.example>")
    assert len(draft.raw["to"]) <= 1_000


def test_readers_told_in_many_fields_are_all_counted(read: Read, letter: Letter) -> None:
    (draft,) = read(letter(From="desk@city.example", To="\nTo: ".join(["a@milano.example"] * 40_000)))
    assert draft.record.source.endswith(" and 39,995 more, <1@milano.example>")


@pytest.mark.parametrize("field", ["From", "To", "Date", "Subject", "Content_Type"])
@pytest.mark.parametrize(
    "octets", [b"(" * 50_000, b"<" * 50_000, b'"' * 50_001, b"=?utf-8?q?" * 5_000, b"a@b," * 20_000]
)
def test_a_field_made_to_exhaust_stops_nothing(
    read: Read, letter: Letter, field: str, octets: bytes, mbox: Mbox
) -> None:
    pieces = read(mbox(letter(**{field: octets}), letter(Message_ID=OTHER)), body="yes")
    assert [type(piece) for piece in pieces[1:]] == [Draft]


def test_parts_within_parts_without_end_stop_nothing(read: Read, letter: Letter) -> None:
    deep = "".join(f"--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n\n" for n in range(3_000))
    (draft,) = read(letter(deep, Content_Type="multipart/mixed; boundary=0"), body="yes")
    assert draft.record.words == "Test kits"


def test_a_heading_without_bounds_is_named_beside_others(read: Read, letter: Letter, mbox: Mbox) -> None:
    long = letter(X_Long="\n ".join(["x" * 900] * 1_200))
    first, second, third = read(mbox(letter(), long, letter(Message_ID=OTHER)))
    assert second.reason == "Its heading is longer than 1,000,000 octets."
    assert [type(first), type(third)] == [Draft, Draft]


def test_a_letter_cut_within_its_heading_ends_the_mailbox(read: Read, letter: Letter, mbox: Mbox) -> None:
    first, second = read(mbox(letter(), letter(Message_ID=OTHER)).rpartition(b"\nSubject")[0])
    assert isinstance(first, Draft)
    assert second.reason == "Its heading has no end; the mailbox was cut short within it."


@pytest.mark.parametrize(
    ("quoted", "text"), [(">From here", "From here"), (">>From here", ">From here"), ("From here", "From here")]
)
def test_a_line_that_begins_with_from_stays_in_its_letter(
    read: Read, letter: Letter, quoted: str, text: str, mbox: Mbox
) -> None:
    first, second = read(mbox(letter(f"One.\n\n{quoted}\non.\n"), letter(Message_ID=OTHER)), body="yes")
    assert first.record.words == f"Test kits\n\nOne.\n\n{text}\non."
    assert isinstance(second, Draft)
    (alone,) = read(letter(f"One.\n\n{quoted}\non.\n"), body="yes")
    assert alone.record.words == f"Test kits\n\nOne.\n\n{quoted}\non."


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
@pytest.mark.parametrize("about", range(-70, 70, 7))
def test_a_letter_is_found_wherever_blocks_of_the_file_meet(
    letter: Letter, about: int, ends: bytes, mbox: Mbox
) -> None:
    fill = 262_144 + about - len(mbox(letter("")))
    octets = mbox(letter("x" * fill), letter(Message_ID=OTHER), letter()).replace(b"\n", ends)
    found = list(letters_of_mbox(io.BytesIO(octets), with_bodies=False))
    assert [one.where for one in found] == ["letter 1, line 1", "letter 2, line 10", "letter 3, line 20"]
    assert not any(one.broken for one in found)


def test_an_attachment_of_forty_megabytes_takes_no_memory(letter: Letter, tmp_path: Path, mbox: Mbox) -> None:
    path = tmp_path / "large.mbox"
    with path.open("wb") as file:
        file.write(b"From x Mon Mar  4 10:00:00 2024\n" + letter())
        for _ in range(40):
            file.write(b"A" * 1_000_000)
        file.write(b"\n\n" + mbox(letter(Message_ID=OTHER)))
    tracemalloc.start()
    with path.open("rb") as file:
        found = [one.broken for one in letters_of_mbox(file, with_bodies=True)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["", ""]
    assert peak < 4_000_000


def test_letters_packed_in_any_folder_are_read_and_nothing_else(read: Read, letter: Letter, tmp_path: Path) -> None:
    octets = _packed({
        "Mail/cur/1.host:2,S": letter(),
        "Mail/cur/2.host:2,ST": letter(Message_ID="<2@x.example>"),
        "Mail/new/3.host": letter(Message_ID="<3@x.example>"),
        "Mail/tmp/4.host": letter(Message_ID="<4@x.example>"),
        "Mail/dovecot-uidlist": b"3 V1\n",
        "../../escape.EML": letter(Message_ID="<5@x.example>"),
        "__MACOSX/._1.eml": b"\0\5",
    })  # fmt: skip
    pieces = read(octets)
    assert [(piece.where, type(piece)) for piece in pieces] == [
        ("Mail/cur/1.host:2,S", Draft),
        ("Mail/cur/2.host:2,ST", Rejected),
        ("Mail/new/3.host", Draft),
        ("../../escape.EML", Draft),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mailbox", "sides.csv"]


def test_a_maildir_is_read_without_its_other_mailboxes_and_without_following_links(
    letter: Letter, tmp_path: Path
) -> None:
    box = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp", ".Sent/cur"):
        (box / name).mkdir(parents=True)
    for number, name in enumerate(["cur/1.host:2,S", "cur/2.host:2,T", "new/3.host", "tmp/4.host", ".Sent/cur/5.host"]):
        (box / name).write_bytes(letter(Message_ID=f"<{number}@x.example>"))
    (tmp_path / "elsewhere").write_bytes(letter(Message_ID="<9@x.example>"))
    (box / "new" / "linked.host").symlink_to(tmp_path / "elsewhere")
    pieces = list(MailImporter().read(Source(path=box, options=OPTIONS)))
    assert [(piece.where, type(piece)) for piece in pieces if isinstance(piece, (Draft, Rejected))] == [
        ("cur/1.host:2,S", Draft),
        ("cur/2.host:2,T", Rejected),
        ("new/3.host", Draft),
    ]


def test_a_letter_that_is_moved_away_meanwhile_is_named_beside_others(letter: Letter, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(letter(Message_ID=f"<{number}@x.example>"))
    (tmp_path / "notes.txt").write_text("no letter")
    pieces = MailImporter().read(Source(path=tmp_path, options=OPTIONS))
    found: list[Any] = [next(pieces)]
    (tmp_path / "1.eml").unlink()
    found += pieces
    assert [(piece.where, type(piece)) for piece in found] == [("0.eml", Draft), ("1.eml", Rejected), ("2.eml", Draft)]
    assert found[1].reason.startswith("It cannot be read (No such file or directory)")


def test_a_bomb_among_packed_letters_takes_little_memory(read: Read, letter: Letter) -> None:
    octets = _packed(
        {"1.eml": letter() + b"\0" * 200_000_000, "2.eml": b"\0" * 50_000_000, "3.eml": letter(Message_ID=OTHER)}
    )
    tracemalloc.start()
    first, second, third = read(octets, body="yes")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(first), type(second), type(third)] == [Draft, Rejected, Draft]
    assert peak < 8_000_000


def test_a_damaged_packed_letter_is_named_and_a_damaged_folder_is_unreadable(read: Read, letter: Letter) -> None:
    octets = _packed({"1.eml": letter("damaged"), "2.eml": letter(Message_ID=OTHER)}, zipfile.ZIP_STORED)
    first, second = read(octets.replace(b"damaged", b"d@maged"))
    assert first.reason == "It is damaged within the packed folder; pack the folder again."
    assert isinstance(second, Draft)
    with pytest.raises(UnreadableSource, match="cannot be unpacked"):
        read(octets[: len(octets) // 2])


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"PK\x03\x04 xl/workbook.xml", "a.xlsx"),
        (b"BEGIN:VCARD\r\nVERSION:3.0\r\n", "a.vcf"),
        (b"city,name\nx,y\n", "a.csv"),
    ],
)
def test_files_of_other_importers_are_left_to_them(head: bytes, name: str) -> None:
    assert MailImporter().sniff(head, name) == 0.0


_ODD = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [b"From: x", b"To: ,;:<@>", b"Date: 99", b'Content-Type: multipart/x; boundary="', b">From x", b" \t"]
    ),
)


@given(lines=st.lists(_ODD, max_size=30))
def test_whatever_stands_in_a_letter_stops_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], mbox: Mbox
) -> None:
    odd = b"\n".join(line.replace(b"From ", b"From_") for line in lines)
    last = b"From: a@milano.example\nTo: b@city.example\nDate: 1 Mar 2024 00:00 +0000\nSubject: last\n\n"
    path = tmp_path_factory.mktemp("odd") / "m.mbox"
    path.write_bytes(mbox(b"Subject: odd\n" + odd, last))
    pieces: list[Any] = list(MailImporter().read(Source(path=path, options=OPTIONS | {"body": "yes"})))
    assert pieces[-1].record.words == "last"


def _packed(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", how) as folder:
        for name, content in files.items():
            folder.writestr(name, content)
    return octets.getvalue()


names = st.text(
    st.characters(categories=["L", "M", "N", "P", "S"]) | st.sampled_from("\u202e\u2066\x1b\x07"), min_size=1
)
"""What may act on a screen or in a sheet, and letters, marks and signs of every script."""


@given(name=names)
def test_whatever_a_letter_is_about_stays_what_it_is(
    tmp_path_factory: pytest.TempPathFactory, letter: Letter, name: str
) -> None:
    subject = f"=?utf-8?b?{base64.b64encode(name.encode()).decode()}?="
    path = tmp_path_factory.mktemp("subject") / "m.eml"
    path.write_bytes(letter(Subject=subject))
    (piece,) = MailImporter().read(Source(path=path, options=OPTIONS))
    assert isinstance(piece, Draft)
    assert isinstance(piece.record, Interaction)
    assert piece.record.words == name
