"""The baselines keep the contract of a trust model wherever their rules let them."""

from __future__ import annotations

import pytest

from trustcrm.plugin import TrustModel
from trustcrm.testing import TrustModelConformance
from trustcrm_evaluate.baselines.fairness_goodness import FairnessGoodness
from trustcrm_evaluate.baselines.means import DyadMean, GlobalMean, LastValue, TextbookBeta


class TestTheGlobalMean(TrustModelConformance):
    @pytest.fixture
    def model(self) -> TrustModel:
        return GlobalMean()


class TestTheDyadMean(TrustModelConformance):
    @pytest.fixture
    def model(self) -> TrustModel:
        return DyadMean()


class TestTheLastValue(TrustModelConformance):
    @pytest.fixture
    def model(self) -> TrustModel:
        return LastValue()


class TestTheTextbook(TrustModelConformance):
    @pytest.fixture
    def model(self) -> TrustModel:
        return TextbookBeta()


class TestFairnessAndGoodness(TrustModelConformance):
    @pytest.fixture
    def model(self) -> TrustModel:
        return FairnessGoodness()
