"""What `[plugins.calendar]` of the configuration may say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CalendarSettings:
    """The keys of `[plugins.calendar]`: the mail address and the name in which the office invites and answers.

    `agreements` names the calendars into which a sync puts the last days of notice and of terms.
    """

    address: str = ""
    name: str = ""
    agreements: tuple[str, ...] = ()
