"""What this plugin offers: the notifier `smtp`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import NotifierSpec, PluginSpec, hookimpl
from trustcrm_smtp.settings import SmtpSettings

if TYPE_CHECKING:
    from trustcrm.plugin import Notifier, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Sends what was released by the office's mail server", config=SmtpSettings)


@hookimpl
def register_notifiers() -> Iterable[NotifierSpec]:
    """Offer the notifier."""
    yield NotifierSpec(name="smtp", summary="The office's own mail server", factory=_smtp)


def _smtp(context: PluginContext) -> Notifier:
    from trustcrm_smtp.server import MailServer

    return MailServer(context.config)
