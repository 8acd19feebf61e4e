"""What the commands have in common: a text from a file, somebody meant, and a member in JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import PluginContext
from trustcrm_outreach.ledger import Who
from trustcrm_outreach.members import Member


def body_of(file: Path | None, words: str | None) -> str:
    """Return the text of a file, of stdin for "-", or the words given. Raises `click.UsageError`."""
    if (file is None) == (words is None):
        raise click.UsageError("Give the text either with --file or with --words.")
    if words is not None:
        return words
    assert file is not None
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read as UTF-8 text: {error}") from None


def member_row(member: Member) -> dict[str, Any]:
    """Return a member as JSON has it."""
    return {
        "noun": member.noun, "id": member.id, "name": member.name, "side_id": member.side, "address": member.address,
        "country": member.country or None, "languages": list(member.languages),
    }  # fmt: skip


def who_of(context: PluginContext, words: str) -> tuple[Who, int]:
    """Return the person or else the side meant by words such as "person 4", "#7" or a name, and their side."""
    noun, _, rest = words.partition(" ")
    if noun in ("person", "organisation", "city") and rest:
        row = context.ask.found(noun, rest)
        side = context.ask.one("person", row).kept.record.side if noun == "person" else row  # type: ignore[attr-defined]
        return (noun, row), int(side or context.ask.home().side)
    side = context.ask.found("side", words)
    return (context.ask.mention("side", side).noun, side), side
