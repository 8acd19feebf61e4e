"""What a notifier is: something that carries one message to one address, and tells honestly what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.hooks.context import PluginContext


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message to one address: `content` is the whole mail, as RFC 5322 has it, with its own Message-ID.

    `sender` and `recipient` are bare addresses, such as "protocol@city.example".
    """

    sender: str
    recipient: str
    content: bytes


@runtime_checkable
class Notifier(Protocol):
    """Carries messages out of the office, each to the one address it names and to nobody else.

    Whoever calls it sends nothing that a person did not release, writes down beforehand that it begins, and never calls
    it again with a message of which it is not known that it stayed. So a notifier tries once: it sends nothing by
    itself, neither later nor twice, and what raises anything but `TryLater` or `Bounced` counts as `Unanswered`.
    """

    def send(self, message: Outgoing) -> None:
        """Hand a message on; return once whoever carries it further has taken it whole, with its octets as they are.

        Raises `TryLater` where it surely did not leave and may another time, `Bounced` where it was refused for good,
        and `Unanswered` where the answer did not come: then it may have left.
        """


@dataclass(frozen=True, kw_only=True)
class NotifierSpec:
    """A notifier on offer; one that holds a connection open may keep `Closes` too."""

    name: str
    summary: str
    factory: Callable[[PluginContext], Notifier]
