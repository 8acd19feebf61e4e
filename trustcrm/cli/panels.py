"""What plugins tell beside whatever is shown, at its end and in its JSON."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import emit_heading, emit_line, emit_table
from trustcrm.text import visible

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.cli.session import Session
    from trustcrm.domain.document import Table
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
    """Write what panels tell, each under its title, with the records it rests on named beside it."""
    from trustcrm.builtin.exporters.text import PlainText
    from trustcrm.domain.document import Figure, Table

    plain = PlainText(shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDEST)
    for document in (panel.document for panel in found if panel.document is not None):
        emit_line()
        emit_heading(document.title)
        for block in document.blocks:
            if isinstance(block, Figure | Table):
                emit_line()
                _print_table(block.as_table() if isinstance(block, Figure) else block)
            else:
                for line in plain.body(replace(document, blocks=(block,)), brief=True):
                    click.echo(line)


def _print_table(table: Table) -> None:
    """Write a table as every command does: on a narrow terminal what it rests on is left out first."""
    from trustcrm.domain.showing import shown

    if table.title:
        emit_line(table.title)
    titles = [visible(column.title) for column in table.columns]
    rows = [[shown(cell) for cell in row.cells] for row in table.rows]
    right = [place for place, column in enumerate(table.columns) if column.side == "right"]
    if any(row.cites for row in table.rows):
        titles.append("source")
        rows = [[*cells, ", ".join(map(str, row.cites))] for cells, row in zip(rows, table.rows, strict=True)]
    emit_table(titles, rows, right=right, spare=(len(titles) - 1,))
