"""Repetition is not held down any more in the sums that expected intensity is read from."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Sum intensities anew from the acts, as they are summed from here on."""
    acts = (
        "FROM act a JOIN day d ON d.day = a.day WHERE a.one_id = {one} AND a.other_id = {other} "
        "AND a.giver_id = pair_sum.giver_id"
    ).format(
        one="CASE WHEN pair_sum.giver_id < pair_sum.receiver_id THEN pair_sum.giver_id ELSE pair_sum.receiver_id END",
        other="CASE WHEN pair_sum.giver_id < pair_sum.receiver_id THEN pair_sum.receiver_id ELSE pair_sum.giver_id END",
    )
    size = "a.weight * d.trust_factor"
    op.execute(
        f"UPDATE pair_sum SET intensity_weight = (SELECT COALESCE(SUM({size}), 0.0) {acts}), "
        f"intensity_value = (SELECT COALESCE(SUM({size} * a.intensity), 0.0) {acts})"
    )
