"""Attacks on a trust model: what somebody gains who plays it, beside what counting kind acts alone would give."""

from trustcrm_evaluate.attacks.suite import ATTACKS, Attack, Outcome, attacked

__all__ = ["ATTACKS", "Attack", "Outcome", "attacked"]
