"""What attacks do to models, as a table: an attack a row, a model a column."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trustcrm.plugin import PluginFailed, Refused, visible
from trustcrm_evaluate.attacks.suite import ATTACKS, Outcome, attacked
from trustcrm_evaluate.league import Contender

Outcomes = Mapping[str, Sequence[Outcome]]
"""What every attack did, by the model's name."""


def told(models: Sequence[Contender], *, named: bool, as_json: bool, markdown: bool) -> str:
    """Return the table of what attacks do to models; one that fails is left out unless it was asked for by name."""
    outcomes: dict[str, Sequence[Outcome]] = {}
    failures: dict[str, str] = {}
    for model in models:
        try:
            outcomes[model.name] = attacked(model.build())
        except (PluginFailed, Refused) as error:
            if named:
                raise
            failures[model.name] = str(error)
    if as_json:
        return json.dumps(_as_json(outcomes, failures), indent=2, ensure_ascii=False)
    lines = list(_lines(outcomes, markdown=markdown))
    lines += [f"{visible(name)}: {visible(why)}" for name, why in failures.items()]
    return "\n".join(lines)


def _lines(outcomes: Outcomes, *, markdown: bool) -> Iterator[str]:
    rows = [["attack", "bound", "counting alone", *map(visible, outcomes)]]
    for place, attack in enumerate(ATTACKS):
        found = [told[place] for told in outcomes.values()]
        counted = f"{found[0].plain_before:.2f} → {found[0].plain_after:.2f}" if found else ""
        rows.append([attack.name, attack.bound, counted, *map(_cell, found)])
    if markdown:
        rows.insert(1, ["---"] * len(rows[0]))
        yield from (f"| {' | '.join(row)} |" for row in rows)
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _cell(outcome: Outcome) -> str:
    if outcome.refused:
        return "refused"
    flags = f", {len(outcome.after.breaches)} flagged" if outcome.after.breaches else ""
    return f"{outcome.before.value:.2f} → {outcome.after.value:.2f}{flags}{'' if outcome.held else ' (beyond)'}"


def _as_json(outcomes: Outcomes, failures: Mapping[str, str]) -> list[dict[str, Any]]:
    models: list[dict[str, Any]] = [
        {"model": name, "failure": None, "attacks": [_one(outcome) for outcome in found]}
        for name, found in outcomes.items()
    ]
    return models + [{"model": name, "failure": why, "attacks": []} for name, why in failures.items()]


def _one(outcome: Outcome) -> dict[str, Any]:
    return {
        "attack": outcome.attack.name,
        "summary": outcome.attack.summary,
        "bound": outcome.attack.bound,
        "before": outcome.before.value,
        "after": outcome.after.value,
        "counting_before": outcome.plain_before,
        "counting_after": outcome.plain_after,
        "uncertainty": outcome.after.uncertainty,
        "breaches": len(outcome.after.breaches),
        "refused": outcome.refused or None,
        "held": outcome.held,
    }
