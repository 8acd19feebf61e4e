"""The first start: four questions, each with an answer that Enter takes; then the screens."""

from __future__ import annotations

import click

from trustcrm_tui.drafts import Drawer
from trustcrm_tui.glyphs import SETS

SIGNS = {"y": "braille", "b": "boxes", "l": "letters"}


def start_office(missing: str) -> bool:
    """Ask whether to start an office, and start it by the command that does; return whether there is one now.

    `missing` says where none was found: whoever mistyped a path sees it before a second office is made.
    """
    click.echo(f"Welcome. {missing}\nNothing leaves this computer unless you set that up.", err=True)
    if not click.prompt("Start one now? [Y/n]", default=True, show_default=False, err=True, value_proc=_yes_or_no):
        click.echo("`trustcrm init` starts one later; `trustcrm demo` shows a ready-made one.", err=True)
        return False
    root = click.get_current_context().find_root()
    command = root.command
    init = command.get_command(root, "init") if isinstance(command, click.Group) else None
    if init is None:
        return False
    with init.make_context("init", [], parent=root) as context:
        init.invoke(context)
    return True


def _yes_or_no(answer: str | bool) -> bool:
    """Return whether an answer is yes. Raises click's `UsageError`, which is said before it is asked again."""
    word = "yes" if answer is True else str(answer).strip().casefold()
    if not word or not ("yes".startswith(word) or "no".startswith(word)):
        raise click.UsageError(f"{answer!r} is neither; type y for yes or n for no. Enter alone is yes.")
    return "yes".startswith(word)


def ask_for_signs(drawer: Drawer) -> str:
    """Ask which signs this terminal shows, and remember it; return the name of the set."""
    signs = SETS["braille"]
    shown = f"{signs.up} {signs.down} {signs.ours} {signs.theirs} {signs.cursor} {signs.rule}"
    answer = click.prompt(
        f"Can you read these: {shown}  (y yes, b lines and boxes only, l letters only)", default="y", err=True,
        type=click.Choice(tuple(SIGNS)), show_choices=False,
    )  # fmt: skip
    drawer.keep_glyphs(SIGNS[answer])
    return SIGNS[answer]
