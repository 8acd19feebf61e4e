"""`trustcrm evaluate`."""

import click
from pathlib import Path
from trustcrm.plugin import PluginContext, pass_plugin_context
from trustcrm_evaluate.readers import read_data
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate import metrics


@click.command("evaluate")
@click.option("--data", "path", required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--model", "names", multiple=True)
@pass_plugin_context
def evaluate(context: PluginContext, path: Path, names: tuple[str, ...]) -> None:
    """Measure what trust models foretell, on public data."""
    import time

    t = time.time()
    data = read_data(path)
    print(data.name, len(data.acts), data.test_from, data.remarks, time.time() - t)
    for name in names or context.trust_models.names():
        t = time.time()
        p = prequential(context.trust_models.open(name), data)
        c = metrics.columns(p, data.unit)
        s = c.of(c.signed)
        n = s.of(s.new)
        print(
            name,
            len(c.trust),
            len(s.trust),
            "auc",
            metrics.auc(s.trust, s.kind),
            "ll",
            metrics.log_loss(s.trust, s.kind),
            "ece",
            metrics.calibration_error(s.trust, s.kind),
            "gap",
            metrics.worst_decile_gap(s.trust, s.kind),
            "new",
            len(n.trust),
            metrics.auc(n.trust, n.kind),
            "rmse",
            c.expected is not None and metrics.rmse(c.expected, c.intensity),
            "pcc",
            c.expected is not None and metrics.pearson(c.expected, c.intensity),
            time.time() - t,
        )
