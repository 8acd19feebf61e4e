"""What this plugin offers: the importer `mail`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from trustcrm.plugin import ImporterSpec, Option, PluginSpec, hookimpl

if TYPE_CHECKING:
    from trustcrm.plugin import Importer, PluginContext


@hookimpl
def describe_plugin() -> PluginSpec:
    """Say what this plugin is for."""
    return PluginSpec(summary="Reads letters of mailboxes, mbox, .eml and Maildir, as interactions")


@hookimpl
def register_importers() -> Iterable[ImporterSpec]:
    """Offer the importer `mail`."""
    yield ImporterSpec(
        name="mail",
        summary="Letters of one mailbox, an mbox, .eml or a folder such as a Maildir, as interactions of kind email",
        suffixes=(".eml", ".mbox"),
        folders=True,
        factory=_importer,
        options=(
            Option(name="our", summary="our own addresses and domains, parted by commas; needed"),
            Option(name="with", summary="the side of whoever the table of sides does not name"),
            Option(name="sides", summary="a CSV file with the columns address (or a domain) and side"),
            Option(name="body", summary="yes keeps the letter's own text too, its beginning", default="no"),
            Option(name="home", summary="our side; the office's home city otherwise"),
        ),
    )


def _importer(context: PluginContext) -> Importer:
    from trustcrm_mail.importer import MailImporter

    return MailImporter(context)
