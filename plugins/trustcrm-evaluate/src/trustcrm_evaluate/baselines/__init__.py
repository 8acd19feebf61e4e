"""Rules and methods to compare a trust model with: none of them is meant for an office to read its ties by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from trustcrm.plugin import TrustModelSpec

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext, TrustModel

VERSION = "1"


def specs() -> Iterator[TrustModelSpec]:
    """Yield the baselines on offer; each is built, and what it needs imported, only when it is used."""
    for name, summary, factory in (
        ("global-mean", "everybody is as everybody is on the whole", _global_mean),
        ("last-value", "a pair does again what it did last", _last_value),
        ("dyad-mean", "a pair goes on as it was on the whole", _dyad_mean),
        ("textbook-beta", "one kind and one unkind act imagined for every pair", _textbook),
        ("fairness-goodness", "Kumar et al. 2016: goodness of the receiver by the fairness of who judged", _fairness),
        ("ridge", "a linear fit of many figures, made anew each quarter; needs trustcrm-evaluate[ml]", _ridge),
        ("boosting", "boosted trees over the same figures; needs trustcrm-evaluate[ml]", _boosting),
        ("boosting-once", "such trees, fitted once as the test begins; needs trustcrm-evaluate[ml]", _boosting_once),
    ):
        yield TrustModelSpec(
            name=name, summary=f"a baseline to compare with: {summary}", version=VERSION, factory=factory
        )


def _global_mean(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.means import GlobalMean

    return GlobalMean()


def _last_value(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.means import LastValue

    return LastValue()


def _dyad_mean(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.means import DyadMean

    return DyadMean()


def _textbook(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.means import TextbookBeta

    return TextbookBeta()


def _fairness(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.fairness_goodness import FairnessGoodness

    return FairnessGoodness()


def _ridge(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.learned import ridge

    return ridge()


def _boosting(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.learned import boosting

    return boosting()


def _boosting_once(context: PluginContext) -> TrustModel:
    from trustcrm_evaluate.baselines.learned import boosting_once

    return boosting_once()
