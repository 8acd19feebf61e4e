"""P23: no message is sent twice, across crashes: a notice arrives at a mail server once, whenever it was killed.

The server is a real one. What the program was killed over is asked about, as a person would do, and nothing but that
answer lets it go once more.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.conftest import Run
from tests.promises.offices_at_work import WARM, home
from tests.promises.real_processes import runner_of
from tests.promises.test_p01_after_saved_kill_9_loses_nothing import Pace, kill_at_some_moment

pytestmark = [pytest.mark.only_sqlite, pytest.mark.plugin_tables]
CONSULATES = 4


class Arrived:
    """Takes every message."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.messages.append(envelope.content)
        return "250 Taken"

    def counts(self) -> Counter[bytes]:
        """Return how often each Message-ID arrived."""
        lines = (line for message in self.messages for line in message.splitlines())
        return Counter(line for line in lines if line.startswith(b"Message-ID:"))


def test_p23_no_notice_arrives_twice(run: Run, office_path: Path, tmp_path: Path) -> None:
    arrived = Arrived()
    server = Controller(arrived, hostname="127.0.0.1", port=_free_port())
    server.start()
    try:
        _release(run, tmp_path, server.port)
        spare = tmp_path / "spare.db"
        shutil.copy(office_path, spare)
        chance, log = random.Random(23), office_path.with_name(office_path.name + "-wal")
        with runner_of(home(office_path, tmp_path), [("--db", str(spare), *told) for told in WARM]) as runner:
            pace = Pace.of(runner.start("outreach", "send", "--delivery", "1"), log)
            for number in range(2, CONSULATES + 1):
                kill_at_some_moment(runner.start("outreach", "send", "--delivery", str(number)), pace, log, chance)
        for one in json.loads(run("outreach", "ledger", "--json").stdout):
            if one["state"] == "sending":
                went = f"Message-ID: {one['message_id']}".encode() in arrived.counts()
                assert run("outreach", "settle", str(one["id"]), "--went" if went else "--did-not-go").exit_code == 0
        assert run("outreach", "send").exit_code == 0
        assert run("outreach", "send").exit_code == 0
    finally:
        server.stop()
    assert set(arrived.counts().values()) == {1}
    assert len(arrived.counts()) == CONSULATES
    assert {one["state"] for one in json.loads(run("outreach", "ledger", "--json").stdout)} == {"sent"}


def _release(run: Run, tmp_path: Path, port: int) -> None:
    """Release a notice to so many consulates, to leave by a mail server on this machine."""
    settings = (
        '[plugins.outreach]\naddress = "protocol@city.example"\nnotifier = "smtp"\n'
        f'[plugins.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
    )
    (tmp_path / "config" / "trustcrm" / "trustcrm.toml").write_text(settings, "utf-8")
    told: list[tuple[str, ...]] = [("audience", "add", "Corps", "--kind", "consulate")]
    for number in range(CONSULATES):
        address = ("--email", f"c{number}@consulate.example")
        told.append(("organisation", "add", f"Consulate number {number}", "--kind", "consulate", "--again", *address))
    told += [
        ("notice", "add", "Rules", "--audience", "Corps"),
        ("notice", "text", "1", "--language", "en", "--subject", "Rules", "--words", "Stay at home."),
        ("notice", "check", "1", "--language", "en", "--by", "Ben"),
        ("notice", "release", "1", "--yes"),
    ]
    for words in told:
        done = run(*words)
        assert done.exit_code == 0, done.output


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
