"""Fitting a trust model's constants: to a public set before its test, or to the office's own acts."""

from trustcrm_evaluate.calibration.family import BETA_HABIT, BETA_HABIT_2, FAMILIES, Family
from trustcrm_evaluate.calibration.fit import Loss, fit

__all__ = ["BETA_HABIT", "BETA_HABIT_2", "FAMILIES", "Family", "Loss", "fit"]
