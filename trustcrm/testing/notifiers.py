"""What every notifier keeps to, sentence by sentence of its Protocol: `trustcrm.plugin.Notifier`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from trustcrm.testing.skipping import Conformance

if TYPE_CHECKING:
    from trustcrm.plugin import Notifier, Outgoing

SENDER = "protocol@city.example"
LINES = (
    b"Message-ID: <1.kit@city.example>", b"From: protocol@city.example", b"Subject: =?utf-8?q?=C5=81=C3=B3d=C5=BA?=",
    b"", b".", b"..", b".a line that begins with a dot", b"From here on a mailbox would begin anew", b"", b"  end",
)  # fmt: skip
"""A mail in which every line could be taken for something else on the way."""


class NotifierConformance(Conformance):
    """Subclass it, and give the fixtures below: they need the other end, where messages arrive or are refused."""

    @pytest.fixture
    def notifier(self) -> Notifier:
        """The notifier, built as its factory builds it, with somebody at the other end who takes everything."""
        pytest.fail("Write a fixture `notifier` that returns your notifier, with somebody at the other end.")

    @pytest.fixture
    def arrived(self) -> Callable[[], Sequence[Outgoing]]:
        """Return what arrived at the other end so far, each message with the address it arrived at."""
        pytest.fail("Write a fixture `arrived` that returns a function which tells what arrived.")

    @pytest.fixture
    def unreachable(self) -> Notifier:
        """One whose other end is not there at all."""
        pytest.fail("Write a fixture `unreachable` that returns a notifier with nobody at the other end.")

    @pytest.fixture
    def refusing(self) -> Notifier:
        """One whose other end refuses every address for good."""
        pytest.fail("Write a fixture `refusing` that returns a notifier whose other end knows nobody.")

    @pytest.fixture
    def silent(self) -> Notifier:
        """One whose other end takes the whole message and is gone before it answers."""
        pytest.fail("Write a fixture `silent` that returns a notifier whose other end never answers.")

    def test_what_is_sent_arrives_whole(self, notifier: Notifier, arrived: Callable[[], Sequence[Outgoing]]) -> None:
        """A message arrives at the one address it names, once, its octets as they were."""
        message = a_message("consul@consulate.example")
        notifier.send(message)
        found = list(arrived())
        assert [one.recipient for one in found] == [message.recipient], f"It arrived at {[o.recipient for o in found]}."
        same = found[0].content.rstrip(b"\r\n") == message.content.rstrip(b"\r\n")
        assert same, f"It arrived as {found[0].content!r}."

    def test_each_message_goes_to_its_own_address(
        self, notifier: Notifier, arrived: Callable[[], Sequence[Outgoing]]
    ) -> None:
        """Several messages arrive each at its own address and at no other."""
        addresses = [f"officer{number}@consulate.example" for number in range(3)]
        for address in addresses:
            notifier.send(a_message(address))
        assert [one.recipient for one in arrived()] == addresses, "They arrived elsewhere, or in another number."

    def test_where_nobody_is_reached_it_says_that_nothing_left(self, unreachable: Notifier) -> None:
        """Where the other end cannot be reached, nothing left and it may be tried later."""
        from trustcrm.plugin import TryLater

        told = _raised(unreachable)
        assert isinstance(told, TryLater), f"It raised {type(told).__name__}: {told}"

    def test_what_is_refused_for_good_bounced(self, refusing: Notifier) -> None:
        """An address that is refused for good is told as bounced, with a reason."""
        from trustcrm.plugin import Bounced

        told = _raised(refusing)
        assert isinstance(told, Bounced), f"It raised {type(told).__name__}: {told}"
        assert str(told).strip(), "It does not say why."

    def test_an_answer_that_did_not_come_is_not_guessed(self, silent: Notifier) -> None:
        """Where the answer did not come, it neither says that the message left nor that it did not."""
        from trustcrm.plugin import Unanswered

        told = _raised(silent)
        assert isinstance(told, Unanswered), f"It raised {type(told).__name__}: {told}"


def a_message(recipient: str) -> Outgoing:
    """Return a message that is hard to carry whole."""
    from trustcrm.plugin import Outgoing

    return Outgoing(sender=SENDER, recipient=recipient, content=b"\r\n".join(LINES) + b"\r\n")


def _raised(notifier: Notifier) -> BaseException | None:
    try:
        notifier.send(a_message("consul@consulate.example"))
    except Exception as error:
        return error
    return None
