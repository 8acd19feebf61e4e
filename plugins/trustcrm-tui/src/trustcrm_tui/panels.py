"""What plugins tell beside a record: each panel under its title; one that failed is a line and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm_tui.ink import NOTHING, Content, ink
from trustcrm_tui.reading import body_lines

if TYPE_CHECKING:
    from trustcrm.plugin import Panel, PluginContext
    from trustcrm_tui.sheets.sheet import Manner


def panel_lines(office: PluginContext, noun: str, row: int, manner: Manner) -> list[Content]:
    """Return the lines of every panel beside a record."""
    lines: list[Content] = []
    for panel in office.ask.panels(noun, row):
        lines.append(NOTHING)
        try:
            lines += _told(panel, manner)
        except Exception as error:
            lines.append(_stopped(panel, type(error).__name__))
    return lines


def _told(panel: Panel, manner: Manner) -> list[Content]:
    if panel.document is None:
        return [_stopped(panel, panel.failure)]
    body = body_lines(panel.document.blocks, manner.width, manner.glyphs, {})
    return [ink(panel.document.title, "strong"), *(body[1:] if body and not body[0].plain else body)]


def _stopped(panel: Panel, why: str) -> Content:
    return ink(f"! The panel {panel.address} stopped: {why}", "warn")
