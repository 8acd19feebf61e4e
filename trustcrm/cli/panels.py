"""What plugins tell beside whatever is shown, at its end and in its JSON."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import emit_heading, emit_line

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.cli.session import Session
    from trustcrm.services.panels import Panel

_WIDEST = 10_000
"""How wide a line may be where nobody's window breaks it."""


def panels_beside(session: Session, noun: str, row: int, day: date | None = None) -> list[Panel]:
    """Return the panels beside a row; one that fails says so in one line and is left out."""
    from trustcrm.services.panels import panels
    from trustcrm.services.report import row_as_subject

    desk = session.desk
    return list(panels(session.premises.host, row_as_subject(desk, noun, row, day)))


def panel_json(panel: Panel) -> dict[str, Any]:
    """Return a panel as JSON holds it."""
    from trustcrm.builtin.exporters.json import content_of

    told = content_of(panel.document) if panel.document else None
    return {"panel": panel.address, "document": told, "failure": panel.failure or None}


def print_panels(found: list[Panel]) -> None:
    """Write what panels tell, each under its title."""
    from trustcrm.builtin.exporters.text import PlainText

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDEST
    for panel in found:
        if panel.document is not None:
            emit_line()
            emit_heading(panel.document.title)
            for line in PlainText(width).body(panel.document):
                click.echo(line)
