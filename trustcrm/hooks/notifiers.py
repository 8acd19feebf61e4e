"""The notifiers on offer, each built when it is asked for, every call of one attributed to its plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm.hooks.calendar_specs import Closes
from trustcrm.hooks.notifier_specs import Notifier, NotifierSpec, Outgoing

if TYPE_CHECKING:
    from trustcrm.hooks.host import Host
    from trustcrm.hooks.offers import Offer


class OfferedNotifiers:
    """Names and builds the notifiers of every plugin."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def names(self) -> tuple[str, ...]:
        """Return the shortest name under which each is found."""
        return tuple(self._host.shortest(offer) for offer in self._host.offers(NotifierSpec))

    def open(self, name: str) -> ClosingNotifier:
        """Build one. Raises `NotFound`, `Ambiguous`, or `PluginFailed` where its plugin fails, now or later."""
        offer = self._host.offer(NotifierSpec, name)
        return ClosingNotifier(self._host, offer, self._host.build(offer))


class ClosingNotifier:
    """A notifier whose errors bear the name of the plugin that made it; closing one that holds nothing does nothing."""

    def __init__(self, host: Host, offer: Offer[NotifierSpec], notifier: Notifier) -> None:
        self._host, self._offer, self._notifier = host, offer, notifier

    def send(self, message: Outgoing) -> None:
        """Hand a message on. Raises what `Notifier.send` does, and `PluginFailed`: then it may have left."""
        with self._host.named(self._offer):
            self._notifier.send(message)

    def close(self) -> None:
        """Let go of whatever it holds open."""
        if isinstance(self._notifier, Closes):
            with self._host.named(self._offer):
                self._notifier.close()
