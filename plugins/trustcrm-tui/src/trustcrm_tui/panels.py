"""What plugins tell beside a record: each panel under its title; one that failed is a line and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm_tui.ink import NOTHING, Content, ink
from trustcrm_tui.reading import body_lines

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.sheets.sheet import Manner


def panel_lines(office: PluginContext, noun: str, row: int, manner: Manner) -> list[Content]:
    """Return the lines of every panel beside a record."""
    lines: list[Content] = []
    for panel in office.ask.panels(noun, row):
        if panel.document is not None:
            lines += [NOTHING, ink(panel.document.title, "strong")]
            body = body_lines(panel.document.blocks, manner.width, manner.glyphs, {})
            lines += body[1:] if body and not body[0].plain else body
        else:
            lines += [NOTHING, ink(f"! The panel {panel.address} stopped: {panel.failure}", "warn")]
    return lines
