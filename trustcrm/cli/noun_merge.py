"""`NOUN merge` and `NOUN unmerge`: make one of two records of the same thing, and two of them again."""

from __future__ import annotations

import click

from trustcrm.cli.noun_flags import version_option
from trustcrm.cli.noun_words import kept_now
from trustcrm.cli.output import json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.cli.undo_report import tell_undone
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import NOUNS
from trustcrm.text import listed


def merge_command(kind: type[Record]) -> click.Command:
    """Return the command that merges one record into another."""

    @click.command(
        "merge",
        help=f"Make one {kind.noun} of two: all that refers to GOES then refers to STAYS.",
        short_help=f"Make one {kind.noun} of two.",
    )
    @click.argument("stays")
    @click.argument("goes")
    @version_option(which="STAYS")
    @version_option("--goes-version", which="GOES")
    @json_option
    @pass_session
    def merge(
        session: Session, stays: str, goes: str, version: int | None, goes_version: int | None, as_json: bool
    ) -> None:
        from trustcrm.services.browse import found
        from trustcrm.services.merge import merge as make_one

        desk = session.desk
        row, gone = found(desk, kind.noun, stays), found(desk, kind.noun, goes)
        moved = make_one(desk, kind.noun, row, gone, version=version, goes_version=goes_version)
        if moved:
            counts = [f"{count} {NOUNS[noun].plural if count > 1 else noun}" for noun, count in moved.items()]
            say(f"What referred to {kind.noun} {gone} now refers to {row}: {listed(counts, most=20)}.")
        kept_now(desk, kind.noun, row, f"Merged {gone} into", as_json=as_json)

    return merge


def unmerge_command(kind: type[Record]) -> click.Command:
    """Return the command that makes a merged record stand on its own again."""

    @click.command("unmerge", help=f"Make a merged {kind.noun} stand on its own again; GONE is its number.")
    @click.argument("gone")
    @version_option()
    @json_option
    @pass_session
    def unmerge(session: Session, gone: str, version: int | None, as_json: bool) -> None:
        from trustcrm.services.browse import found
        from trustcrm.services.merge import unmerge as make_two

        desk = session.desk
        report = make_two(desk, kind.noun, found(desk, kind.noun, gone), version=version)
        tell_undone(report, as_json=as_json)

    return unmerge
