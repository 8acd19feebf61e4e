"""The time of day as an argument: whoever needs "now" is handed a clock, so that nothing depends on when it ran."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import Protocol

from trustcrm.values import dataclass


class Clock(Protocol):
    """Tells the present instant and the present day."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""

    def today(self) -> date:
        """Return the present day in the office's own time zone."""


@dataclass(frozen=True)
class SystemClock:
    """The machine's clock; days are those of `zone`, or of the machine where none is given."""

    zone: tzinfo | None = None

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the present day in `zone`."""
        return datetime.now(self.zone).date()


@dataclass(frozen=True)
class PinnedClock:
    """A clock that stands still at noon of one day: for the demo office, for stories and for tests."""

    day: date

    def now(self) -> datetime:
        """Return noon UTC of the pinned day."""
        return datetime.combine(self.day, time(12), UTC)

    def today(self) -> date:
        """Return the pinned day."""
        return self.day
