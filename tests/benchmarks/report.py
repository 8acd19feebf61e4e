"""The figures as a table for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.contest import Limit, Row
from tests.benchmarks.machine import machine
from tests.benchmarks.timing import Result

BEGIN, END = "<!-- benchmarks begin -->", "<!-- benchmarks end -->"


@dataclass(frozen=True)
class Line:
    """What a row came to at one size of the office."""

    row: Row
    rows: int
    result: Result

    @property
    def kept(self) -> bool:
        """Whether the row does what it must."""
        return self.row.must.holds(self.result.ratio, median(self.result.ours))

    @property
    def aimed(self) -> bool:
        """Whether the row does what it should."""
        return self.row.aim.holds(self.result.ratio, median(self.result.ours))

    @property
    def verdict(self) -> str:
        """How the row did, in a word or two."""
        return "reaches the aim" if self.aimed else "does what it must" if self.kept else "MISSED"


def as_json(lines: Sequence[Line], options: dict[str, Any]) -> dict[str, Any]:
    """Return everything measured, with the machine and the options of the run."""
    return {"machine": machine(), "options": options, "lines": [_told(line) for line in lines]}


def lines_of(told: Mapping[str, Any], rows: Mapping[str, Row]) -> list[Line]:
    """Return the lines that `as_json` told, but for those of rows that are no more."""
    return [
        Line(rows[line["row"]], line["rows"], Result(line["ours"]["runs"], line["reference"].get("runs", [])))
        for line in told["lines"]
        if line["row"] in rows
    ]


def beside(lines: Sequence[Line], earlier: Sequence[Line], order: Sequence[str]) -> list[Line]:
    """Return lines with those of an earlier run that none of them repeats, by size and by the order of row names."""
    known = {(line.rows, line.row.name) for line in lines}
    both = [*lines, *(line for line in earlier if (line.rows, line.row.name) not in known)]
    return sorted(both, key=lambda line: (line.rows, order.index(line.row.name)))


def _told(line: Line) -> dict[str, Any]:
    row, result = line.row, line.result
    return {
        "row": row.name, "job": row.job, "against": row.reference, "rows": line.rows, "unit": row.unit,
        "must": bound(row.must), "aim": bound(row.aim), "verdict": line.verdict, "ratio": result.ratio,
        "ratios": result.ratios, "ours": _spread(result.ours), "reference": _spread(result.reference),
    }  # fmt: skip


def _spread(found: list[float]) -> dict[str, Any]:
    if not found:
        return {}
    return {"median": median(found), "min": min(found), "max": max(found), "runs": found}


def as_table(lines: Sequence[Line]) -> str:
    """Return the figures as a table in Markdown: a line for each row and size, ratios with their least and most."""
    head = ("row", "job", "against", "office", "ours", "reference", "ratio (least–most)", "must", "aim", "")
    body = [_cells(line) for line in lines]
    ruled = [head, tuple("---" for _ in head), *body]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled)


def _cells(line: Line) -> tuple[str, ...]:
    row, result = line.row, line.result
    return (
        row.name,
        row.job,
        row.reference,
        f"{line.rows:,}" if row.scales else "any",
        figure(median(result.ours), row.unit),
        figure(median(result.reference), row.unit) if result.reference else "",
        _ratio(result),
        bound(row.must),
        bound(row.aim),
        line.verdict,
    )


def _ratio(result: Result) -> str:
    if result.ratio is None:
        return ""
    return f"{result.ratio:.3g} ({min(result.ratios):.3g}–{max(result.ratios):.3g})"


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit, seconds in whichever size reads best."""
    if unit != "s":
        return f"{value:,.0f} {unit}"
    for size, name in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value * 1e6:.3g} µs"


def bound(limit: Limit) -> str:
    """Return a bound as a table shows it."""
    sign = "≤" if limit.side == "at most" else "≥"
    return f"{sign} {limit.value:g}×" if limit.of == "ratio" else f"{sign} {limit.value:,g}"


def put_into(page: Path, lines: Sequence[Line]) -> None:
    """Write the table, and what it was measured on, between the two markers of a page."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{page} has no lines {BEGIN} and {END} to write the table between.")
    told = ", ".join(f"{name} {value}" for name, value in machine().items() if value)
    page.write_text(f"{before}{BEGIN}\n\n{as_table(lines)}\n\nMeasured on: {told}.\n\n{END}{after}", encoding="utf-8")
