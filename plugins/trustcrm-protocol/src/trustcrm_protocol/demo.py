"""What there is to see in the demo office: two gifts of its records, a threshold (invented), and an election (true)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from trustcrm.plugin import PluginContext
from trustcrm_protocol.elections import note_election
from trustcrm_protocol.gifts import dispose, received, register
from trustcrm_protocol.thresholds import Threshold, set_threshold

TREES, DINNER = "Twelve cherry trees", "Dinner for the consular corps at the honorary consul's house"
RULE = Threshold(
    amount=Decimal(500), currency="USD", from_on=date(2018, 1, 1), source="Ordinance 12, section 3 (invented)"
)


def furnish(context: PluginContext) -> None:
    """Add all of it; what the gifts are of stands in the office's records, and nothing of core's is written."""
    set_threshold(context, RULE)
    arrived = {told.what: (row, on) for row, (on, told) in received(context)}
    trees, planted = arrived[TREES]
    dispose(context, register(context, trees).id, "on display", planted, "Planted in the Japanese garden (invented).")
    consul = context.ask.found("person", "Philippa Vandeweyer-Stone")
    register(context, arrived[DINNER][0], consul)
    home = context.ask.home().side
    note_election(context, home, date(2020, 11, 3), "city council, odd-numbered districts", "the City Clerk's calendar")
