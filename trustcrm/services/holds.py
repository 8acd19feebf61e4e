"""A hold beats erasure and disposal: whatever it covers stays as it is until it is lifted."""

from __future__ import annotations

from collections.abc import Iterable

from trustcrm.errors import Refused
from trustcrm.store.queries.holds import Holds, Thing


def refuse_held(holds: Holds, things: Iterable[Thing]) -> None:
    """Raise `Refused` for the first row that a hold covers, and name the hold."""
    for noun, row in things:
        held = holds.on(noun, row)
        if held is not None:
            raise Refused(
                f"{noun.capitalize()} {row} is held by hold {held.id} ({held.hold.why}, {held.hold.authority}), so "
                f"nothing of it may go; once that is over, `trustcrm hold correct {held.id} --lifted-on DAY`."
            )
