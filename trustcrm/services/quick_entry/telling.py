"""The telling of contributions while it is being read: who acts, and the steps found so far."""

from __future__ import annotations

from dataclasses import field

from trustcrm.services.quick_entry.days import Day
from trustcrm.services.quick_entry.kinds import KindFound
from trustcrm.services.quick_entry.names import Mention
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.things import Thing
from trustcrm.services.quick_entry.values import Giver
from trustcrm.values import dataclass


@dataclass
class Step:
    """One step of a contribution as found in words `first` to `last`; `doubt` where the giver is a guess."""

    first: int
    last: int
    state: str
    giver: Giver
    thing: Thing | None
    due: Day | None = None
    mention: Mention | None = None
    doubt: bool = False
    listed: bool = False
    """True for a further thing behind the same verb."""


@dataclass(frozen=True)
class Subject:
    """Who acts in a clause, read from word `first` on; `who` is None where nobody is named."""

    who: Giver | None
    first: int
    mention: Mention | None = None
    plain: bool = False
    """True where some noun stands there of which nobody knows whose it is."""


@dataclass
class Telling:
    """The steps found so far, and what was said but could not be recorded."""

    page: Page
    mentions: list[Mention]
    days: dict[int, Day]
    steps: list[Step] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    kind: KindFound | None = None
    last: Subject | None = None
    until: int = -1

    def mention_at(self, at: int) -> Mention | None:
        """Return the side named by word `at`."""
        return next((one for one in self.mentions if one.first <= at <= one.last), None)
