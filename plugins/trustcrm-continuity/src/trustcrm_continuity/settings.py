"""What `[plugins.continuity]` of the configuration may say: the hours of a week, and how many minutes things take."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext

MOST_HOURS = 2000
"""More hours than a colleague works in a year are no plan."""


@dataclass(frozen=True, kw_only=True)
class ContinuitySettings:
    """The table `[plugins.continuity]`.

    `hours` are those of a week that the plan on the terminal is for. The others say how many minutes a thing takes
    with all that belongs to it: a contact by each way of being in touch, and each kind of duty.
    """

    hours: float = 6.0
    call: int = 20
    video_call: int = 30
    email: int = 15
    message: int = 10
    letter: int = 40
    meeting: int = 90
    thanks: int = 20
    promise: int = 30
    ask: int = 30
    notice: int = 45
    term: int = 45
    follow_up: int = 30
    national_day: int = 15
    custody: int = 10

    def __post_init__(self) -> None:
        """Refuse what takes no time, or more than there is."""
        if not 0 < self.hours <= MOST_HOURS:
            raise ValueError(f"hours lie above 0 and up to {MOST_HOURS:,}, unlike {self.hours:g}")
        for one in fields(self):
            minutes = getattr(self, one.name)
            if one.name != "hours" and not 1 <= minutes <= 60 * MOST_HOURS:
                raise ValueError(f"{one.name} takes from 1 to {60 * MOST_HOURS:,} minutes, not {minutes}")

    def minutes(self, kind: str) -> int:
        """Return how many minutes a kind of contact or of duty takes, as in "video call"."""
        return int(getattr(self, kind.replace(" ", "_").replace("-", "_")))


CHANNELS = ("call", "video call", "email", "message", "letter", "meeting")
"""The kinds of interaction by which an office keeps in touch from its desk."""


def settings_of(context: PluginContext) -> ContinuitySettings:
    """Return what the office's configuration says, else what it says by default."""
    told = context.config
    return told if isinstance(told, ContinuitySettings) else ContinuitySettings()
