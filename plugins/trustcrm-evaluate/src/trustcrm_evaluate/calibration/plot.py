"""Reliability as a picture: of the acts that were trusted so much, how many were kind? On the diagonal it is exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from trustcrm_evaluate.metrics import Bin

WIDTH = 41
_SIZE, _MARGIN = 360, 48
_STYLE = (
    ".frame{fill:none;stroke:#767676}.exact{stroke:#767676;stroke-dasharray:4 4}"
    ".before{fill:none;stroke:#b35900}.after{fill:none;stroke:#00558c}"
    ".dot-before{fill:#fff;stroke:#b35900;stroke-width:2}.dot-after{fill:#00558c}text{font:12px sans-serif;fill:#333}"
)


def text(before: Sequence[Bin], after: Sequence[Bin]) -> str:
    """Return both as lines for a terminal: a row a group, `+` where the acts were kind, `|` where trust said so."""
    lines = []
    for title, bins in (("by the defaults", before), ("as fitted", after)):
        lines.append(f"{title:<16}trust  kind  acts  0 %{'100 %':>{WIDTH - 3}}")
        lines += [f"{'':<16}{one.trust:5.0%} {one.kind:5.0%} {one.acts:5,.0f}  {_row(one)}" for one in bins]
    return "\n".join(lines)


def _row(one: Bin) -> str:
    row = ["·"] * WIDTH
    row[round(one.trust * (WIDTH - 1))] = "|"
    row[round(one.kind * (WIDTH - 1))] = "+"
    return "".join(row)


def svg(before: Sequence[Bin], after: Sequence[Bin], title: str) -> bytes:
    """Return both as one SVG: trust to the right, the share of kind acts upwards, larger dots for more acts."""
    whole = _SIZE + 2 * _MARGIN
    root = ElementTree.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {whole} {whole}", role="img", width=str(whole)
    )
    ElementTree.SubElement(root, "title").text = title
    ElementTree.SubElement(root, "desc").text = _described(before, after)
    ElementTree.SubElement(root, "style").text = _STYLE
    _add(root, "rect", x=_MARGIN, y=_MARGIN, width=_SIZE, height=_SIZE, **{"class": "frame"})
    _add(root, "line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), **{"class": "exact"})
    most = max((one.acts for one in (*before, *after)), default=1.0)
    for name, label, bins, line in (("before", "by the defaults", before, 0), ("after", "as fitted", after, 1)):
        points = " ".join(f"{_x(one.trust):.1f},{_y(one.kind):.1f}" for one in bins)
        _add(root, "polyline", points=points, **{"class": name})
        for one in bins:
            _dot(root, name, _x(one.trust), _y(one.kind), 2 + 6 * (one.acts / most) ** 0.5)
        _dot(root, name, _MARGIN + 14, _MARGIN + 16 + 18 * line, 5)
        _add(root, "text", label, x=_MARGIN + 26, y=_MARGIN + 20 + 18 * line)
    _add(root, "line", x1=_MARGIN + 6, y1=_MARGIN + 52, x2=_MARGIN + 22, y2=_MARGIN + 52, **{"class": "exact"})
    _add(root, "text", "as many as trusted", x=_MARGIN + 26, y=_MARGIN + 56)
    for share in (0.0, 0.5, 1.0):
        _add(root, "text", f"{share:.0%}", x=_x(share), y=_y(0) + 18, **{"text-anchor": "middle"})
        _add(root, "text", f"{share:.0%}", x=_x(0) - 6, y=_y(share) + 4, **{"text-anchor": "end"})
    _add(root, "text", "trust", x=_x(0.5), y=_y(0) + 36, **{"text-anchor": "middle"})
    _add(root, "text", "kind acts", x=_x(0), y=_y(1) - 12, **{"text-anchor": "middle"})
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _dot(root: ElementTree.Element, name: str, x: float, y: float, radius: float) -> None:
    """Add a hollow square for the defaults, a full circle for what was fitted, so that grey paper tells them too."""
    if name == "before":
        half = radius * 0.9
        _add(root, "rect", x=x - half, y=y - half, width=2 * half, height=2 * half, **{"class": "dot-before"})
    else:
        _add(root, "circle", cx=x, cy=y, r=radius, **{"class": "dot-after"})


def _described(before: Sequence[Bin], after: Sequence[Bin]) -> str:
    def told(bins: Sequence[Bin]) -> Iterator[str]:
        for one in bins:
            yield f"{one.trust:.0%} trusted, {one.kind:.0%} kind of {one.acts:,.0f}"

    return f"By the defaults: {'; '.join(told(before))}. As fitted: {'; '.join(told(after))}."


def _add(root: ElementTree.Element, tag: str, text: str = "", **attributes: object) -> None:
    shown = {key: f"{value:.1f}" if isinstance(value, float) else str(value) for key, value in attributes.items()}
    ElementTree.SubElement(root, tag, shown).text = text or None


def _x(share: float) -> float:
    return _MARGIN + share * _SIZE


def _y(share: float) -> float:
    return _MARGIN + (1 - share) * _SIZE
