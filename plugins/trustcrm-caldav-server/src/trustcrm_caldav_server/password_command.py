"""`trustcrm calendar password`: a password for each device, shown once and taken back one by one."""

from __future__ import annotations

import json
from typing import Any

import click

from trustcrm.plugin import PluginContext, WrongUsage, counted, pass_plugin_context, visible
from trustcrm_caldav_server.passwords import Device, Passwords

_LONGEST = 80


@click.group("password")
def password() -> None:
    """Give phones and programs passwords of their own for `trustcrm calendar serve`, and take them back."""


@password.command(short_help="Give a device a password.")
@click.argument("device")
@click.option("--person", help="Under which login the device writes; whoever runs this, where it is left out.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def new(context: PluginContext, device: str, person: str | None, as_json: bool) -> None:
    """Give DEVICE, such as "Ana's phone", a password, and show it this once.

    What the device changes is written in the name of its person, within that person's role.
    """
    name = device.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise WrongUsage(f"Call the device something of at most {_LONGEST} letters.")
    login = context.do.login if person is None else person.strip()
    if not login or ":" in login or "/" in login or not login.isprintable():
        raise WrongUsage("A login that devices write under has no colon and no slash in it; name it with --person.")
    number, told = Passwords(context.tables, context.clock).new(login, name)
    if as_json:
        click.echo(json.dumps({"id": number, "person": login, "device": name, "password": told}, ensure_ascii=False))
        return
    click.echo(visible(f"user name: {login}"))
    click.echo(f"password:  {told}")
    click.echo(f"This is device {number}. Nobody can show the password again; type it in now.", err=True)


@password.command("list", short_help="List the devices that were given a password.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def list_(context: PluginContext, as_json: bool) -> None:
    """List the devices that were given a password, and whose was taken back."""
    devices = Passwords(context.tables, context.clock).devices()
    if as_json:
        click.echo(json.dumps([_plain(one) for one in devices], ensure_ascii=False, indent=2))
        return
    for one in devices:
        state = f"taken back {one.revoked_at:%Y-%m-%d}" if one.revoked_at else f"since {one.made_at:%Y-%m-%d}"
        click.echo(visible(f"{one.id:>4}  {one.person}  {one.device}  {state}"))
    if not devices:
        click.echo("No device has a password yet; give one with `trustcrm calendar password new DEVICE`.", err=True)


@password.command(short_help="Take a device's password back.")
@click.argument("number", type=click.IntRange(1))
@pass_plugin_context
def revoke(context: PluginContext, number: int) -> None:
    """Take the password of device NUMBER back; from then on nobody comes in with it."""
    passwords = Passwords(context.tables, context.clock)
    device = passwords.device(number)
    done = passwords.revoke(number)
    said = "is taken back" if done else "was taken back before"
    click.echo(visible(f"The password of device {number}, {device.device}, {said}."), err=True)


@password.command(short_help="Let a device delete more within a day.")
@click.argument("number", type=click.IntRange(1))
@click.option("--deletions", type=click.IntRange(0), required=True, help="How many you agree to.")
@pass_plugin_context
def allow(context: PluginContext, number: int, deletions: int) -> None:
    """Let device NUMBER delete so many events within a day, where the server has stopped it.

    Without that a device deletes five a day, or a tenth of what is there.
    """
    passwords = Passwords(context.tables, context.clock)
    device = passwords.device(number)
    passwords.allow(number, deletions)
    events = counted(deletions, "event")
    click.echo(visible(f"Device {number}, {device.device}, may delete {events} within a day."), err=True)


def _plain(one: Device) -> dict[str, Any]:
    return {
        "id": one.id, "person": one.person, "device": one.device, "since": one.made_at.isoformat(),
        "taken_back": one.revoked_at.isoformat() if one.revoked_at else None, "deletions": one.consent,
    }  # fmt: skip
