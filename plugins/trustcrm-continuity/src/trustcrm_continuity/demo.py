"""What there is to see in the demo office: what some ties cost, a cap that is passed, a rate; all of it invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trustcrm.plugin import PluginContext, Rate
from trustcrm_continuity.costs import HOURS, Cost, add, set_cap

COSTS = (
    ("Berlin", date(2020, 1, 21), HOURS, 150, None, "", "Reading into the fire service exchange (invented)"),
    ("Berlin", date(2020, 2, 10), "travel", None, "1240.50", "EUR", "Two seats of a delegation (invented)"),
    ("Berlin", date(2020, 2, 12), "interpreting", None, "380", "EUR", "An interpreter for a day (invented)"),
    ("Nagoya", date(2020, 2, 3), HOURS, 420, None, "", "The anniversary's programme, before it was put off (invented)"),
    ("Nagoya", date(2020, 2, 20), "printing", None, "96.40", "USD", "Invitations that were never sent (invented)"),
    ("Yerevan", date(2020, 5, 18), HOURS, 95, None, "", "Forms for the customs of the apricot trees (invented)"),
)


def furnish(context: PluginContext) -> None:
    """Keep them."""
    for name, on, purpose, minutes, amount, currency, words in COSTS:
        kept = Cost(
            side=context.ask.found("side", name), on=on, purpose=purpose, minutes=minutes, words=words,
            amount=None if amount is None else Decimal(amount), currency=currency or None,
        )  # fmt: skip
        add(context, kept)
    set_cap(context, context.ask.found("side", "Nagoya"), HOURS, Decimal(6))
    source = "a round figure, invented for the demo office"
    context.do.add(Rate(currency="EUR", into="USD", worth=Decimal("1.10"), since=date(2020, 1, 1), source=source))
