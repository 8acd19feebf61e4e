"""Whatever is drafted, released, sent, lost and killed, in any order: nothing arrives twice, and the sums are right."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from trustcrm.office import Premises, Wishes
from trustcrm.plugin import Bounced, NotFound, Refused, TryLater, Unanswered
from trustcrm_outreach.drafting import draft, plan_of, release
from trustcrm_outreach.ledger import WENT, Delivery, deliveries, opted_out, turn_one
from trustcrm_outreach.notices import begin_version, check, the_notice, write
from trustcrm_outreach.opt_outs import lift, opt_out
from trustcrm_outreach.sending import send, went

PEOPLE = (1, 2, 3, 6, 7)
ADDRESSES = ("mail@armenia.example", "MAIL@armenia.example", "kobayashi@japan.example", "new@x.example", "")
FATES = ("taken", "later", "refused", "lost on the way", "answer lost", "killed before", "killed after")


class Killed(BaseException):
    """Stands for the end of the program."""


class Wire:
    """Carries messages as it is told to, and knows what truly arrived."""

    channel = "wire"
    as_draft = False

    def __init__(self, fates: list[str], arrived: list[tuple[str, str]]) -> None:
        self._fates, self._arrived = fates, arrived

    def deliver(self, delivery: Delivery, sender: str, content: bytes) -> None:
        fate = self._fates.pop(0) if self._fates else "taken"
        if fate in ("taken", "answer lost", "killed after"):
            assert delivery.message_id.encode() in content
            self._arrived.append((delivery.message_id, f"{delivery.version} {delivery.mailbox.casefold()}"))
        if fate.startswith("killed"):
            raise Killed
        if fate != "taken":
            raise {"later": TryLater, "refused": Bounced}.get(fate, Unanswered)(fate)

    def has(self, delivery: Delivery, content: bytes) -> bool:
        return False

    def close(self) -> None:
        return None


class Sending(RuleBasedStateMachine):
    """One notice in an office of three consulates, and everything that may happen to it."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="states", dir=self.template.parent))
        path = shutil.copy(self.template, self._folder / "Los Angeles.db")
        shutil.copy(self.template.parent / "trustcrm.toml", self._folder)
        premises = Premises(Wishes(database=str(path), actor="Ana", environ={}))
        self._office = premises.enter()
        self._office.desk  # noqa: B018 - opens the office to plugins
        self.context = premises.host.context("outreach")
        self.arrived: list[tuple[str, str]] = []

    def teardown(self) -> None:
        if hasattr(self, "_office"):
            self._office.close()
            shutil.rmtree(self._folder)

    @property
    def notice(self) -> Any:
        return the_notice(self.context, "1")

    @rule()
    def draft(self) -> None:
        draft(self.context, self.notice, self.notice.newest)

    @rule()
    def release(self) -> None:
        notice = self.notice
        with suppress(Refused):
            release(self.context, notice, notice.newest, "us@city.example")
        planned = plan_of(self.context, notice)
        there = [one for one in deliveries(self.context, notice.newest.id) if one.state != "dropped"]
        written = {(named.noun, named.id) for one in there for named in one.people}
        out = {(named.noun, named.id) for named in opted_out(self.context, notice.newest.id)}
        audience = {(one.noun, one.id) for group in planned.groups for one in group.members}
        wanting = {(one.noun, one.id) for one in planned.opted_out}
        assert planned.people == len(audience | wanting) == 8
        assert audience <= written
        assert wanting <= written | out

    @rule(fates=st.lists(st.sampled_from(FATES), max_size=4))
    def send(self, fates: list[str]) -> None:
        with suppress(Killed):
            send(self.context, Wire(fates, self.arrived), log=False)

    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """A person finds out of one that may have left whether it did, and says so."""
        lost = [one for one in deliveries(self.context) if one.state == "sending"]
        if lost:
            one = data.draw(st.sampled_from(lost), label="settled")
            if one.message_id in dict(self.arrived):
                went(self.context, one, (self.notice, self.notice.newest))
            else:
                turn_one(self.context, one.id, "released")

    @rule()
    def revise(self) -> None:
        with suppress(Refused):
            begin_version(self.context, self.notice, "Something changed.")
            write(self.context, self.notice.newest, "en", "Rules", "New rules.")
            check(self.context, self.notice.newest, "en", "Ben")

    @rule(person=st.sampled_from(PEOPLE), address=st.sampled_from(ADDRESSES))
    def move(self, person: int, address: str) -> None:
        self.context.do.correct("person", person, {"emails": (address,) if address else ()})

    @rule(address=st.sampled_from(ADDRESSES[:3]), again=st.booleans())
    def opt(self, address: str, again: bool) -> None:
        if again:
            with suppress(NotFound):
                lift(self.context, address, self.context.clock.now())
        else:
            opt_out(self.context, address)

    @precondition(lambda self: self.arrived)
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        gone = [one for one in deliveries(self.context) if one.state == "sent"]
        if gone:
            turn_one(self.context, data.draw(st.sampled_from(gone), label="bounced").id, "bounced")

    @invariant()
    def nothing_arrives_twice(self) -> None:
        counts = Counter(one for one, _ in self.arrived)
        assert max(counts.values(), default=1) == 1
        assert max(Counter(where for _, where in self.arrived).values(), default=1) == 1

    @invariant()
    def nothing_went_that_did_not_arrive(self) -> None:
        known = {one.message_id: one.state for one in deliveries(self.context)}
        for message_id, state in known.items():
            if state in WENT:
                assert message_id in dict(self.arrived)
        assert {known[one] for one, _ in self.arrived} <= {*WENT, "bounced", "sending"}

    @invariant()
    def a_mailbox_and_a_person_stand_once(self) -> None:
        for version in self.notice.versions:
            there = [one for one in deliveries(self.context, version.id) if one.state != "dropped"]
            boxes = Counter(one.mailbox.casefold() for one in there if one.mailbox)
            assert max(boxes.values(), default=1) == 1
            people = Counter((who.noun, who.id) for one in there if one.state != "bounced" for who in one.people)
            assert max(people.values(), default=1) == 1


@pytest.mark.only_sqlite
def test_nothing_arrives_twice_and_the_sums_are_right_whatever_happens(office: Any) -> None:
    office.notice()
    Sending.template = office.path
    run_state_machine_as_test(
        Sending,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
