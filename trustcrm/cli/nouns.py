"""One command group a noun, generated from the noun's told fields, so that every field is a flag everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from trustcrm.cli.noun_add import add_command
from trustcrm.cli.noun_correct import correct_command, withdraw_command
from trustcrm.cli.noun_list import list_command
from trustcrm.cli.noun_merge import merge_command, unmerge_command
from trustcrm.cli.noun_show import show_command
from trustcrm.cli.noun_verbs import VERBS
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import MERGEABLE, NOUNS


def noun_group(kind: type[Record]) -> click.Group:
    """Return the command group of a noun."""
    commands = [build(kind) for build in (add_command, list_command, show_command, correct_command, withdraw_command)]
    if kind.noun in MERGEABLE:
        commands += [merge_command(kind), unmerge_command(kind)]
    commands += VERBS.get(kind.noun, ())
    return click.Group(kind.noun, commands=commands, help=(kind.__doc__ or "").strip())


class NounGroups(Mapping[str, click.Command]):
    """The groups by noun, each built when it is asked for. The office itself is no such noun: `init` starts it."""

    def __getitem__(self, noun: str) -> click.Command:
        if noun == "office":
            raise KeyError(noun)
        return noun_group(NOUNS[noun])

    def __iter__(self) -> Iterator[str]:
        return (noun for noun in NOUNS if noun != "office")

    def __len__(self) -> int:
        return len(NOUNS) - 1


COMMANDS: Mapping[str, click.Command] = NounGroups()
"""The command group of every noun, by the noun's name."""
