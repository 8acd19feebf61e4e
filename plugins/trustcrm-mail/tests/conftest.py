from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Draft, Rejected, Source
from trustcrm_mail.importer import MailImporter

Read = Callable[..., list[Any]]
Letter = Callable[..., bytes]
Mbox = Callable[..., bytes]


@pytest.fixture(scope="session")
def letter() -> Letter:
    """Writes a letter from Milan to our desk; fields given are added or replace others, None leaves one out."""

    def write(text: str | bytes = "Dear all,\n", **fields: str | bytes | None) -> bytes:
        told: dict[str, str | bytes | None] = {
            "From": "Giulia Rossi <giulia@milano.example>",
            "To": "desk@city.example",
            "Date": "Mon, 4 Mar 2024 10:00:00 +0100",
            "Message-ID": "<1@milano.example>",
            "Subject": "Test kits",
        }
        told |= {name.replace("_", "-"): value for name, value in fields.items()}
        lines = [name.encode() + b": " + _octets(value) for name, value in told.items() if value is not None]
        return b"\n".join([*lines, b"", _octets(text)])

    return write


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads octets as a mailbox of the desk of city.example, where Milan is known by its domain."""

    def pieces(octets: bytes, importer: MailImporter | None = None, **options: str) -> list[Draft | Rejected]:
        path, table = tmp_path / "mailbox", tmp_path / "sides.csv"
        path.write_bytes(octets)
        table.write_text("address,side\nmilano.example,Milan\nnagoya.example,Nagoya\n", "utf-8")
        given = {"our": "city.example", "home": "Homeville", "sides": str(table)} | options
        return list((importer or MailImporter()).read(Source(path=path, options=given)))

    return pieces


@pytest.fixture(scope="session")
def mbox() -> Mbox:
    """Writes letters as one mbox."""
    line = b"From someone Mon Mar  4 10:00:00 2024\n"
    return lambda *letters: b"".join(line + letter + b"\n\n" for letter in letters)


def _octets(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
