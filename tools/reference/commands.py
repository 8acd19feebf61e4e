"""Every command of core with its flags, as `--help` shows them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from tools.reference.markdown import code, one_line, page, table
from trustcrm.cli.app import root
from trustcrm.cli.session import Session

INTRODUCTION = """
Every command of core, with every flag. Data goes to stdout and talk to stderr; `--json` answers with stable keys, ISO
8601 dates and numbers unrounded; `-h` or `--help` shows what stands here. Commands of plugins are listed by `trustcrm
--help` and told in each plugin's README.
"""

UNWRAPPED = "\b"
"""What click begins a paragraph with that it must leave as it stands."""


def commands_page() -> str:
    """Return the page of all commands."""
    return page("Commands", INTRODUCTION, *(_section(path, command) for path, command in commands()))


def commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command of core with the words that call it, the root first."""
    yield from _below(("trustcrm",), root)


def _below(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        with _context(path, command) as context:
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                if found is not None and not found.hidden:
                    yield from _below((*path, name), found)


def _context(path: tuple[str, ...], command: click.Command) -> click.Context:
    return click.Context(command, info_name=" ".join(path), obj=Session(no_plugins=True), max_content_width=120)


def _section(path: tuple[str, ...], command: click.Command) -> str:
    with _context(path, command) as context:
        heading = f"{'#' * min(len(path) + 1, 4)} {' '.join(path)}"
        pieces = " ".join(command.collect_usage_pieces(context))
        usage = f"```text\n{' '.join(path)} {pieces}\n```"
        own = [param for param in command.get_params(context) if "--help" not in param.opts]
        records = [record for param in own if (record := param.get_help_record(context))]
        rows = [(code(one_line(flag)), words) for flag, words in records if words]
        flags = table(("flag", "what it does"), rows) if rows else ""
        return "\n\n".join(part for part in (heading, usage, _help(command), flags) if part)


def _help(command: click.Command) -> str:
    """Return a command's help; what click would leave unwrapped stands in a block of its own."""
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(
        f"```text\n{paragraph.strip(UNWRAPPED).strip()}\n```"
        if paragraph.startswith(UNWRAPPED)
        else one_line(paragraph)
        for paragraph in paragraphs
    )
