"""`trustcrm calibrate`: a trust model's constants fitted to the office's own acts, and kept where that is asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import PluginContext, Refused, WrongUsage, pass_plugin_context
from trustcrm_evaluate.calibration import FAMILIES
from trustcrm_evaluate.calibration.fit import TRIES
from trustcrm_evaluate.calibration.keeping import FITTED, Kept, keep, kept, take_back
from trustcrm_evaluate.calibration.own import Calibration, Told, calibrated
from trustcrm_evaluate.calibration.plot import svg, text
from trustcrm_evaluate.calibration.public import fitted_to
from trustcrm_evaluate.own_acts import own_acts
from trustcrm_evaluate.readers import read_data
from trustcrm_evaluate.scores import MEASURES, Score

_SHOWN = ("log_loss", "calibration_error", "sign_auc")


@click.command("calibrate")
@click.option(
    "--model", "name", type=click.Choice(list(FAMILIES)), default="beta-habit", show_default=True,
    help="Whose constants.",
)  # fmt: skip
@click.option(
    "--data", "path", type=click.Path(path_type=Path, exists=True),
    help="Fit to what comes before the test of public data instead, and tell how the test goes.",
)  # fmt: skip
@click.option(
    "--leave-one-out", "one_out", is_flag=True,
    help="With --data: fit to a part of it and measure on all, each act foretold from all others, later ones too.",
)  # fmt: skip
@click.option("--keep", "keeping", is_flag=True, help="Keep the fitted constants, if they tell the later acts better.")
@click.option("--undo", is_flag=True, help="Take back the constants that were kept last.")
@click.option("--show", is_flag=True, help="Show the constants that are kept; fit nothing.")
@click.option("--svg", "picture", type=click.Path(path_type=Path, dir_okay=False), help="Write the reliability plot.")
@click.option("--tries", type=click.IntRange(20, 2000), default=TRIES, show_default=True, help="How long to search.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@click.option("--markdown", is_flag=True, help="With --data: answer with the table in Markdown, for a page.")
@pass_plugin_context
def calibrate(
    context: PluginContext, name: str, path: Path | None, keeping: bool, undo: bool, show: bool, picture: Path | None,
    tries: int, as_json: bool, markdown: bool, one_out: bool,
) -> None:  # fmt: skip
    """Fit a trust model's constants to this office's own acts.

    The last quarter of the acts is held out of the fit, and both sets of constants then foretell it. The fitted ones
    are worth keeping only if its log loss is lower by them, and by more than chance might (95 %, by drawing pairs
    anew). An office reads by the constants it keeps once its settings say trust_model = "fitted". Readings made by them
    carry another fingerprint.
    """
    if sum((keeping, undo, show, path is not None)) > 1:
        raise WrongUsage("Choose one of --data, --keep, --undo and --show.")
    if (one_out or markdown) and path is None:
        raise WrongUsage("--leave-one-out and --markdown go with --data, the folder or file of public data.")
    if path:
        with _progress() as progress:
            fitted = fitted_to(FAMILIES[name], read_data(path), one_out=one_out, tries=tries, progress=progress)
        shown = fitted.in_markdown() if markdown else fitted.in_words()
        click.echo(json.dumps(fitted.as_json(), indent=2) if as_json else shown)
        return
    if undo or show:
        found = take_back(context) if undo else kept(context)
        click.echo(json.dumps(_kept(found), indent=2) if as_json else _kept_in_words(found))
        return
    with _progress() as progress:
        told = calibrated(FAMILIES[name], own_acts(context), tries=tries, progress=progress)
    stays = keeping and told.improves
    if stays:
        today = context.clock.today()
        keep(context, Kept(model=name, constants=told.after.constants, on=today, signed=told.signed))
    if picture:
        _write(
            picture,
            svg(told.before.reliability, told.after.reliability, f"Reliability of {name}, {told.held_out} acts"),
        )
    click.echo(json.dumps(_as_json(told, stays), indent=2) if as_json else _in_words(told))
    click.echo(_verdict(told, stays), err=True)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    with click.progressbar(length=100, label="Fitting", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda done: bar.update(round(100 * done) - bar.pos)


def _write(path: Path, octets: bytes) -> None:
    try:
        path.write_bytes(octets)
    except OSError as problem:
        raise Refused(f"{path} cannot be written: {problem.strerror}; name another file.") from None


def _in_words(told: Calibration) -> str:
    before, after = told.before, told.after
    lines = [
        f"{told.family.name}: {told.signed:,} signed acts, the {told.held_out:,} from {told.held_out_from} on held out",
        "",
        f"{'constant':<24}{'default':>10}{'fitted':>10}",
        *(f"{name:<24}{before.constants[name]:>10g}{after.constants[name]:>10g}" for name in told.family.moving),
        "",
        f"{'held out':<20}{'default':>24}{'fitted':>24}{'difference':>28}",
    ]
    titles = {measure.key: measure.title for measure in MEASURES}
    for key in _SHOWN:
        gap = told.differences[key]
        lines.append(
            f"{titles[key]:<20}{_score(before.scores[key]):>24}{_score(after.scores[key]):>24}"
            f"{f'{gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}]':>28}"
        )
    return "\n".join([*lines, "", text(before.reliability, after.reliability)])


def _score(score: Score) -> str:
    return f"{score.value:.3f} [{score.low:.3f}, {score.high:.3f}]"


def _verdict(told: Calibration, stays: bool) -> str:
    gap = told.differences["log_loss"]
    if gap.value >= 0:
        return "The acts held out are told no better by the fitted constants; the defaults stay."
    if not told.improves:
        return "The fitted constants tell the acts held out better by no more than chance might; the defaults stay."
    said = "The acts held out are told better by the fitted constants."
    if stays:
        return f'{said} They are kept: set trust_model = "{FITTED}" to read by them, and `--undo` takes them back.'
    return f"{said} Nothing is changed; `--keep` keeps them."


def _kept_in_words(found: Kept | None) -> str:
    if found is None:
        return "No fitted constants are kept; the defaults are in use."
    rows = "\n".join(f"{name:<24}{value:>10g}" for name, value in found.constants.items())
    return f"{found.model}, fitted to {found.signed:,} signed acts and kept on {found.on}\n\n{rows}"


def _kept(found: Kept | None) -> Mapping[str, Any] | None:
    if found is None:
        return None
    return {
        "model": found.model,
        "kept_on": found.on.isoformat(),
        "signed": found.signed,
        "constants": dict(found.constants),
    }


def _as_json(told: Calibration, stays: bool) -> Mapping[str, Any]:
    def side(one: Told) -> Mapping[str, Any]:
        return {
            "constants": dict(one.constants),
            "measures": {
                key: {"value": one.scores[key].value, "low": one.scores[key].low, "high": one.scores[key].high}
                for key in _SHOWN
            },
            "reliability": [{"acts": int(one.acts), "trust": one.trust, "kind": one.kind} for one in one.reliability],
        }

    return {
        "model": told.family.name,
        "signed": told.signed,
        "held_out": told.held_out,
        "held_out_from": told.held_out_from.isoformat(),
        "default": side(told.before),
        "fitted": side(told.after),
        "differences": {
            key: {"value": gap.value, "low": gap.low, "high": gap.high}
            for key, gap in told.differences.items() if key in _SHOWN
        },
        "improves": told.improves,
        "kept": stays,
    }  # fmt: skip
