"""The command: chooses rows and sizes, runs them, and writes the figures down."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Row, Unavailable
from tests.benchmarks.report import Line, as_json, as_table, beside, lines_of, put_into
from tests.benchmarks.rows import every_family, every_row
from tests.benchmarks.timing import measure, processor_seconds


def main(arguments: Sequence[str]) -> int:
    """Run the chosen rows; return 0, or 1 where one missed what it must and `--check` was asked for."""
    rows, families = every_row(), every_family()
    asked = _parser([*families, *rows]).parse_args(arguments)
    chosen = [row for name in asked.row or rows for row in families.get(name) or (rows[name],)]
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="trustcrm-benchmarks-", dir=asked.folder) as folder:
        for line in _run(chosen, asked, Path(folder)):
            lines.append(line)
            print(f"{line.row.name} at {line.rows:,}: {line.verdict}", file=sys.stderr)
    if asked.beside:
        earlier = lines_of(json.loads(asked.beside.read_text(encoding="utf-8")), rows)
        lines = beside(lines, earlier, list(rows))
    print(as_table(lines))
    missed = [f"{line.row.name} at {line.rows:,}" for line in lines if not line.kept]
    print(f"Missed what they must: {', '.join(missed)}." if missed else "Every row does what it must.")
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines, _options(asked)), indent=2, default=str), encoding="utf-8")
    if asked.page:
        put_into(asked.page, lines)
    return 1 if missed and asked.check else 0


def _run(chosen: Sequence[Row], asked: argparse.Namespace, folder: Path) -> Iterator[Line]:
    clock = processor_seconds if asked.cpu else time.perf_counter
    for size in asked.rows:
        bench = Bench(rows=size, folder=folder / str(size), clock=clock)
        for row in chosen:
            if not row.scales and size != asked.rows[0]:
                continue
            try:
                with row.prepare(bench) as contest:
                    yield Line(row, size, measure(contest, asked.runs, clock))
            except Unavailable as error:
                print(f"{row.name} is left out: {error}", file=sys.stderr)
        bench.clear()


def _parser(names: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "row", nargs="*", choices=[*names, []], metavar="ROW", help=f"families and rows to run: {', '.join(names)}"
    )
    parser.add_argument(
        "--rows", type=_sizes, default=[1_000_000], metavar="N[,N…]", help="interactions of the office; several sizes"
    )
    parser.add_argument("--runs", type=int, default=5, help="how often each side is measured (5)")
    parser.add_argument("--cpu", action="store_true", help="measure processor time: steadier on a busy machine")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure as JSON")
    parser.add_argument(
        "--beside", type=Path, metavar="FILE", help="tell the figures of an earlier run's JSON that this one leaves out"
    )
    parser.add_argument("--page", type=Path, metavar="FILE", help="write the table between the markers of a page")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where the offices are built (a temporary folder)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a row misses what it must")
    return parser


def _sizes(text: str) -> list[int]:
    return [int(part.replace("_", "")) for part in text.split(",")]


def _options(asked: argparse.Namespace) -> dict[str, object]:
    return {"rows": asked.rows, "runs": asked.runs, "clock": "processor" if asked.cpu else "wall"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
