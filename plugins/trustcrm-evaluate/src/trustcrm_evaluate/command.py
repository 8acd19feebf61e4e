"""`trustcrm evaluate`: what trust models foretell, on public data or on the office's own acts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from time import monotonic

import click

from trustcrm.plugin import PluginContext, PluginFailed, Refused, WrongUsage, pass_plugin_context, visible
from trustcrm_evaluate import printing
from trustcrm_evaluate.attacks import table as attack_table
from trustcrm_evaluate.crisis import crisis_weighted
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.league import Contender, Foretell, Standing, contenders, failed, measured
from trustcrm_evaluate.leave_one_out import leave_one_out
from trustcrm_evaluate.own_acts import own_acts
from trustcrm_evaluate.protocol import Progress, prequential
from trustcrm_evaluate.readers import read_data
from trustcrm_evaluate.scores import DRAWS


@click.command("evaluate")
@click.option(
    "--data", "paths", multiple=True, type=click.Path(path_type=Path, exists=True),
    help="A folder or file of public data; several times for several tables. The office's own acts otherwise.",
)  # fmt: skip
@click.option("--model", "names", multiple=True, help="A model by its name; every one that is offered otherwise.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="The day of time 0, where unknown files count time.")
@click.option("--leave-one-out", "one_out", is_flag=True, help="Foretell each act from all others, later ones too.")
@click.option("--frozen", is_flag=True, help="Take in nothing of the test: look ahead from the day it begins.")
@click.option("--by-day", is_flag=True, help="Foretell ratings from earlier days, not from earlier seconds of theirs.")
@click.option("--ahead", type=click.IntRange(min=1), help="Foretell from acts that lie at least so many days back.")
@click.option("--every", type=click.IntRange(min=1), help="Let models take in what happened only each so many days.")
@click.option(
    "--crisis-weight", type=click.FloatRange(min=1), default=1.0, show_default=True,
    help="How many times an act counts within 30 days after a grave one between the two.",
)  # fmt: skip
@click.option("--by-intensity", is_flag=True, help="Tell in the table how well signs go by expected intensity, too.")
@click.option("--attacks", "attacking", is_flag=True, help="Tell what is gained by who plays a model, on no data.")
@click.option("--draws", type=click.IntRange(20, 10_000), default=DRAWS, show_default=True, help="Bootstrap draws.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@click.option("--markdown", is_flag=True, help="Answer in Markdown, for a page.")
@pass_plugin_context
def evaluate(
    context: PluginContext, paths: Sequence[Path], names: Sequence[str], start: datetime | None, one_out: bool,
    frozen: bool, by_day: bool, ahead: int | None, every: int | None, crisis_weight: float, by_intensity: bool,
    attacking: bool, draws: int, as_json: bool, markdown: bool,
) -> None:  # fmt: skip
    """Measure what trust models foretell.

    Each act of the test is foretold from strictly earlier days, ratings from earlier seconds, through the contract by
    which the office itself reads. The test is the last quarter of the days, or the last fifth of ratings. Every figure
    has an interval (95 %, by drawing pairs anew). A model that expects no intensities has a dash for their errors.
    """
    if attacking:
        if paths or start or one_out or frozen or by_day or ahead or every or crisis_weight > 1 or by_intensity:
            raise WrongUsage("Attacks are made in a world of their own; leave out the data and how acts are foretold.")
        click.echo(attack_table.told(contenders(context, names), named=bool(names), as_json=as_json, markdown=markdown))
        return
    if one_out and (frozen or by_day or ahead or every):
        raise WrongUsage("Leaving one out knows no time, so it can neither be frozen nor go by days; choose one.")
    protocol, foretell = _protocol(one_out, frozen, ahead or 0, every or 0)
    chosen = contenders(context, names)
    told = []
    for found in _datasets(context, paths, start.date() if start else None):
        dataset = found.all_tested() if one_out else found.by_day() if by_day else found
        weighted = crisis_weighted(dataset, crisis_weight) if crisis_weight > 1 else dataset
        for remark in weighted.remarks:
            click.echo(visible(remark), err=True)
        standings = [_standing(one, weighted, foretell, draws, named=bool(names)) for one in chosen]
        told.append(printing.as_json(weighted, protocol, standings))
        if not as_json:
            shown = printing.markdown if markdown else printing.text
            click.echo(_headed(told[-1], shown(standings, by_intensity=by_intensity)))
    if as_json:
        click.echo(json.dumps(told if len(told) > 1 else told[0], indent=2, ensure_ascii=False))


def _protocol(one_out: bool, frozen: bool, ahead: int, every: int) -> tuple[str, Foretell]:
    if one_out:
        return "leave one out", leave_one_out
    name = "frozen where the test begins" if frozen else "prequential"
    name += f", at least {ahead} days ahead" if ahead else ""
    name += f", taken in once in {every} days" if every else ""
    return name, partial(prequential, frozen=frozen, ahead=ahead, every=every)


def _datasets(context: PluginContext, paths: Sequence[Path], start: date | None) -> Iterator[Dataset]:
    if not paths:
        yield own_acts(context)
    for path in paths:
        yield read_data(path, start)


def _standing(one: Contender, dataset: Dataset, foretell: Foretell, draws: int, *, named: bool) -> Standing:
    """Return how a model fares; one that nobody named may fail, or be unable, and the others are told all the same."""
    with _progress(f"{one.name} on {dataset.name}", len(dataset.acts)) as progress:
        try:
            return measured(one, dataset, foretell=foretell, progress=progress, draws=draws)
        except (PluginFailed, Refused) as error:
            if named:
                raise
            return failed(one, error)


@contextmanager
def _progress(label: str, acts: int) -> Iterator[Progress]:
    """Show on a terminal how far a model has come, once it has taken a second."""
    begun, shown = monotonic(), sys.stderr.isatty()
    with click.progressbar(length=acts, label=visible(label), file=sys.stderr, hidden=not shown) as bar:

        def passed(count: int) -> None:
            if shown and monotonic() - begun > 1:
                bar.update(count - bar.pos)

        yield passed


def _headed(told: dict[str, object], table: str) -> str:
    head = (
        f"{told['data']}: {told['acts']:,} acts from {told['first_day']} to {told['last_day']}, {told['protocol']}; "
        f"{told['tested']:,} tested, {told['signed']:,} of them signed"
    )
    return f"{visible(head)}\n\n{table}\n"
