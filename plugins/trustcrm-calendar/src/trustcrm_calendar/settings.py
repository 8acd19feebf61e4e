"""What `[plugins.calendar]` of the configuration may say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CalendarSettings:
    """The keys of `[plugins.calendar]`: the mail address and the name in which the office invites and answers."""

    address: str = ""
    name: str = ""
