"""How the commands speak: lines and tables on stdout, talk on stderr, JSON for scripts, days as options."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from trustcrm.plugin import PluginContext, shown, visible
from trustcrm_outreach.members import Member
from trustcrm_outreach.standing import Who

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as 2020-06-30."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{visible(str(value))!r} is no day; write it as 2020-06-30.", param, ctx)


def json_option(command: F) -> F:
    """Give a command the flag --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")(command)


def tell(words: str = "") -> None:
    """Write a line of data on stdout."""
    click.echo(visible(words))


def say(words: str) -> None:
    """Write a line of talk on stderr."""
    click.echo(visible(words), err=True)


def tell_table(titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table on stdout, whole numbers at the right; a column that is empty everywhere is left out."""
    cells = [[visible(value if isinstance(value, str) else shown(value)) for value in row] for row in rows]
    kept = [place for place in range(len(titles)) if any(row[place] for row in cells)]
    right = {place for place in kept if all(row[place] is None or isinstance(row[place], int) for row in rows)}
    lines = [[titles[place] for place in kept], *([row[place] for place in kept] for row in cells)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(kept))]
    for line in lines:
        told = (
            cell.rjust(wide) if place in right else cell.ljust(wide)
            for place, cell, wide in zip(kept, line, widths, strict=True)
        )  # fmt: skip
        click.echo("  ".join(told).rstrip())


def tell_json(content: Any) -> None:
    """Write JSON on stdout: ISO 8601 days and instants."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=_plain))


def counted(number: int, one: str, many: str = "") -> str:
    """Return how many of something: "1 mail", "5 people"."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def body_of(file: Path | None, words: str | None) -> str:
    """Return the text of a file, of stdin for "-", or the words given. Raises `click.UsageError`."""
    if (file is None) == (words is None):
        raise click.UsageError("Give the text either with --file or with --words.")
    if words is not None:
        return words
    assert file is not None
    try:
        return click.get_text_stream("stdin").read() if str(file) == "-" else file.read_text("utf-8-sig")
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


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} is nothing for JSON")
