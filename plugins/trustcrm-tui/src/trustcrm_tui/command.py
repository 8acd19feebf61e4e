"""`trustcrm tui`: opens the office on the terminal."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from trustcrm.plugin import PluginContext, WrongUsage, pass_plugin_context
from trustcrm_tui.keys import KeyMap, written
from trustcrm_tui.settings import TuiSettings
from trustcrm_tui.terminal import in_browser

if TYPE_CHECKING:
    from trustcrm_tui.app import OfficeApp


@click.command()
@click.option("--read-only", is_flag=True, help="Look around; nothing can be recorded or taken back.")
@click.option("--glyphs", type=click.Choice(("braille", "boxes", "letters")), help="The signs your font can show.")
@click.option("--theme", type=click.Choice(("dark", "light", "mono")), help="Colours on dark, on light, or none.")
@click.option("--web", is_flag=True, help="In a browser of this machine, at an address that works once.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="With --web: the port; a free one else.")
@click.option("--keys", "list_keys", is_flag=True, help="Print every key with its name, as your settings have them.")
@click.option("--json", "as_json", is_flag=True, help="With --keys: answer in JSON, for scripts.")
@pass_plugin_context
def tui(
    context: PluginContext, read_only: bool, glyphs: str | None, theme: str | None, web: bool, port: int,
    list_keys: bool, as_json: bool,
) -> None:  # fmt: skip
    """Open the terminal UI: who needs us today, every tie, the ledger, the agenda and the agreements.

    `?` shows the keys, `q` leaves. Each screen has a plain twin for scripts and screen readers: `trustcrm due`,
    `overview`, `ledger`, `agenda`, `agreement list`, and `trustcrm log` for the log bar.
    """
    settings = context.config or TuiSettings()
    if list_keys:
        _print_keys(KeyMap(moved=settings.keys), as_json)
        return
    if web:
        context.ask.home()  # without an office the command says so, and no page stays empty
        _serve(port)
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and not in_browser():
        raise WrongUsage("The terminal UI needs a terminal; in a script, `trustcrm due` and `overview` tell the same.")
    from trustcrm_tui.heap import keep_small, without_metadata, without_openssl, without_palette

    without_openssl()
    without_metadata()
    without_palette()
    from trustcrm_tui.app import OfficeApp
    from trustcrm_tui.drafts import Drawer, own_folder

    keep_small()

    drawer = Drawer(own_folder(context), context.office_key)
    read_aloud = "letters" if os.environ.get("ACCESSIBLE") else ""
    signs = glyphs or read_aloud or settings.glyphs or drawer.glyphs() or "braille"
    settings = replace(settings, glyphs=signs, theme=_theme(theme or settings.theme))
    app = _run(OfficeApp(context, settings, read_only=read_only), settings)
    if app.no_office and not in_browser():
        from trustcrm_tui.first_run import ask_for_signs, start_office

        if not start_office(f"{app.no_office}."):
            return
        settings = replace(settings, glyphs=glyphs or ask_for_signs(drawer))
        app = _run(OfficeApp(context, settings, read_only=read_only), settings)
    if app.last_words:
        for line in app.last_words:
            click.echo(line, err=True)
        raise click.exceptions.Exit(1)


def _run(app: OfficeApp, settings: TuiSettings) -> OfficeApp:
    app.run(mouse=settings.mouse)
    app.backroom.stop()
    return app


def _serve(port: int) -> None:
    try:
        from trustcrm_tui.web import serve
    except ModuleNotFoundError as error:
        needed = (error.name or "textual-serve").partition(".")[0]
        raise WrongUsage(f"A browser needs the package {needed}; install trustcrm-tui[web], which brings it.") from None

    def tell(address: str) -> None:
        click.echo(address)
        click.echo(
            "Open this address in a browser of this machine; it works once, and Ctrl-C ends it. There is no login: for "
            "colleagues elsewhere put your city's single sign-on and an encrypted line in front.",
            err=True,
        )

    serve(port, tell)


def _print_keys(keys: KeyMap, as_json: bool) -> None:
    if as_json:
        told = [{"id": one.id, "keys": list(one.keys), "does": one.words, "screens": list(one.on)} for one in keys.keys]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in keys.keys:
        where = f" ({', '.join(one.on)})" if one.on else ""
        click.echo(f"{' '.join(written(key) for key in one.keys):<12}  {one.id:<10}  {one.words}{where}")


def _theme(wanted: str) -> str:
    return "mono" if os.environ.get("NO_COLOR") is not None or os.environ.get("TERM") == "dumb" else wanted
