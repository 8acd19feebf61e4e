"""Which picture is drawn of which figure."""

from __future__ import annotations

from trustcrm.plugin import Figure, Timeline, Wheel, WorldMap
from trustcrm_report.pictures.timeline import timeline
from trustcrm_report.pictures.wheel import wheel
from trustcrm_report.pictures.world import world


def drawn(figure: Figure, *, name: str, font: str = "") -> str:
    """Return a figure as SVG, "" for one that is not drawn but told as its table, and for one that holds nothing."""
    if isinstance(figure, WorldMap):
        return world(figure, name=name, font=font)
    if isinstance(figure, Wheel) and figure.spokes:
        return wheel(figure, name=name, font=font)
    if isinstance(figure, Timeline) and figure.happenings:
        return timeline(figure, name=name, font=font)
    return ""
