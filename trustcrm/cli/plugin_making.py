"""`trustcrm plugins check` and `new`: what an author of plugins begins with and asks for."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from trustcrm.cli.output import emit_heading, emit_json, emit_line, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import PluginFailed, WrongUsage
from trustcrm.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trustcrm.testing.check import Tried

KINDS = ("importer", "calendar", "trust-model", "gazetteer", "report", "panel", "exporter", "notifier", "command")
"""What `trustcrm.scaffold` can begin; said here too, since listing commands must not load it. A test compares."""

_MARKS = {"passed": "ok", "failed": "FAILED", "not tried": "–"}


@click.command(
    help="Try the conformance kit on a plugin: whether it keeps every promise that others rely on.",
    short_help="Try the conformance kit on a plugin.",
)
@click.argument("name")
@click.option(
    "--samples", type=click.Path(path_type=Path, file_okay=False), default=Path("tests/samples"), show_default=True,
    help="The folder of samples: files an importer reads whole, with folders `broken` and `large`.",
)  # fmt: skip
@click.option("--all", "whole", is_flag=True, help="Tell what passed too.")
@json_option
@pass_session
def check(session: Session, name: str, samples: Path, whole: bool, as_json: bool) -> None:
    """Try the conformance kit on a plugin."""
    try:
        from trustcrm.testing.check import check as tried_on
    except ModuleNotFoundError as error:
        if error.name != "pytest":
            raise
        raise WrongUsage("The conformance kit needs pytest; install it with `pip install trustcrm[testing]`.") from None
    tried = list(tried_on(session.premises.host, name, samples))
    if as_json:
        emit_json([asdict(one) for one in tried])
    else:
        _tell(tried, whole=whole)
    failed = sum(one.result == "failed" for one in tried)
    if failed:
        raise PluginFailed(f"The plugin {name} fails {failed} of {len(tried)} tests of the kit; each says why.")
    if not as_json:
        say(f"The plugin {name} keeps what the kit asks for.")


@click.command(
    help="Begin a plugin: write a package that installs, passes the kit and is typed from the first minute.",
    short_help="Begin a plugin of your own.",
)
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="importer", show_default=True, help="What it will offer.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Where its folder is made; else here.",
)
def new(name: str, kind: str, into: Path) -> None:
    """Begin a plugin."""
    from trustcrm.scaffold import begin

    folder = begin(name, kind, into)
    say(f"Wrote {folder}. Go on there: `pip install .`, then `trustcrm plugins check {name}`.")


def _tell(tried: Sequence[Tried], *, whole: bool) -> None:
    for of in dict.fromkeys(one.of for one in tried):
        mine = [one for one in tried if one.of == of]
        counts = Counter(one.result for one in mine)
        emit_heading(f"{of}: {', '.join(f'{count} {result}' for result, count in counts.items())}")
        said = ""
        for one in mine:
            if whole or one.result != "passed":
                emit_line(f"  {_MARKS[one.result]:<6}  {one.sentence}")
                if one.why:
                    emit_line(f"          {'for the same reason' if one.why == said else visible(one.why)}")
                    said = one.why
