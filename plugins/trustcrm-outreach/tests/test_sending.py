"""Nothing leaves without a release or twice; what may have left is asked about; who opted out is left alone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

Office = Any
PROGRAM = "from trustcrm.cli import program; program()"


@pytest.fixture
def released(office: Office) -> Office:
    """The office with a notice that is released to three mailboxes and one without."""
    office.notice()
    office.run("notice", "release", "1", "--yes")
    return office


def states(office: Office) -> list[str]:
    """Return the state of each delivery."""
    return [one["state"] for one in office.told("outreach", "ledger")]


def settings(office: Office, port: int) -> None:
    """Let notices leave by a mail server on this machine."""
    file = office.path.parent / "trustcrm.toml"
    told = f'\n[plugins.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nseconds = 20.0\n'
    file.write_text(file.read_text("utf-8").rstrip() + '\nnotifier = "smtp"\n' + told, "utf-8")


def test_what_was_sent_is_not_sent_again(released: Office, tmp_path: Path) -> None:
    assert released.send(tmp_path / "out")["sent"] == [1, 2, 3]
    for file in (tmp_path / "out").iterdir():
        file.unlink()
    assert released.send(tmp_path / "out")["sent"] == []
    assert released.refused("notice", "release", "1", "--yes").startswith(
        "Version 1 of notice 1 has nobody left to tell"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_what_may_have_left_is_asked_about_and_a_file_that_lies_there_is_known(
    released: Office, tmp_path: Path
) -> None:
    begin(released, 1, 2)
    folder = tmp_path / "out"
    done = released.send(folder, "--delivery", "3")
    assert done["sent"] == [3]
    assert states(released) == ["sending", "sending", "sent", "released"]
    assert "not known whether it went" in released.run("outreach", "ledger")
    released.run("outreach", "settle", "1", "--went")
    released.run("outreach", "settle", "2", "--did-not-go")
    assert released.send(folder)["sent"] == [2]
    assert states(released) == ["sent", "sent", "sent", "released"]
    begin(released, 3, before="sent")
    assert released.send(folder)["sent"] == [3]
    assert released.refused("outreach", "settle", "3", "--went").startswith("Delivery 3 is sent")


def begin(office: Office, *numbers: int, before: str = "released") -> None:
    """Leave deliveries as a program does that was stopped once it had written down that they begin."""
    import sqlite3

    with closing(sqlite3.connect(office.path)) as connection:
        for number in numbers:
            connection.execute(
                "UPDATE plugin_outreach_delivery SET state = 'sending', channel = 'file', sent_at = NULL WHERE id = ? "
                "AND state = ?",
                (number, before),
            )
        connection.commit()


def test_an_opt_out_counts_until_the_last_moment(released: Office, tmp_path: Path) -> None:
    released.run("outreach", "opt-out", "add", "MAIL@Armenia.example", "--words", "by telephone")
    done = released.send(tmp_path / "out")
    assert (done["sent"], done["dropped"]) == ([2, 3], [1])
    released.run("notice", "revise", "1", "--why", "More.")
    released.write("Travel rules", "en", "More rules.")
    assert "2 mails reach 2 people; 1 person has no address, 5 people have opted out." in released.run(
        "notice", "draft", "1"
    )
    released.run("outreach", "opt-out", "lift", "mail@armenia.example")
    assert "3 mails reach 7 people" in released.run("notice", "draft", "1")


def test_a_server_that_is_not_there_is_tried_later_and_no_more_than_needed(released: Office) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    settings(released, port)
    done = released.told("outreach", "send", ends=4)
    assert (done["later"], done["not_tried"], done["sent"]) == ([1, 2, 3], 0, [])
    assert "Nothing left" in done["said"]["1"]
    assert states(released)[:3] == ["released"] * 3


def test_a_program_killed_between_sending_and_the_answer_leaves_it_to_a_person(released: Office) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        settings(released, listening.getsockname()[1])
        command = [sys.executable, "-c", PROGRAM, "--db", str(released.path), "--as", "Ana", "outreach", "send"]
        with subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                arrived = _take_and_never_answer(listening)
            finally:
                process.send_signal(signal.SIGKILL)
    assert b"Message-ID: <notice-1.1.1." in arrived
    assert states(released) == ["sending", "released", "released", "released"]
    again = released.told("outreach", "send", ends=4)
    assert (again["sent"], 1 in again["later"], states(released)[0]) == ([], False, "sending")


def _take_and_never_answer(listening: socket.socket) -> bytes:
    """Speak as a mail server does until a message ends, and say nothing any more; return the message."""
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 here\r\n")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                return b"".join(iter(lines.readline, b".\r\n"))
            connection.sendall(b"250 yes\r\n")
    raise AssertionError("Nothing was sent.")


def test_a_file_that_cannot_be_written_stays_to_be_sent(released: Office, tmp_path: Path) -> None:
    missing = released.refused("outreach", "send", "--into", str(tmp_path / "none"))
    assert "make it first" in missing
    assert states(released)[:3] == ["released"] * 3


def test_a_released_text_stays_as_it_went(released: Office) -> None:
    text = ("notice", "text", "1", "--language", "en", "--subject", "x", "--words", "other")
    assert "stays as it was" in released.refused(*text)


def test_whoever_joins_later_is_told_and_nobody_again(released: Office, tmp_path: Path) -> None:
    released.send(tmp_path / "out")
    new = ("person", "add", "Sato Aoi", "--side", "Consulate General of Japan", "--email", "sato@japan.example")
    released.run(*new)
    sixth = ("person", "add", "Zara Zohrabyan", "--side", "Consulate General of Armenia")
    released.run(*sixth, "--email", "MAIL@armenia.example")
    assert "1 person joined a mailbox that has it already" in released.run("notice", "draft", "1")
    released.run("notice", "release", "1", "--yes")
    assert len(released.send(tmp_path / "later")["sent"]) == 1


def test_who_may_only_read_releases_and_sends_nothing(released: Office, tmp_path: Path) -> None:
    released.run("colleague", "add", "Ana", "--login", "Ana", "--role", "steward")
    released.run("colleague", "add", "Lee", "--login", "lee", "--role", "reader")
    (tmp_path / "out").mkdir()
    done = released.result("outreach", "send", "--into", str(tmp_path / "out"), who="lee")
    assert (done.exit_code, list((tmp_path / "out").iterdir())) == (1, [])
