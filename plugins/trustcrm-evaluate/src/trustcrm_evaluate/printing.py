"""Tables of standings: for a terminal, for a page in Markdown, and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from math import isnan
from typing import Any

from trustcrm.plugin import visible
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.league import Standing
from trustcrm_evaluate.scores import MEASURES, Measure, Score

DASH = "–"


def text(standings: Sequence[Standing], *, by_intensity: bool = False) -> str:
    """Return the table as columns, an interval under each figure; `by_intensity` adds signs told apart so."""
    shown = _shown(standings, by_intensity=by_intensity)
    rows = [["model", *(one.title for one in shown)], ["n", *(_counts(standings, one.key) for one in shown)]]
    for standing in standings:
        if standing.failure:
            continue
        figures = [standing.scores.get(one.key) for one in shown]
        rows.append([visible(standing.name), *map(_value, figures)])
        rows.append(["", *map(_interval, figures)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines += [f"{visible(one.name)}: {visible(one.failure)}" for one in standings if one.failure]
    return "\n".join(lines)


def markdown(standings: Sequence[Standing], *, by_intensity: bool = False) -> str:
    """Return the table in Markdown, each figure with its interval behind it; `by_intensity` as in `text`."""
    shown = _shown(standings, by_intensity=by_intensity)
    rows = [[f"{one.title} (n = {_counts(standings, one.key)})" for one in shown]]
    rows[0].insert(0, "model")
    rows.append(["---"] * len(rows[0]))
    for standing in standings:
        if not standing.failure:
            figures = [standing.scores.get(one.key) for one in shown]
            rows.append([standing.name, *(f"{_value(one)} {_interval(one)}".strip() for one in figures)])
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines += [f"\n{one.name}: {one.failure}" for one in standings if one.failure]
    return "\n".join(lines)


def as_json(dataset: Dataset, protocol: str, standings: Sequence[Standing]) -> dict[str, Any]:
    """Return the table with stable keys, numbers unrounded, None where a figure cannot be told."""
    against = next((one for one in standings if not one.failure), None)
    tested = dataset.tested
    return {
        "data": dataset.name,
        "protocol": protocol,
        "acts": len(dataset.acts),
        "tested": len(tested),
        "signed": sum(act.intensity != 0 for act in tested),
        "first_day": dataset.acts[0].day.isoformat(),
        "test_from": tested[0].day.isoformat(),
        "last_day": dataset.acts[-1].day.isoformat(),
        "remarks": list(dataset.remarks),
        "models": [_standing(one, against) for one in standings],
    }


def _standing(one: Standing, against: Standing | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "model": one.name,
        "version": one.version,
        "summary": one.summary,
        "failure": one.failure or None,
        "seconds": one.seconds,
        "measures": {
            key: {"value": _finite(score.value), "low": _finite(score.low), "high": _finite(score.high), "n": score.n}
            for key, score in one.scores.items()
        },
    }
    if against is not None and one is not against and not one.failure:
        gaps = {key: asdict(gap) for key, gap in one.beyond(against).items()}
        told["beyond"] = {"model": against.name, "measures": {key: _finites(gap) for key, gap in gaps.items()}}
    return told


def _shown(standings: Iterable[Standing], *, by_intensity: bool) -> list[Measure]:
    """Return the measures that any model has over any acts at all."""
    there = {key for one in standings for key, score in one.scores.items() if score.n}
    if all(one.scores["new_sign_auc"].n == one.scores["sign_auc"].n for one in standings if one.scores):
        there -= {"new_sign_auc", "new_rmse"}  # every pair is new: they would say the same once more
    return [measure for measure in MEASURES if measure.key in there and (by_intensity or not measure.on_request)]


def _counts(standings: Iterable[Standing], key: str) -> str:
    counts = {one.scores[key].n for one in standings if key in one.scores}
    return " / ".join(f"{count:,}" for count in sorted(counts))


def _value(score: Score | None) -> str:
    return DASH if score is None or isnan(score.value) else _plain(score.value)


def _interval(score: Score | None) -> str:
    if score is None or isnan(score.low):
        return ""
    return f"[{_plain(score.low)}, {_plain(score.high)}]"


def _plain(value: float) -> str:
    """Return three decimals, without the zero before them, as such tables are printed."""
    told = f"{value:.3f}"
    return told.replace("0.", ".", 1) if abs(value) < 1 and not told.startswith(("1", "-1")) else told


def _finite(value: float) -> float | None:
    return None if isnan(value) else value


def _finites(told: Mapping[str, float]) -> dict[str, float | None]:
    return {key: _finite(value) for key, value in told.items()}
