"""Letters of a mailbox made into drafts, beside what the standard library needs to parse each of them whole."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from trustcrm.plugin import Source

LETTERS, WRITERS = 10_000, 500
TEXT = "Nothing to add, and some more words for the length of the line.\n" * 40
SETTINGS = {"our": "city.example", "home": "Homeville", "with": "Milan"}


def _letter(number: int) -> str:
    """Return a letter of 6,400 octets: five hops, a signature, plain text and the same as HTML."""
    hops = "".join(
        f"Received: from a{hop}.example (a{hop}.example [192.0.2.{hop}])\n\tby b{hop}.example with ESMTPS id {number}\n"
        "\tfor <desk@city.example>; Mon, 1 Jan 2024 00:00:00 +0000\n"
        for hop in range(5)
    )
    return (
        f"From someone Mon Jan  1 00:00:00 2024\n{hops}DKIM-Signature: v=1; a=rsa-sha256; b={'A' * 300}\n"
        f"From: =?utf-8?q?Wr=C3=ADter_{number % WRITERS}?= <w{number % WRITERS}@milano.example>\n"
        f"To: Desk <desk@city.example>, Other <other@milano.example>\nDate: Mon, 1 Jan 2024 00:00:00 +0000\n"
        f"Message-ID: <{number}@milano.example>\nSubject: Letter {number}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n{TEXT}\n'
        f"--b\nContent-Type: text/html; charset=utf-8\n\n<p>{TEXT}</p>\n--b--\n\n"
    )


def _parsed_whole(path: Path) -> None:
    """Parse every letter, as `mailbox` and `email` do with their older, quicker policy."""
    with closing(mailbox.mbox(path, create=False)) as letters:
        for letter in letters:
            _ = letter["from"], letter["to"], letter["date"], letter["subject"]


@contextmanager
def _drafts(bench: Bench) -> Iterator[Contest]:
    path = bench.folder / "letters.mbox"
    bench.folder.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(map(_letter, range(min(bench.rows, LETTERS)))), encoding="utf-8")
    importer, source = import_module("trustcrm_mail.importer").MailImporter(), Source(path=path, options=SETTINGS)
    yield Contest(lambda: sum(1 for _ in importer.read(source)) and None, lambda: _parsed_whole(path))
    path.unlink()


ROWS = (
    Row(
        name="mailbox",
        job="10,000 letters of a mailbox made into drafts",
        reference="each parsed whole by the standard library",
        must=Limit(0.5),
        aim=Limit(0.3),
        prepare=_drafts,
        scales=False,
    ),
)
"""The rows of this family."""
