"""The root command: finds commands by name and imports each one's module only when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import click

from trustcrm import __version__
from trustcrm.cli.catalogue import COMMANDS
from trustcrm.cli.session import Session
from trustcrm.errors import Conflict, TrustCrmError

MOST_MEANT = 3
"""So many groups may hold a command that was looked for at the top; `add` and `list` stand in every one."""


class Root(click.Group):
    """A group whose commands are imported when they run; those of plugins come after core's own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return core's commands in the order of an office's day, then those of plugins by name."""
        return [*COMMANDS, *sorted(_plugin_commands(ctx))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module; a plugin's is run so that its errors name it."""
        if cmd_name in COMMANDS:
            return _core_command(cmd_name)
        offer = _plugin_commands(ctx).get(cmd_name)
        if offer is None:
            return None
        from trustcrm.cli.plugin_command import guarded

        return guarded(ctx.ensure_object(Session), offer)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])
        offered = _plugin_commands(ctx)
        if offered:
            with formatter.section("Commands of plugins"):
                formatter.write_dl([(name, offered[name].spec.summary) for name in sorted(offered)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and name the nearest one where there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and args[0] not in _plugin_commands(ctx):
            from trustcrm.text import nearest, visible

            near = nearest(args[0], [*COMMANDS, *_plugin_commands(ctx)])
            meant = [near] if near else self._groups_with(ctx, args[0])
            hint = f" Did you mean {' or '.join(map(repr, meant))}?" if meant else ""
            raise click.UsageError(f"There is no command {visible(args[0])!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def _groups_with(self, ctx: click.Context, name: str) -> list[str]:
        """Return where a command of this name stands within a group: "crisis board"; none where that says little."""
        found = []
        for group_name in self.list_commands(ctx):
            with suppress(TrustCrmError):  # a plugin that cannot be loaded is told of where it is used
                group = self.get_command(ctx, group_name)
                if isinstance(group, click.Group) and name in group.list_commands(ctx):
                    found.append(f"{group_name} {name}")
        return found if len(found) <= MOST_MEANT else []


def _core_command(name: str) -> click.Command:
    from importlib import import_module

    module = import_module(f"trustcrm.cli.{COMMANDS[name][0]}")
    commands: Mapping[str, click.Command] = module.COMMANDS
    return commands[name]


def _plugin_commands(ctx: click.Context) -> dict[str, Any]:
    """Return the offers of plugins that stand beside core's commands; the others stand within groups of plugins."""
    session = ctx.ensure_object(Session)
    return {name: offer for name, offer in session.plugin_commands().items() if " " not in name}


def _wish(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Take down what a run asks for before commands are looked up: the settings, and so the plugins, hang on it."""
    setattr(ctx.ensure_object(Session), str(param.name), value or "")


def _switch_off(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Load no plugin from here on: what comes after it, `--help` say, must not either."""
    session = ctx.ensure_object(Session)
    session.no_plugins = session.no_plugins or value


@click.command(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--db", "database", metavar="PATH-OR-URL", is_eager=True, expose_value=False, callback=_wish,
    help="The office's database; else TRUSTCRM_DB, else your data folder.",
)  # fmt: skip
@click.option(
    "--as", "actor", metavar="NAME", is_eager=True, expose_value=False, callback=_wish,
    help="Who is at work; else TRUSTCRM_ACTOR, the settings, your login.",
)  # fmt: skip
@click.option(
    "--no-plugins", is_flag=True, is_eager=True, expose_value=False, callback=_switch_off, help="Load no plugin at all."
)
@click.version_option(__version__, prog_name="trustcrm")
@click.pass_context
def root(ctx: click.Context) -> None:
    """Relationships and trust between cities, recorded so that anyone can check them."""
    ctx.call_on_close(ctx.ensure_object(Session).close)


def program() -> int:
    """Run the command line as a program of its own.

    The garbage collector waits until an office is open (`Session.office`), and looks through nothing at the end: what
    is imported lives as long as the program, and looking through it again and again took 90 ms of `trustcrm log`.
    """
    gc.disable()
    try:
        return main()
    finally:
        gc.freeze()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code of docs/reference/exit-codes.md."""
    session = Session()
    try:
        outcome = root.main(arguments, prog_name="trustcrm", standalone_mode=False, obj=session)
        sys.stdout.flush()
    except Conflict as error:
        from trustcrm.cli.conflict import tell_conflict

        tell_conflict(error, as_json=session.as_json)
        return error.exit_code
    except TrustCrmError as error:
        _say(str(error))
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        _say(_one_line(error.format_message()) + _help_hint(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped; nothing more was saved.")
        return 130
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - whoever read us has gone; nothing is left to say
        return 0
    except OSError as error:
        return _unanswered(error)
    return outcome if isinstance(outcome, int) else 0


def _unanswered(error: OSError) -> int:
    """Say that an answer could not be written, a full disk under a redirected output say, and let it go."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    where = f" to {error.filename}" if error.filename else ""
    with suppress(OSError):
        _say(f"The answer could not be written{where}: {error.strerror or error}; what was saved by then is saved.")
    return 6


def _one_line(message: str) -> str:
    """Return click's message as a sentence; it lists choices below one another, without a full stop."""
    line = " ".join(message.split())
    return line if line.endswith((".", "?", "!", "`")) else f"{line}."


def _help_hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f" `{context.command_path} --help` tells how." if context is not None else ""


def _say(sentence: str) -> None:
    from trustcrm.cli.output import say

    say(sentence)
