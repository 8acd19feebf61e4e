"""`trustcrm caldav calendars`: what calendars a server has, ready to be put into the configuration."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict

import click

from trustcrm.plugin import visible
from trustcrm_caldav.discovery import Found, calendars_of
from trustcrm_caldav.server import Server


@click.group("caldav", help="Find the calendars of a CalDAV server.")
def caldav() -> None:
    """Hold the commands together."""


@caldav.command(short_help="List the calendars that a server has for you.")
@click.argument("address")
@click.option("--user", default="", help="Who logs in there; the password is asked for, or read from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
def calendars(address: str, user: str, as_json: bool) -> None:
    """List the calendars that the server at ADDRESS, a host name or an address, has for you.

    The address of one of them is what `url` of a table [calendars.NAME] wants. The password is kept nowhere.
    """
    password = _password() if user else ""

    def server(url: str) -> Server:
        return Server(url, lambda: (user, password) if user else None)

    with closing(server(address)) as opened:
        found = calendars_of(opened, server)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(visible(f"{one.name:<24}  {one.url}{_marks(one)}"))


def _password() -> str:
    told = sys.stdin
    if told.isatty():
        return str(click.prompt("Password", hide_input=True, err=True))
    return told.readline().rstrip("\r\n")


def _marks(found: Found) -> str:
    told = [] if found.writable else ["can be read only"]
    if found.holds and "VEVENT" not in found.holds:
        told.append("holds no events")
    return f"  ({', '.join(told)})" if told else ""
