"""Who has left the office: no device lets them in any more, whether anybody thought of its password or not."""

from __future__ import annotations

import time
from typing import cast

from trustcrm.plugin import Colleague, PluginContext

_FRESH = 1.0


class Leavers:
    """Knows of a login whether whoever worked under it has left; that is looked up again after a second."""

    def __init__(self, context: PluginContext) -> None:
        self._context = context
        self._seconds = time.monotonic
        self._looked: dict[str, tuple[float, bool]] = {}

    def has_left(self, login: str) -> bool:
        """Return whether colleagues worked under a login and none does today; who never was one has not left."""
        looked, left = self._looked.get(login, (float("-inf"), False))
        if self._seconds() - looked > _FRESH:
            left = self._ask(login)
            self._looked[login] = (self._seconds(), left)
        return left

    def _ask(self, login: str) -> bool:
        today = self._context.clock.today()
        rows = [one.kept for one in self._context.ask.page("colleague", {"login": login}, withdrawn=True).rows]
        ends = [cast(Colleague, kept.record).to_on for kept in rows if not kept.withdrawn]
        return bool(rows) and all(end is not None and end < today for end in ends)
