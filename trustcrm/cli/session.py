"""One run of the command line: what it asks for, and the office it opens when a command needs one."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.catalogue import COMMANDS

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice, Premises
    from trustcrm.services.desk import Desk


@dataclass
class Session:
    """What one run asks for; the office is opened at the first need and closed at the end.

    `as_json` says that the command was asked to answer in JSON, `stays` that it runs as long as somebody sits there.
    """

    database: str = ""
    actor: str = ""
    no_plugins: bool = False
    as_json: bool = False
    stays: bool = False
    _premises: Premises | None = None
    _office: OpenOffice | None = None
    _commands: dict[str, Any] | None = field(default=None)

    @property
    def premises(self) -> Premises:
        """Where the office is, before it is opened."""
        if self._premises is None:
            self._premises = self.at(self.database)
        return self._premises

    def at(self, database: str, actor: str = "") -> Premises:
        """Return the premises of another database, all else as this run asks for; `actor` works there where given."""
        from trustcrm.office import Premises, Wishes

        return Premises(
            Wishes(
                database=database,
                actor=actor or self.actor,
                no_plugins=self.no_plugins,
                environ=os.environ,
                core_commands=tuple(COMMANDS),
                warn=_warn,
            )
        )

    @property
    def office(self) -> OpenOffice:
        """The office, open."""
        if self._office is None:
            self._office = self._entered(self.premises.enter(sparing=self.stays))
        return self._office

    def enter(self, office: OpenOffice) -> None:
        """Work in an office that was just opened or made."""
        self.go_to(office.premises)
        self._office = self._entered(office)

    def go_to(self, premises: Premises) -> None:
        """Work elsewhere from here on; that office is opened at the first need too."""
        self.close()
        self._premises, self._commands = premises, None

    def _entered(self, office: OpenOffice) -> OpenOffice:
        """Let garbage be collected from here on, where the start kept it from it; what was imported is no garbage.

        A command that soon ends leaves hardly any, so that it is seldom looked for.
        """
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
            if not self.stays:
                from trustcrm.services.garbage import SELDOM

                gc.set_threshold(SELDOM, *gc.get_threshold()[1:])
        return office

    @property
    def desk(self) -> Desk:
        """The desk to work at."""
        return self.office.desk

    def plugin_commands(self) -> dict[str, Any]:
        """Return the offers of commands by the name they are called by; a plugin never takes over core's.

        One whose name is of several words is found within the group that the first of them names.
        """
        if self._commands is None:
            from trustcrm.hooks.specs import CommandSpec

            host = self.premises.host
            offers = host.offers(CommandSpec)
            self._commands = {name: offer for offer in offers if (name := host.shortest(offer)) not in COMMANDS}
        return self._commands

    def close(self) -> None:
        """Close the office where one is open."""
        if self._office is not None:
            self._office.close()
            self._office = None


def _warn(sentence: str) -> None:
    click.echo(sentence, err=True)


pass_session = click.make_pass_decorator(Session)
"""Hands a command the run's session as its first argument."""
