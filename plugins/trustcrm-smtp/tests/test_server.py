"""A real mail server, and every way in which it can answer, refuse, or fall silent."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Bounced, Outgoing, Secret, TryLater, Unanswered
from trustcrm_smtp.server import MailServer
from trustcrm_smtp.settings import SmtpSettings

MESSAGE = Outgoing(
    sender="protocol@city.example", recipient="consul@consulate.example", content=b"Message-ID: <1@x>\r\n\r\nHi.\r\n"
)  # fmt: skip
Serve = Any


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_what_is_encrypted_arrives_where_the_certificate_is_trusted(
    serve: Serve, certificate: tuple[Path, Path], security: str
) -> None:
    running = serve(security)
    with closing(running.notifier(security=security, ca=certificate[0])) as notifier:
        notifier.send(MESSAGE)
    (arrived,) = running.post.arrived
    assert arrived == MESSAGE


def test_a_certificate_that_is_not_trusted_is_told_nothing(serve: Serve) -> None:
    running = serve("starttls")
    with pytest.raises(TryLater, match="not trusted"):
        running.notifier(security="starttls").send(MESSAGE)
    assert running.post.arrived == []


def test_a_server_without_encryption_is_told_nothing(serve: Serve) -> None:
    running = serve()
    with pytest.raises(TryLater, match="offers no encryption"):
        running.notifier(security="starttls").send(MESSAGE)
    assert running.post.sessions == set()


def test_nothing_goes_in_clear_to_another_machine() -> None:
    for host in ("mail.city.example", "192.0.2.7", "127.0.0.1.example"):
        with pytest.raises(TryLater, match="another machine"):
            MailServer(SmtpSettings(host=host, security="none")).send(MESSAGE)


def test_settings_that_say_nothing_are_told_before_anything_is_sent() -> None:
    with pytest.raises(TryLater, match="No mail server is named"):
        MailServer(SmtpSettings()).send(MESSAGE)
    with pytest.raises(TryLater, match="security in"):
        MailServer(SmtpSettings(host="127.0.0.1", security="ssl")).send(MESSAGE)


def test_who_logs_in_is_let_in_by_the_right_password_alone(
    serve: Serve, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = serve("starttls", login=("protocol", "swordfish"))
    told = {"security": "starttls", "ca": certificate[0], "user": "protocol", "password": Secret({"env": "A_PASSWORD"})}
    monkeypatch.setenv("A_PASSWORD", "sardine")
    with pytest.raises(TryLater, match="does not let protocol in: 535") as refused:
        running.notifier(**told).send(MESSAGE)
    assert "sardine" not in str(refused.value)
    monkeypatch.setenv("A_PASSWORD", "swordfish")
    with closing(running.notifier(**told)) as notifier:
        notifier.send(MESSAGE)
    assert len(running.post.arrived) == 1


@pytest.mark.parametrize(
    ("step", "answer", "error"),
    [
        ("MAIL", "421 4.3.2 shutting down", TryLater),
        ("MAIL", "550 5.7.1 who are you", TryLater),
        ("RCPT", "450 4.2.1 mailbox busy", TryLater),
        ("RCPT", "550 5.1.1 no such mailbox", Bounced),
        ("RCPT", "drop", TryLater),
        ("DATA", "451 4.3.0 later, please", TryLater),
        ("DATA", "554 5.6.0 looks like spam", Bounced),
        ("DATA", "drop", Unanswered),
        ("DATA", "299 taken in its way", None),
        ("DATA", "350 what do you mean", Unanswered),
    ],
)
def test_every_answer_is_told_as_what_it_means(serve: Serve, step: str, answer: str, error: Any) -> None:
    running = serve(**{step: answer})
    notifier = running.notifier()
    if error is None:
        notifier.send(MESSAGE)
    else:
        with pytest.raises(error, match=r"127\.0\.0\.1:\d+ "):
            notifier.send(MESSAGE)
    assert (len(running.post.arrived) > 0) == (error in (None, Unanswered))
    notifier.close()


def test_a_server_that_takes_everything_and_says_nothing_is_unanswered_in_the_end(serve: Serve) -> None:
    running = serve(DATA="silence")
    with pytest.raises(Unanswered, match="said nothing in time"):
        running.notifier(answer_seconds=0.05).send(MESSAGE)
    assert len(running.post.arrived) == 1


def test_a_server_that_never_greets_is_not_there() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as mute:
        settings = SmtpSettings(host="127.0.0.1", port=mute.getsockname()[1], security="none", seconds=0.05)
        with pytest.raises(TryLater, match="Nothing left"):
            MailServer(settings).send(MESSAGE)


def test_one_connection_carries_many_and_is_made_anew_where_it_broke(serve: Serve) -> None:
    running = serve()
    with closing(running.notifier()) as notifier:
        for _ in range(2):
            notifier.send(MESSAGE)
        assert len(running.post.sessions) == 1
        running.post.answers["RCPT"] = "drop"
        with pytest.raises(TryLater):
            notifier.send(MESSAGE)
        running.post.answers.clear()
        notifier.send(MESSAGE)
    assert len(running.post.arrived) == 3


def test_one_that_bounces_hinders_no_other(serve: Serve) -> None:
    running = serve(**{"RCPT nobody@consulate.example": "550 5.1.1 no such mailbox"})
    with closing(running.notifier()) as notifier:
        with pytest.raises(Bounced, match="550"):
            notifier.send(replace(MESSAGE, recipient="nobody@consulate.example"))
        notifier.send(MESSAGE)
    assert [one.recipient for one in running.post.arrived] == [MESSAGE.recipient]


@pytest.mark.parametrize("address", ["a b@x.example", "a@x.example>\r\nRCPT TO:<b@x.example", "ä@x.example"])
def test_an_address_says_nothing_but_an_address(serve: Serve, address: str) -> None:
    running = serve()
    with pytest.raises(Bounced, match="no address"):
        running.notifier().send(replace(MESSAGE, recipient=address))
    assert running.post.sessions == set()


def test_what_a_server_says_cannot_act_on_a_screen(serve: Serve) -> None:
    running = serve(RCPT="550 \x1b[2Jgone")
    with closing(running.notifier()) as notifier, pytest.raises(Bounced) as told:
        notifier.send(MESSAGE)
    assert "\x1b" not in str(told.value)
