"""What `[plugins.protocol]` of the configuration may say."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext

REQUESTS = ("interpreter", "press", "parking", "gift", "other")
"""What a call or a delegation may ask for."""


@dataclass(frozen=True, kw_only=True)
class ProtocolSettings:
    """The table `[plugins.protocol]`.

    `lead_…` is how many days before the day a request must be seen to, where whoever notes it says nothing else.
    `openings_days` is how far ahead openings are looked for, `turnover_days` how far back changes of holders.
    `hang_months` is how many months of contact must have run through one person, `hang_contacts` how many contacts make
    that worth saying. A gift within `near_ask_days` of an ask of the same side raises a note.
    """

    lead_interpreter: int = 14
    lead_press: int = 7
    lead_parking: int = 5
    lead_gift: int = 21
    lead_other: int = 7
    openings_days: int = 180
    turnover_days: int = 365
    hang_months: int = 12
    hang_contacts: int = 3
    near_ask_days: int = 90

    def __post_init__(self) -> None:
        """Refuse numbers that mean nothing."""
        for one in fields(self):
            if not 0 <= getattr(self, one.name) <= 36_500:
                raise ValueError(f"{one.name} is a number of 0 or more, and no more than 36500")

    def lead_of(self, request: str) -> int:
        """Return the lead time of a kind of request in days."""
        return int(getattr(self, f"lead_{request}"))


def settings_of(context: PluginContext) -> ProtocolSettings:
    """Return what the office set, the defaults where it set nothing."""
    return context.config if isinstance(context.config, ProtocolSettings) else ProtocolSettings()
