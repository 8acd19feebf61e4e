"""Which picture is drawn of which figure."""

from __future__ import annotations

from trustcrm.plugin import Figure, Timeline, Wheel, WorldMap
from trustcrm_report.pictures.timeline import timeline
from trustcrm_report.pictures.wheel import wheel
from trustcrm_report.pictures.world import world


def is_drawn(figure: Figure) -> bool:
    """Return whether a picture is drawn of a figure; of one that holds nothing there is none."""
    if isinstance(figure, Wheel):
        return bool(figure.spokes)
    if isinstance(figure, Timeline):
        return bool(figure.happenings)
    return isinstance(figure, WorldMap)


def drawn(figure: Figure, *, name: str, font: str = "") -> str:
    """Return a figure as SVG; `is_drawn` says of which there is a picture."""
    if isinstance(figure, WorldMap):
        return world(figure, name=name, font=font)
    if isinstance(figure, Wheel):
        return wheel(figure, name=name, font=font)
    if isinstance(figure, Timeline):
        return timeline(figure, name=name, font=font)
    raise TypeError(f"Nobody here draws a {type(figure).__name__}.")
