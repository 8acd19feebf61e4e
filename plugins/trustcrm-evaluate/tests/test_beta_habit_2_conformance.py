"""The second model keeps to every sentence of the contract."""

import pytest

from trustcrm.testing import TrustModelConformance
from trustcrm_evaluate.beta_habit_2.constants import Constants
from trustcrm_evaluate.beta_habit_2.model import BetaHabit2


class TestBetaHabit2(TrustModelConformance):
    @pytest.fixture
    def model(self) -> BetaHabit2:
        return BetaHabit2()


class TestBetaHabit2WithLateConduct(TrustModelConformance):
    @pytest.fixture
    def model(self) -> BetaHabit2:
        return BetaHabit2(Constants(giver_late_pull=0.9, receiver_late_pull=1.1))
