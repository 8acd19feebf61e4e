"""`trustcrm calendar serve`: the server, run until somebody stops it."""

from __future__ import annotations

import gc
import ipaddress
import logging
import sys
from signal import SIGINT, SIGTERM, signal
from typing import Any

import click
from filelock import FileLock, Timeout

from trustcrm.plugin import PluginContext, Refused, WrongUsage, pass_plugin_context
from trustcrm_caldav_server.settings import CaldavServerSettings
from trustcrm_calendar.feed_app import feed_application

PORT = 5232
_LARGEST_BODY = 8_500_000
_PATIENCE = 60
_THREADS = 4
_HELD = 10_000
"""How many more objects may be held before the garbage collector looks for cycles, of which a request leaves few."""


@click.command(short_help="Serve engagements to calendar programs and phones.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at, as numbers.")
@click.option("--port", type=click.IntRange(0, 65_535), default=PORT, show_default=True, help="The port; 0 takes any.")
@click.option(
    "--tls-proxy", metavar="ADDRESS",
    help="The address of the web server in front that speaks https; what did not come over https is then refused.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Write no line a request.")
@pass_plugin_context
def serve(context: PluginContext, host: str, port: int, tls_proxy: str | None, quiet: bool) -> None:
    """Serve engagements by CalDAV, to calendar programs and phones that have a password.

    Without a web server in front that speaks https it listens on this machine alone. It runs until it is stopped with
    Ctrl-C. Give a device its password with `trustcrm calendar password new`.
    """
    _check(host, tls_proxy)
    parent = click.get_current_context().parent
    calendar = parent.obj if parent is not None else None
    if not isinstance(calendar, PluginContext):
        raise WrongUsage("The server is run as `trustcrm calendar serve`.")
    with _Talking(context, quiet=quiet):
        lock = FileLock(context.data_folder / f"{context.office_key}.lock", timeout=0)
        try:
            with lock:
                _run(context, calendar, host, port, tls_proxy)
        except Timeout:
            raise Refused("This office is served already; stop that server first.") from None


def _check(host: str, tls_proxy: str | None) -> None:
    """Refuse to send passwords over a network in the clear."""
    try:
        address = ipaddress.ip_address(host)
        if tls_proxy is not None:
            ipaddress.ip_address(tls_proxy)
    except ValueError:
        raise WrongUsage("Give addresses as numbers, such as 127.0.0.1.") from None
    if not address.is_loopback and tls_proxy is None:
        raise Refused(
            f"At {host} passwords would go over the network in the clear; put a web server in front that speaks https, "
            "and say with --tls-proxy at which address that one is."
        )


def _run(context: PluginContext, calendar: PluginContext, host: str, port: int, tls_proxy: str | None) -> None:
    try:
        server = server_of(context, calendar, host=host, port=port, tls_proxy=tls_proxy)
    except OSError as error:
        raise Refused(f"Nothing can listen at {host}, port {port}: {error.strerror or error}; give another.") from None
    for asked in (SIGTERM, SIGINT):
        signal(asked, server.task_dispatcher.end)
    _collect_seldom()
    click.echo(f"Serving at http://{host}:{server.effective_port}/; stop it with Ctrl-C.", err=True)
    try:
        server.run()
    finally:
        server.close()


def _collect_seldom() -> None:
    """Let the garbage collector leave alone what lasts as long as the server, and look at the rest more seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_HELD, *gc.get_threshold()[1:])


def server_of(
    context: PluginContext, calendar: PluginContext, *, host: str, port: int, tls_proxy: str | None = None
) -> Any:
    """Return the server, listening, with everything brought to what the office says; it serves by `run`."""
    from trustcrm_caldav_server.application import Application
    from trustcrm_caldav_server.prompt import serving

    config = context.config or CaldavServerSettings()
    application = Application(
        context, calendar, only_encrypted=tls_proxy is not None, merge_stale=config.merge_stale,
        mounted={"feed": feed_application(calendar)},
    )  # fmt: skip
    application.prepare()
    behind = {
        "trusted_proxy": tls_proxy, "trusted_proxy_count": 1, "clear_untrusted_proxy_headers": True,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }  # fmt: skip
    return serving(
        application, host=host, port=port, threads=_THREADS, ident=None, max_request_body_size=_LARGEST_BODY,
        channel_timeout=_PATIENCE, connection_limit=200, expose_tracebacks=False,
        **(behind if tls_proxy is not None else {"clear_untrusted_proxy_headers": True}),
    )  # fmt: skip


class _Talking:
    """Writes the plugin's log to the terminal while the server runs."""

    def __init__(self, context: PluginContext, *, quiet: bool) -> None:
        self._log = context.log
        self._handler = logging.StreamHandler(sys.stderr)
        self._handler.setFormatter(logging.Formatter("%(message)s"))
        self._level = logging.WARNING if quiet else logging.INFO

    def __enter__(self) -> None:
        self._log.addHandler(self._handler)
        self._log.setLevel(self._level)

    def __exit__(self, *details: object) -> None:
        self._log.removeHandler(self._handler)
